/** What calendars mean for cases: whose clock a change moves, and whose cannot be read. */
import { sql } from 'kysely';
import type { ClockFault } from '../contract/clock.ts';
import type { Db } from '../platform/db/connect.ts';

export interface FaultCount {
  readonly code: ClockFault['code'];
  readonly regionCode: string;
  readonly hallId: string | null;
  readonly year: number;
  readonly cases: number;
}
export interface HallRow {
  readonly id: string;
  readonly name: string;
  readonly regionCode: string;
}

export class OpenCasesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Open cases of these regions whose clock runs somewhere between two instants; no more than `most` are counted. */
  async running(regionCodes: readonly string[], from: Date, to: Date, most: number): Promise<number> {
    const { rows } = await sql<{ cases: number }>`
      select count(*)::int as cases from (
        select 1 from case_record c
        join department d on d.id = c.department_id
        left join hall h on h.id = c.hall_id
        where c.is_open and c.accepted_at < ${to}
          and (c.due_at is null or greatest(c.due_at, c.statutory_due_at) >= ${from})
          and coalesce(h.region_code, d.region_code) = any(${[...regionCodes]}::text[])
        limit ${most}) as counted`.execute(this.#db);
    return rows[0]?.cases ?? 0;
  }

  async faults(): Promise<FaultCount[]> {
    const { rows } = await sql<FaultCount>`
      select clock_fault ->> 'code' as code, clock_fault ->> 'regionCode' as "regionCode",
        (clock_fault ->> 'hallId')::uuid as "hallId", left(clock_fault ->> 'day', 4)::int as year,
        count(*)::int as cases
      from case_record where is_open and clock_fault is not null group by 1, 2, 3, 4 limit 2000`.execute(
      this.#db,
    );
    return rows;
  }

  /** Where there are halls or departments. */
  async regionsInUse(): Promise<string[]> {
    const { rows } = await sql<{ code: string }>`
      select region_code as code from hall where closed_at is null
      union select region_code from department where closed_at is null limit 20000`.execute(this.#db);
    return rows.map(({ code }) => code);
  }

  /** Halls with windows and without hours of their own on a day. */
  async hallsWithoutHours(day: string): Promise<HallRow[]> {
    const { rows } = await sql<HallRow>`
      select h.id, h.name, h.region_code as "regionCode" from hall h
      where h.closed_at is null
        and exists (select 1 from hall_window w where w.hall_id = h.id and w.closed_at is null)
        and not exists (select 1 from hall_hours t where t.hall_id = h.id and t.valid_from <= ${day}::date)
      order by h.name limit 5000`.execute(this.#db);
    return rows;
  }

  async hall(id: string): Promise<HallRow | undefined> {
    const { rows } = await sql<HallRow>`
      select id, name, region_code as "regionCode" from hall where id = ${id}`.execute(this.#db);
    return rows[0];
  }
}
