/** One tile: a camera's live picture, its name, and a strip for each window in it. */
import { memo, type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Camera } from '../../../../server/contract/cameras.ts';
import { useMay } from '../../lib/me.ts';
import { useServices } from '../../lib/services.ts';
import { useBufferKeys } from '../../media/live-buffer/use-buffer-keys.ts';
import { useLiveBuffer } from '../../media/live-buffer/use-live-buffer.ts';
import type { TileState } from '../../media/tile-state.ts';
import { usePictureRatio } from '../../media/use-picture-ratio.ts';
import { usePlayer, usePlayerState } from '../../media/use-player.ts';
import { useReadings } from '../../media/use-readings.ts';
import { useWatched } from '../../media/use-watched.ts';
import { InPicture, type StatusSource } from '../in-picture/in-picture.tsx';
import { BufferBar } from '../live-buffer/buffer-bar.tsx';
import { BufferPanel } from '../live-buffer/buffer-panel.tsx';
import { LivePicture } from '../live-picture.tsx';
import { OverlayStrip } from '../overlay-strip.tsx';
import { PartGuard } from './part-guard.tsx';
import { type PlacedWindow, wallProfile } from './placed-windows.ts';
import { SparseBadge } from './sparse-badge.tsx';
import { takenOfTile } from './taken-of-tile.ts';
import { TileCards } from './tile-cards.tsx';
import { TileReadings } from './tile-readings.tsx';
import type { WallLatency } from './wall-latency.ts';
import './wall-tile.css';

export interface WallTileProps {
  readonly camera: Camera;
  readonly hallName: string;
  readonly windows: readonly PlacedWindow[];
  /** It has the whole wall to itself, so it shows the sharp picture. */
  readonly single: boolean;
  /** The large view is over it. */
  readonly covered: boolean;
  readonly chosen: boolean;
  /** The keys are being used: the chosen tile takes the focus. */
  readonly focusWanted: boolean;
  /** Where tiles are picked by a click, the large picture takes two. */
  readonly opensBy?: 'click' | 'doubleClick';
  readonly onOpen: (cameraId: string) => void;
  readonly onChoose: (cameraId: string) => void;
  readonly latency: WallLatency;
  readonly onState: (cameraId: string, kind: TileState['kind'] | undefined) => void;
  /** What else this wall says of the tile or can do with it; keeps its clicks to itself. */
  readonly extra?: ReactNode;
}

/** As `object-position` of `.mc-tile` videos: what is left over goes below rather than above. */
const PICTURE_ALIGN_Y = 0.35;

const connecting: TileState = {
  kind: 'starting',
  sinceMs: 0,
  still: undefined,
  waitsFor: undefined,
  place: undefined,
};

export const WallTile = memo(function WallTile(props: WallTileProps) {
  const { t } = useTranslation();
  const may = useMay();
  const { camera, onState, chosen, covered } = props;
  const profile = props.single ? 'main' : wallProfile(camera);
  const tile = useRef<HTMLDivElement>(null);
  const watched = useWatched(tile, covered);
  const { overlays, leads } = useServices();
  const weigh = () => ({
    chosen,
    carded: props.windows.some(
      ({ window }) =>
        overlays.statuses(window.id).at(-1)?.case?.card != null ||
        leads.store.getState().byWindow.has(window.id),
    ),
  });
  const { player, container } = usePlayer(camera.id, profile, watched, false, weigh);
  const state = usePlayerState(player) ?? connecting;
  useReadings(tile, player);
  const past = useRef<HTMLDivElement>(null);
  const windowIds = useMemo(() => props.windows.map(({ window }) => window.id), [props.windows]);
  const buffer = useLiveBuffer({ cameraId: camera.id, profile, host: past, windowIds, watched });
  useBufferKeys(buffer, { on: chosen && !covered, arrows: false });
  const picture = buffer.playback ?? player;
  const ratio = usePictureRatio(container);
  const now = buffer.playback === undefined;
  const source = useMemo((): StatusSource => ({ kind: 'live', picture, now }), [picture, now]);
  useEffect(() => {
    onState(camera.id, state.kind);
    return () => onState(camera.id, undefined);
  }, [camera.id, state.kind, onState]);
  const { latency } = props;
  useEffect(
    () => (player === undefined ? undefined : latency.register(camera.id, player)),
    [latency, camera.id, player],
  );
  const { focusWanted } = props;
  useEffect(() => {
    if (chosen && focusWanted && !covered) tile.current?.focus({ preventScroll: true });
  }, [chosen, focusWanted, covered]);
  const label = `${props.hallName} · ${camera.name}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a tile holds a link and strips, which a <button> may not
    <div
      ref={tile}
      className="mc-tile"
      role="button"
      aria-label={t('tile.open', { name: label })}
      tabIndex={chosen ? 0 : -1}
      data-testid="tile"
      data-camera-id={camera.id}
      data-state={state.kind}
      data-behind={buffer.playback !== undefined}
      onFocus={() => props.onChoose(camera.id)}
      onClick={() => (props.opensBy === 'doubleClick' ? props.onChoose : props.onOpen)(camera.id)}
      onDoubleClick={() => props.opensBy === 'doubleClick' && props.onOpen(camera.id)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target === event.currentTarget) props.onOpen(camera.id);
      }}
    >
      <LivePicture state={state} container={container} />
      <div ref={past} className="mc-buffer-picture" />
      <header className="mc-tile-name" title={label}>
        <span className="mc-tile-hall">{props.hallName} ·</span>
        <span className="mc-tile-camera">{camera.name}</span>
        {buffer.playback === undefined && <SparseBadge state={state} />}
        {buffer.playback === undefined && <TileReadings player={player} state={state} />}
      </header>
      {props.windows.length > 0 && (
        <PartGuard instead={null}>
          <InPicture
            windows={props.windows}
            source={source}
            ratio={ratio}
            alignY={PICTURE_ALIGN_Y}
            taken={takenOfTile}
            tabIndex={chosen ? 0 : -1}
          />
        </PartGuard>
      )}
      {props.windows.length > 0 && (
        <PartGuard instead={null}>
          <TileCards windows={props.windows} picture={picture} tabIndex={chosen ? 0 : -1} />
        </PartGuard>
      )}
      <div className="mc-tile-foot">
        <BufferPanel buffer={buffer} tabIndex={chosen ? 0 : -1} />
        {props.windows.length === 0 ? (
          may('cameras:write') && (
            <p className="mc-tile-note">
              {t('tile.noPlacement')}
              <Link
                to={`/registry/halls/${camera.hallId}/cameras/${camera.id}/zones`}
                onClick={(event) => event.stopPropagation()}
              >
                {t('tile.placeWindows')}
              </Link>
            </p>
          )
        ) : (
          <div className="mc-strips">
            {props.windows.map(({ window }) => (
              <PartGuard
                key={window.id}
                instead={
                  <div className="mc-strip" data-state="unknown">
                    <div className="mc-strip-row">
                      <span className="mc-strip-number">{t('window.number', { code: window.code })}</span>
                      <span className="mc-strip-state">{t('window.unreadable')}</span>
                    </div>
                  </div>
                }
              >
                <OverlayStrip window={window} picture={picture} />
              </PartGuard>
            ))}
          </div>
        )}
      </div>
      <BufferBar buffer={buffer} tabIndex={chosen ? 0 : -1} />
      {props.extra}
    </div>
  );
});
