/** Every version of calendars and region hours, with who set it: what pages show, and what is written. */
import { sql } from 'kysely';
import type { DayMark } from '../contract/calendar.ts';
import type { OfficeDay } from '../contract/office-hours.ts';
import type { Db } from '../platform/db/connect.ts';

interface Said {
  readonly version: number;
  readonly at: Date;
  readonly by: string | null;
  readonly reason: string | null;
}
export interface YearVersion extends Said {
  readonly state: 'announced' | 'draft' | 'withdrawn';
  readonly days: DayMark[];
}
export interface HoursVersion extends Said {
  readonly validFrom: string;
  /** Null: taken back. */
  readonly week: OfficeDay[] | null;
}
/** Who writes, and why. */
export interface Writing {
  readonly at: Date;
  /** Null: a machine. */
  readonly userId: string | null;
  readonly reason: string | undefined;
}

export class VersionsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Newest first. `place`: a region's code, or `CN`. */
  async year(place: string, year: number): Promise<YearVersion[]> {
    const { rows } = await sql<YearVersion>`
      select v.version, v.at, u.display_name as by, v.reason, v.state, v.days
      from calendar_year v left join user_account u on u.id = v.by_user
      where coalesce(v.region_code, 'CN') = ${place} and v.year = ${year}
      order by v.version desc limit 200`.execute(this.#db);
    return rows;
  }

  async addYear(
    place: string,
    year: number,
    { state, days }: Pick<YearVersion, 'state' | 'days'>,
    { at, userId, reason }: Writing,
  ): Promise<void> {
    await this.#lock(place);
    await sql`insert into calendar_year (region_code, year, version, state, days, at, by_user, reason)
      select nullif(${place}, 'CN'), ${year}, coalesce(max(version), 0) + 1, ${state},
        ${JSON.stringify(days)}::jsonb, ${at}, ${userId}::uuid, ${reason ?? null}
      from calendar_year where coalesce(region_code, 'CN') = ${place} and year = ${year}`.execute(this.#db);
  }

  /** By day, the newest version of each first. */
  async hours(place: string): Promise<HoursVersion[]> {
    const { rows } = await sql<HoursVersion>`
      select v.version, v.at, u.display_name as by, v.reason, v.valid_from::text as "validFrom", v.week
      from region_hours v left join user_account u on u.id = v.by_user
      where coalesce(v.region_code, 'CN') = ${place}
      order by v.valid_from, v.version desc limit 1000`.execute(this.#db);
    return rows;
  }

  async addHours(
    place: string,
    validFrom: string,
    week: readonly OfficeDay[] | null,
    { at, userId, reason }: Writing,
  ): Promise<void> {
    await this.#lock(place);
    await sql`insert into region_hours (region_code, valid_from, version, week, at, by_user, reason)
      select nullif(${place}, 'CN'), ${validFrom}::date, coalesce(max(version), 0) + 1,
        ${week && JSON.stringify(week)}::jsonb, ${at}, ${userId}::uuid, ${reason ?? null}
      from region_hours where coalesce(region_code, 'CN') = ${place} and valid_from = ${validFrom}::date`.execute(
      this.#db,
    );
  }

  /** Two who set the same at once: one after the other. */
  async #lock(place: string): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtext('calendar'), hashtext(${place}))`.execute(this.#db);
  }
}
