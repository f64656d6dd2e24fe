/**
 * How many tiles may move, by what the machine shows itself able to do, and which. Pure: told readings, it answers.
 * Down at once when it is too much; up in small steps after a calm while; and not soon again to where it was too much.
 */

/** What was seen of the tiles since the last reading. */
export interface LoadReading {
  /** Tiles that move and have done so for the whole of it. */
  readonly moving: number;
  /** Pictures that their cameras sent, those that were decoded, and of these the ones that came too late to be drawn. */
  readonly sent: number;
  readonly shown: number;
  readonly dropped: number;
  /** Of the moving tiles, those more than a second and a half behind. */
  readonly late: number;
  /** Share of the time that the page's own thread was busy for 50 ms and more on end. */
  readonly busyShare: number;
}

export interface ModeState {
  /** So many tiles may move. */
  readonly limit: number;
  /** Readings in a row that were too much. */
  readonly over: number;
  /** Since when there was room to spare. */
  readonly calmSinceMs: number | undefined;
  /** At so many it was too much, and before then it is not tried again. */
  readonly tooMany: number;
  readonly againAtMs: number;
  readonly againAfterMs: number;
}

export interface WeighedTile {
  readonly id: string;
  readonly chosen: boolean;
  /** A card or a lead is at one of its windows. */
  readonly carded: boolean;
  readonly areaPx: number;
  /** It moves now. */
  readonly moving: boolean;
}

/** Tiles of a sub profile that any machine of today plays; per core, before anything is measured. */
const AT_FIRST_LEAST = 16;
const AT_FIRST_PER_CORE = 10;
const OVER_READINGS = 2;
const CALM_MS = 15_000;
const AGAIN_FIRST_MS = 60_000;
const AGAIN_MOST_MS = 900_000;
const LEAST_MOVING = 2;

export function firstState(cores: number): ModeState {
  return {
    limit: Math.max(AT_FIRST_LEAST, AT_FIRST_PER_CORE * cores),
    over: 0,
    calmSinceMs: undefined,
    tooMany: Number.POSITIVE_INFINITY,
    againAtMs: 0,
    againAfterMs: AGAIN_FIRST_MS,
  };
}

export type Pressure = 'over' | 'fine' | 'calm';

/** Of few pictures nothing can be said but by how busy the page is. */
const PICTURES_LEAST = 30;

export function pressureOf(reading: LoadReading): Pressure {
  const { moving, sent, shown, dropped, late, busyShare } = reading;
  const enough = sent >= PICTURES_LEAST;
  const missing = enough ? 1 - Math.min(1, shown / sent) : 0;
  const droppedShare = enough && shown > 0 ? dropped / shown : 0;
  const lateShare = moving > 0 ? late / moving : 0;
  if (busyShare > 0.4 || missing > 0.2 || droppedShare > 0.2 || lateShare > 0.34) return 'over';
  if (busyShare < 0.15 && missing < 0.08 && droppedShare < 0.05 && lateShare < 0.1) return 'calm';
  return 'fine';
}

/** @param wanted tiles that could move, if all might */
export function nextState(state: ModeState, reading: LoadReading, wanted: number, nowMs: number): ModeState {
  const pressure = pressureOf(reading);
  if (pressure === 'over') {
    const over = state.over + 1;
    if (over < OVER_READINGS || reading.moving <= LEAST_MOVING)
      return { ...state, over, calmSinceMs: undefined };
    const tooMany = Math.min(state.limit, reading.moving);
    const again = tooMany >= state.tooMany;
    const againAfterMs = again ? Math.min(AGAIN_MOST_MS, state.againAfterMs * 2) : state.againAfterMs;
    return {
      limit: Math.max(LEAST_MOVING, Math.floor(tooMany * 0.75)),
      over: 0,
      calmSinceMs: undefined,
      tooMany,
      againAtMs: nowMs + againAfterMs,
      againAfterMs,
    };
  }
  if (pressure === 'fine' || state.limit >= wanted)
    return { ...state, over: 0, calmSinceMs: pressure === 'calm' ? (state.calmSinceMs ?? nowMs) : undefined };
  const calmSinceMs = state.calmSinceMs ?? nowMs;
  if (nowMs - calmSinceMs < CALM_MS) return { ...state, over: 0, calmSinceMs };
  const raised = Math.min(wanted, state.limit + Math.max(2, Math.ceil(wanted / 8)));
  const held = nowMs < state.againAtMs ? Math.min(raised, Math.max(state.limit, state.tooMany - 1)) : raised;
  return { ...state, over: 0, limit: held, calmSinceMs: held > state.limit ? nowMs : calmSinceMs };
}

/** Those that show keyframes only: the smallest first, the chosen one and those with a card last. */
export function sparseTiles(tiles: readonly WeighedTile[], limit: number): ReadonlySet<string> {
  if (tiles.length <= limit) return new Set();
  const ranked = tiles.map((tile, index) => ({ tile, index }));
  ranked.sort(
    ({ tile: a, index: i }, { tile: b, index: j }) =>
      Number(b.chosen) - Number(a.chosen) ||
      Number(b.carded) - Number(a.carded) ||
      sizeClass(b.areaPx) - sizeClass(a.areaPx) ||
      Number(b.moving) - Number(a.moving) ||
      i - j,
  );
  return new Set(ranked.slice(limit).map(({ tile }) => tile.id));
}

/** A few pixels more are no reason to change places. */
function sizeClass(areaPx: number): number {
  return Math.round(Math.log2(Math.max(1, areaPx)) * 2);
}
