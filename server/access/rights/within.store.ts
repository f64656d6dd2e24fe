/** The SQL condition for grants that lie within what an actor sees. */
import { type RawBuilder, sql } from 'kysely';
import type { Visible } from './visible.ts';

/** Whether grant `g` (a row of user_grant) lies within what is visible. */
export function within(visible: Visible): RawBuilder<boolean> {
  if (visible.everywhere) return sql<boolean>`true`;
  const codes = sql`${[...visible.regionCodes]}::text[]`;
  const halls = sql`${[...visible.hallIds]}::text[]`;
  const departments = sql`${[...visible.departmentIds]}::text[]`;
  return sql<boolean>`coalesce(case g.scope->>'kind'
    when 'region' then g.scope->>'code' = any(${codes})
    when 'hall' then g.scope->>'id' = any(${halls})
      or exists (select 1 from hall h where h.id::text = g.scope->>'id' and h.region_code = any(${codes}))
    when 'department' then g.scope->>'id' = any(${departments})
      or exists (select 1 from department d where d.id::text = g.scope->>'id' and d.region_code = any(${codes}))
    end, false)`;
}
