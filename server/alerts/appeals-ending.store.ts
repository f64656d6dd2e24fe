/** Cards whose time to appeal runs out soon, by department. */
import { sql } from 'kysely';
import type { Db } from '../platform/db/connect.ts';

export interface EndingAppeals {
  readonly departmentId: string;
  readonly departmentName: string;
  readonly regionCode: string;
  readonly count: number;
  readonly first: Date;
}

export async function endingAppeals(db: Db, from: Date, to: Date): Promise<EndingAppeals[]> {
  const { rows } = await sql<EndingAppeals>`
    select a.department_id as "departmentId", d.name as "departmentName", d.region_code as "regionCode",
      count(*)::int as count, min(a.appeal_until) as first
    from alert a join department d on d.id = a.department_id
    where a.state = 'issued' and a.appealed_at is null and a.appeal_until >= ${from} and a.appeal_until < ${to}
      -- A time that cannot run out is none: days 0 end where they begin.
      and a.appeal_until > a.issued_at
    group by a.department_id, d.name, d.region_code`.execute(db);
  return rows;
}
