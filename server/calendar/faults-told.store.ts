/** Faults of clocks that people were told of, until each heals. */
import { sql } from 'kysely';
import type { Db } from '../platform/db/connect.ts';

export interface FaultTold {
  readonly id: string;
  readonly code: 'no_hours' | 'year_unannounced';
  readonly regionCode: string;
  /** Null: hours are missing. */
  readonly year: number | null;
}

export class FaultsToldStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async standing(): Promise<FaultTold[]> {
    const { rows } = await sql<FaultTold>`
      select id, code, region_code as "regionCode", year from clock_fault_told where until is null`.execute(
      this.#db,
    );
    return rows;
  }

  /** Its id; undefined: another process has just done so. */
  async begin(fault: Omit<FaultTold, 'id'>, at: Date): Promise<string | undefined> {
    const { rows } = await sql<{ id: string }>`
      insert into clock_fault_told (code, region_code, year, since)
      values (${fault.code}, ${fault.regionCode}, ${fault.year}, ${at})
      on conflict (code, region_code, year) where until is null do nothing returning id`.execute(this.#db);
    return rows[0]?.id;
  }

  async end(id: string, at: Date): Promise<void> {
    await sql`update clock_fault_told set until = ${at} where id = ${id} and until is null`.execute(this.#db);
  }
}
