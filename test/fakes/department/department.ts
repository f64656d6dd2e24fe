/** A department at work: follows the scenario by the wall clock and reports each event as it happens. */
import type { ExchangeEventInput } from '../../../server/contract/exchange.ts';
import type { TimedEvent } from './record.ts';

export interface DepartmentOptions {
  readonly timeline: {
    between(afterMs: number, untilMs: number): TimedEvent[];
    catchUp(nowMs: number): TimedEvent[];
  };
  readonly reporter: { push(events: readonly ExchangeEventInput[]): void; close(): Promise<void> };
  readonly now: () => number;
  /** Tells everything from then on when it begins, not only what is needed to go on from now. */
  readonly sinceMs?: number | undefined;
}

/** Never sleeps longer, so that a clock that was set or a machine that was asleep is noticed. */
const LOOK_EVERY_MS = 1000;
/** Further than this from where we were, either way: the clock has jumped; begin anew. */
const JUMP_MS = 60_000;

export class Department {
  readonly #options: DepartmentOptions;
  #timer: NodeJS.Timeout | undefined;
  /** Everything up to here is handed over. */
  #toldMs: number | undefined;
  #closed = false;

  constructor(options: DepartmentOptions) {
    this.#options = options;
  }

  /** Catches up, then follows. */
  start(): void {
    if (!this.#closed && this.#timer === undefined) this.#follow();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#options.reporter.close();
  }

  #follow(): void {
    const { timeline, reporter, now, sinceMs } = this.#options;
    const nowMs = now();
    const toldMs = this.#toldMs;
    const due =
      toldMs === undefined && sinceMs !== undefined
        ? timeline.between(sinceMs, nowMs)
        : toldMs === undefined || Math.abs(nowMs - toldMs) > JUMP_MS
          ? timeline.catchUp(nowMs)
          : timeline.between(toldMs, nowMs);
    reporter.push(due.map(({ event }) => event));
    this.#toldMs = nowMs;
    const next = timeline.between(nowMs, nowMs + LOOK_EVERY_MS)[0]?.sendAtMs;
    const waitMs = Math.min((next ?? Number.POSITIVE_INFINITY) - now(), LOOK_EVERY_MS);
    this.#timer = setTimeout(() => this.#follow(), Math.max(0, waitMs));
  }
}
