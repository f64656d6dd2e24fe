/**
 * Working time at a place: what everything that computes limits asks. Made by this slice from the region's calendar
 * and the place's hours; compiled, so that asking is arithmetic and never the database.
 */
import type { ClockFault, Limit } from '../contract/clock.ts';

export interface Pause {
  readonly fromMs: number;
  /** Null: still under way. */
  readonly toMs: number | null;
  /** Deducted at most so long (the days a special procedure was applied for); null: as long as it lasts. */
  readonly atMost: Limit | null;
}

/** A clock that runs from an instant against a limit. */
export interface Timed {
  readonly startMs: number;
  readonly limit: Limit;
  /** In any order, overlapping or not. */
  readonly pauses: readonly Pause[];
  /** Working days that were added by extensions. */
  readonly extraDays: number;
}

/** A point on the clock: before or after its end, or at a share of it. */
export type Mark =
  | { readonly kind: 'offset'; readonly value: number; readonly unit: Limit['unit'] }
  | { readonly kind: 'share'; readonly share: number };

export interface WorkingClock {
  /** `hall:<id>` or `region:<code>`. */
  readonly key: string;
  /** Grows whenever the calendar or the hours behind it change. */
  readonly version: number;
  /** Ms of working time in a standard day. */
  readonly workingDayMs: number;
  /**
   * The last instant within the limit; `Infinity` while a pause whose end nobody knows (`toMs` and `atMost` null)
   * stands before it. @throws CalendarGap
   */
  dueMs(timed: Timed): number;
  /**
   * The last instant before a mark is passed, never before the start; `{ offset 0 }` is `dueMs`. `Infinity` as there.
   * Told where it can be although the deadline itself cannot. @throws CalendarGap
   */
  markMs(timed: Timed, mark: Mark): number;
  /** Time used at an instant, and the limit, in ms of the time the limit runs in. @throws CalendarGap */
  used(timed: Timed, atMs: number): { readonly usedMs: number; readonly limitMs: number };
  /**
   * What the pauses take away from the start on: overlapping ones as one, each no longer than it may, in order.
   * `toMs` may be `Infinity`. @throws CalendarGap
   */
  stands(timed: Timed): readonly { readonly fromMs: number; readonly toMs: number }[];
  /** So much working time (or calendar time) after an instant. @throws CalendarGap */
  after(fromMs: number, limit: Limit): number;
  /** Working time between two instants, ms. @throws CalendarGap */
  between(fromMs: number, toMs: number): number;
  /** The next `count` spans of working time from an instant on. Ends early where the calendar does. */
  spans(fromMs: number, count: number): readonly { readonly fromMs: number; readonly toMs: number }[];
  /** Holidays (by name) that took working time away between two instants. */
  holidays(fromMs: number, toMs: number): readonly { name: string; fromMs: number; toMs: number }[];
}

/** Working time cannot be told there and then. */
export class CalendarGap extends Error {
  readonly fault: ClockFault;

  constructor(fault: ClockFault) {
    super(`${fault.code} at ${fault.hallId ?? fault.regionCode} on ${fault.day}`);
    this.name = 'CalendarGap';
    this.fault = fault;
  }
}

export interface WorkingClocks {
  /**
   * The hall's, or the region's where no hall is known. Kept; made anew when something behind it changed, which is seen
   * a second later where another process changed it.
   */
  of(place: { readonly hallId: string | null; readonly regionCode: string }): Promise<WorkingClock>;
  /** Something behind them changed, or may have: looked at with the next question. */
  forget(): void;
}
