/** Cameras to build from: searched, grouped, added one by one, by dragging, or all that are ticked at once. */
import { Button, Checkbox, Input, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WallSources } from '../../../../server/contract/walls.ts';
import { ErrorView } from '../../components/state-views.tsx';
import { type GroupBy, useWallSources } from './walls-api.ts';

/** What a dragged camera is called on the way to the page. */
export const DRAGGED_CAMERA = 'application/x-mc-camera';

type Group = WallSources['groups'][number];

export function SourcePanel(props: {
  readonly begin: GroupBy;
  /** Cameras on the page that is built. */
  readonly onPage: ReadonlySet<string>;
  readonly onAdd: (cameraIds: readonly string[]) => void;
  readonly onTrouble: () => void;
}) {
  const { t } = useTranslation();
  const [groupBy, setGroupBy] = useState(props.begin);
  const [typed, setTyped] = useState('');
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const sources = useWallSources(groupBy, useDeferredValue(typed.trim()));
  const { groups } = sources;
  const tick = (id: string) =>
    setTicked((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  return (
    <aside className="mc-sources" aria-label={t('walls.sources')} data-testid="sources">
      <div className="mc-sources-head">
        <Input.Search
          allowClear
          aria-label={t('walls.sourceSearch')}
          placeholder={t('walls.sourceSearch')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Select<GroupBy>
          aria-label={t('walls.groupBy')}
          value={groupBy}
          onChange={setGroupBy}
          options={(['hall', 'department', 'matter', 'state'] as const).map((value) => ({
            value,
            label: t(`walls.by.${value}`),
          }))}
        />
      </div>
      <div className="mc-sources-list">
        {groups === undefined && sources.error !== null && (
          <ErrorView error={sources.error} onRetry={() => void sources.refetch()} />
        )}
        {groups === undefined && sources.error === null && (
          <div className="mc-skeleton" style={{ height: 160 }} aria-busy="true" />
        )}
        {groups?.length === 0 && <p className="mc-walls-none">{t('walls.noSources')}</p>}
        {groups?.map((group) => (
          <SourceGroup
            key={group.key}
            group={group}
            groupBy={groupBy}
            {...{ ticked, tick }}
            onPage={props.onPage}
            onAdd={props.onAdd}
          />
        ))}
        {sources.hasNextPage && (
          <Button block onClick={() => void sources.fetchNextPage()} loading={sources.isFetchingNextPage}>
            {t('walls.more')}
          </Button>
        )}
      </div>
      <div className="mc-sources-foot">
        <Button
          type="primary"
          disabled={ticked.size === 0}
          onClick={() => {
            props.onAdd([...ticked]);
            setTicked(new Set());
          }}
        >
          {t('walls.fill', { n: ticked.size })}
        </Button>
        <Button onClick={props.onTrouble} title={t('walls.addTroubleHint')}>
          {t('walls.addTrouble')}
        </Button>
      </div>
    </aside>
  );
}

function SourceGroup(props: {
  readonly group: Group;
  readonly groupBy: GroupBy;
  readonly ticked: ReadonlySet<string>;
  readonly tick: (id: string) => void;
  readonly onPage: ReadonlySet<string>;
  readonly onAdd: (cameraIds: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const { group, groupBy, ticked, tick, onPage, onAdd } = props;
  const name = groupBy === 'state' ? t(`walls.state.${stateOf(group.key)}`) : group.name;
  return (
    <section>
      <h3>
        <span title={name}>{name}</span>
        <Button type="link" size="small" onClick={() => onAdd(group.cameras.map(({ cameraId }) => cameraId))}>
          {t('walls.addAll', { n: group.cameras.length })}
        </Button>
      </h3>
      <ul>
        {group.cameras.map((camera) => (
          <li
            key={camera.cameraId}
            draggable
            data-testid="source"
            data-on-page={onPage.has(camera.cameraId)}
            onDragStart={(event) => {
              event.dataTransfer.setData(DRAGGED_CAMERA, camera.cameraId);
              event.dataTransfer.effectAllowed = 'copy';
            }}
          >
            <Checkbox
              aria-label={camera.cameraName}
              checked={ticked.has(camera.cameraId)}
              onChange={() => tick(camera.cameraId)}
            />
            <button type="button" title={t('walls.addOne')} onClick={() => onAdd([camera.cameraId])}>
              <span>
                {groupBy === 'hall' ? '' : `${camera.hallName} · `}
                {camera.cameraName}
              </span>
              {camera.windowCodes.length > 0 && (
                <small>{t('walls.windows', { codes: camera.windowCodes.join('、') })}</small>
              )}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const states = ['serving', 'called', 'idle', 'closed', 'unknown'] as const;
const stateOf = (key: string) => states.find((one) => one === key) ?? 'unknown';
