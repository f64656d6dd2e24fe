/** A hall's floor plan: where its cameras and windows are and how each fares; arranged by who may change the hall. */
import { Skeleton } from 'antd';
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Wall } from '../../../../../server/contract/wall.ts';
import { ErrorView } from '../../../components/state-views.tsx';
import { useDelete } from '../../../components/use-delete.tsx';
import { useMay } from '../../../lib/me.ts';
import { PlanCanvas } from './plan-canvas.tsx';
import { PlanLegend } from './plan-legend.tsx';
import { CameraMark, WindowMark } from './plan-mark.tsx';
import { keyed, put, type Spot, type Thing, towards, turn } from './plan-positions.ts';
import { PlanUnplaced } from './plan-unplaced.tsx';
import { PlanDrop, PlanFileButton, usePlanUpload } from './plan-upload.tsx';
import { useCameraStates, useWindowStates } from './use-plan-states.ts';
import { usePositions } from './use-positions.ts';
import './floor-plan.css';

export interface FloorPlanProps {
  readonly hallId: string;
  readonly cameras: Wall['cameras'];
  readonly windows: Wall['windows'];
  readonly placements: Wall['placements'];
}

export function FloorPlan({ hallId, cameras, windows, placements }: FloorPlanProps) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const remove = useDelete();
  const { plan, loaded, error, retry, positions, arrange } = usePositions(hallId);
  const { upload, uploading } = usePlanUpload(hallId);
  const [arranging, setArranging] = useState(false);
  const [selected, setSelected] = useState<Thing>();
  const cameraState = useCameraStates(cameras);
  const windowStates = useWindowStates(windows.map((window) => window.id));
  const writer = may('places:write');
  if (!loaded && error !== null) return <ErrorView error={error} onRetry={retry} />;
  if (!loaded) return <Skeleton active paragraph={{ rows: 10 }} />;
  if (plan == null)
    return writer ? (
      <PlanDrop onFile={upload} busy={uploading} />
    ) : (
      <p className="mc-muted mc-plan-none">{t('plan.noneReader')}</p>
    );

  const open = (thing: Thing) => {
    if (arranging) {
      setSelected(thing);
      return;
    }
    if (thing.kind === 'camera') {
      void navigate(`/wall/${hallId}/camera/${thing.id}`);
      return;
    }
    const seenBy = placements.find((placement) => placement.windowId === thing.id)?.cameraId;
    void navigate(
      seenBy === undefined
        ? `/registry/halls/${hallId}/windows`
        : `/wall/${hallId}/camera/${seenBy}?window=${thing.id}`,
    );
  };
  const key = (thing: Thing) => (event: KeyboardEvent) => {
    if (!arranging) return;
    const next = keyed(positions, thing, event);
    if (next === undefined) return;
    event.preventDefault();
    setSelected(thing);
    arrange(next);
  };
  const drag = (onMove: (at: Spot) => void, spotAt: SpotAt) => (event: PointerEvent) => {
    event.preventDefault();
    (event.currentTarget as HTMLElement).focus();
    const move = (moved: globalThis.PointerEvent) => onMove(spotAt(moved));
    const end = () => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
  };
  const hold = (thing: Thing, spotAt: SpotAt) =>
    arranging
      ? (event: PointerEvent) => {
          setSelected(thing);
          drag((at) => arrange(put(positions, thing, at)), spotAt)(event);
        }
      : undefined;
  const isSelected = (thing: Thing) => arranging && selected?.kind === thing.kind && selected.id === thing.id;
  return (
    <div className="mc-plan">
      <div className="mc-plan-bar">
        <PlanLegend />
        <span className="mc-spring" />
        {writer && arranging && (
          <>
            <PlanFileButton onFile={upload} busy={uploading}>
              {t('plan.replace')}
            </PlanFileButton>
            <button
              type="button"
              className="mc-button"
              onClick={() =>
                remove({
                  path: `/halls/${hallId}/floor-plan`,
                  kind: t('plan.title'),
                  name: '',
                  title: t('plan.remove'),
                })
              }
            >
              {t('plan.remove')}
            </button>
          </>
        )}
        {writer && (
          <button
            type="button"
            className="mc-button"
            data-primary={arranging ? '' : undefined}
            onClick={() => {
              setArranging(!arranging);
              setSelected(undefined);
            }}
          >
            {arranging ? t('plan.done') : t('plan.arrange')}
          </button>
        )}
      </div>
      <div className="mc-plan-parts" data-arranging={arranging}>
        <PlanCanvas
          src={`/api/v1/halls/${hallId}/floor-plan?v=${encodeURIComponent(plan.updatedAt)}`}
          width={plan.width}
          height={plan.height}
          onBackground={() => setSelected(undefined)}
          onDropThing={
            arranging
              ? (text, at) => {
                  const thing = thingOf(text, { cameras, windows });
                  if (thing === undefined) return;
                  setSelected(thing);
                  arrange(put(positions, thing, at));
                }
              : undefined
          }
        >
          {(spotAt) => (
            <>
              {positions.cameras.map((spot) => {
                const camera = cameras.find((one) => one.id === spot.cameraId);
                const thing = { kind: 'camera', id: spot.cameraId } as const;
                return (
                  camera !== undefined && (
                    <CameraMark
                      key={camera.id}
                      x={spot.x}
                      y={spot.y}
                      name={camera.name}
                      state={cameraState(camera.id)}
                      direction={spot.direction}
                      selected={isSelected(thing)}
                      onOpen={() => open(thing)}
                      onKey={key(thing)}
                      onHold={hold(thing, spotAt)}
                      onTurn={
                        arranging
                          ? drag(
                              (at) =>
                                arrange(
                                  turn(positions, camera.id, towards(scaled(spot, plan), scaled(at, plan))),
                                ),
                              spotAt,
                            )
                          : undefined
                      }
                    />
                  )
                );
              })}
              {positions.windows.map((spot) => {
                const window = windows.find((one) => one.id === spot.windowId);
                const thing = { kind: 'window', id: spot.windowId } as const;
                return (
                  window !== undefined && (
                    <WindowMark
                      key={window.id}
                      x={spot.x}
                      y={spot.y}
                      code={window.code}
                      name={window.name}
                      state={windowStates.get(window.id) ?? 'unknown'}
                      selected={isSelected(thing)}
                      onOpen={() => open(thing)}
                      onKey={key(thing)}
                      onHold={hold(thing, spotAt)}
                    />
                  )
                );
              })}
            </>
          )}
        </PlanCanvas>
        {arranging && (
          <PlanUnplaced
            cameras={cameras.filter(({ id }) => !positions.cameras.some((spot) => spot.cameraId === id))}
            windows={windows.filter(({ id }) => !positions.windows.some((spot) => spot.windowId === id))}
            onPut={(thing) => {
              setSelected(thing);
              arrange(put(positions, thing, { x: 0.5, y: 0.5 }));
            }}
          />
        )}
      </div>
    </div>
  );
}

type SpotAt = (event: PointerEvent | globalThis.PointerEvent) => Spot;

/** In the picture's own proportions: angles are seen on it, not on a square. */
const scaled = (spot: Spot, { width, height }: { width: number; height: number }): Spot => ({
  x: spot.x * width,
  y: spot.y * height,
});

/** What is dragged is named `camera <id>`; anything else dropped here is none of ours. */
function thingOf(text: string, all: Pick<FloorPlanProps, 'cameras' | 'windows'>): Thing | undefined {
  const [kind, id = ''] = text.split(' ');
  if (kind === 'camera' && all.cameras.some((one) => one.id === id)) return { kind, id };
  return kind === 'window' && all.windows.some((one) => one.id === id) ? { kind, id } : undefined;
}
