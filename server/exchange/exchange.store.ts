/** What reported codes stand for in the registry. */
import { sql } from 'kysely';
import type { Db } from '../platform/db/connect.ts';

export interface KnownWindow {
  readonly id: string;
  readonly hallId: string;
  readonly code: string;
  readonly departmentId: string;
}

export interface KnownMatter {
  readonly id: string;
  readonly code: string;
  readonly kind: string;
}

export async function windowsByCode(
  db: Db,
  places: readonly { hallId: string; windowCode: string }[],
): Promise<KnownWindow[]> {
  if (places.length === 0) return [];
  const { rows } = await sql<KnownWindow>`
    select w.id, w.hall_id as "hallId", w.code, w.department_id as "departmentId" from hall_window w
    join (select distinct * from unnest(${places.map((one) => one.hallId)}::uuid[],
      ${places.map((one) => one.windowCode)}::text[])) as n(hall_id, code)
      on n.hall_id = w.hall_id and n.code = w.code`.execute(db);
  return rows;
}

/** Codes are a department's own: another department's matter of the same code is another matter. */
export async function mattersByCode(
  db: Db,
  departmentId: string,
  codes: readonly string[],
): Promise<Map<string, KnownMatter>> {
  if (codes.length === 0) return new Map();
  const { rows } = await sql<KnownMatter>`
    select id, code, kind from matter
    where department_id = ${departmentId} and code = any(${[...codes]}::text[])`.execute(db);
  return new Map(rows.map((row) => [row.code, row]));
}
