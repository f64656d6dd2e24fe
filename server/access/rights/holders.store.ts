/** Who holds a permission at a place: to tell them of something, not to decide what they may do. */
import { sql } from 'kysely';
import type { Permission } from '../../contract/access.ts';
import type { Db } from '../../platform/db/connect.ts';
import { permissionsOf } from './roles.ts';

export interface HoldersQuery {
  readonly permission: Permission;
  /** Any of them; left out: only who holds it everywhere. */
  readonly regionCode?: string | null;
  readonly hallId?: string | null;
  readonly departmentId?: string | null;
  readonly nowMs: number;
  readonly limit: number;
}

/**
 * Ids of people by grants that have not ended, those whose grants are nearest to the place first: department, hall,
 * region upward, everywhere.
 */
export async function permissionHolders(db: Db, query: HoldersQuery): Promise<string[]> {
  const { permission, regionCode = null, hallId = null, departmentId = null, nowMs, limit } = query;
  const builtIn = Object.entries(permissionsOf).flatMap(([role, held]) =>
    held.includes(permission) ? [role] : [],
  );
  const { rows } = await sql<{ user_id: string }>`
    with recursive path(code, parent_code, far) as (
      select code, parent_code, 2 from region where code = ${regionCode}
      union all select r.code, r.parent_code, p.far + 1 from region r join path p on r.code = p.parent_code
      where p.far < 20
    ), spot(kind, ref, far) as (
      select 'region', code, far from path
      union all select 'hall', ${hallId}, 1 where ${hallId}::text is not null
      union all select 'department', ${departmentId}, 0 where ${departmentId}::text is not null
      union all select 'everywhere', '', 100
    )
    select g.user_id from user_grant g
      join user_account u on u.id = g.user_id and not u.disabled
      left join role r on r.id::text = g.role
      join spot s on s.kind = g.scope->>'kind' and s.ref = coalesce(g.scope->>'id', g.scope->>'code', '')
    where (g.role = any(${builtIn}::text[]) or r.permissions @> ${[permission]}::text[])
      and (g.until is null or g.until > ${new Date(nowMs)})
    group by g.user_id order by min(s.far), g.user_id limit ${limit}`.execute(db);
  return rows.map((row) => row.user_id);
}
