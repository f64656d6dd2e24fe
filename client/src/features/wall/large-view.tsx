/** One camera large, with each window's case and its steps beside it. Lies over the wall; Esc goes back. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useOutletContext, useParams, useSearchParams } from 'react-router';
import type { Camera, Profile } from '../../../../server/contract/cameras.ts';
import type { Wall } from '../../../../server/contract/wall.ts';
import { useFindingDialog } from '../../components/findings/use-finding-dialog.tsx';
import { InPicture, type StatusSource } from '../../components/in-picture/in-picture.tsx';
import { OverlayToggle } from '../../components/in-picture/overlay-toggle.tsx';
import { BufferBar } from '../../components/live-buffer/buffer-bar.tsx';
import { BufferPanel } from '../../components/live-buffer/buffer-panel.tsx';
import { LivePicture } from '../../components/live-picture.tsx';
import { EmptyView } from '../../components/state-views.tsx';
import { PartGuard } from '../../components/wall/part-guard.tsx';
import { windowsInPicture } from '../../components/wall/placed-windows.ts';
import { SoundButton } from '../../components/wall/sound-button.tsx';
import { TileReadings } from '../../components/wall/tile-readings.tsx';
import { ZoneOutlines } from '../../components/zone-outlines.tsx';
import { useMay } from '../../lib/me.ts';
import { useServices } from '../../lib/services.ts';
import { inDialog, typing } from '../../lib/typing.ts';
import { useBufferKeys } from '../../media/live-buffer/use-buffer-keys.ts';
import { useLiveBuffer } from '../../media/live-buffer/use-live-buffer.ts';
import { usePictureRatio } from '../../media/use-picture-ratio.ts';
import { usePlayer, usePlayerState } from '../../media/use-player.ts';
import { useReadings } from '../../media/use-readings.ts';
import { useSound } from '../../media/use-sound.ts';
import { useWatched } from '../../media/use-watched.ts';
import { WindowCard } from './window-card.tsx';
import './large-view.css';

export default function LargeView() {
  const { t } = useTranslation();
  const data = useOutletContext<Wall>();
  const navigate = useNavigate();
  const { cameraId = '' } = useParams();
  const camera = data.cameras.find((each) => each.id === cameraId);
  const back = `/wall/${data.hall.id}`;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !typing(event) && !inDialog() && document.fullscreenElement === null)
        void navigate(back);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [navigate, back]);
  if (camera === undefined)
    return (
      <div className="mc-large">
        <EmptyView title={t('common.notFoundTitle')} text={t('fault.not_found')}>
          <Link className="mc-button" to={back}>
            {t('common.back')}
          </Link>
        </EmptyView>
      </div>
    );
  return <LargeCamera key={camera.id} camera={camera} data={data} back={back} />;
}

const connecting = {
  kind: 'starting',
  sinceMs: 0,
  still: undefined,
  waitsFor: undefined,
  place: undefined,
} as const;

function LargeCamera({ camera, data, back }: { camera: Camera; data: Wall; back: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const [search] = useSearchParams();
  const [profile, setProfile] = useState<Profile>('main');
  const [zones, setZones] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const watched = useWatched(box, false);
  const { player, container } = usePlayer(camera.id, profile, watched, true);
  const state = usePlayerState(player) ?? connecting;
  useReadings(box, player);
  const sound = useSound({ cameraId: camera.id, profile, player, container });
  const windows = useMemo(() => windowsInPicture(data, camera.id), [data, camera.id]);
  const past = useRef<HTMLDivElement>(null);
  const windowIds = useMemo(() => windows.map(({ window }) => window.id), [windows]);
  const buffer = useLiveBuffer({ cameraId: camera.id, profile, host: past, windowIds, watched });
  useBufferKeys(buffer, { on: true, arrows: true });
  const picture = buffer.playback ?? player;
  // What is said now does not belong to a picture of before.
  const mute = buffer.playback !== undefined && sound.state.kind === 'on';
  const { toggle } = sound;
  useEffect(() => {
    if (mute) toggle();
  }, [mute, toggle]);
  const ratio = usePictureRatio(container);
  const now = buffer.playback === undefined;
  const source = useMemo((): StatusSource => ({ kind: 'live', picture, now }), [picture, now]);
  const picked = search.get('window');
  const { clock } = useServices();
  const findings = useFindingDialog();
  const noteFinding = () => {
    const behind = buffer.playback;
    findings.ask({
      windows: windows.map(({ window }) => window),
      ...{ cameraId: camera.id, about: `${data.hall.name} · ${camera.name}`, origin: 'live' },
      atMs: behind === undefined ? clock.now() : behind.engine.playhead.atMs,
    });
  };
  const latestNote = useRef(noteFinding);
  latestNote.current = noteFinding;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event) || inDialog()) return;
      if (event.key !== 'b' && event.key !== 'B') return;
      event.preventDefault();
      latestNote.current();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
  return (
    <div className="mc-large">
      <header className="mc-large-bar">
        <Link className="mc-button" to={back}>
          ‹ {t('common.back')}
        </Link>
        <h1>
          {data.hall.name} · {camera.name}
        </h1>
        {buffer.playback === undefined && <TileReadings player={player} state={state} />}
        <span className="mc-spring" />
        <SoundButton state={sound.state} hallAllows={data.hall.soundAllowed} onToggle={sound.toggle} />
        {camera.profiles.length > 1 && (
          <span className="mc-segments">
            {(['main', 'sub'] as const).map((each) => (
              <button
                key={each}
                type="button"
                aria-pressed={each === profile}
                onClick={() => setProfile(each)}
              >
                {t(`large.${each}`)}
              </button>
            ))}
          </span>
        )}
        {may('users:read') && (
          <Link className="mc-button" to={`/people/cameras/${camera.id}/viewers`}>
            {t('rights.viewers.short')}
          </Link>
        )}
        {findings.may && (
          <button type="button" className="mc-button" title={t('findings.dialog.key')} onClick={noteFinding}>
            {t('findings.dialog.verb')} <kbd>B</kbd>
          </button>
        )}
        {windows.length > 0 && <OverlayToggle />}
        <label>
          <input type="checkbox" checked={zones} onChange={(event) => setZones(event.target.checked)} />
          {t('large.zones')}
        </label>
      </header>
      <div className="mc-large-stage">
        <div
          ref={box}
          className="mc-large-picture"
          data-testid="large-picture"
          data-camera-id={camera.id}
          data-state={state.kind}
          data-behind={buffer.playback !== undefined}
          style={{ '--mc-ratio': ratio } as React.CSSProperties}
        >
          <LivePicture state={state} container={container} />
          <div ref={past} className="mc-buffer-picture" />
          {zones && <ZoneOutlines windows={windows} />}
          {windows.length > 0 && (
            <PartGuard instead={null}>
              <InPicture windows={windows} source={source} ratio={ratio} />
            </PartGuard>
          )}
          <div className="mc-tile-foot">
            <BufferPanel buffer={buffer} tabIndex={0} />
          </div>
          <BufferBar buffer={buffer} tabIndex={0} />
        </div>
      </div>
      <aside className="mc-large-side" aria-label={t('large.windows')}>
        {windows.map(({ window }) => (
          <PartGuard
            key={window.id}
            instead={
              <section className="mc-card">
                {t('window.number', { code: window.code })} {t('window.unreadable')}
              </section>
            }
          >
            <WindowCard window={window} picture={picture} picked={window.id === picked} />
          </PartGuard>
        ))}
        {windows.length === 0 && (
          <EmptyView text={t('large.noWindows')}>
            {may('cameras:write') && (
              <Link className="mc-button" to={`/registry/halls/${camera.hallId}/cameras/${camera.id}/zones`}>
                {t('large.place')}
              </Link>
            )}
          </EmptyView>
        )}
      </aside>
      {findings.element}
    </div>
  );
}
