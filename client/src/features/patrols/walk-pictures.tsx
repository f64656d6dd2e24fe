/** The picture of the window one is at, and, warmed ahead and unseen, that of the next. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { PatrolVisit } from '../../../../server/contract/patrols.ts';
import type { Wall } from '../../../../server/contract/wall.ts';
import { LivePicture } from '../../components/live-picture.tsx';
import { OverlayStrip } from '../../components/overlay-strip.tsx';
import { windowsInPicture } from '../../components/wall/placed-windows.ts';
import { SoundButton } from '../../components/wall/sound-button.tsx';
import { ZoneOutlines } from '../../components/zone-outlines.tsx';
import { useHallWall } from '../../lib/use-hall-wall.ts';
import { usePictureRatio } from '../../media/use-picture-ratio.ts';
import { usePlayer, usePlayerState } from '../../media/use-player.ts';
import { useSound } from '../../media/use-sound.ts';
import { useWatched } from '../../media/use-watched.ts';

export interface WalkPicturesProps {
  readonly visit: PatrolVisit;
  readonly cameraId: string | null;
  /** The next window's camera. */
  readonly next: string | null;
  /** Which camera's picture is live; undefined: the one that is shown is not. */
  readonly onLive: (cameraId: string | undefined) => void;
  readonly onCamera: (cameraId: string) => void;
}

export function WalkPictures({ visit, cameraId, next, onLive, onCamera }: WalkPicturesProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const watched = useWatched(box, false);
  const { data } = useHallWall(visit.hallId);
  const cameras = [...new Set([cameraId, next])].filter((one) => one !== null);
  const nameOf = (id: string) => data?.cameras.find((one) => one.id === id)?.name ?? '';
  useEffect(() => {
    if (cameraId === null) onLive(undefined);
  }, [cameraId, onLive]);
  return (
    <div className="mc-walk-stage" ref={box}>
      {cameras.map((id) => (
        <WalkPicture
          key={id}
          cameraId={id}
          isShown={id === cameraId}
          watched={watched}
          visit={visit}
          data={data}
          onLive={onLive}
        />
      ))}
      {cameraId === null ? (
        <div className="mc-walk-blind" role="status">
          <b>{t('patrols.walk.noCamera')}</b>
          <span>{t('patrols.walk.noCameraText')}</span>
        </div>
      ) : (
        visit.cameraIds.length > 1 && (
          <fieldset className="mc-walk-cameras" aria-label={t('patrols.walk.otherCamera')}>
            {visit.cameraIds.map((id) => (
              <button key={id} type="button" aria-pressed={id === cameraId} onClick={() => onCamera(id)}>
                {nameOf(id)}
              </button>
            ))}
          </fieldset>
        )
      )}
    </div>
  );
}

const connecting = {
  kind: 'starting',
  sinceMs: 0,
  still: undefined,
  waitsFor: undefined,
  place: undefined,
} as const;

function WalkPicture(props: {
  readonly cameraId: string;
  readonly isShown: boolean;
  readonly watched: boolean;
  readonly visit: PatrolVisit;
  readonly data: Wall | undefined;
  readonly onLive: (cameraId: string | undefined) => void;
}) {
  const { cameraId, isShown, watched, visit, data, onLive } = props;
  const { player, container } = usePlayer(cameraId, 'main', watched, true);
  const state = usePlayerState(player) ?? connecting;
  const ratio = usePictureRatio(container);
  const sound = useSound({ cameraId, profile: 'main', player, container });
  const isLive = state.kind === 'live';
  useEffect(() => {
    if (isShown) onLive(isLive ? cameraId : undefined);
  }, [isShown, isLive, cameraId, onLive]);
  // What is said at another window is not heard on.
  const { toggle } = sound;
  const mute = !isShown && sound.state.kind === 'on';
  useEffect(() => {
    if (mute) toggle();
  }, [mute, toggle]);
  const placed = data === undefined ? [] : windowsInPicture(data, cameraId);
  const own = placed.filter(({ window }) => window.id === visit.windowId);
  return (
    <div
      className="mc-walk-picture"
      // Pictures and what is drawn on them are dark on every ground.
      data-theme="dark"
      data-shown={isShown}
      data-state={state.kind}
      data-camera-id={cameraId}
      aria-hidden={!isShown}
    >
      <div className="mc-walk-frame" style={{ '--mc-ratio': ratio } as React.CSSProperties}>
        <LivePicture state={state} container={container} />
        {isShown && placed.length > 1 && <ZoneOutlines windows={own} />}
      </div>
      {isShown && (
        <div className="mc-walk-strip">
          {own.map(({ window }) => (
            <OverlayStrip key={window.id} window={window} picture={player} />
          ))}
          {data !== undefined && (
            <SoundButton state={sound.state} hallAllows={data.hall.soundAllowed} onToggle={sound.toggle} />
          )}
        </div>
      )}
    </div>
  );
}
