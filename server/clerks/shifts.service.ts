/** The roster: laid day by day, by a week's pattern, or by copying a week; days that are over stay as they were. */
import type { z } from 'zod';
import { localTime } from '../calendar/index.ts';
import type * as contract from '../contract/clerks.ts';
import { type OfficeHours, REGION_ZONE, weekdayOf } from '../contract/office-hours.ts';
import { dayIn, type Visible } from '../places/index.ts';
import { AppError, invalid } from '../platform/errors.ts';
import { clashesOf } from './clashes.ts';
import type { Planned, ShiftsStore } from './shifts.store.ts';

export interface ShiftsOptions {
  readonly shifts: ShiftsStore;
  readonly hoursOf: (hallId: string) => Promise<OfficeHours>;
  readonly now: () => number;
}

const SEEN_DAYS_MOST = 35;
const LAID_DAYS_MOST = 100;
const LAID_MOST = 20_000;
const DAY_MS = 86_400_000;

export class ShiftsService {
  readonly #shifts: ShiftsStore;
  readonly #hoursOf: (hallId: string) => Promise<OfficeHours>;
  readonly #now: () => number;

  constructor(options: ShiftsOptions) {
    this.#shifts = options.shifts;
    this.#hoursOf = options.hoursOf;
    this.#now = options.now;
  }

  async plan(visible: Visible, hallId: string, from: string, to: string): Promise<contract.ShiftPlan> {
    const days = daysOf(from, to, SEEN_DAYS_MOST, 'query.to');
    const [shifts, windowIds, hours] = await Promise.all([
      this.#shifts.inHall(visible, hallId, from, to),
      this.#shifts.windowsOf(visible, hallId),
      this.#hoursOf(hallId),
    ]);
    const clerkIds = [...new Set(shifts.map((one) => one.clerkId))];
    const elsewhere = await this.#shifts.ofClerks(clerkIds, from, to);
    return { shifts, clashes: clashesOf({ shifts, elsewhere, windowIds, days, hours }) };
  }

  /** Of a hall's windows, from a day to another, both included. */
  between(visible: Visible, hallId: string, from: string, to: string): Promise<contract.Shift[]> {
    return this.#shifts.inHall(visible, hallId, from, to);
  }

  at(visible: Visible, windowId: string, at: string | undefined): Promise<contract.Shift[]> {
    return this.#shifts.at(visible, windowId, new Date(at === undefined ? this.#now() : Date.parse(at)));
  }

  ofDay(windowId: string, day: string): Promise<contract.Shift[]> {
    return this.#shifts.ofDay(windowId, day);
  }

  async setDay(
    windowId: string,
    day: string,
    { shifts }: z.output<typeof contract.setDayShifts>,
  ): Promise<contract.Shift[]> {
    if (day < this.#today()) throw dayPast(this.#today());
    const planned = shifts.map(({ clerkId, span }) => ({ windowId, clerkId, day, ...span }));
    await this.#mustFit(planned, (index) => `body.shifts[${index}].clerkId`);
    await this.#replace({ windowIds: [windowId], days: [day] }, planned);
    return this.ofDay(windowId, day);
  }

  /** `visible`: where the asker may plan. */
  async lay(
    visible: Visible,
    hallId: string,
    { from, to, pattern }: z.output<typeof contract.layPattern>,
  ): Promise<{ days: number; past: number }> {
    const mine = new Set(await this.#shifts.windowsOf(visible, hallId));
    const foreign = pattern.findIndex((one) => !mine.has(one.windowId));
    if (foreign >= 0) throw unknownWindow(`body.pattern[${foreign}].windowId`);
    await this.#mustFit(pattern, (index) => `body.pattern[${index}].clerkId`);
    const all = daysOf(from, to, LAID_DAYS_MOST, 'body.to');
    const days = all.filter((day) => day >= this.#today());
    const windowIds = [...new Set(pattern.map((one) => one.windowId))];
    const planned = days.flatMap((day) =>
      pattern
        .filter((one) => one.weekday === weekdayOf(day))
        .map(({ windowId, clerkId, span }) => ({ windowId, clerkId, day, ...span })),
    );
    await this.#replace({ windowIds, days }, planned);
    return { days: days.length, past: all.length - days.length };
  }

  /** A clerk who has left since, or whose window another department runs now, is not copied. */
  async copyWeek(
    visible: Visible,
    hallId: string,
    { fromWeek, toWeek }: z.output<typeof contract.copyWeek>,
  ): Promise<{ days: number; past: number }> {
    for (const [field, day] of Object.entries({ fromWeek, toWeek }))
      if (weekdayOf(day) !== 0) throw invalid([{ field: `body.${field}`, message: 'must be a Monday' }]);
    const mine = new Set(await this.#shifts.windowsOf(visible, hallId));
    const shifts = (await this.#shifts.inHall(visible, hallId, fromWeek, addDays(fromWeek, 6))).filter(
      (one) => mine.has(one.windowId),
    );
    const byDays = (Date.parse(toWeek) - Date.parse(fromWeek)) / DAY_MS;
    const copied = shifts.map(({ windowId, clerkId, day, startsAt, endsAt }) => ({
      windowId,
      clerkId,
      day: addDays(day, byDays),
      ...spanOf(day, startsAt, endsAt),
    }));
    const foreign = await this.#shifts.foreignTo(copied);
    const planned = copied.filter(
      (one) => one.day >= this.#today() && !foreign.has(`${one.windowId} ${one.clerkId}`),
    );
    const all = daysOf(toWeek, addDays(toWeek, 6), 7, 'body.toWeek');
    const days = all.filter((day) => day >= this.#today());
    await this.#replace({ windowIds: [...new Set(shifts.map((one) => one.windowId))], days }, planned);
    return { days: days.length, past: all.length - days.length };
  }

  async #replace(
    scope: { windowIds: readonly string[]; days: readonly string[] },
    planned: readonly Planned[],
  ): Promise<void> {
    if (planned.length > LAID_MOST)
      throw new AppError(422, 'too_many_shifts', `At most ${LAID_MOST} shifts at once.`, {
        faults: [{ field: 'body', message: `${planned.length} shifts; at most ${LAID_MOST}` }],
      });
    await this.#shifts.replace(scope, planned, { at: new Date(this.#now()), zone: REGION_ZONE });
  }

  async #mustFit(
    planned: readonly Pick<Planned, 'windowId' | 'clerkId'>[],
    fieldOf: (index: number) => string,
  ): Promise<void> {
    const foreign = await this.#shifts.foreignTo(planned);
    const faults = planned.flatMap((one, index) =>
      foreign.has(`${one.windowId} ${one.clerkId}`)
        ? [{ field: fieldOf(index), message: 'is no clerk of the window’s department, or no longer' }]
        : [],
    );
    if (faults.length > 0)
      throw new AppError(
        422,
        'clerk_of_other_department',
        'Some clerks are not of the window’s department.',
        {
          faults: faults.slice(0, 20),
        },
      );
  }

  #today = (): string => dayIn(REGION_ZONE, this.#now());
}

const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

function daysOf(from: string, to: string, most: number, field: string): string[] {
  const count = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (count < 1) throw invalid([{ field, message: 'must not be before from' }]);
  if (count > most) throw invalid([{ field, message: `at most ${most} days` }]);
  return Array.from({ length: count }, (_, at) => addDays(from, at));
}

/** Times of day of a shift; one that ends at midnight ends at 24:00 of its day. */
function spanOf(day: string, startsAt: string, endsAt: string): { from: string; to: string } {
  const time = (at: string) => localTime(Date.parse(at), REGION_ZONE).time;
  const ends = dayIn(REGION_ZONE, Date.parse(endsAt)) === day ? time(endsAt) : '24:00';
  return { from: time(startsAt), to: ends };
}

const dayPast = (today: string) =>
  new AppError(422, 'day_past', 'Days that are over stay as they were.', {
    faults: [{ field: 'params.day', message: `must be ${today} (today in the region) or later` }],
  });

const unknownWindow = (field: string) =>
  new AppError(
    422,
    'unknown_window',
    'There is no such open window in the hall, or it is not yours to plan.',
    {
      faults: [{ field, message: 'no such open window of the hall within your rights' }],
    },
  );
