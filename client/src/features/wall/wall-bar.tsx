/** The line above the wall: which hall, how it stands, and the layout. */
import { useTranslation } from 'react-i18next';
import { type StoreApi, useStore } from 'zustand';
import type { Wall } from '../../../../server/contract/wall.ts';
import { type Layout, layouts } from '../../lib/preferences.ts';
import type { WallTally } from './wall-tally.ts';

export function WallBar(props: {
  data: Wall;
  tally: StoreApi<WallTally>;
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
      <Tallies tally={props.tally} />
      <span className="mc-spring" />
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
      <button type="button" className="mc-tool" onClick={toggleFullscreen}>
        {t('wall.fullscreen')}
      </button>
      <button type="button" className="mc-tool" title={t('wall.keysTitle')} onClick={props.onHelp}>
        ?
      </button>
    </div>
  );
}

function Tallies({ tally }: { tally: StoreApi<WallTally> }) {
  const { t } = useTranslation();
  const { live, troubled, near, over } = useStore(tally);
  return (
    <>
      <span className="mc-tally" data-kind="live">
        {t('wall.online', { n: live })}
      </span>
      {troubled > 0 && (
        <span className="mc-tally" data-kind="troubled">
          {t('wall.troubled', { n: troubled })}
        </span>
      )}
      {near > 0 && (
        <span className="mc-tally" data-kind="near">
          {t('wall.near', { n: near })}
        </span>
      )}
      {over > 0 && (
        <span className="mc-tally" data-kind="over">
          {t('wall.overdue', { n: over })}
        </span>
      )}
    </>
  );
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
