/** The registry: what is registered, what is missing. The tree says where, the list what. */
import { Splitter, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { z } from 'zod';
import type { Permission } from '../../../../server/contract/access.ts';
import { useMay } from '../../lib/me.ts';
import { useKept } from '../../lib/use-kept.ts';
import { CityCamerasTab } from './city-cameras-tab.tsx';
import { DepartmentsTab } from './departments-tab.tsx';
import { HallsTab } from './halls-tab.tsx';
import { MattersTab } from './matters-tab.tsx';
import { PlaceTree } from './place-tree.tsx';
import { RegionsTab } from './regions-tab.tsx';
import { pathTo } from './registry-tree.ts';
import { keyOf, placeOf, usePlace } from './use-place.ts';
import { useRegistryTree } from './use-registry-tree.ts';
import { WindowsTab } from './windows-tab.tsx';
import './registry.css';

/** Whoever may write any of the registries may bring a file in for it. */
const WRITING: readonly Permission[] = [
  'places:write',
  'cameras:write',
  'matters:write',
  'clerks:write',
  'users:write',
];
const treeWidth = z.number().min(0).max(1000);

export default function RegistryPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const { tab = 'halls' } = useParams();
  const [place, setPlace] = usePlace();
  const tree = useRegistryTree();
  const [width, setWidth] = useKept('registry.tree', treeWidth, 270);
  const path = pathTo(tree.nodes ?? [], keyOf(place));
  const here = path.at(-1);
  // Lists begin anew where another place is chosen: what was marked and scrolled to was of the old one.
  const key = `${tab} ${keyOf(place)}`;
  const tabs = [
    { key: 'halls', label: t('registry.halls'), list: <HallsTab key={key} place={place} /> },
    { key: 'windows', label: t('registry.windows'), list: <WindowsTab key={key} place={place} /> },
    ...(may('cameras:read')
      ? [{ key: 'cameras', label: t('registry.cameras'), list: <CityCamerasTab key={key} place={place} /> }]
      : []),
    {
      key: 'departments',
      label: t('registry.departments'),
      list: <DepartmentsTab key={key} place={place} />,
    },
    ...(may('matters:read')
      ? [{ key: 'matters', label: t('registry.matters'), list: <MattersTab key={key} place={place} /> }]
      : []),
    { key: 'regions', label: t('registry.regions'), list: <RegionsTab key={key} place={place} /> },
  ];
  const shown = tabs.find((one) => one.key === tab) ?? tabs[0];
  const at = search.get('in');
  return (
    <Splitter
      className="mc-registry"
      onResizeEnd={([size]) => size !== undefined && setWidth(Math.round(size))}
    >
      <Splitter.Panel
        defaultSize={width}
        min={200}
        max="45%"
        collapsible={{ end: true, showCollapsibleIcon: 'auto' }}
      >
        <PlaceTree
          tree={tree}
          place={place}
          onPlace={(next) => {
            setPlace(next);
          }}
        />
      </Splitter.Panel>
      <Splitter.Panel>
        <section className="mc-registry-main">
          <header className="mc-page-head">
            {path.slice(0, -1).map((node) => (
              <button
                key={node.key}
                type="button"
                className="mc-crumb"
                onClick={() => setPlace(placeOf(node.key))}
              >
                {node.name} /
              </button>
            ))}
            <h1>{here?.name ?? t('registry.title')}</h1>
            {here !== undefined && (
              <span className="mc-muted">
                {t('tree.counts', { windows: here.windows, cameras: here.cameras })}
              </span>
            )}
            {here !== undefined && here.unseen > 0 && (
              <button
                type="button"
                className="mc-crumb mc-wanting"
                onClick={() => void navigate(`/registry/windows?in=${here.key}&placed=no`)}
              >
                {t('tree.unseen', { n: here.unseen })}
              </button>
            )}
            <span className="mc-spring" />
            {here?.kind === 'hall' && (
              <Link className="mc-button" to={`/registry/halls/${here.key}/overview`}>
                {t('registry.openHall')}
              </Link>
            )}
            <Link className="mc-button" to="/calendar">
              {t('calendar.title')}
            </Link>
            {may('cameras:write') && (
              <Link className="mc-button" to="/registry/discover">
                {t('registry.discoverLink')}
              </Link>
            )}
            {WRITING.some(may) && (
              <Link className="mc-button" to="/registry/import">
                {t('registry.importLink')}
              </Link>
            )}
            {may('places:write') && (
              <Link className="mc-button" to="/setup">
                {t('setup.title')}
              </Link>
            )}
          </header>
          <Tabs
            activeKey={shown?.key ?? 'halls'}
            onChange={(next) => void navigate(`/registry/${next}${at === null ? '' : `?in=${at}`}`)}
            items={tabs.map(({ key: name, label }) => ({ key: name, label }))}
          />
          {shown?.list}
        </section>
      </Splitter.Panel>
    </Splitter>
  );
}
