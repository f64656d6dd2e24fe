/**
 * Tells those who can put it right that clocks of open cases cannot be read somewhere: once, until it heals. Whoever
 * looks after a part only is told of that part.
 */
import { type CalendarFault, NATIONAL } from '../contract/calendar.ts';
import type { Db } from '../platform/db/connect.ts';
import { inUnitOfWork } from '../platform/db/unit-of-work.ts';
import type { Logger } from '../platform/log.ts';
import type { CalendarFaults } from './calendar-faults.ts';
import type { ClockKeeper } from './clock-keeper.ts';
import type { FaultsToldStore, FaultTold } from './faults-told.store.ts';
import type { FaultCount, OpenCasesStore } from './open-cases.store.ts';
import type { Resolver } from './resolve.ts';

/** What `Notices.notify` is given. Said here: notices stand on places, which stand on this slice. */
export interface ClockFaultNotice {
  readonly kind: 'clockFault';
  readonly values: Readonly<Record<'placeName' | 'fault' | 'day', string | null> & { cases: number }>;
  readonly link: string;
  readonly dedupeKey: string;
  readonly about: null;
  readonly urgent: false;
  readonly place: { readonly regionCode: string | null; readonly hallId: null; readonly departmentId: null };
  readonly to: { readonly kind: 'holders'; readonly permission: 'calendar:write' };
}

export interface ClockFaultWatchOptions {
  readonly db: Db;
  readonly faults: Pick<CalendarFaults, 'list'>;
  readonly cases: Pick<OpenCasesStore, 'faults'>;
  readonly keeper: Pick<ClockKeeper, 'resolver'>;
  readonly store: FaultsToldStore;
  readonly notices: { notify(trx: Db, notice: ClockFaultNotice): Promise<unknown> };
  readonly log: Logger;
  readonly now: () => number;
  readonly everyMs?: number;
}

/** One thing to be told: a region's hours, or its calendar of a year. */
interface Stopped extends Omit<FaultTold, 'id'> {
  readonly placeName: string;
  readonly cases: number;
}

const EVERY_MS = 60_000;

export class ClockFaultWatch {
  readonly #options: ClockFaultWatchOptions;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(options: ClockFaultWatchOptions) {
    this.#options = options;
  }

  start(): void {
    const { everyMs = EVERY_MS, log } = this.#options;
    this.#timer ??= setInterval(() => {
      this.look().catch((error) => log.warn({ err: error }, 'faults of clocks could not be told'));
    }, everyMs).unref();
  }

  /** A second look while one is under way is that one. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    // Whoever asked for the look was told.
    await this.#looking?.catch(() => undefined);
  }

  async #look(): Promise<void> {
    const { faults, cases, keeper, store, now } = this.#options;
    const items = await faults.list({ regionCodes: undefined });
    const standing = await store.standing();
    const stopped = stoppedOf(items);
    // As long as it is missing it has not healed, though no case waits for it just now.
    for (const one of standing)
      if (!items.some((item) => isSame(one, item))) await store.end(one.id, new Date(now()));
    const parts = stopped.length === 0 ? [] : await cases.faults();
    const resolver = await keeper.resolver();
    for (const one of stopped) {
      const known = standing.find((each) => isSame(each, one));
      await inUnitOfWork(async () => {
        const id = known?.id ?? (await store.begin(one, new Date(now())));
        if (id !== undefined) await this.#tell(id, one, parts, resolver);
      });
    }
  }

  /** The same key for all of it: whoever looks after the whole and a part is told once. */
  async #tell(id: string, one: Stopped, parts: readonly FaultCount[], resolver: Resolver): Promise<void> {
    await this.#notify(id, one);
    const below = new Map<string, number>();
    for (const { code, regionCode, year, cases } of parts)
      if (
        code === one.code &&
        (one.year === null || year === one.year) &&
        regionCode !== one.regionCode &&
        resolver.chainOf(regionCode).includes(one.regionCode)
      )
        below.set(regionCode, (below.get(regionCode) ?? 0) + cases);
    for (const [regionCode, cases] of below)
      await this.#notify(id, { ...one, regionCode, cases, placeName: resolver.nameOf(regionCode) });
  }

  async #notify(id: string, { code, regionCode, year, placeName, cases }: Stopped): Promise<void> {
    const { db, notices } = this.#options;
    await notices.notify(db, {
      kind: 'clockFault',
      values: {
        ...{ placeName: placeName || null, fault: code, cases },
        day: year === null ? null : `${year}-01-01`,
      },
      link: `/calendar?region=${regionCode}${year === null ? '&tab=hours' : `&year=${year}`}`,
      dedupeKey: `clock-fault:${id}`,
      about: null,
      urgent: false,
      place: { regionCode: regionCode === NATIONAL ? null : regionCode, hallId: null, departmentId: null },
      to: { kind: 'holders', permission: 'calendar:write' },
    });
  }
}

/** Hours are a region's errand: its halls without any are one thing to be told. */
function stoppedOf(items: readonly CalendarFault[]): Stopped[] {
  const found = new Map<string, Stopped>();
  for (const { code, severity, regionCode, regionName, hallName, year, cases } of items) {
    if (severity !== 'fault' || cases === 0) continue;
    if (code !== 'no_hours' && code !== 'year_unannounced') continue;
    const key = `${code} ${regionCode} ${year}`;
    const known = found.get(key);
    const placeName = known === undefined ? (hallName ?? regionName) : regionName;
    found.set(key, { code, regionCode, year, placeName, cases: (known?.cases ?? 0) + cases });
  }
  return [...found.values()];
}

const ofHours = (code: CalendarFault['code']) => code === 'no_hours' || code === 'hours_assumed';

function isSame(
  a: Omit<FaultTold, 'id'>,
  b: Pick<CalendarFault, 'regionCode' | 'year'> & { readonly code: CalendarFault['code'] },
): boolean {
  return ofHours(a.code) === ofHours(b.code) && a.regionCode === b.regionCode && a.year === b.year;
}
