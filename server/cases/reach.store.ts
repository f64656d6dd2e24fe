/** Whose cases somebody sees, as ids: a list is then read from the index of each place and merged. */
import { type RawBuilder, sql } from 'kysely';
import type { Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';

/** The same cases as `caseVisible` lets through. Everything: there is no narrowing. */
export type Reach =
  | { readonly all: true }
  | {
      readonly all: false;
      readonly departmentIds: readonly string[];
      readonly hallIds: readonly string[];
      readonly caseIds: readonly string[];
    };

/** A department: granted, taken over by one that is, or of a granted region; who sees all of them sees all cases. */
export async function reachOf(db: Db, visible: Visible): Promise<Reach> {
  if (visible.everywhere) return { all: true };
  const codes = sql`${[...visible.regionCodes]}::text[]`;
  const own = sql`${[...visible.departmentIds]}::uuid[]`;
  const { rows } = await sql<{ departmentIds: string[]; hallIds: string[]; departments: string }>`
    select array(select id from department where region_code = any(${codes}) or id = any(${own})
        or successor_id = any(${own})) as "departmentIds",
      array(select id from hall where region_code = any(${codes})
        or id = any(${[...visible.hallIds]}::uuid[])) as "hallIds",
      (select count(*) from department) as departments`.execute(db);
  const [{ departmentIds, hallIds, departments } = { departmentIds: [], hallIds: [], departments: '0' }] =
    rows;
  if (departmentIds.length > 0 && departmentIds.length === Number(departments)) return { all: true };
  return { all: false, departmentIds, hallIds, caseIds: visible.caseIds ?? [] };
}

/** Of `case_record c`: whether it is one of them. */
export function within(reach: Reach): RawBuilder<boolean> {
  if (reach.all) return sql<boolean>`true`;
  const { departmentIds, hallIds, caseIds } = reach;
  return sql<boolean>`(c.department_id = any(${uuids(departmentIds)}) or c.hall_id = any(${uuids(hallIds)})
    or c.other_halls && ${uuids(hallIds)} or c.id = any(${uuids(caseIds)}))`;
}

export const uuids = (ids: readonly string[]) => sql`${[...ids]}::uuid[]`;
