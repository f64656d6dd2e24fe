import { ClockRateCheck } from './clock-rate-check.ts';
import type { PictureClock } from './receiver.ts';
import type { SenderReport } from './rtcp.ts';

export interface PictureTimelineOptions {
  readonly clockRate: number;
  /** Each time that timestamps made no sense and arrival was taken instead. */
  readonly onJump: () => void;
}

/** Media time this much further ahead of arrival than ever is a jump of the camera's clock, not jitter … */
const JUMP_MS = 1000;
/** … or, at the start, what a server had kept of the newest GOP and sends at once. */
const FIRST_JUMP_MS = 5000;
const START_MS = 10_000;
/** What media time once was ahead counts for one to two of these: a camera's clock may be slow, ours may be set. */
const REMEMBERED_MS = 15_000;
/** So many pictures with one timestamp, and it stands still. */
const FROZEN_PICTURES = 3;
/** How fast the time taken from arrivals is pulled to them: slowly, as they jitter. */
const PULL = 8;
const PAUSE_MS = 1000;
/** Before anything is known. */
const DEFAULT_FPS = 25;
/** Deviating intervals in a row after which the camera has changed its rate. */
const NEW_RATE = 3;
const LONGEST_PICTURE_S = 10;

/**
 * Lays pictures on a line that begins at 0, only ever grows, and is not shaken by what cameras do to their
 * timestamps: 32 bits wrap; jumps forwards and back are replaced by the time that arrival shows; timestamps that
 * stand still are replaced by a clock that follows arrivals. So no jump needs a new epoch, nor does any viewer
 * see more than one odd interval.
 *
 * A picture's decode time is the truth. Its duration is a forecast wherever the next picture is not known yet:
 * the interval lately seen. The next picture's decode time may differ from their sum by the camera's jitter.
 */
export class PictureTimeline implements PictureClock {
  readonly #rate: number;
  readonly #onJump: () => void;
  /** Decode time by the timestamps alone, and as last given out. */
  #truth = 0;
  #last = -1;
  #timestamp = 0;
  #arrivedAtMs = 0;
  #intervalTicks: number;
  #deviations = 0;
  #frozen = 0;
  readonly #rateCheck = new ClockRateCheck();
  /** While timestamps are of no use: the arrival that belongs to `#last`, smoothed. −1 while they are. */
  #pacedAtMs = -1;
  #startedAtMs = 0;
  /** How far media time was ahead of arrival at most: in this span of time, and in the one before it. */
  #aheadMs = Number.NEGATIVE_INFINITY;
  #aheadBeforeMs = Number.NEGATIVE_INFINITY;
  #spanSinceMs = 0;
  #restarted = false;
  #report: SenderReport | undefined;

  constructor({ clockRate, onJump }: PictureTimelineOptions) {
    this.#rate = clockRate;
    this.#onJump = onJump;
    this.#intervalTicks = Math.round(clockRate / DEFAULT_FPS);
  }

  /** The interval that is expected, in ticks. */
  get intervalTicks(): number {
    return Math.round(this.#intervalTicks);
  }

  /** What the parameter sets say; counts until intervals were seen. */
  expectFps(fps: number): void {
    if (this.#last <= 0) this.#intervalTicks = this.#rate / fps;
  }

  /** Timestamps begin anew at any number. */
  restart(): void {
    this.#restarted = true;
    this.#report = undefined;
  }

  onSenderReport(report: SenderReport): void {
    this.#report = report;
  }

  /** Whether the timestamp lies less than a second before the last picture's, as one that is shown earlier does. */
  isBefore(timestamp: number): boolean {
    const delta = (timestamp - this.#timestamp) | 0;
    return this.#last >= 0 && !this.#restarted && delta < 0 && delta > -this.#rate;
  }

  /** The picture's decode time in ticks. */
  place(timestamp: number, arrivedAtMs: number): number {
    if (this.#last < 0) return this.#begin(timestamp, arrivedAtMs);
    const delta = (timestamp - this.#timestamp) | 0;
    this.#frozen = delta === 0 ? this.#frozen + 1 : 0;
    const isJump = this.#isJump(delta, arrivedAtMs);
    if (!isJump) this.#rateCheck.check((delta * 1000) / this.#rate, arrivedAtMs);
    if (this.#frozen >= FROZEN_PICTURES || this.#rateCheck.wrong) this.#pace(arrivedAtMs);
    else {
      this.#pacedAtMs = -1;
      if (isJump) this.#bridge(arrivedAtMs);
      else this.#follow(delta);
    }
    this.#restarted = false;
    this.#timestamp = timestamp;
    this.#last = Math.max(this.#last + 1, Math.round(this.#truth));
    this.#observe(arrivedAtMs);
    return this.#last;
  }

  /** How long the picture just placed lasts, where the next one's timestamp may be known. */
  durationTicks(nextTimestamp: number | undefined): number {
    if (nextTimestamp !== undefined && this.#pacedAtMs < 0) {
      const delta = (nextTimestamp - this.#timestamp) | 0;
      if (delta > 0 && delta < this.#rate * LONGEST_PICTURE_S) return delta;
    }
    return this.intervalTicks;
  }

  mediaMsAtNtp(ntpMs: number): number | undefined {
    const report = this.#report;
    if (!report || this.#last < 0 || this.#pacedAtMs >= 0) return undefined;
    const sinceReport = (this.#timestamp - report.timestamp) | 0;
    const ntpOfLastMs = report.ntpMs + (sinceReport * 1000) / this.#rate;
    return (this.#truth * 1000) / this.#rate + ntpMs - ntpOfLastMs;
  }

  mediaMsAtArrival(arrivedAtMs: number): number | undefined {
    return this.#last < 0 ? undefined : arrivedAtMs + this.#mostAheadMs();
  }

  #begin(timestamp: number, arrivedAtMs: number): number {
    this.#timestamp = timestamp;
    this.#last = 0;
    this.#restarted = false;
    this.#startedAtMs = arrivedAtMs;
    this.#observe(arrivedAtMs);
    return 0;
  }

  #isJump(delta: number, arrivedAtMs: number): boolean {
    // Backwards at all: pictures that are shown in another order are not placed here.
    if (delta < 0 || this.#restarted) return true;
    const aheadMs = ((this.#truth + delta) * 1000) / this.#rate - arrivedAtMs;
    const isStart = arrivedAtMs - this.#startedAtMs < START_MS;
    return aheadMs > this.#mostAheadMs() + (isStart ? FIRST_JUMP_MS : JUMP_MS);
  }

  /** Goes on as if the timestamp had grown by what arrival shows: at least one interval. */
  #bridge(arrivedAtMs: number): void {
    const elapsedTicks = ((arrivedAtMs - this.#arrivedAtMs) * this.#rate) / 1000;
    this.#truth = this.#last + Math.max(this.#intervalTicks, elapsedTicks);
    this.#report = undefined;
    this.#onJump();
  }

  /** A clock of our own that ticks by the interval and is pulled towards arrivals. */
  #pace(arrivedAtMs: number): void {
    if (this.#pacedAtMs < 0) {
      this.#pacedAtMs = this.#arrivedAtMs;
      this.#report = undefined;
      this.#onJump();
    }
    const intervalMs = (this.#intervalTicks * 1000) / this.#rate;
    const errorMs = arrivedAtMs - (this.#pacedAtMs + intervalMs);
    // After a pause there is nothing to be pulled gently.
    const isPause = errorMs > PAUSE_MS;
    const stepMs = Math.max(0, isPause ? intervalMs + errorMs : intervalMs + errorMs / PULL);
    this.#pacedAtMs += stepMs;
    const stepTicks = (stepMs * this.#rate) / 1000;
    if (!isPause) this.#intervalTicks += (stepTicks - this.#intervalTicks) / (2 * PULL);
    this.#truth = this.#last + stepTicks;
  }

  #follow(delta: number): void {
    this.#truth += delta;
    if (delta > 0) this.#learn(delta);
  }

  #learn(delta: number): void {
    const change = Math.abs(delta - this.#intervalTicks);
    if (change <= this.#intervalTicks / 4) {
      this.#intervalTicks += (delta - this.#intervalTicks) / 8;
      this.#deviations = 0;
      return;
    }
    this.#deviations += 1;
    if (this.#deviations < NEW_RATE && this.#last > 0) return;
    this.#intervalTicks = Math.min(delta, this.#rate * LONGEST_PICTURE_S);
    this.#deviations = 0;
  }

  #mostAheadMs(): number {
    return Math.max(this.#aheadMs, this.#aheadBeforeMs);
  }

  #observe(arrivedAtMs: number): void {
    const aheadMs = (this.#last * 1000) / this.#rate - arrivedAtMs;
    const spanMs = arrivedAtMs - this.#spanSinceMs;
    if (spanMs >= 0 && spanMs < REMEMBERED_MS) this.#aheadMs = Math.max(this.#aheadMs, aheadMs);
    else {
      const isNext = spanMs >= 0 && spanMs < 2 * REMEMBERED_MS;
      this.#aheadBeforeMs = isNext ? this.#aheadMs : Number.NEGATIVE_INFINITY;
      this.#aheadMs = aheadMs;
      this.#spanSinceMs = arrivedAtMs;
    }
    this.#arrivedAtMs = arrivedAtMs;
  }
}
