/**
 * Watches what the page's tiles ask of this machine, and tells those it cannot play to show keyframes (`tile-modes.ts`
 * decides). One a page, for all walls on it.
 */
import { shownVideo } from '../still.ts';
import type { ShownFrame, TileState } from '../tile-state.ts';
import {
  firstState,
  type LoadReading,
  type ModeState,
  nextState,
  sparseTiles,
  type WeighedTile,
} from './tile-modes.ts';

/** What it asks of a player. */
export interface LoadedPlayer {
  readonly running: boolean;
  readonly sparse: boolean;
  readonly status: { readonly fps: number | null } | undefined;
  latest(): TileState;
  setSparse(sparse: boolean): void;
  onFrame(listener: (frame: ShownFrame) => void): () => void;
}

export interface LoadedTile {
  readonly player: LoadedPlayer;
  readonly container: HTMLElement;
  readonly weigh: () => Pick<WeighedTile, 'chosen' | 'carded'>;
}

export interface TileLoadOptions {
  readonly now: () => number;
  readonly cores: number;
}

interface Joined extends LoadedTile {
  readonly id: string;
  /** Pictures put on screen since the last reading. */
  frames: number;
  /** Since when it has moved. */
  movesSinceMs: number | undefined;
  droppedBefore: { readonly video: HTMLVideoElement; readonly count: number } | undefined;
  readonly leave: () => void;
}

const READ_EVERY_MS = 2000;
/** A tile that has only begun catches up first. */
const SETTLE_MS = 4000;
const LATE_MS = 1500;

export class TileLoad {
  readonly #options: TileLoadOptions;
  readonly #tiles = new Set<Joined>();
  #state: ModeState;
  #timer: ReturnType<typeof setInterval> | undefined;
  #busyMs = 0;
  #readAtMs = 0;
  #observer: PerformanceObserver | undefined;
  #count = 0;

  constructor(options: TileLoadOptions) {
    this.#options = options;
    this.#state = firstState(options.cores);
  }

  /** Before the player starts: it begins as it may go on. */
  join(tile: LoadedTile): () => void {
    const others = [...this.#tiles].filter(({ player }) => player.running && !player.sparse).length;
    const { chosen, carded } = tile.weigh();
    tile.player.setSparse(others >= this.#state.limit && !chosen && !carded);
    this.#count += 1;
    const joined: Joined = {
      ...tile,
      id: String(this.#count),
      frames: 0,
      movesSinceMs: undefined,
      droppedBefore: undefined,
      leave: tile.player.onFrame(() => {
        joined.frames += 1;
      }),
    };
    this.#tiles.add(joined);
    this.#begin();
    return () => {
      joined.leave();
      this.#tiles.delete(joined);
      if (this.#tiles.size === 0) this.#end();
    };
  }

  /** How many may move now. */
  get limit(): number {
    return this.#state.limit;
  }

  close(): void {
    this.#end();
    this.#tiles.clear();
  }

  #begin(): void {
    if (this.#timer !== undefined) return;
    this.#readAtMs = this.#options.now();
    this.#timer = setInterval(() => this.#read(), READ_EVERY_MS);
    if (typeof PerformanceObserver === 'undefined') return;
    this.#observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) this.#busyMs += duration;
    });
    // Where a browser does not tell long tasks, pictures and lateness have to do.
    this.#observer.observe({ type: 'longtask', buffered: false });
  }

  #end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#observer?.disconnect();
    this.#observer = undefined;
  }

  #read(): void {
    const now = this.#options.now();
    const forMs = now - this.#readAtMs;
    this.#readAtMs = now;
    const busyMs = this.#busyMs;
    this.#busyMs = 0;
    const running = [...this.#tiles].filter(({ player }) => player.running);
    const reading = this.#readingOf(running, now, forMs, busyMs);
    // A page in the background is throttled: its figures say nothing of what it can do.
    if (document.hidden) return;
    this.#state = nextState(this.#state, reading, running.length, now);
    const weighed = running.map((tile): WeighedTile => {
      const { clientWidth, clientHeight } = tile.container;
      const { id, player } = tile;
      return { id, ...tile.weigh(), areaPx: clientWidth * clientHeight, moving: !player.sparse };
    });
    const sparse = sparseTiles(weighed, this.#state.limit);
    for (const { id, player } of running) player.setSparse(sparse.has(id));
  }

  #readingOf(running: readonly Joined[], now: number, forMs: number, busyMs: number): LoadReading {
    let [moving, sent, shown, dropped, late] = [0, 0, 0, 0, 0];
    for (const tile of running) {
      const { frames } = tile;
      tile.frames = 0;
      const state = tile.player.latest();
      const moves = state.kind === 'live' && state.protocol !== 'keyframes' && !tile.player.sparse;
      tile.movesSinceMs = moves ? (tile.movesSinceMs ?? now) : undefined;
      const newlyDropped = droppedOf(tile);
      if (tile.movesSinceMs === undefined || now - tile.movesSinceMs < SETTLE_MS) continue;
      moving += 1;
      const { fps } = tile.player.status ?? {};
      if (fps != null) {
        sent += (fps * forMs) / 1000;
        shown += Math.min(frames, (fps * forMs) / 1000);
      }
      dropped += newlyDropped;
      if (state.kind === 'live' && (state.latencyMs ?? 0) > LATE_MS) late += 1;
    }
    return { moving, sent, shown, dropped, late, busyShare: Math.min(1, busyMs / Math.max(1, forMs)) };
  }
}

function droppedOf(tile: Joined): number {
  const video = shownVideo(tile.container);
  if (video === undefined) {
    tile.droppedBefore = undefined;
    return 0;
  }
  const { droppedVideoFrames: count } = video.getVideoPlaybackQuality();
  const before = tile.droppedBefore?.video === video ? tile.droppedBefore.count : count;
  tile.droppedBefore = { video, count };
  return Math.max(0, count - before);
}
