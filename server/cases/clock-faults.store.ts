/** Open cases without deadlines, counted by what is missing. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { clockFaultCount } from '../contract/cases.ts';
import type { Db } from '../platform/db/connect.ts';
import { type Reach, within } from './reach.store.ts';

/** By fault and place, at the first day that is missing. */
export async function faultCounts(db: Db, reach: Reach): Promise<z.output<typeof clockFaultCount>[]> {
  const { rows } = await sql<z.output<typeof clockFaultCount>>`
    select c.clock_fault->>'code' as code, c.clock_fault->>'regionCode' as "regionCode",
      c.clock_fault->>'hallId' as "hallId", min(c.clock_fault->>'day') as day, count(*)::int as cases
    from case_record c where c.is_open and c.clock_fault is not null and ${within(reach)}
    group by 1, 2, 3 order by cases desc, 2, 3 limit 500`.execute(db);
  return rows;
}
