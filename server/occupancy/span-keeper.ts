/**
 * Readings become spans: joined window by window in memory, told as they change, written in one statement about every
 * 10 s. What is not written yet is answered from here, so that nobody sees a hole.
 */
import { SET_BACK_MS, SetBack } from '../../streams/occupancy/set-back.ts';
import type { Blindness, OccupancyListener, OccupancyReading } from '../../streams/occupancy/types.ts';
import type { UnknownCause } from '../contract/occupancy.ts';
import { outsideUnitOfWork } from '../platform/db/unit-of-work.ts';
import type { Logger } from '../platform/log.ts';
import { PlaceTrack } from './place-track.ts';
import type { SpansStore } from './spans.store.ts';
import type { WatchedPlacement } from './watched.store.ts';
import { type Span, WindowSpans } from './window-spans.ts';

export interface SpanKeeperOptions {
  readonly spans: Pick<SpansStore, 'keep' | 'closeLeftOpen'>;
  /** Spans that closed or began, and, as often as they are written, those that go on. */
  readonly onSpans: (spans: readonly Span[]) => void;
  readonly onKept: (windowIds: readonly string[]) => void;
  readonly log: Pick<Logger, 'warn'>;
  readonly now: () => number;
  readonly tickMs?: number;
  readonly keepMs?: number;
}

const TICK_MS = 1000;
const KEEP_MS = 10_000;
/** A database that is away for longer than these cover costs the oldest of them. */
const WAITING_MOST = 50_000;

export interface CameraSight {
  /** Since when no picture of it tells anything, and why; null: it does. */
  readonly blind: { readonly cause: UnknownCause; readonly sinceMs: number } | null;
  readonly pictureAtMs: number | null;
  readonly windows: number;
}

export class SpanKeeper implements OccupancyListener {
  readonly #options: SpanKeeperOptions;
  readonly #windows = new Map<string, WindowSpans>();
  /** By camera, then by placement: a placement is one window's. */
  readonly #cameras = new Map<string, Map<string, PlaceTrack>>();
  readonly #windowOf = new Map<string, string>();
  #closed: Span[] = [];
  #writing: readonly Span[] = [];
  #keeping: Promise<void> | undefined;
  readonly #timers: NodeJS.Timeout[] = [];
  /** Windows that were watched when the server before this one ended, until it is known what is watched now. */
  #left: ReadonlySet<string> = new Set();
  #startedMs = 0;
  readonly #setBack = new SetBack();

  constructor(options: SpanKeeperOptions) {
    this.#options = options;
  }

  /** What was left open is closed; the time since is `restart`, and goes on so until something is seen. */
  async start(): Promise<void> {
    const { spans, now, tickMs = TICK_MS, keepMs = KEEP_MS } = this.#options;
    const left = await spans.closeLeftOpen();
    const nowMs = now();
    this.#startedMs = nowMs;
    this.#left = new Set(left.map(({ windowId }) => windowId));
    await spans.keep(
      left.filter(({ toMs }) => toMs < nowMs).map(({ windowId, toMs }) => restart(windowId, toMs, nowMs)),
    );
    this.#timers.push(
      setInterval(() => this.#tick(), tickMs).unref(),
      setInterval(() => void this.keep(), keepMs).unref(),
    );
  }

  /** Placements that are watched from now on, and no others. */
  watch(placements: readonly WatchedPlacement[]): void {
    const nowMs = this.#options.now();
    const wanted = new Set(placements.map(({ placementId }) => placementId));
    for (const placementId of [...this.#windowOf.keys()])
      if (!wanted.has(placementId)) this.#forget(placementId);
    for (const one of placements) if (!this.#windowOf.has(one.placementId)) this.#begin(one, nowMs);
    this.#left = new Set();
  }

  onReading({ cameraId, atMs, places }: OccupancyReading): void {
    const tracks = this.#cameras.get(cameraId);
    // Taken before the clock was set back: one that lies ahead would hold up all that come after it.
    if (tracks === undefined || atMs > this.#options.now() + SET_BACK_MS) return;
    // Whole milliseconds, as instants are kept.
    for (const place of places) tracks.get(place.key)?.read(Math.round(atMs), place);
    this.#advance(tracks.keys());
  }

  onBlind({ cameraId, sinceMs, cause }: Blindness): void {
    const tracks = this.#cameras.get(cameraId);
    if (tracks === undefined) return;
    for (const track of tracks.values()) track.blind(Math.round(sinceMs), cause);
    this.#advance(tracks.keys());
  }

  /** Another department runs them: no span is both of theirs. */
  split(windowIds: readonly string[]): void {
    for (const windowId of windowIds) {
      const past = this.#windows.get(windowId)?.close();
      if (past) this.#closed.push(past);
    }
  }

  /** What is not written yet, and what goes on, of these windows. */
  unwritten(windowIds: ReadonlySet<string>): Span[] {
    const mine = (span: Span) => windowIds.has(span.windowId);
    const open = [...windowIds].flatMap((windowId) => this.#windows.get(windowId)?.open ?? []);
    return [
      ...this.#writing.filter((span) => !span.open && mine(span)),
      ...this.#closed.filter(mine),
      ...open,
    ];
  }

  /** How it goes with a camera; undefined: it is not watched. */
  sightOf(cameraId: string): CameraSight | undefined {
    const tracks = [...(this.#cameras.get(cameraId)?.values() ?? [])];
    const [first] = tracks;
    if (first === undefined) return undefined;
    const seeing = tracks.some(({ blindness }) => blindness === undefined);
    const at = Math.max(...tracks.map(({ pictureAtMs }) => pictureAtMs ?? Number.NEGATIVE_INFINITY));
    return {
      blind: seeing ? null : (first.blindness ?? null),
      pictureAtMs: Number.isFinite(at) ? at : null,
      windows: tracks.length,
    };
  }

  /** Writes what there is, and tells what goes on. Never fails: what was not written is written with the next. */
  async keep(): Promise<void> {
    this.#keeping ??= this.#keep().finally(() => {
      this.#keeping = undefined;
    });
    return this.#keeping;
  }

  async close(): Promise<void> {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    await this.keep();
    // What was closed while the last batch was on its way.
    await this.keep();
  }

  async #keep(): Promise<void> {
    const { spans, onSpans, onKept, log } = this.#options;
    const open = [...this.#windows.values()].flatMap((window) => window.open ?? []);
    const closed = this.#closed;
    this.#closed = [];
    this.#writing = [...closed, ...open];
    if (this.#writing.length === 0) return;
    if (open.length > 0) onSpans(open);
    try {
      await outsideUnitOfWork(() => spans.keep(lastOfEach(this.#writing)));
      onKept([...new Set(this.#writing.map(({ windowId }) => windowId))]);
    } catch (error) {
      this.#closed = [...closed, ...this.#closed];
      const lost = this.#closed.length - WAITING_MOST;
      if (lost > 0) this.#closed = this.#closed.slice(lost);
      log.warn({ err: error, lost: Math.max(0, lost) }, 'what was seen of windows could not be written');
    } finally {
      this.#writing = [];
    }
  }

  #begin({ placementId, windowId, cameraId }: WatchedPlacement, nowMs: number): void {
    const wasLeft = this.#left.has(windowId);
    const sinceMs = wasLeft ? this.#startedMs : nowMs;
    let window = this.#windows.get(windowId);
    if (window === undefined) {
      window = new WindowSpans({ windowId, sinceMs });
      this.#windows.set(windowId, window);
    }
    const track = new PlaceTrack({ cameraId, sinceMs, cause: wasLeft ? 'restart' : 'learning' });
    window.tracks.set(placementId, track);
    this.#windowOf.set(placementId, windowId);
    const tracks = this.#cameras.get(cameraId) ?? new Map<string, PlaceTrack>();
    this.#cameras.set(cameraId, tracks.set(placementId, track));
  }

  #forget(placementId: string): void {
    const windowId = this.#windowOf.get(placementId);
    const window = windowId === undefined ? undefined : this.#windows.get(windowId);
    this.#windowOf.delete(placementId);
    const cameraId = window?.tracks.get(placementId)?.cameraId;
    window?.tracks.delete(placementId);
    const tracks = cameraId === undefined ? undefined : this.#cameras.get(cameraId);
    tracks?.delete(placementId);
    if (tracks?.size === 0 && cameraId !== undefined) this.#cameras.delete(cameraId);
    if (window === undefined || window.tracks.size > 0) return;
    const past = window.close();
    this.#windows.delete(window.windowId);
    if (past) this.#tell([past]);
  }

  /** The clock was set back: what goes on is closed as it stands and kept; from now on it is not known until it is seen. */
  #beginAnew(nowMs: number): void {
    const past: Span[] = [];
    for (const [windowId, window] of this.#windows) {
      const closed = window.close();
      if (closed) past.push(closed);
      const anew = new WindowSpans({ windowId, sinceMs: nowMs });
      for (const [placementId, { cameraId }] of window.tracks) {
        const track = new PlaceTrack({ cameraId, sinceMs: nowMs, cause: 'learning' });
        anew.tracks.set(placementId, track);
        this.#cameras.get(cameraId)?.set(placementId, track);
      }
      this.#windows.set(windowId, anew);
    }
    this.#options.log.warn(
      { windows: this.#windows.size },
      'the clock was set back: spans of windows begin anew',
    );
    this.#tell(past);
  }

  #tick(): void {
    const nowMs = this.#options.now();
    if (this.#setBack.noticed(nowMs)) this.#beginAnew(nowMs);
    for (const tracks of this.#cameras.values()) for (const track of tracks.values()) track.tick(nowMs);
    this.#advance(this.#windowOf.keys());
  }

  #advance(placementIds: Iterable<string>): void {
    const told: Span[] = [];
    const windowIds = new Set([...placementIds].map((id) => this.#windowOf.get(id) ?? ''));
    for (const windowId of windowIds) {
      const window = this.#windows.get(windowId);
      const done = window?.advance();
      if (!window || !done) continue;
      this.#closed.push(...done.closed);
      told.push(...done.closed);
      const { open } = window;
      if (done.changed && open) told.push(open);
    }
    if (told.length > 0) this.#options.onSpans(told);
  }

  #tell(closed: readonly Span[]): void {
    this.#closed.push(...closed);
    this.#options.onSpans(closed);
  }
}

/** One statement cannot write a row twice: the newest of each. */
function lastOfEach(spans: readonly Span[]): Span[] {
  const byKey = new Map(spans.map((span) => [`${span.windowId} ${span.fromMs}`, span]));
  return [...byKey.values()];
}

const restart = (windowId: string, fromMs: number, toMs: number): Span => ({
  ...{ windowId, cameraId: null, state: 'unknown', applicant: null, cause: 'restart' },
  ...{ fromMs, toMs, open: false, activity: null },
});
