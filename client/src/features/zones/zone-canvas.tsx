/** The picture with the zones on it: click to set a corner, drag to move one, arrows to fine-tune. */
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Placement } from '../../../../server/contract/cameras.ts';
import type { Drawing, DrawingAction, Point, ZoneKind } from './zone-drawing.ts';
import { snap } from './zone-snap.ts';

const text = (points: readonly Point[]): string => points.map(({ x, y }) => `${x},${y}`).join(' ');
const STEP = 0.0025;
/** How near a corner must come to what it then meets. */
const SNAP_PX = 9;

export interface ZoneCanvasProps {
  readonly picture: string | undefined;
  /** Laid over the picture, to compare: what shows through is its part in 0..1. */
  readonly over?: { readonly picture: string; readonly opacity: number } | undefined;
  /** Zones as they were at another time, only to look at. */
  readonly past?: readonly Placement[];
  readonly drawing: Drawing;
  readonly dispatch: (action: DrawingAction) => void;
  readonly disabled: boolean;
  /** The other windows' zones, faint, with what is written over them. */
  readonly others: readonly { placement: Placement; label: string }[];
  readonly onRatio: (ratio: number) => void;
}

export function ZoneCanvas(props: ZoneCanvasProps) {
  const { t } = useTranslation();
  const { drawing, dispatch, disabled } = props;
  const canvas = useRef<HTMLDivElement>(null);
  const points = drawing.zones[drawing.kind];

  const at = (event: PointerEvent): Point => {
    const box = canvas.current?.getBoundingClientRect();
    if (box === undefined) return { x: 0, y: 0 };
    const found = { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
    if (event.altKey) return found;
    const zones = [
      drawing.zones[drawing.kind === 'clerk' ? 'applicant' : 'clerk'],
      ...props.others.flatMap(({ placement }) => [placement.clerkZone, placement.applicantZone ?? []]),
    ];
    return snap(found, { zones, ratio: box.width / box.height, reach: SNAP_PX / box.width });
  };
  const pressed = (event: KeyboardEvent) => {
    const far = event.shiftKey ? 10 : 1;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-STEP * far, 0],
      ArrowRight: [STEP * far, 0],
      ArrowUp: [0, -STEP * far],
      ArrowDown: [0, STEP * far],
    };
    const move = moves[event.key];
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z') dispatch({ type: 'undo' });
    else if (event.key === 'Delete' || event.key === 'Backspace') dispatch({ type: 'remove' });
    else if (event.key === 'Escape' && drawing.chosen !== undefined)
      dispatch({ type: 'choose', index: undefined });
    else if (move !== undefined && drawing.chosen !== undefined)
      dispatch({ type: 'nudge', dx: move[0], dy: move[1] });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the corners in it are buttons; pressing the picture sets another
    <div
      ref={canvas}
      className="mc-zone-canvas"
      data-testid="zone-canvas"
      data-disabled={disabled}
      onKeyDown={pressed}
      onPointerDown={(event) => {
        if (disabled || event.button !== 0) return;
        dispatch({ type: 'add', at: at(event) });
        event.currentTarget.setPointerCapture(event.pointerId);
        event.preventDefault();
      }}
      onPointerMove={(event) => {
        if (!disabled && event.currentTarget.hasPointerCapture(event.pointerId))
          dispatch({ type: 'drag', to: at(event) });
      }}
    >
      {props.picture === undefined ? (
        <div className="mc-zone-grid" />
      ) : (
        <img
          src={props.picture}
          alt=""
          draggable={false}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            naturalHeight > 0 && props.onRatio(naturalWidth / naturalHeight)
          }
        />
      )}
      {props.over !== undefined && (
        <img src={props.over.picture} alt="" draggable={false} style={{ opacity: props.over.opacity }} />
      )}
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
        {props.past?.map((placement) => (
          <polygon key={placement.id} className="mc-zone-past" points={text(placement.clerkZone)} />
        ))}
        {props.others.map(({ placement }) => (
          <polygon key={placement.id} className="mc-zone-other" points={text(placement.clerkZone)} />
        ))}
        {(['clerk', 'applicant'] as const).map((kind) => (
          <Outline key={kind} kind={kind} points={drawing.zones[kind]} active={kind === drawing.kind} />
        ))}
      </svg>
      {props.others.map(({ placement, label }) => (
        <span
          key={placement.id}
          className="mc-zone-tag"
          style={place(placement.clerkZone.reduce((top, each) => (each.y < top.y ? each : top)))}
        >
          {label}
        </span>
      ))}
      {!disabled &&
        points.map((point, index) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: a corner is known by its place in the zone
            key={index}
            type="button"
            className="mc-zone-corner"
            data-chosen={index === drawing.chosen}
            style={place(point)}
            aria-label={t('zone.corner', {
              index: index + 1,
              x: (point.x * 100).toFixed(1),
              y: (point.y * 100).toFixed(1),
            })}
            onFocus={() => dispatch({ type: 'choose', index })}
            onPointerDown={(event) => {
              event.stopPropagation();
              event.currentTarget.focus();
              dispatch({ type: 'grab', index });
              event.currentTarget.setPointerCapture(event.pointerId);
            }}
            onPointerMove={(event) => {
              event.stopPropagation();
              if (event.currentTarget.hasPointerCapture(event.pointerId))
                dispatch({ type: 'drag', to: at(event) });
            }}
          />
        ))}
    </div>
  );
}

function place({ x, y }: Point) {
  return { left: `${x * 100}%`, top: `${y * 100}%` };
}

function Outline({ kind, points, active }: { kind: ZoneKind; points: readonly Point[]; active: boolean }) {
  const className = `mc-zone-line${active ? ' mc-zone-active' : ''}`;
  const dashes = kind === 'applicant' ? { strokeDasharray: '7 5' } : {};
  return points.length < 3 ? (
    <polyline className={className} points={text(points)} {...dashes} />
  ) : (
    <polygon className={className} points={text(points)} {...dashes} />
  );
}
