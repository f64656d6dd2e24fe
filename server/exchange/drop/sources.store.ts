/** Systems that may report: one folder each. */
import { sql } from 'kysely';
import type { Db } from '../../platform/db/connect.ts';
import type { Machine } from '../submission.ts';

export async function reportingSources(db: Db, nowMs: number): Promise<Machine[]> {
  const { rows } = await sql<Machine>`
    select distinct source, department_id as "departmentId" from machine_token
    where department_id is not null and permissions ? 'exchange:report' and revoked_at is null
      and (expires_at is null or expires_at > ${new Date(nowMs)})
    order by source`.execute(db);
  return rows;
}
