/**
 * All that is counted, by department and hall: one for everybody, kept a little, made anew while somebody asks. Whoever
 * asks gets their part of it added up in memory, so a hundred people at their walls cost the database nothing.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { REGION_ZONE } from '../contract/office-hours.ts';
import { overviewTrendDays } from '../contract/overview.ts';
import type { Logger } from '../platform/log.ts';
import type {
  CountsStore,
  FaultCount,
  FeedTrouble,
  HourCount,
  IssuedCount,
  OpenCount,
  PlaceNames,
} from './counts.store.ts';
import type { DayCount, DaysStore } from './days.store.ts';
import { dayOf, daysBefore, isDue } from './days.ts';

export interface Board {
  readonly asOfMs: number;
  readonly day: string;
  /** Those of the trend that are over, the oldest first. */
  readonly days: readonly string[];
  readonly open: readonly OpenCount[];
  readonly hours: readonly HourCount[];
  readonly issued: readonly IssuedCount[];
  readonly faults: readonly FaultCount[];
  readonly feeds: readonly FeedTrouble[];
  readonly past: readonly DayCount[];
  readonly places: PlaceNames;
}

export interface BoardsOptions {
  readonly counts: CountsStore;
  readonly days: DaysStore;
  readonly log: Logger;
  readonly now: () => number;
}

/** No oftener than that, and no more than a twentieth of the time. */
const LEAST_MS = 3000;
const SHARE = 20;
/** Older than that it is waited for. */
const STALE_MS = 20_000;
/** Days that are over are looked after so often. */
const DAYS_EVERY_MS = 60_000;
/** They are waited for so long; else the numbers of now come first. */
const DAYS_WAITED_MS = 1500;
const DAYS_KEPT_MS = 400 * 86_400_000;

export class Boards {
  readonly #options: BoardsOptions;
  #kept: Board | undefined;
  #tookMs = 0;
  #making: Promise<Board> | undefined;
  #daysAtMs = Number.NEGATIVE_INFINITY;
  #daysUnder: Promise<void> | undefined;
  #closed = false;
  #past: readonly DayCount[] = [];
  #pastOf = '';

  constructor(options: BoardsOptions) {
    this.#options = options;
  }

  async current(): Promise<Board> {
    const ageMs = this.#kept ? this.#options.now() - this.#kept.asOfMs : Number.POSITIVE_INFINITY;
    if (this.#kept && ageMs < Math.max(LEAST_MS, this.#tookMs * SHARE)) return this.#kept;
    this.#making ??= this.#make().finally(() => {
      this.#making = undefined;
    });
    if (this.#kept && ageMs < STALE_MS + this.#tookMs * SHARE) {
      this.#making.catch((error: unknown) => {
        this.#options.log.warn({ err: error }, 'the overview could not be counted; the last one is shown');
      });
      return this.#kept;
    }
    return this.#making;
  }

  /** Adds a day that is over up anew; the next look shows it. False: another server is doing so. */
  async recount(day: string): Promise<boolean> {
    const { days, now } = this.#options;
    const isMade = await days.make(dayOf(Date.parse(`${day}T04:00:00Z`), REGION_ZONE), new Date(now()));
    this.#daysAtMs = Number.NEGATIVE_INFINITY;
    return isMade;
  }

  /** What is under way is let finish. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled([this.#making, this.#daysUnder]);
  }

  /** Days that are over have been looked after. */
  async settled(): Promise<void> {
    await this.#daysUnder;
  }

  async #make(): Promise<Board> {
    const { counts, now } = this.#options;
    const startedMs = now();
    const today = dayOf(startedMs, REGION_ZONE);
    await Promise.race([this.#daysInTurn(startedMs), sleep(DAYS_WAITED_MS, undefined, { ref: false })]);
    const days = daysBefore(startedMs, REGION_ZONE, overviewTrendDays - 1).map(({ day }) => day);
    const at = new Date(startedMs);
    // One after the other: counting is to leave connections for those who work.
    const open = await counts.open(at);
    const hours = await counts.hours(today.from, today.to, REGION_ZONE);
    const issued = await counts.issued(today.from, today.to);
    const [faults, feeds, places] = [await counts.faults(), await counts.feeds(), await counts.places()];
    this.#tookMs = now() - startedMs;
    const { day } = today;
    this.#kept = {
      ...{ asOfMs: startedMs, day, days, open, hours, issued, faults, feeds, places },
      past: this.#past,
    };
    return this.#kept;
  }

  #daysInTurn(nowMs: number): Promise<void> {
    this.#daysUnder ??= this.#lookAfterDays(nowMs)
      .catch((error: unknown) => {
        this.#options.log.warn({ err: error }, 'days that are over could not be added up; tried again soon');
      })
      .finally(() => {
        this.#daysUnder = undefined;
      });
    return this.#daysUnder;
  }

  async #lookAfterDays(nowMs: number): Promise<void> {
    const { days: store } = this.#options;
    const all = daysBefore(nowMs, REGION_ZONE, overviewTrendDays - 1);
    const newest = all.at(-1)?.day ?? '';
    if (nowMs < this.#daysAtMs + DAYS_EVERY_MS && this.#pastOf === newest) return;
    this.#daysAtMs = nowMs;
    const made = await store.made(all.map(({ day }) => day));
    const touched = new Set(await store.touched(dayOf(nowMs, REGION_ZONE).from, REGION_ZONE));
    const due = all.filter((one) => touched.has(one.day) || isDue(one, made.get(one.day), nowMs)).reverse();
    for (const one of due) if (!this.#closed) await store.make(one, new Date(nowMs));
    if (this.#pastOf !== newest) await store.tidy(dayOf(nowMs - DAYS_KEPT_MS, REGION_ZONE).day);
    this.#past = await store.counts(all.map(({ day }) => day));
    this.#pastOf = newest;
  }
}
