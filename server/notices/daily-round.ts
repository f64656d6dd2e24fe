/**
 * What people are told once a day: at the first look after the hour at which offices open. Whoever was told of a day is
 * not told again (errands write notices with the day in their key), so a restart or a second node says nothing twice.
 */
import { REGION_ZONE } from '../contract/office-hours.ts';
import type { Logger } from '../platform/log.ts';

/** `day`: `2026-11-23`. */
export type DailyErrand = (day: string) => Promise<void>;

export interface DailyRoundOptions {
  readonly errands: Readonly<Record<string, DailyErrand>>;
  readonly log: Logger;
  readonly now: () => number;
  readonly everyMs?: number;
}

const EVERY_MS = 60_000;
const NOT_BEFORE = '08:30';

export class DailyRound {
  readonly #options: DailyRoundOptions;
  /** The last day an errand was done for. */
  readonly #done = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(options: DailyRoundOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.look(), this.#options.everyMs ?? EVERY_MS).unref();
  }

  /** What fails is tried again at the next look. A second look while one is under way is that one. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { errands, log, now } = this.#options;
    const wall = new Intl.DateTimeFormat('sv-SE', {
      ...{ timeZone: REGION_ZONE, dateStyle: 'short', timeStyle: 'short' },
    }).format(now());
    const [day = '', time = ''] = wall.split(' ');
    if (time < NOT_BEFORE) return;
    for (const [name, errand] of Object.entries(errands)) {
      if (this.#done.get(name) === day) continue;
      try {
        await errand(day);
        this.#done.set(name, day);
      } catch (error) {
        log.warn({ err: error, errand: name }, 'what is told once a day was not told; tried again');
      }
    }
  }
}
