/** Regions and halls as a tree: what is in each, and where something is wanting. Arrows walk it, Enter opens. */
import { useQuery } from '@tanstack/react-query';
import { Input, Skeleton, Tree } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { searchAnswer } from '../../../../server/contract/search.ts';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { useSettled } from '../../lib/use-settled.ts';
import { useSize } from '../../lib/use-size.ts';
import { allKeys, narrowedTo, type PlaceNode, pathTo } from './registry-tree.ts';
import { keyOf, type Place, placeOf } from './use-place.ts';
import type { useRegistryTree } from './use-registry-tree.ts';
import './place-tree.css';

export interface PlaceTreeProps {
  readonly tree: ReturnType<typeof useRegistryTree>;
  readonly place: Place;
  readonly onPlace: (place: Place) => void;
}

const ALL = 'all';
const FOUND_MOST = 50;

export function PlaceTree({ tree, place, onPlace }: PlaceTreeProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const q = useSettled(text.trim(), 200);
  const [box, { height }] = useSize<HTMLDivElement>();
  const nodes = tree.nodes ?? [];
  const found = useFound(q);
  const shown = useMemo(() => (found === undefined ? nodes : narrowedTo(nodes, found)), [nodes, found]);
  const chosen = keyOf(place);
  const [opened, setOpened] = useState<readonly string[]>();
  // The first two levels, and the way to where one stands.
  const expanded = useMemo(() => {
    if (found !== undefined) return allKeys(shown);
    const way = pathTo(nodes, chosen)
      .slice(0, -1)
      .map((node) => node.key);
    return [
      ...(opened ?? [
        ALL,
        ...nodes.flatMap((node) => [node.key, ...node.children.map((child) => child.key)]),
      ]),
      ...way,
    ];
  }, [found, shown, nodes, opened, chosen]);
  return (
    <nav className="mc-place-tree" aria-label={t('tree.label')}>
      <Input
        allowClear
        aria-label={t('tree.find')}
        placeholder={t('tree.find')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="mc-place-tree-head" aria-hidden="true">
        {t('registry.windows')}/{t('registry.cameras')}
      </div>
      <div ref={box} className="mc-place-tree-rows">
        {tree.nodes === undefined && tree.error !== null ? (
          <ErrorView error={tree.error} onRetry={tree.retry} />
        ) : tree.nodes === undefined ? (
          <Skeleton active title={false} paragraph={{ rows: 8 }} />
        ) : nodes.length === 0 ? (
          <p className="mc-muted">{t('tree.empty')}</p>
        ) : shown.length === 0 ? (
          <p className="mc-muted">{t('tree.none', { q })}</p>
        ) : (
          <Tree<TreeRow>
            blockNode
            virtual
            height={height}
            itemHeight={30}
            motion={false}
            selectedKeys={[chosen === '' ? ALL : chosen]}
            expandedKeys={[...expanded]}
            onExpand={(keys) => setOpened(keys.map(String))}
            onSelect={(_, { node }) =>
              onPlace(node.key === ALL ? { kind: 'everywhere' } : placeOf(String(node.key)))
            }
            treeData={[
              ...(found === undefined ? [{ key: ALL, title: t('tree.all') }] : []),
              ...shown.map(toRow),
            ]}
            titleRender={(row) => (row.node === undefined ? row.title : <Title node={row.node} />)}
          />
        )}
      </div>
    </nav>
  );
}

interface TreeRow {
  readonly key: string;
  readonly title: string;
  readonly node?: PlaceNode;
  readonly children?: TreeRow[];
}

const toRow = (node: PlaceNode): TreeRow => ({
  key: node.key,
  title: node.name,
  node,
  ...(node.children.length > 0 && { children: node.children.map(toRow) }),
});

function Title({ node }: { node: PlaceNode }) {
  const { t } = useTranslation();
  const wrong = [
    ...(node.blind ? [t('tree.noCamera')] : []),
    ...(node.unseen > 0 ? [t('tree.unseen', { n: node.unseen })] : []),
  ].join('\n');
  const counts = t('tree.counts', { windows: node.windows, cameras: node.cameras });
  return (
    <span
      className="mc-place"
      data-kind={node.kind}
      title={[node.name, counts, wrong].filter(Boolean).join('\n')}
    >
      <span className="mc-place-name">{node.name}</span>
      {wrong !== '' && <i className="mc-place-wrong" role="img" aria-label={wrong} />}
      <span className="mc-place-count" aria-hidden="true">
        {node.windows}
        <span>/</span>
        {node.cameras}
      </span>
    </span>
  );
}

/** Keys of the places that were typed for, by pinyin and codes as well; undefined: nothing is. */
function useFound(q: string): ReadonlySet<string> | undefined {
  const { data } = useQuery({
    queryKey: ['search', 'places', q],
    queryFn: ({ signal }) =>
      api('/search', { schema: searchAnswer, query: { q, kinds: 'region,hall', limit: FOUND_MOST }, signal }),
    enabled: q !== '',
    placeholderData: (before) => before,
  });
  return useMemo(
    () => (q === '' || data === undefined ? undefined : new Set(data.items.map((hit) => hit.id))),
    [q, data],
  );
}
