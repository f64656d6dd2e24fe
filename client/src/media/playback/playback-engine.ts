/** Up to nine cameras and one playhead: moves the tracks with it, frame by frame of the page. No React. */
import type { CameraRange } from '../../../../server/contract/playback.ts';
import type { CameraCoverage } from '../../../../server/contract/recordings.ts';
import { FetchQueue } from './fetch-queue.ts';
import type { FootageWindow } from './footage-windows.ts';
import { Playhead } from './playhead.ts';
import { Track, type TrackSpec } from './track.ts';
import { mustWait } from './waiting.ts';

export interface PlaybackEngineOptions {
  readonly atMs: number;
  /** The server's wall clock. */
  readonly serverNow: () => number;
  readonly fetchCoverage: (cameraId: string, fromMs: number, toMs: number) => Promise<CameraCoverage>;
  /** Footage from before may not be asked for: the live buffer's beginning, which moves on. */
  readonly notBeforeMs?: () => number;
}

interface AllowedRange extends FootageWindow {
  readonly cameraId: string;
}

/** Footage is on disk and listed so long after it happened: a GOP, a second of writing. */
const LISTED_AFTER_MS = 8000;
/** Where no frame is known to step to. */
const USUAL_FRAME_MS = 40;

export class PlaybackEngine {
  readonly playhead: Playhead;
  readonly #options: PlaybackEngineOptions;
  readonly #queue = new FetchQueue();
  readonly #listeners = new Set<() => void>();
  readonly #frameListeners = new Set<(atMs: number) => void>();
  readonly #onHidden = () => {
    // Nobody watches: a tab in the background neither fetches nor decodes.
    if (document.hidden) this.playhead.pause();
  };
  #tracks: readonly Track[] = [];
  #allowed: 'all' | readonly AllowedRange[] = [];
  #scrubbing = false;
  #frame = 0;
  #epoch = -1;
  #startedAtMs = 0;
  #closed = false;

  constructor(options: PlaybackEngineOptions) {
    this.#options = options;
    this.playhead = new Playhead({
      atMs: options.atMs,
      now: () => performance.now(),
      latestMs: () => options.serverNow() - LISTED_AFTER_MS,
    });
  }

  start(): void {
    document.addEventListener('visibilitychange', this.#onHidden);
    const next = () => {
      if (this.#closed) return;
      this.#tick();
      this.#frame = requestAnimationFrame(next);
    };
    this.#frame = requestAnimationFrame(next);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    cancelAnimationFrame(this.#frame);
    document.removeEventListener('visibilitychange', this.#onHidden);
    for (const track of this.#tracks) track.close();
    this.#tracks = [];
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  /** Stable between changes, for React. */
  readonly getTracks = (): readonly Track[] => this.#tracks;

  get scrubbing(): boolean {
    return this.#scrubbing;
  }

  /** Told the playhead's instant on each frame of the page. */
  onFrame(listener: (atMs: number) => void): () => void {
    this.#frameListeners.add(listener);
    return () => this.#frameListeners.delete(listener);
  }

  /** Which cameras, in order; those that stay keep playing. */
  setTracks(specs: readonly TrackSpec[]): void {
    const before = this.#tracks;
    this.#tracks = specs.map(
      (spec) =>
        before.find(
          (track) => track.cameraId === spec.cameraId && track.profile === (spec.profile ?? 'main'),
        ) ?? this.#create(spec),
    );
    for (const track of before) if (!this.#tracks.includes(track)) track.close();
    for (const listener of this.#listeners) listener();
  }

  /** Nothing is asked for before somebody said why: `true` where no purpose is needed, else what his covers. */
  setAllowed(allowed: boolean | readonly CameraRange[]): void {
    this.#allowed =
      typeof allowed === 'boolean'
        ? allowed
          ? 'all'
          : []
        : allowed.map(({ cameraId, from, to }) => ({
            cameraId,
            fromMs: Date.parse(from),
            toMs: Date.parse(to),
          }));
    if (this.#mayLook) for (const track of this.#tracks) track.retry();
    else {
      this.playhead.pause();
      for (const track of this.#tracks) track.idle();
    }
  }

  get #mayLook(): boolean {
    return this.#allowed === 'all' || this.#allowed.length > 0;
  }

  toggle(): void {
    if (this.playhead.state.playing) this.playhead.pause();
    else this.playhead.play();
  }

  jump(atMs: number): void {
    this.#scrubbing = false;
    this.playhead.jump(atMs);
  }

  /** Moves the playhead under somebody's hand: single pictures, until `endScrub`. */
  scrub(atMs: number): void {
    this.#scrubbing = true;
    this.playhead.jump(atMs);
  }

  endScrub(): void {
    if (!this.#scrubbing) return;
    this.#scrubbing = false;
    this.playhead.jump(this.playhead.atMs);
  }

  /** One frame of the camera that leads (the chosen one, or the first with a picture); the others show theirs of then. */
  step(direction: 1 | -1, leaderId?: string): void {
    this.playhead.pause();
    const { atMs } = this.playhead;
    const leader =
      this.#tracks.find((track) => track.cameraId === leaderId && track.needed) ??
      this.#tracks.find((track) => track.needed);
    // From the beginning of the frame on screen, or a step back would only find that.
    const fromMs = leader?.frameAt(atMs)?.atMs ?? atMs;
    const frame = leader?.frameBeside(fromMs, direction);
    const near = frame !== undefined && Math.abs(frame.atMs - atMs) < 2000;
    this.jump(near ? Math.ceil(frame.atMs) : atMs + direction * USUAL_FRAME_MS);
  }

  #create(spec: TrackSpec): Track {
    const { serverNow, fetchCoverage } = this.#options;
    const limits = (cameraId: string, atMs: number) => this.#limits(cameraId, atMs);
    return new Track({ spec, queue: this.#queue, serverNow, fetchCoverage, limits });
  }

  #limits(cameraId: string, atMs: number): FootageWindow | undefined {
    const fromMs = this.#options.notBeforeMs?.() ?? Number.NEGATIVE_INFINITY;
    if (this.#allowed === 'all') return { fromMs, toMs: Number.POSITIVE_INFINITY };
    return this.#allowed.find(
      (each) => each.cameraId === cameraId && each.fromMs <= atMs && atMs <= each.toMs,
    );
  }

  #tick(): void {
    this.playhead.tick();
    const { atMs } = this.playhead;
    const { epoch, rate, playing, waiting } = this.playhead.state;
    const now = performance.now();
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#startedAtMs = now;
    }
    if (this.#mayLook) {
      const scrubbing = this.#scrubbing;
      const tracks = this.#tracks.length;
      for (const track of this.#tracks)
        track.follow({ atMs, rate, playing, waiting, scrubbing, epoch, tracks });
      this.playhead.setWaiting(mustWait(this.#tracks, now - this.#startedAtMs));
    }
    for (const listener of this.#frameListeners) listener(atMs);
  }
}
