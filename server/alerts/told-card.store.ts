/** What notices name of a card. */
import { sql } from 'kysely';
import type { AlertGround } from '../contract/alerts.ts';
import type { Db } from '../platform/db/connect.ts';
import type { ToldCard } from './card-notices.ts';

export async function toldOf(trx: Db, alertId: string): Promise<ToldCard | undefined> {
  const { rows } = await sql<
    Omit<ToldCard, 'dueAt' | 'issuedAt'> & { dueAt: Date; issuedAt: Date | null; ground: AlertGround }
  >`
    select a.id, a.level, r.body->>'name' as "ruleName", c.case_no as "caseNo", m.name as "matterName",
      a.department_id as "departmentId", d.name as "departmentName", d.region_code as "regionCode",
      a.hall_id as "hallId", a.due_at as "dueAt", a.issued_at as "issuedAt", a.ground
    from alert a join rule_version r on r.id = a.rule_id join case_record c on c.id = a.case_id
      join matter m on m.id = c.matter_id join department d on d.id = a.department_id
    where a.id = ${alertId}`.execute(trx);
  const [row] = rows;
  return row && { ...row, dueAt: row.dueAt.toISOString(), issuedAt: row.issuedAt?.toISOString() ?? null };
}

export async function departmentNames(trx: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from department where id = any(${[...ids]}::uuid[])`.execute(trx);
  return new Map(rows.map((row) => [row.id, row.name]));
}
