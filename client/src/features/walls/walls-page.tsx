/** One's walls and tours, those shared with one, and the screens that are open. */
import { Button, Dropdown, Input, Segmented, Tooltip } from 'antd';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { ListedWall, Tour } from '../../../../server/contract/walls.ts';
import { Instant } from '../../components/instant.tsx';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { useMay } from '../../lib/me.ts';
import { useRemoveSaved, useTourList, useWallList, type Whose } from './saved-lists.ts';
import { ScreensPanel } from './screens-panel.tsx';
import { ShareDialog } from './share-dialog.tsx';
import '../../components/wall/wall-frame.css';
import './walls.css';

export default function WallsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const [whose, setWhose] = useState<Whose>('all');
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed);
  const walls = useWallList(q, whose);
  const tours = useTourList(q, whose);
  const [sharing, share] = useState<{ kind: 'walls' | 'tours'; id: string }>();
  const writes = may('walls:write');
  return (
    <div className="mc-walls" data-testid="walls-page">
      <header className="mc-walls-head">
        <h1>{t('walls.title')}</h1>
        <Segmented<Whose>
          value={whose}
          onChange={setWhose}
          options={[
            { value: 'all', label: t('walls.whose.all') },
            { value: 'mine', label: t('walls.whose.mine') },
            { value: 'shared', label: t('walls.whose.shared') },
          ]}
        />
        <Input.Search
          allowClear
          aria-label={t('walls.search')}
          placeholder={t('walls.search')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <span className="mc-spring" />
        <Link className="mc-button" to="/walls/trouble">
          {t('walls.troubleTitle')}
        </Link>
        {writes && (
          <Button onClick={() => void navigate('/walls/tours/new')}>{t('walls.tour.create')}</Button>
        )}
        {writes && (
          <Dropdown
            menu={{
              items: (['hall', 'department', 'matter', 'state', 'trouble'] as const).map((from) => ({
                key: from,
                label: t(`walls.from.${from}`),
                onClick: () => void navigate(`/walls/new?from=${from}`),
              })),
            }}
          >
            <Button type="primary" onClick={() => void navigate('/walls/new')}>
              {t('walls.create')}
            </Button>
          </Dropdown>
        )}
      </header>
      <div className="mc-walls-body">
        <div className="mc-walls-lists">
          <List
            title={t('walls.walls')}
            result={walls}
            empty={<EmptyView title={t('walls.emptyTitle')} text={t('walls.emptyText')} />}
            row={(wall) => (
              <WallRow key={wall.id} wall={wall} onShare={() => share({ kind: 'walls', id: wall.id })} />
            )}
          />
          <List
            title={t('walls.tours')}
            result={tours}
            empty={<p className="mc-walls-none">{t('walls.tour.emptyText')}</p>}
            row={(tour) => (
              <TourRow key={tour.id} tour={tour} onShare={() => share({ kind: 'tours', id: tour.id })} />
            )}
          />
        </div>
        <ScreensPanel />
      </div>
      {sharing !== undefined && <ShareDialog {...sharing} onClose={() => share(undefined)} />}
    </div>
  );
}

interface Result<T> {
  readonly items: readonly T[] | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
  readonly hasNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

function List<T>(props: { title: string; result: Result<T>; empty: ReactNode; row: (item: T) => ReactNode }) {
  const { t } = useTranslation();
  const { items, error, hasNextPage } = props.result;
  return (
    <section className="mc-walls-list" aria-label={props.title}>
      <h2>{props.title}</h2>
      {items === undefined && error !== null && (
        <ErrorView error={error} onRetry={() => void props.result.refetch()} />
      )}
      {items === undefined && error === null && (
        <div className="mc-skeleton" style={{ height: 120 }} aria-busy="true" />
      )}
      {items?.length === 0 && props.empty}
      {items !== undefined && items.length > 0 && <ul>{items.map(props.row)}</ul>}
      {hasNextPage && <Button onClick={() => void props.result.fetchNextPage()}>{t('walls.more')}</Button>}
    </section>
  );
}

function WallRow({ wall, onShare }: { wall: ListedWall; onShare: () => void }) {
  const { t } = useTranslation();
  const remove = useRemoveSaved('walls');
  return (
    <li className="mc-walls-row" data-testid="wall-row">
      <Link to={`/walls/${wall.id}`} className="mc-walls-name">
        {wall.name}
      </Link>
      <span className="mc-walls-facts">{t('walls.facts', { pages: wall.pages, tiles: wall.tiles })}</span>
      <Owned thing={wall} />
      <RowActions
        thing={wall}
        edit={`/walls/${wall.id}/edit`}
        onShare={onShare}
        onRemove={() => remove.mutate(wall)}
      />
    </li>
  );
}

function TourRow({ tour, onShare }: { tour: Tour; onShare: () => void }) {
  const { t } = useTranslation();
  const remove = useRemoveSaved('tours');
  const seconds = tour.steps.reduce((sum, step) => sum + step.dwellSeconds * step.priority, 0);
  return (
    <li className="mc-walls-row" data-testid="tour-row">
      <Link to={`/walls/tours/${tour.id}`} className="mc-walls-name">
        ▶ {tour.name}
      </Link>
      <span className="mc-walls-facts">
        {t('walls.tour.facts', { steps: tour.steps.length, minutes: Math.max(1, Math.round(seconds / 60)) })}
      </span>
      <Owned thing={tour} />
      <RowActions
        thing={tour}
        edit={`/walls/tours/${tour.id}/edit`}
        onShare={onShare}
        onRemove={() => remove.mutate(tour)}
      />
    </li>
  );
}

type Thing = Pick<ListedWall, 'id' | 'name' | 'may' | 'ownerName' | 'shares' | 'updatedAt'>;

function Owned({ thing }: { thing: Thing }) {
  const { t } = useTranslation();
  return (
    <span className="mc-walls-facts">
      {thing.may === 'own'
        ? thing.shares.length > 0
          ? t('walls.sharedWith', { n: thing.shares.length })
          : t('walls.private')
        : t(thing.may === 'change' ? 'walls.ofToChange' : 'walls.of', { name: thing.ownerName })}
      {' · '}
      <Instant at={thing.updatedAt} />
    </span>
  );
}

function RowActions(props: { thing: Thing; edit: string; onShare: () => void; onRemove: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const { thing } = props;
  if (!may('walls:write')) return null;
  return (
    <span className="mc-walls-actions">
      {thing.may !== 'see' && (
        <Link className="mc-tool-link" to={props.edit}>
          {t('walls.edit')}
        </Link>
      )}
      {thing.may === 'own' && (
        <>
          <Button type="text" size="small" onClick={props.onShare}>
            {t('walls.share')}
          </Button>
          <Tooltip title={t('walls.removeHint')}>
            <Button type="text" size="small" onClick={props.onRemove}>
              {t('walls.remove')}
            </Button>
          </Tooltip>
        </>
      )}
    </span>
  );
}
