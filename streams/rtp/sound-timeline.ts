import type { PictureClock } from './receiver.ts';
import type { SenderReport } from './rtcp.ts';

export interface SoundTimelineOptions {
  readonly clockRate: number;
  readonly clock: PictureClock;
}

/** Both clocks' sender reports together are believed this far from what arrivals say. */
const SANE_MS = 2000;
/** How far off the sound may be by sender reports, or by arrivals, which are not so exact. */
const REPORTED_TOLERANCE_MS = 40;
const ARRIVAL_TOLERANCE_MS = 200;
/** How long an error is looked at before it is believed: arrivals are only ever late. */
const FIRST_LOOK_MS = 1000;
const LOOK_MS = 5000;
/** A step of timestamps beyond this is a jump. */
const JUMP_MS = 3000;

/**
 * Lays sound on the pictures' line: by the sender reports of both where there are, otherwise by arrival. Between
 * corrections sound follows its own timestamps.
 */
export class SoundTimeline {
  readonly #rate: number;
  readonly #clock: PictureClock;
  #report: SenderReport | undefined;
  #timestamp = 0;
  #arrivedAtMs = 0;
  /** In ticks; undefined until laid beside a picture. */
  #position: number | undefined;
  #lookSinceMs = 0;
  #lookMs = FIRST_LOOK_MS;
  #leastErrorMs = Number.POSITIVE_INFINITY;

  constructor({ clockRate, clock }: SoundTimelineOptions) {
    this.#rate = clockRate;
    this.#clock = clock;
  }

  onSenderReport(report: SenderReport): void {
    this.#report = report;
  }

  /** Timestamps begin anew. */
  restart(): void {
    this.#report = undefined;
    this.#position = undefined;
  }

  /** The decode time, in ticks, of a packet of `durationMs`; undefined before the first picture. */
  place(timestamp: number, durationMs: number, arrivedAtMs: number): number | undefined {
    const target = this.#target(timestamp, durationMs, arrivedAtMs);
    if (!target) return undefined;
    const delta = (timestamp - this.#timestamp) | 0;
    const unexpectedMs = (delta * 1000) / this.#rate - (arrivedAtMs - this.#arrivedAtMs);
    this.#timestamp = timestamp;
    this.#arrivedAtMs = arrivedAtMs;
    const targetTicks = (target.ms * this.#rate) / 1000;
    if (this.#position === undefined || Math.abs(unexpectedMs) > JUMP_MS) {
      this.#position = targetTicks;
      this.#look(arrivedAtMs, FIRST_LOOK_MS);
    } else {
      this.#position += delta;
      this.#correct(targetTicks, target.toleranceMs, arrivedAtMs);
    }
    return Math.round(this.#position);
  }

  #target(
    timestamp: number,
    durationMs: number,
    arrivedAtMs: number,
  ): { readonly ms: number; readonly toleranceMs: number } | undefined {
    const arrivalMs = this.#clock.mediaMsAtArrival(arrivedAtMs);
    if (arrivalMs === undefined) return undefined;
    const byArrivalMs = arrivalMs - durationMs;
    const report = this.#report;
    if (report) {
      const ntpMs = report.ntpMs + (((timestamp - report.timestamp) | 0) * 1000) / this.#rate;
      const ms = this.#clock.mediaMsAtNtp(ntpMs);
      if (ms !== undefined && Math.abs(ms - byArrivalMs) < SANE_MS) {
        return { ms, toleranceMs: REPORTED_TOLERANCE_MS };
      }
    }
    return { ms: byArrivalMs, toleranceMs: ARRIVAL_TOLERANCE_MS };
  }

  /** Delays only add: the smallest error of a while is the true one. */
  #correct(targetTicks: number, toleranceMs: number, arrivedAtMs: number): void {
    const position = this.#position ?? 0;
    this.#leastErrorMs = Math.min(this.#leastErrorMs, ((targetTicks - position) * 1000) / this.#rate);
    if (arrivedAtMs - this.#lookSinceMs < this.#lookMs) return;
    if (Math.abs(this.#leastErrorMs) > toleranceMs) {
      this.#position = position + (this.#leastErrorMs * this.#rate) / 1000;
    }
    this.#look(arrivedAtMs, LOOK_MS);
  }

  #look(sinceMs: number, forMs: number): void {
    this.#lookSinceMs = sinceMs;
    this.#lookMs = forMs;
    this.#leastErrorMs = Number.POSITIVE_INFINITY;
  }
}
