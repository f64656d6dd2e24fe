/** One page of tiles on the free grid: live pictures, one of them large over the others where it is asked for. */
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { GRID_UNITS, type TileBox } from '../../../../server/contract/wall-layout.ts';
import type { WallPictures } from '../../../../server/contract/walls.ts';
import { useFindingDialog } from '../../components/findings/use-finding-dialog.tsx';
import { ErrorView } from '../../components/state-views.tsx';
import { PartGuard } from '../../components/wall/part-guard.tsx';
import { windowsInPicture } from '../../components/wall/placed-windows.ts';
import { WallLatency } from '../../components/wall/wall-latency.ts';
import { useServices } from '../../lib/services.ts';
import { useSize } from '../../lib/use-size.ts';
import { StageTile } from './stage-tile.tsx';
import type { StageTileSpec } from './stage-tile-spec.ts';
import { useStageKeys } from './use-stage-keys.ts';
import { useWallPictures } from './walls-api.ts';
import './stage.css';

export interface StageProps {
  readonly tiles: readonly StageTileSpec[];
  /** Asked with the camera of the tile; left out: nothing is sent from here. */
  readonly onSend?: ((cameraId: string) => void) | undefined;
  readonly onPage?: ((by: number) => void) | undefined;
  readonly onNumber?: ((n: number) => void) | undefined;
  /** Something lies over it: pictures stop. */
  readonly covered?: boolean;
  readonly keys?: boolean;
}

const NO_PICTURES: WallPictures = { cameras: [], windows: [], placements: [] };

export function Stage({ tiles, onSend, onPage, onNumber, covered = false, keys = true }: StageProps) {
  const { t } = useTranslation();
  const [grid, size] = useSize<HTMLDivElement>();
  const [chosenId, choose] = useState<string>();
  const [largeId, setLarge] = useState<string>();
  const [byKeys, setByKeys] = useState(false);
  const latency = useMemo(() => new WallLatency(), []);
  const cameraIds = useMemo(() => tiles.flatMap(({ cameraId }) => cameraId ?? []), [tiles]);
  const pictures = useWallPictures(cameraIds);
  const data = pictures.data ?? NO_PICTURES;
  const chosen = tiles.find(({ id }) => id === chosenId);
  const large = tiles.find(({ id }) => id === largeId && tiles.length > 1);
  const toggle = useRef((id: string) => setLarge((before) => (before === id ? undefined : id))).current;
  const { clock } = useServices();
  const findings = useFindingDialog();
  /** What is seen in the chosen picture; where none is, in the first, which is chosen by it. */
  const noteFinding = () => {
    const tile = large ?? chosen ?? tiles[0];
    const camera = data.cameras.find(({ id }) => id === tile?.cameraId);
    if (tile === undefined || camera === undefined) return;
    setByKeys(true);
    choose(tile.id);
    findings.ask({
      windows: windowsInPicture(data, camera.id).map(({ window }) => window),
      ...{ cameraId: camera.id, about: `${camera.hallName} · ${camera.name}` },
      ...{ atMs: clock.now(), origin: 'live' },
    });
  };
  useStageKeys(
    {
      finding: noteFinding,
      move: (dx, dy) => {
        setByKeys(true);
        const next = chosen === undefined ? tiles[0] : neighbour(tiles, chosen, dx, dy);
        if (next !== undefined) choose(next.id);
      },
      large: () => chosen !== undefined && toggle(chosen.id),
      back: () => setLarge(undefined),
      send: () => chosen?.cameraId != null && onSend?.(chosen.cameraId),
      page: (by) => onPage?.(by),
      number: (n) => onNumber?.(n),
    },
    { on: keys && !covered, isLarge: large !== undefined },
  );
  if (pictures.error !== null && pictures.data === undefined)
    return <ErrorView error={pictures.error} onRetry={() => void pictures.refetch()} />;
  return (
    <>
      <div ref={grid} className="mc-stage" data-testid="stage">
        {tiles.map((tile) => {
          const isLarge = tile === large;
          const width = isLarge ? size.width : (size.width * tile.w) / GRID_UNITS;
          return (
            <div
              key={tile.id}
              className="mc-stage-place"
              data-large={isLarge}
              data-fading={tile.fading === true}
              data-covered={large !== undefined && !isLarge}
              data-tile-id={tile.id}
              // A large one lies over the whole page: an area of its own would still bound it.
              style={
                isLarge
                  ? {}
                  : {
                      gridColumn: `${tile.x + 1} / span ${tile.w}`,
                      gridRow: `${tile.y + 1} / span ${tile.h}`,
                    }
              }
            >
              {tile.why}
              <PartGuard instead={<p className="mc-stage-instead">{t('common.crashedTitle')}</p>}>
                <StageTile
                  tile={tile}
                  data={data}
                  isLoading={pictures.isPending || pictures.isPlaceholderData}
                  sharp={width > SHARP_FROM_PX}
                  covered={covered || (large !== undefined && !isLarge)}
                  chosen={tile === chosen}
                  focusWanted={byKeys}
                  isLarge={isLarge}
                  latency={latency}
                  onChoose={choose}
                  onToggle={toggle}
                  onSend={onSend}
                />
              </PartGuard>
            </div>
          );
        })}
      </div>
      {findings.element}
    </>
  );
}

/** From here on the camera's main stream shows more than its sub stream. */
const SHARP_FROM_PX = 900;

/** The nearest in that direction: what lies straight ahead before what lies aside. */
function neighbour(
  tiles: readonly StageTileSpec[],
  from: StageTileSpec,
  dx: number,
  dy: number,
): StageTileSpec | undefined {
  const centre = (tile: TileBox) => ({ x: tile.x + tile.w / 2, y: tile.y + tile.h / 2 });
  const here = centre(from);
  return tiles
    .filter((tile) => tile !== from)
    .map((tile) => {
      const there = centre(tile);
      const ahead = (there.x - here.x) * dx + (there.y - here.y) * dy;
      const aside = Math.abs((there.x - here.x) * dy) + Math.abs((there.y - here.y) * dx);
      return { tile, ahead, far: ahead + aside * 2 };
    })
    .filter(({ ahead }) => ahead > 0.01)
    .sort((a, b) => a.far - b.far)[0]?.tile;
}
