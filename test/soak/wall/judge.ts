/** Whether an hour of a wall was good: no tile stuck, pictures as expected, memory flat. Pure. */
import { type MinuteReading, memoryVerdict } from '../verdict.ts';

export interface WallMinute {
  readonly minute: number;
  /** How long it really was: a loaded machine is late. */
  readonly ms: number;
  readonly tiles: readonly TileMinute[];
  readonly heapMiB: number;
  readonly rendererMiB: number;
  readonly serverMiB: number;
  readonly nodes: number;
  readonly listeners: number;
}

export interface TileMinute {
  readonly cameraId: string;
  readonly state: string;
  readonly protocol: string;
  readonly pictures: number;
}

export interface WallExpected {
  readonly tiles: number;
  readonly fps: number;
  readonly gopMs: number;
}

/** Of what the camera sent. */
export const LEAST_SHARE = 0.9;
/** The first minute is the one it begins in. */
const FROM_MINUTE = 2;
/** DOM nodes and listeners are counted, not estimated: so many more at the end than after the start are a leak. */
const NODES_MOST_SHARE = 0.25;
/** Of the page's heap after garbage was collected, in the whole run: it is small, and so is a leak that fills it in a week. */
const HEAP_GROWTH_MOST_MIB = 3;

export interface WallVerdict {
  readonly good: boolean;
  readonly lines: readonly string[];
}

/** Pictures a tile must have shown in a minute. */
export function expectedPictures(tile: TileMinute, ms: number, { fps, gopMs }: WallExpected): number {
  const perSecond = tile.protocol === 'keyframes' ? Math.min(1, 1000 / gopMs) : fps;
  return LEAST_SHARE * perSecond * (ms / 1000);
}

/** Tiles that showed fewer pictures in a minute than they had to, or none at all. */
export function shortTiles(minute: WallMinute, expected: WallExpected): TileMinute[] {
  return minute.tiles.filter((tile) => tile.pictures < expectedPictures(tile, minute.ms, expected));
}

export function wallVerdict(minutes: readonly WallMinute[], expected: WallExpected): WallVerdict {
  const judged = minutes.filter(({ minute }) => minute >= FROM_MINUTE);
  const lines: string[] = [];
  let good = judged.length > 0;
  const say = (fine: boolean, words: string) => {
    good &&= fine;
    lines.push(words);
  };
  const missing = judged.filter(({ tiles }) => tiles.length < expected.tiles);
  say(
    missing.length === 0,
    missing.length === 0
      ? `all ${expected.tiles} tiles were there all the time`
      : `TILES MISSING in minutes ${missing.map(({ minute }) => minute).join(', ')}`,
  );
  const stuck = judged.flatMap(({ minute, tiles }) =>
    tiles.filter(({ pictures }) => pictures === 0).map(({ cameraId }) => `${cameraId} in minute ${minute}`),
  );
  say(stuck.length === 0, stuck.length === 0 ? 'no tile stuck' : `STUCK: ${stuck.slice(0, 10).join('; ')}`);
  const short = judged.flatMap((minute) => shortTiles(minute, expected));
  const all = judged.reduce((sum, { tiles }) => sum + tiles.length, 0);
  say(
    short.length === 0,
    short.length === 0
      ? `pictures as expected in all ${all} tile-minutes`
      : `TOO FEW PICTURES in ${short.length} of ${all} tile-minutes`,
  );
  const sparse = judged.reduce(
    (sum, { tiles }) => sum + tiles.filter(({ protocol }) => protocol === 'keyframes').length,
    0,
  );
  lines.push(`by keyframes: ${sparse} of ${all} tile-minutes`);
  for (const [name, of] of [
    ['page heap', ({ heapMiB }: WallMinute) => heapMiB],
    ['renderer', ({ rendererMiB }: WallMinute) => rendererMiB],
    ['server', ({ serverMiB }: WallMinute) => serverMiB],
  ] as const) {
    const readings: MinuteReading[] = judged.map((minute) => ({
      minute: minute.minute,
      pssMiB: of(minute),
      heapMiB: 0,
    }));
    const memory = memoryVerdict(readings, name === 'page heap' ? HEAP_GROWTH_MOST_MIB : undefined);
    say(memory.good, `${name}: ${memory.words}`);
  }
  for (const [name, of] of [
    ['DOM nodes', ({ nodes }: WallMinute) => nodes],
    ['listeners', ({ listeners }: WallMinute) => listeners],
  ] as const) {
    const quarter = Math.max(1, Math.floor(judged.length / 4));
    const first = median(judged.slice(0, quarter).map(of));
    const last = median(judged.slice(-quarter).map(of));
    const fine = last <= first * (1 + NODES_MOST_SHARE) + 50;
    say(fine, `${name} ${fine ? 'flat' : 'GROW'}: ${first} to ${last}`);
  }
  return { good, lines };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
