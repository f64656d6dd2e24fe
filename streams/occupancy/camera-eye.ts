/**
 * One watched camera: keyframes of its stream as they come, for nothing where it runs anyway, else by a lease of our own;
 * and, when none comes, why.
 */
import { LineFullError } from '../line/line-full-error.ts';
import type { AccessUnit, Lease, MediaInfo, StreamKey, StreamView } from '../types.ts';
import type { PlaceJudge } from './place-judge.ts';
import { SET_BACK_MS } from './set-back.ts';
import type { BlindCause, WatchedCamera } from './types.ts';
import type { OccupancyWatchOptions } from './watch-options.ts';

/** No picture for so long, and nothing is known any more. */
const BLIND_AFTER_MS = 10_000;
/** Cameras with keyframes far apart: so many times as long as usual. */
const GOPS_MISSED = 2.5;
/** The line was full, or the camera could not be taken. */
const AGAIN_MS = 30_000;
/** Others hold the stream for so long: our own lease is let go. */
const OTHERS_MS = 60_000;
/** Somebody needs the camera's other picture, and it does not come: it may bear one connection only. */
const GIVE_WAY_MS = 8000;
const WAY_GIVEN_MS = 120_000;
const UNDECODABLE = 3;
const HOLDER = 'occupancy';

export interface CameraEyeOptions extends Pick<OccupancyWatchOptions, 'hub' | 'enterLine' | 'log' | 'now'> {
  readonly camera: WatchedCamera;
  readonly judge: PlaceJudge;
  readonly everyMs: number;
  /** A lease of its own is not taken before; streams that run are watched at once. */
  readonly notBeforeMs: number;
  /** Takes what it needs of `unit` before it returns. `atMs`: of when it is. */
  readonly onPicture: (eye: CameraEye, info: MediaInfo, unit: AccessUnit, atMs: number) => void;
  readonly onBlind: (eye: CameraEye, sinceMs: number, cause: BlindCause) => void;
}

export class CameraEye {
  readonly camera: WatchedCamera;
  readonly judge: PlaceJudge;
  /** A picture of it is being decoded. */
  isBusy = false;
  readonly #options: CameraEyeOptions;
  readonly #key: StreamKey;
  readonly #other: StreamKey;
  #stream: StreamView | undefined;
  #unsubscribe: (() => void) | undefined;
  #info: MediaInfo | undefined;
  #lease: Lease | undefined;
  #leaveLine: (() => void) | undefined;
  #isEntering = false;
  #enterAtMs: number;
  #isLineFull = false;
  #othersSinceMs: number | undefined;
  #otherWaitsSinceMs: number | undefined;
  #takenMs = Number.NEGATIVE_INFINITY;
  #keyframeMs: number | undefined;
  #gopMs = 0;
  #seenMs: number;
  #failures = 0;
  #blind: BlindCause | undefined;
  #isClosed = false;

  constructor(options: CameraEyeOptions) {
    const { camera } = options;
    this.#options = options;
    this.camera = camera;
    this.judge = options.judge;
    this.#key = { cameraId: camera.cameraId, profile: camera.profile };
    this.#other = { cameraId: camera.cameraId, profile: camera.profile === 'sub' ? 'main' : 'sub' };
    this.#enterAtMs = options.notBeforeMs;
    this.#seenMs = options.now();
  }

  get blind(): BlindCause | undefined {
    return this.#blind;
  }

  get isLeased(): boolean {
    return this.#lease !== undefined;
  }

  /** To be called about once a second. */
  tick(): void {
    if (this.#isClosed) return;
    const nowMs = this.#options.now();
    this.#follow();
    this.#holdOrLetGo(nowMs);
    const limitMs = Math.max(BLIND_AFTER_MS, this.#gopMs * GOPS_MISSED);
    if (nowMs - this.#seenMs >= limitMs) this.#setBlind(this.#whyBlind());
  }

  /** A picture was judged. */
  saw(): void {
    this.#failures = 0;
    this.#seenMs = this.#options.now();
    this.#blind = undefined;
  }

  couldNotDecode(): void {
    this.#failures += 1;
  }

  close(): void {
    this.#isClosed = true;
    this.#unsubscribe?.();
    this.#release();
  }

  #whyBlind(): BlindCause {
    if (this.#failures >= UNDECODABLE) return 'undecodable';
    return this.#isLineFull && !this.#lease ? 'line_full' : 'offline';
  }

  #setBlind(cause: BlindCause): void {
    if (this.#blind === cause) return;
    this.#blind = cause;
    this.judge.lost();
    this.#options.onBlind(this, this.#seenMs, cause);
  }

  /** The hub may have made another stream since, for a camera that was registered anew. */
  #follow(): void {
    const stream = this.#lease?.stream ?? this.#options.hub.peek(this.#key);
    if (stream === this.#stream) return;
    this.#unsubscribe?.();
    this.#stream = stream;
    this.#info = undefined;
    this.#unsubscribe = stream?.subscribe({
      onInit: (info) => {
        this.#info = info;
      },
      onAccessUnit: (unit) => {
        if (unit.keyframe) this.#gotKeyframe(unit);
      },
    });
  }

  #gotKeyframe(unit: AccessUnit): void {
    const { everyMs, onPicture } = this.#options;
    const nowMs = this.#options.now();
    // Capture times never go back: after the clock was, they stand still until it has caught up.
    const atMs = unit.capturedAtMs > nowMs + SET_BACK_MS ? nowMs : unit.capturedAtMs;
    if (this.#keyframeMs !== undefined && atMs > this.#keyframeMs)
      this.#gopMs = Math.min(60_000, atMs - this.#keyframeMs);
    this.#keyframeMs = atMs;
    // Keyframes do not come to the millisecond.
    if (!this.#info || atMs - this.#takenMs < everyMs * 0.9) return;
    this.#takenMs = atMs;
    onPicture(this, this.#info, unit, atMs);
  }

  #holdOrLetGo(nowMs: number): void {
    const { hub } = this.#options;
    const others = (hub.status(this.#key)?.holders ?? 0) - (this.#lease ? 1 : 0);
    if (this.#lease) {
      this.#othersSinceMs = others > 0 ? (this.#othersSinceMs ?? nowMs) : undefined;
      const isHeldByOthers = this.#othersSinceMs !== undefined && nowMs - this.#othersSinceMs >= OTHERS_MS;
      if (isHeldByOthers) this.#release();
      else if (this.#mustGiveWay(nowMs)) {
        this.#release();
        this.#enterAtMs = nowMs + WAY_GIVEN_MS;
      }
    } else if (others <= 0 && !this.#isEntering && nowMs >= this.#enterAtMs) void this.#enter();
    if (others > 0) this.#isLineFull = false;
  }

  #mustGiveWay(nowMs: number): boolean {
    const other = this.#options.hub.status(this.#other);
    const isWaiting = other !== undefined && other.holders > 0 && other.state.name !== 'live';
    this.#otherWaitsSinceMs = isWaiting ? (this.#otherWaitsSinceMs ?? nowMs) : undefined;
    return this.#otherWaitsSinceMs !== undefined && nowMs - this.#otherWaitsSinceMs >= GIVE_WAY_MS;
  }

  /** A seat on the line first, then the stream. */
  async #enter(): Promise<void> {
    const { hub, enterLine, now, log } = this.#options;
    this.#isEntering = true;
    try {
      this.#leaveLine = await enterLine(this.#key, () => this.#evicted());
      this.#isLineFull = false;
      if (this.#isClosed) this.#release();
      else {
        this.#lease = hub.acquire(this.#key, HOLDER);
        this.#follow();
      }
    } catch (error) {
      this.#release();
      this.#enterAtMs = now() + AGAIN_MS;
      this.#isLineFull = error instanceof LineFullError;
      if (this.#isLineFull && !this.#isClosed) this.#setBlind('line_full');
      else if (!this.#isClosed)
        log.warn({ err: error, ...this.#key }, 'a camera could not be taken to see who is there');
    } finally {
      this.#isEntering = false;
    }
  }

  #evicted(): void {
    this.#isLineFull = true;
    this.#enterAtMs = this.#options.now() + AGAIN_MS;
    this.#release();
  }

  #release(): void {
    this.#othersSinceMs = undefined;
    this.#otherWaitsSinceMs = undefined;
    this.#lease?.release();
    this.#lease = undefined;
    this.#leaveLine?.();
    this.#leaveLine = undefined;
  }
}
