/** A saved wall, looked at: page by page, tiles large and small, sent to screens. */
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import type { SavedWall } from '../../../../server/contract/walls.ts';
import { DutyReminder } from '../../components/duty-reminder.tsx';
import { OverlayToggle } from '../../components/in-picture/overlay-toggle.tsx';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { useMay } from '../../lib/me.ts';
import { showPageKeys } from '../../lib/page-keys.ts';
import { fullscreen } from './fullscreen.ts';
import { useSend } from './send-dialog.tsx';
import { useWarmMedia } from './use-warm-media.ts';
import { useStageKeyWords } from './wall-keys-words.ts';
import { PageStage } from './wall-page-stage.tsx';
import { useSavedWall } from './walls-api.ts';
import '../../components/wall/wall-frame.css';
import './walls.css';

export default function WallViewPage() {
  const { wallId } = useParams();
  useWarmMedia();
  const { data, error, refetch } = useSavedWall(wallId);
  if (data === undefined && error !== null)
    return (
      <div className="mc-wall">
        <ErrorView error={error} onRetry={() => void refetch()} />
      </div>
    );
  if (data === undefined)
    return (
      <div className="mc-wall" aria-busy="true">
        <div className="mc-wall-bar" />
        <div className="mc-skeleton mc-stage-skeleton" />
      </div>
    );
  return <Wall key={data.id} wall={data} />;
}

function Wall({ wall }: { wall: SavedWall }) {
  const { t } = useTranslation();
  const may = useMay();
  const [search, setSearch] = useSearchParams();
  const { send, dialog } = useSend();
  useStageKeyWords({ pages: true });
  const last = wall.pages.length - 1;
  const page = Math.max(0, Math.min(last, Number(search.get('page') ?? 1) - 1 || 0));
  const shown = wall.pages[page];
  const goTo = (next: number) => {
    if (next < 0 || next > last) return;
    setSearch(next === 0 ? {} : { page: String(next + 1) }, { replace: true });
  };
  const mayChange = may('walls:write') && wall.may !== 'see';
  return (
    <div className="mc-wall" data-testid="saved-wall">
      <div className="mc-wall-bar">
        <Link className="mc-tool-link" to="/walls">
          ‹ {t('walls.title')}
        </Link>
        <h1>{wall.name}</h1>
        {wall.may !== 'own' && <span>{t('walls.of', { name: wall.ownerName })}</span>}
        {wall.hidden > 0 && <span>{t('walls.hidden', { n: wall.hidden })}</span>}
        <span className="mc-spring" />
        <DutyReminder />
        {last > 0 && <PageTabs wall={wall} page={page} onPage={goTo} />}
        <button
          type="button"
          className="mc-tool"
          onClick={() => send({ kind: 'wall', wallId: wall.id, page })}
        >
          {t('walls.sendPage')}
        </button>
        {mayChange && (
          <Link className="mc-tool-link" to={`/walls/${wall.id}/edit`}>
            {t('walls.edit')}
          </Link>
        )}
        <OverlayToggle />
        <button type="button" className="mc-tool" onClick={fullscreen}>
          {t('wall.fullscreen')}
        </button>
        <button type="button" className="mc-tool" title={t('wall.keysTitle')} onClick={showPageKeys}>
          ?
        </button>
      </div>
      {shown === undefined || shown.tiles.length === 0 ? (
        <EmptyView title={t('walls.emptyPageTitle')} text={t('walls.emptyPage')}>
          {mayChange && (
            <Link className="mc-button" data-primary="" to={`/walls/${wall.id}/edit`}>
              {t('walls.edit')}
            </Link>
          )}
        </EmptyView>
      ) : (
        <PageStage
          key={page}
          page={shown}
          onPage={(by) => goTo(page + by)}
          onNumber={(n) => goTo(n - 1)}
          onSend={(cameraId) => send({ kind: 'camera', cameraId })}
        />
      )}
      {dialog}
    </div>
  );
}

function PageTabs(props: { wall: SavedWall; page: number; onPage: (page: number) => void }) {
  const { t } = useTranslation();
  return (
    <span className="mc-segments" title={t('walls.pages')}>
      {props.wall.pages.map((page, index) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: a page has no other name than its place
          key={index}
          type="button"
          aria-pressed={index === props.page}
          onClick={() => props.onPage(index)}
        >
          {page.name || index + 1}
        </button>
      ))}
    </span>
  );
}
