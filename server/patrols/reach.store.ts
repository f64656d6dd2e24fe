/** Who sees a plan, a round or a draw: whoever may at the region it is of, or at each of its halls. */
import { type RawBuilder, sql } from 'kysely';
import { hallVisible, type Visible } from '../places/index.ts';

type Column = RawBuilder<string>;

/**
 * `regionCode` null: it is at its halls and nowhere else. A department is in halls with others, so what is its own
 * reaches no round: rounds go through all windows.
 */
export function patrolVisible(
  v: Visible,
  { regionCode, hallIds }: { readonly regionCode: Column; readonly hallIds: Column },
): RawBuilder<boolean> {
  if (v.everywhere) return sql<boolean>`true`;
  const own = {
    everywhere: false as const,
    regionCodes: v.regionCodes,
    hallIds: v.hallIds,
    departmentIds: [],
  };
  return sql<boolean>`(${regionCode} = any(${[...v.regionCodes]}::text[]) or (cardinality(${hallIds}) > 0
    and not exists (select 1 from unnest(${hallIds}) uh(id) where not ${hallVisible(own, sql`uh.id`)})))`;
}

/** Halls of a plan: those it names, or all of its region. `h`: the hall. */
export const hallOfPlan = (regionCode: Column, hallIds: Column): RawBuilder<boolean> =>
  sql<boolean>`(h.closed_at is null and case when cardinality(${hallIds}) > 0 then h.id = any(${hallIds})
    else h.region_code in (with recursive below(code) as (
      select ${regionCode} union select br.code from region br join below b on br.parent_code = b.code
    ) select code from below) end)`;

/** What places are called together: the region, or the first halls. */
export const placeName = (regionCode: Column, hallIds: Column): RawBuilder<string> =>
  sql<string>`coalesce(case when cardinality(${hallIds}) = 0 then (select pr.name from region pr where pr.code = ${regionCode})
    else (select string_agg(ph.name, '、' order by ph.name, ph.id) from (
      select id, name from hall where id = any(${hallIds}) order by name, id limit 5) ph) end, '')`;
