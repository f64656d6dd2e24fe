/** A tile of a saved wall: the hall wall's own tile with what can be done with it here, or a word why there is none. */
import { memo, type ReactNode, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { WallPictures } from '../../../../server/contract/walls.ts';
import { windowsInPicture } from '../../components/wall/placed-windows.ts';
import type { WallLatency } from '../../components/wall/wall-latency.ts';
import { WallTile } from '../../components/wall/wall-tile.tsx';
import type { StageTileSpec } from './stage-tile-spec.ts';

export interface StageTileProps {
  readonly tile: StageTileSpec;
  readonly data: WallPictures;
  readonly isLoading: boolean;
  readonly sharp: boolean;
  readonly covered: boolean;
  readonly chosen: boolean;
  readonly focusWanted: boolean;
  readonly isLarge: boolean;
  readonly latency: WallLatency;
  readonly onChoose: (tileId: string) => void;
  readonly onToggle: (tileId: string) => void;
  readonly onSend: ((cameraId: string) => void) | undefined;
}

const unheard = () => undefined;

export const StageTile = memo(function StageTile(props: StageTileProps) {
  const { t } = useTranslation();
  const { tile, data, isLoading, onChoose, onToggle } = props;
  const camera = data.cameras.find(({ id }) => id === tile.cameraId);
  const windows = useMemo(() => windowsInPicture(data, tile.cameraId ?? ''), [data, tile.cameraId]);
  const choose = useCallback(() => onChoose(tile.id), [onChoose, tile.id]);
  const toggle = useCallback(() => onToggle(tile.id), [onToggle, tile.id]);
  if (tile.cameraId === null) return <Instead>{tile.instead}</Instead>;
  if (camera === undefined)
    return isLoading ? (
      <div className="mc-skeleton mc-stage-skeleton" aria-busy="true" />
    ) : (
      <Instead>{t('walls.cameraHidden')}</Instead>
    );
  if (camera.closedAt !== null)
    return <Instead>{t('walls.cameraClosed', { hall: camera.hallName, camera: camera.name })}</Instead>;
  return (
    <WallTile
      camera={camera}
      hallName={camera.hallName}
      windows={windows}
      single={props.sharp}
      covered={props.covered}
      chosen={props.chosen}
      focusWanted={props.focusWanted}
      opensBy="doubleClick"
      onOpen={toggle}
      onChoose={choose}
      latency={props.latency}
      onState={unheard}
      extra={<TileTools {...props} cameraId={camera.id} hallId={camera.hallId} />}
    />
  );
});

function Instead({ children }: { children: ReactNode }) {
  return <div className="mc-stage-instead">{children}</div>;
}

function TileTools(props: StageTileProps & { cameraId: string; hallId: string }) {
  const { t } = useTranslation();
  const { cameraId, hallId, chosen, isLarge, onSend } = props;
  const tabIndex = chosen ? 0 : -1;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps its clicks from the tile below
    <div
      className="mc-stage-tools"
      role="presentation"
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <button
        type="button"
        tabIndex={tabIndex}
        title={`${t(isLarge ? 'walls.smaller' : 'walls.larger')} (F)`}
        aria-label={t(isLarge ? 'walls.smaller' : 'walls.larger')}
        onClick={() => props.onToggle(props.tile.id)}
      >
        {isLarge ? '⤡' : '⤢'}
      </button>
      {onSend !== undefined && (
        <button
          type="button"
          tabIndex={tabIndex}
          title={`${t('walls.send')} (M)`}
          aria-label={t('walls.send')}
          onClick={() => onSend(cameraId)}
        >
          ⧉
        </button>
      )}
      <Link
        to={`/wall/${hallId}/camera/${cameraId}`}
        tabIndex={tabIndex}
        title={t('walls.openInHall')}
        aria-label={t('walls.openInHall')}
      >
        ↗
      </Link>
    </div>
  );
}
