/** Open cases of a region, the newest of them. */
import { sql } from 'kysely';
import { regionsBelow } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';

export async function openCases(
  db: Db,
  regionCode: string,
  most: number,
): Promise<{ readonly open: number; readonly newest: readonly string[] }> {
  const of = sql`from case_record c join department d on d.id = c.department_id
    where c.completed_at is null and c.refused_at is null and d.region_code in ${regionsBelow(regionCode)}`;
  const { rows } = await sql<{ id: string }>`
    select c.id ${of} order by c.updated_at desc, c.id desc limit ${most}`.execute(db);
  const newest = rows.map((row) => row.id);
  // All of them were seen: counting them over again would tell nothing else.
  if (newest.length < most) return { open: newest.length, newest };
  const { rows: counted } = await sql<{ open: number }>`select count(*)::int as open ${of}`.execute(db);
  return { open: counted[0]?.open ?? newest.length, newest };
}
