/** Office hours in the database. Days go in and out as text: an instant would have a zone. */
import { sql } from 'kysely';
import { type OfficeDay, type OfficeHours, REGION_ZONE } from '../../contract/office-hours.ts';
import type { Db } from '../../platform/db/connect.ts';
import { lockOpen } from '../locks.store.ts';

export class OfficeHoursStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async of(hallId: string): Promise<OfficeHours> {
    const [terms, exceptions] = await Promise.all([
      sql<{ validFrom: string; week: OfficeDay[] }>`
        select valid_from::text as "validFrom", week from hall_hours where hall_id = ${hallId}
        order by valid_from limit 1000`.execute(this.#db),
      sql<{ day: string; hours: OfficeDay; note: string | null }>`
        select day::text as day, hours, note from hall_hours_exception where hall_id = ${hallId}
        order by day limit 5000`.execute(this.#db),
    ]);
    return { hallId, zone: REGION_ZONE, terms: terms.rows, exceptions: exceptions.rows };
  }

  async setWeek(hallId: string, validFrom: string, week: readonly OfficeDay[]): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      await lockOpen(trx, 'hall', hallId);
      await sql`insert into hall_hours (hall_id, valid_from, week)
        values (${hallId}, ${validFrom}::date, ${JSON.stringify(week)}::jsonb)
        on conflict (hall_id, valid_from) do update set week = excluded.week`.execute(trx);
    });
  }

  async removeWeek(hallId: string, validFrom: string): Promise<boolean> {
    const { numAffectedRows } = await sql`
      delete from hall_hours where hall_id = ${hallId} and valid_from = ${validFrom}::date`.execute(this.#db);
    return numAffectedRows === 1n;
  }

  async setException(hallId: string, day: string, hours: OfficeDay, note: string | null): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      await lockOpen(trx, 'hall', hallId);
      await sql`insert into hall_hours_exception (hall_id, day, hours, note)
        values (${hallId}, ${day}::date, ${JSON.stringify(hours)}::jsonb, ${note})
        on conflict (hall_id, day) do update set hours = excluded.hours, note = excluded.note`.execute(trx);
    });
  }

  async removeException(hallId: string, day: string): Promise<boolean> {
    const { numAffectedRows } = await sql`
      delete from hall_hours_exception where hall_id = ${hallId} and day = ${day}::date`.execute(this.#db);
    return numAffectedRows === 1n;
  }
}
