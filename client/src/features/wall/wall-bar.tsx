/** The line above the wall: which hall, how it stands, and the layout. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type StoreApi, useStore } from 'zustand';
import type { Wall } from '../../../../server/contract/wall.ts';
import { DutyReminder } from '../../components/duty-reminder.tsx';
import { OverlayToggle } from '../../components/in-picture/overlay-toggle.tsx';
import type { WallLatency } from '../../components/wall/wall-latency.ts';
import { type Layout, layouts } from '../../lib/preferences.ts';
import { LatencyReading } from './latency-reading.tsx';
import type { WallTally } from './wall-tally.ts';

export function WallBar(props: {
  data: Wall;
  tally: StoreApi<WallTally>;
  latency: WallLatency;
  /** Cameras of this page, and those of the other pages known to have no picture. */
  shown: number;
  troubledElsewhere: number;
  /** The windows in a picture of this page. */
  seen: ReadonlySet<string>;
  onJump: (windowIds: readonly string[]) => void;
  layout: Layout;
  onLayout: (layout: Layout) => void;
  page: number;
  pages: number;
  onPage: (page: number) => void;
  onHelp: () => void;
}) {
  const { t } = useTranslation();
  const { data, page, pages } = props;
  return (
    <div className="mc-wall-bar">
      <h1>{data.hall.name}</h1>
      <span>{t('wall.counts', { cameras: data.cameras.length, windows: data.windows.length })}</span>
      <Tallies {...props} />
      <LatencyReading latency={props.latency} cameras={data.cameras} />
      <span className="mc-spring" />
      <DutyReminder />
      <Link className="mc-wall-link" to="/walls">
        {t('walls.all')}
      </Link>
      <Link className="mc-wall-link" to="/walls/trouble">
        {t('walls.troubleTitle')}
      </Link>
      {pages > 1 && (
        <span>
          <button
            type="button"
            className="mc-tool"
            aria-label={t('wall.previous')}
            disabled={page === 0}
            onClick={() => props.onPage(page - 1)}
          >
            ‹
          </button>
          {t('wall.page', { page: page + 1, pages })}
          <button
            type="button"
            className="mc-tool"
            aria-label={t('wall.next')}
            disabled={page === pages - 1}
            onClick={() => props.onPage(page + 1)}
          >
            ›
          </button>
        </span>
      )}
      <span className="mc-segments">
        {layouts.map((layout) => (
          <button
            key={layout}
            type="button"
            aria-pressed={layout === props.layout}
            title={t('wall.layout', { n: layout })}
            onClick={() => props.onLayout(layout)}
          >
            {layout}
          </button>
        ))}
      </span>
      <OverlayToggle />
      <button type="button" className="mc-tool" onClick={toggleFullscreen}>
        {t('wall.fullscreen')}
      </button>
      <button type="button" className="mc-tool" title={t('wall.keysTitle')} onClick={props.onHelp}>
        ?
      </button>
    </div>
  );
}

interface TalliesProps {
  readonly tally: StoreApi<WallTally>;
  readonly shown: number;
  readonly pages: number;
  readonly troubledElsewhere: number;
  readonly seen: ReadonlySet<string>;
  readonly onJump: (windowIds: readonly string[]) => void;
}

function Tallies({ tally, shown, pages, troubledElsewhere, seen, onJump }: TalliesProps) {
  const { t } = useTranslation();
  const { live, troubled, near, over, yellow, red } = useStore(tally);
  return (
    <>
      <span className="mc-tally" data-kind="live">
        {t(pages > 1 ? 'wall.onlineHere' : 'wall.online', { n: live, of: shown })}
      </span>
      {troubled + troubledElsewhere > 0 && (
        <span className="mc-tally" data-kind="troubled">
          {t('wall.troubled', { n: troubled + troubledElsewhere })}
          {troubledElsewhere > 0 && <span>{t('wall.elsewhere', { n: troubledElsewhere })}</span>}
        </span>
      )}
      <WindowTally kind="red" windowIds={red} seen={seen} onJump={onJump} />
      <WindowTally kind="yellow" windowIds={yellow} seen={seen} onJump={onJump} />
      <WindowTally kind="over" windowIds={over} seen={seen} onJump={onJump} />
      <WindowTally kind="near" windowIds={near} seen={seen} onJump={onJump} />
    </>
  );
}

/** So many windows with such a card or clock, and how many of them are not on this page; a click goes to the next. */
function WindowTally(props: {
  kind: 'near' | 'over' | 'yellow' | 'red';
  windowIds: readonly string[];
  seen: ReadonlySet<string>;
  onJump: (windowIds: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const { kind, windowIds } = props;
  if (windowIds.length === 0) return null;
  const elsewhere = windowIds.filter((windowId) => !props.seen.has(windowId));
  return (
    <button
      type="button"
      className="mc-tally"
      data-kind={kind}
      title={t('wall.jump')}
      onClick={() => props.onJump(elsewhere.length > 0 ? elsewhere : windowIds)}
    >
      {tallyWords(kind, windowIds.length, t)}
      {elsewhere.length > 0 && (
        <span className="mc-tally-elsewhere">{t('wall.elsewhere', { n: elsewhere.length })}</span>
      )}
    </button>
  );
}

function tallyWords(kind: 'near' | 'over' | 'yellow' | 'red', n: number, t: TFunction): string {
  if (kind === 'near') return t('wall.near', { n });
  if (kind === 'over') return t('wall.overdue', { n });
  return t('alerts.tile.count', { level: t(`alerts.level.${kind}`), n });
}

function toggleFullscreen(): void {
  const going =
    document.fullscreenElement === null
      ? document.documentElement.requestFullscreen()
      : document.exitFullscreen();
  going.catch(() => {
    // The browser may refuse full screen; the page is whole without it.
  });
}
