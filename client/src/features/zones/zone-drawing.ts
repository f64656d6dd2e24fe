/** Drawing zones on a picture, without the picture: corners in 0..1, what is chosen, and the way back. */
import type { Polygon } from '../../../../server/contract/cameras.ts';

export type Point = Polygon[number];
export type ZoneKind = 'clerk' | 'applicant';

export interface Zones {
  readonly clerk: readonly Point[];
  readonly applicant: readonly Point[];
}

export interface Drawing {
  readonly zones: Zones;
  readonly kind: ZoneKind;
  /** Index of the chosen corner in the zone of `kind`. */
  readonly chosen: number | undefined;
  readonly past: readonly Zones[];
  readonly saved: Zones;
}

export type DrawingAction =
  | { readonly type: 'load'; readonly zones: Zones }
  | { readonly type: 'saved' }
  /** Zones from elsewhere, as if drawn in one go: not stored yet, and one step back. */
  | { readonly type: 'take'; readonly zones: Zones }
  | { readonly type: 'kind'; readonly kind: ZoneKind }
  | { readonly type: 'add'; readonly at: Point }
  | { readonly type: 'rectangle' }
  | { readonly type: 'choose'; readonly index: number | undefined }
  /** The drag begins: the way back leads to here, whatever moves follow. */
  | { readonly type: 'grab'; readonly index: number }
  | { readonly type: 'drag'; readonly to: Point }
  | { readonly type: 'nudge'; readonly dx: number; readonly dy: number }
  | { readonly type: 'remove' }
  | { readonly type: 'clear' }
  | { readonly type: 'undo' };

export const MOST_CORNERS = 32;
const MOST_UNDO = 100;
const empty: Zones = { clerk: [], applicant: [] };

export const blankDrawing: Drawing = {
  zones: empty,
  kind: 'clerk',
  chosen: undefined,
  past: [],
  saved: empty,
};

export function draw(state: Drawing, action: DrawingAction): Drawing {
  const points = state.zones[state.kind];
  switch (action.type) {
    case 'load':
      return { ...blankDrawing, zones: action.zones, saved: action.zones };
    case 'saved':
      return { ...state, saved: state.zones };
    case 'take':
      return {
        ...state,
        zones: action.zones,
        chosen: undefined,
        past: [...state.past, state.zones].slice(-MOST_UNDO),
      };
    case 'kind':
      return { ...state, kind: action.kind, chosen: undefined };
    case 'choose':
      return { ...state, chosen: action.index };
    case 'add': {
      if (points.length >= MOST_CORNERS) return state;
      const at = inside(action.at);
      const index = placeFor(points, at);
      return { ...change(state, [...points.slice(0, index), at, ...points.slice(index)]), chosen: index };
    }
    case 'rectangle':
      return change(state, [
        { x: 0.3, y: 0.3 },
        { x: 0.7, y: 0.3 },
        { x: 0.7, y: 0.8 },
        { x: 0.3, y: 0.8 },
      ]);
    case 'grab':
      return { ...change(state, points), chosen: action.index };
    case 'drag':
      return state.chosen === undefined ? state : replace(state, moved(points, state.chosen, action.to));
    case 'nudge': {
      const at = state.chosen === undefined ? undefined : points[state.chosen];
      if (at === undefined || state.chosen === undefined) return state;
      return change(state, moved(points, state.chosen, { x: at.x + action.dx, y: at.y + action.dy }));
    }
    case 'remove': {
      if (state.chosen === undefined) return state;
      const left = points.filter((_, index) => index !== state.chosen);
      return { ...change(state, left), chosen: left.length === 0 ? undefined : state.chosen % left.length };
    }
    case 'clear':
      return points.length === 0 ? state : { ...change(state, []), chosen: undefined };
    case 'undo': {
      const before = state.past.at(-1);
      if (before === undefined) return state;
      return { ...state, zones: before, past: state.past.slice(0, -1), chosen: undefined };
    }
  }
}

/** A clerk zone is needed and the applicant zone may be left out; neither may be half drawn. */
export function savable({ clerk, applicant }: Zones): boolean {
  return clerk.length >= 3 && (applicant.length === 0 || applicant.length >= 3);
}

export function unsaved(state: Drawing): boolean {
  return JSON.stringify(state.zones) !== JSON.stringify(state.saved);
}

function change(state: Drawing, points: readonly Point[]): Drawing {
  return { ...replace(state, points), past: [...state.past, state.zones].slice(-MOST_UNDO) };
}

function replace(state: Drawing, points: readonly Point[]): Drawing {
  return { ...state, zones: { ...state.zones, [state.kind]: points } };
}

function moved(points: readonly Point[], index: number, to: Point): Point[] {
  return points.map((point, each) => (each === index ? inside(to) : point));
}

const clamp = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000;

function inside({ x, y }: Point): Point {
  return { x: clamp(x), y: clamp(y) };
}

/** Where a new corner goes: at the end while there is no area yet, then into the nearest edge. */
function placeFor(points: readonly Point[], at: Point): number {
  if (points.length < 3) return points.length;
  let best = points.length;
  let bestDistance = Number.POSITIVE_INFINITY;
  points.forEach((from, index) => {
    const to = points[(index + 1) % points.length] ?? from;
    const distance = distanceToEdge(at, from, to);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = index + 1;
    }
  });
  return best;
}

function distanceToEdge(at: Point, from: Point, to: Point): number {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = dx * dx + dy * dy;
  const along =
    length === 0 ? 0 : Math.min(1, Math.max(0, ((at.x - from.x) * dx + (at.y - from.y) * dy) / length));
  return Math.hypot(at.x - (from.x + along * dx), at.y - (from.y + along * dy));
}
