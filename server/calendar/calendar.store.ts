/** Calendars and hours in the database, as they count now. Days go in and out as text: an instant would have a zone. */
import { sql } from 'kysely';
import type { DayMark } from '../contract/calendar.ts';
import type { OfficeDay } from '../contract/office-hours.ts';
import type { Db } from '../platform/db/connect.ts';
import type { HoursTerm } from './compile-days.ts';

export interface RegionRow {
  readonly code: string;
  readonly name: string;
  readonly parentCode: string | null;
}
export interface YearRow {
  /** A region's code, or `CN`. */
  readonly place: string;
  readonly year: number;
  readonly state: 'announced' | 'draft' | 'withdrawn';
  readonly days: readonly DayMark[];
}
export interface HoursRow extends HoursTerm {
  readonly place: string;
}
export interface HallTime {
  readonly regionCode: string;
  readonly terms: readonly HoursTerm[];
  readonly exceptions: readonly { readonly day: string; readonly hours: OfficeDay }[];
  /** Of what is the hall's own. */
  readonly version: number;
}

/** Everything above halls. Small: a few years of a few regions. */
export interface Snapshot {
  readonly version: number;
  readonly regions: readonly RegionRow[];
  readonly years: readonly YearRow[];
  readonly hours: readonly HoursRow[];
  /** By place: the version in which it changed last. */
  readonly changed: ReadonlyMap<string, number>;
}

export class CalendarStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async version(): Promise<number> {
    const { version } = await this.#db
      .selectFrom('calendar_state')
      .select('version')
      .executeTakeFirstOrThrow();
    return version;
  }

  /** The version first: what changes meanwhile is in the next. */
  async snapshot(): Promise<Snapshot> {
    const version = await this.version();
    const regions = await sql<RegionRow>`
      select code, name, parent_code as "parentCode" from region limit 20000`.execute(this.#db);
    const years = await sql<YearRow>`
      select distinct on (coalesce(region_code, 'CN'), year)
        coalesce(region_code, 'CN') as place, year, state, days
      from calendar_year order by coalesce(region_code, 'CN'), year, version desc limit 20000`.execute(
      this.#db,
    );
    const hours = await sql<HoursRow>`
      select place, "validFrom", week from (
        select distinct on (coalesce(region_code, 'CN'), valid_from)
          coalesce(region_code, 'CN') as place, valid_from::text as "validFrom", week
        from region_hours order by coalesce(region_code, 'CN'), valid_from, version desc) newest
      where week is not null order by place, "validFrom" limit 20000`.execute(this.#db);
    const changed = await sql<{ place: string; version: number }>`
      select coalesce(region_code, 'CN') as place, max(version) as version from calendar_change
      where hall_id is null group by 1 limit 20000`.execute(this.#db);
    return {
      version,
      regions: regions.rows,
      years: years.rows,
      hours: hours.rows,
      changed: new Map(changed.rows.map((row) => [row.place, row.version])),
    };
  }

  async hall(hallId: string): Promise<HallTime | undefined> {
    const { rows } = await sql<HallTime>`
      select h.region_code as "regionCode",
        coalesce((select max(c.version) from calendar_change c where c.hall_id = h.id), 0) as version,
        coalesce((select json_agg(json_build_object('validFrom', t.valid_from::text, 'week', t.week)
            order by t.valid_from)
          from (select * from hall_hours where hall_id = h.id order by valid_from desc limit 1000) t), '[]') as terms,
        coalesce((select json_agg(json_build_object('day', e.day::text, 'hours', e.hours) order by e.day)
          from (select * from hall_hours_exception where hall_id = h.id order by day desc limit 5000) e), '[]')
          as exceptions
      from hall h where h.id = ${hallId}`.execute(this.#db);
    return rows[0];
  }
}
