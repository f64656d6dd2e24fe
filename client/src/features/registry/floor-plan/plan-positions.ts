/** Where things are on a floor plan, and what moving, turning and taking off makes of it. */
import type { FloorPlanPositions } from '../../../../../server/contract/floor-plan.ts';

export type Positions = Pick<FloorPlanPositions, 'cameras' | 'windows'>;

/** One thing on the plan, or that could be. */
export interface Thing {
  readonly kind: 'camera' | 'window';
  readonly id: string;
}

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** One step of an arrow key: two hundred of them are the plan's width. */
const STEP = 0.005;
const TURN_DEGREES = 15;

const clamp = (value: number): number => Math.min(1, Math.max(0, Math.round(value * 10_000) / 10_000));

/** Puts a thing there, from the list or from another spot. A camera new on the plan looks at its middle. */
export function put(positions: Positions, thing: Thing, to: Spot): Positions {
  const at = { x: clamp(to.x), y: clamp(to.y) };
  if (thing.kind === 'window')
    return {
      ...positions,
      windows: [...without(positions.windows, thing.id, 'windowId'), { windowId: thing.id, ...at }],
    };
  const before = positions.cameras.find((one) => one.cameraId === thing.id);
  const direction = before === undefined ? towards(at, { x: 0.5, y: 0.5 }) : before.direction;
  return {
    ...positions,
    cameras: [...without(positions.cameras, thing.id, 'cameraId'), { cameraId: thing.id, ...at, direction }],
  };
}

export function takeOff(positions: Positions, thing: Thing): Positions {
  return thing.kind === 'window'
    ? { ...positions, windows: without(positions.windows, thing.id, 'windowId') }
    : { ...positions, cameras: without(positions.cameras, thing.id, 'cameraId') };
}

/** Degrees, 0 up, clockwise. */
export function turn(positions: Positions, cameraId: string, direction: number | null): Positions {
  const degrees = direction === null ? null : ((Math.round(direction) % 360) + 360) % 360;
  return {
    ...positions,
    cameras: positions.cameras.map((one) =>
      one.cameraId === cameraId ? { ...one, direction: degrees } : one,
    ),
  };
}

const ARROWS: Readonly<Record<string, Spot>> = {
  ArrowLeft: { x: -STEP, y: 0 },
  ArrowRight: { x: STEP, y: 0 },
  ArrowUp: { x: 0, y: -STEP },
  ArrowDown: { x: 0, y: STEP },
};

/** What a key does to the thing it is pressed at; undefined: nothing. */
export function keyed(
  positions: Positions,
  thing: Thing,
  { key, shiftKey }: { readonly key: string; readonly shiftKey: boolean },
): Positions | undefined {
  if (key === 'Delete' || key === 'Backspace') return takeOff(positions, thing);
  const arrow = ARROWS[key];
  const at = spotOf(positions, thing);
  if (arrow === undefined || at === undefined) return undefined;
  if (!shiftKey) return put(positions, thing, { x: at.x + arrow.x, y: at.y + arrow.y });
  if (thing.kind === 'window') return undefined;
  const before = positions.cameras.find((one) => one.cameraId === thing.id)?.direction ?? 0;
  const clockwise = key === 'ArrowRight' || key === 'ArrowDown';
  return turn(positions, thing.id, before + (clockwise ? TURN_DEGREES : -TURN_DEGREES));
}

export function spotOf(positions: Positions, { kind, id }: Thing): Spot | undefined {
  return kind === 'window'
    ? positions.windows.find((one) => one.windowId === id)
    : positions.cameras.find((one) => one.cameraId === id);
}

/** From one spot to another, 0 up, clockwise. */
export function towards(from: Spot, to: Spot): number {
  const degrees = (Math.atan2(to.x - from.x, from.y - to.y) * 180) / Math.PI;
  return (Math.round(degrees) + 360) % 360;
}

function without<T extends object>(all: readonly T[], id: string, key: keyof T): T[] {
  return all.filter((one) => one[key] !== id);
}
