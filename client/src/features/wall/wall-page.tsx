/** The wall of a hall: is anything wrong at a window now? Stays mounted under the large view. */
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useMatch, useNavigate, useParams, useSearchParams } from 'react-router';
import type { Camera } from '../../../../server/contract/cameras.ts';
import type { Wall } from '../../../../server/contract/wall.ts';
import { useFindingDialog } from '../../components/findings/use-finding-dialog.tsx';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { PartGuard } from '../../components/wall/part-guard.tsx';
import { wallProfile, windowsInPicture } from '../../components/wall/placed-windows.ts';
import { WallLatency } from '../../components/wall/wall-latency.ts';
import { WallTile } from '../../components/wall/wall-tile.tsx';
import { useMay } from '../../lib/me.ts';
import { type Layout, layouts, usePreferences } from '../../lib/preferences.ts';
import { useServices } from '../../lib/services.ts';
import { webrtcRefused } from '../../media/webrtc-switch.ts';
import { arrange } from './arrange.ts';
import { KeysHelp } from './keys-help.tsx';
import { useTroubledElsewhere } from './use-elsewhere.ts';
import { useWall } from './use-wall.ts';
import { useWallKeys } from './use-wall-keys.ts';
import { useWarmMedia } from './use-warm-media.ts';
import { WallBar } from './wall-bar.tsx';
import { createWallTally } from './wall-tally.ts';
import '../../components/wall/wall-frame.css';
import './wall.css';

export default function WallPage() {
  const { t } = useTranslation();
  const { hallId = '' } = useParams();
  useWarmMedia();
  const { data, error, refetch } = useWall(hallId);
  const remember = usePreferences((preferences) => preferences.set);
  useEffect(() => {
    if (data !== undefined) remember({ lastHallId: hallId });
  }, [data, hallId, remember]);
  if (data === undefined && error !== null)
    return (
      <div className="mc-wall">
        <ErrorView error={error} onRetry={() => void refetch()} />
      </div>
    );
  if (data === undefined)
    return (
      <div className="mc-wall" aria-busy="true" title={t('app.loading')}>
        <div className="mc-wall-bar" />
        <div className="mc-grid" style={{ '--mc-columns': 2, '--mc-rows': 2 } as React.CSSProperties}>
          {[0, 1, 2, 3].map((slot) => (
            <div key={slot} className="mc-skeleton" />
          ))}
        </div>
      </div>
    );
  return <HallWall key={hallId} data={data} />;
}

/** More pictures on a page are there for who asks for them. */
const FITTED_MOST = 16;

/** The smallest layout that shows every camera at once. */
function fitting(cameras: number): Layout {
  return layouts.find((layout) => layout >= cameras && layout <= FITTED_MOST) ?? FITTED_MOST;
}

function HallWall({ data }: { data: Wall }) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const large = useMatch('/wall/:hallId/camera/:cameraId');
  const covered = large !== null;
  const chosenLayout = usePreferences((preferences) => preferences.layout);
  const setPreferences = usePreferences((preferences) => preferences.set);
  const layout = chosenLayout ?? fitting(data.cameras.length);
  const pages = Math.max(1, Math.ceil(data.cameras.length / layout));
  // Who comes from a card or a case is led to the picture of its window.
  const window = useSearchParams()[0].get('window');
  const asked = data.placements.find((each) => each.windowId === window)?.cameraId;
  const [wantedPage, setPage] = useState(() =>
    Math.max(0, Math.floor(data.cameras.findIndex((camera) => camera.id === asked) / layout)),
  );
  const page = Math.min(wantedPage, pages - 1);
  const [chosenId, choose] = useState<string | undefined>(
    large?.params.cameraId ?? asked ?? data.cameras[0]?.id,
  );
  const [byKeys, setByKeys] = useState(asked !== undefined);
  const [help, setHelp] = useState(false);
  const { overlays, clock, instant, live } = useServices();
  const tally = useMemo(() => createWallTally({ overlays, serverNow: () => clock.now() }), [overlays, clock]);
  const latency = useMemo(() => new WallLatency(), []);
  const windowIds = data.windows.map((window) => window.id).join();
  useEffect(() => tally.watch(windowIds.split(',').filter((id) => id !== '')), [tally, windowIds]);
  const shown = data.cameras.slice(page * layout, (page + 1) * layout);
  const troubledElsewhere = useTroubledElsewhere(data.cameras.filter((camera) => !shown.includes(camera)));
  const chosen = shown.find((camera) => camera.id === chosenId) ?? shown[0];

  const open = useMemo(
    () => (cameraId: string) => {
      // In parallel with everything that has to be made before the large view can ask for itself.
      instant.askAhead(cameraId, 'main');
      if (!webrtcRefused()) live.askAhead({ cameraId, profile: 'main' });
      choose(cameraId);
      // At once, not when React has nothing better to do: somebody waits for the picture.
      void navigate(`/wall/${data.hall.id}/camera/${cameraId}`, { flushSync: true });
    },
    [navigate, data.hall.id, instant, live],
  );
  const { columns, rows } = arrange(layout, shown.length, pages);
  const free = columns * rows - shown.length;
  const seen = new Set(
    shown.flatMap((camera) => windowsInPicture(data, camera.id).map((each) => each.window.id)),
  );
  /** To the next picture with one of these windows, beginning after the chosen one. */
  const jump = (wanted: readonly string[]) => {
    const withOne = data.cameras.filter((camera) =>
      data.placements.some((each) => each.cameraId === camera.id && wanted.includes(each.windowId)),
    );
    const from = chosen === undefined ? -1 : data.cameras.indexOf(chosen);
    const next = withOne.find((camera) => data.cameras.indexOf(camera) > from) ?? withOne[0];
    if (next === undefined) return;
    setPage(Math.floor(data.cameras.indexOf(next) / layout));
    setByKeys(true);
    choose(next.id);
  };
  const goTo = (next: number) => {
    const to = Math.max(0, Math.min(pages - 1, next));
    if (to === page) return;
    // A few pictures are asked for at the click itself; many would only stand in each other's way.
    if (layout <= 4)
      for (const camera of data.cameras.slice(to * layout, (to + 1) * layout))
        instant.askAhead(camera.id, columns * rows === 1 ? 'main' : wallProfile(camera));
    setPage(to);
  };
  const findings = useFindingDialog();
  const noteFinding = () => {
    if (chosen === undefined) return;
    findings.ask({
      windows: windowsInPicture(data, chosen.id).map(({ window: each }) => each),
      ...{ cameraId: chosen.id, about: `${data.hall.name} · ${chosen.name}` },
      ...{ atMs: clock.now(), origin: 'live' },
    });
  };
  useWallKeys(
    {
      finding: noteFinding,
      layout: (next) => setPreferences({ layout: next }),
      move: (dx, dy) => {
        const index = chosen === undefined ? 0 : shown.indexOf(chosen);
        const next = shown[index + dx + dy * columns];
        const sameRow = dy !== 0 || Math.floor((index + dx) / columns) === Math.floor(index / columns);
        setByKeys(true);
        if (next !== undefined && sameRow) choose(next.id);
      },
      page: (by) => goTo(page + by),
      large: () => chosen !== undefined && open(chosen.id),
      card: () =>
        document.querySelector<HTMLAnchorElement>(`[data-camera-id="${chosen?.id}"] a.mc-tile-card`)?.click(),
      help: () => setHelp(true),
    },
    covered,
  );

  return (
    <div className="mc-wall">
      <WallBar
        data={data}
        tally={tally.store}
        latency={latency}
        shown={shown.length}
        troubledElsewhere={troubledElsewhere}
        seen={seen}
        onJump={jump}
        layout={layout}
        onLayout={(next) => setPreferences({ layout: next })}
        page={page}
        pages={pages}
        onPage={goTo}
        onHelp={() => setHelp(true)}
      />
      {data.cameras.length === 0 ? (
        <EmptyView
          title={t('wall.emptyTitle', { hall: data.hall.name })}
          text={may('cameras:write') ? t('wall.emptyText') : t('wall.emptyReader')}
        >
          {may('cameras:write') && (
            <Link className="mc-button" data-primary="" to={`/registry/halls/${data.hall.id}/cameras?new`}>
              {t('wall.add')}
            </Link>
          )}
        </EmptyView>
      ) : (
        <div className="mc-grid-room">
          <div
            className="mc-grid"
            style={{ '--mc-columns': columns, '--mc-rows': rows } as React.CSSProperties}
            inert={covered}
          >
            {shown.map((camera: Camera) => (
              <PartGuard
                key={camera.id}
                instead={
                  <p className="mc-slot">
                    {camera.name} · {t('common.crashedTitle')}
                  </p>
                }
              >
                <Tile
                  data={data}
                  camera={camera}
                  covered={covered}
                  single={columns * rows === 1}
                  chosen={camera === chosen}
                  focusWanted={byKeys}
                  onOpen={open}
                  onChoose={choose}
                  tally={tally}
                  latency={latency}
                />
              </PartGuard>
            ))}
            {free > 0 && <EmptySlot hallId={data.hall.id} />}
          </div>
        </div>
      )}
      {data.cameras.length > 0 && free === 0 && shown.length < layout && <EmptyLine hallId={data.hall.id} />}
      <Outlet context={data} />
      {findings.element}
      {help && <KeysHelp onClose={() => setHelp(false)} />}
    </div>
  );
}

function Tile(props: {
  data: Wall;
  camera: Camera;
  covered: boolean;
  single: boolean;
  chosen: boolean;
  focusWanted: boolean;
  onOpen: (cameraId: string) => void;
  onChoose: (cameraId: string) => void;
  tally: ReturnType<typeof createWallTally>;
  latency: WallLatency;
}) {
  const { data, camera, tally } = props;
  const windows = useMemo(() => windowsInPicture(data, camera.id), [data, camera.id]);
  return (
    <WallTile
      camera={camera}
      hallName={data.hall.name}
      windows={windows}
      covered={props.covered}
      single={props.single}
      chosen={props.chosen}
      focusWanted={props.focusWanted}
      onOpen={props.onOpen}
      onChoose={props.onChoose}
      onState={tally.onState}
      latency={props.latency}
    />
  );
}

/** A place that is left over: a quiet word where a picture could be, for those who can put one there. */
function EmptySlot({ hallId }: { hallId: string }) {
  const { t } = useTranslation();
  const may = useMay();
  if (!may('cameras:write')) return null;
  return (
    <div className="mc-slot">
      <span>{t('tile.emptyText')}</span>
      <Link to={`/registry/halls/${hallId}/cameras?new`}>{t('tile.emptyAdd')}</Link>
    </div>
  );
}

/** The same under the tiles, when they use all the room there is. */
function EmptyLine({ hallId }: { hallId: string }) {
  const { t } = useTranslation();
  const may = useMay();
  if (!may('cameras:write')) return null;
  return (
    <p className="mc-slot-line">
      <Link to={`/registry/halls/${hallId}/cameras?new`}>＋ {t('tile.emptyAdd')}</Link>
    </p>
  );
}
