/**
 * What of the world an actor may see, and the SQL conditions that narrow a list to it. Lists are narrowed in the
 * query, never after it, so that paging and counts tell nothing about what is left out.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Permission } from '../contract/access.ts';
import type { Actor } from '../platform/http/route.ts';

/** The union of the places of all grants that carry a permission. Nothing listed: nothing is visible. */
export type Visible = { readonly everywhere: true } | Grants;

interface Grants {
  readonly everywhere: false;
  /** With every region below already among them. */
  readonly regionCodes: readonly string[];
  readonly hallIds: readonly string[];
  readonly departmentIds: readonly string[];
  /** Single things: rights to see one case reach it, the windows it was served at and the cameras placed there. */
  readonly caseIds?: readonly string[];
  readonly windowIds?: readonly string[];
  readonly cameraIds?: readonly string[];
}

/** What the slices need of access to narrow their lists. */
export interface Visibility {
  visible(actor: Actor, permission: Permission): Promise<Visible>;
}

type Condition = RawBuilder<boolean>;
type Column = RawBuilder<string>;

const yes: Condition = sql<boolean>`true`;
const text = (all: readonly string[]) => sql`${[...all]}::text[]`;
const uuids = (all: readonly string[] = []) => sql`${[...all]}::uuid[]`;

/** Ids of the halls granted, by themselves or by their region. */
const grantedHalls = (v: Grants) => sql`(select gh.id from hall gh
  where gh.id = any(${uuids(v.hallIds)}) or gh.region_code = any(${text(v.regionCodes)}))`;

/** Granted, or taken over by one that is: whoever goes on with a department's work has its past as well. */
const ownedBy = (v: Grants, departmentId: Column): Condition => {
  if (v.departmentIds.length === 0) return sql<boolean>`false`;
  const ids = uuids(v.departmentIds);
  return sql<boolean>`(${departmentId} = any(${ids})
    or ${departmentId} in (select sd.id from department sd where sd.successor_id = any(${ids})))`;
};

export function hallVisible(v: Visible, hallId: Column): Condition {
  if (v.everywhere) return yes;
  return sql<boolean>`(${hallId} in ${grantedHalls(v)} or exists (
    select 1 from hall_window vw
    where vw.hall_id = ${hallId} and vw.closed_at is null and ${ownedBy(v, sql`vw.department_id`)}))`;
}

/** A department sees its own windows only, also in a hall it shares with others. `windowId`: for rights to single ones. */
export function windowVisible(
  v: Visible,
  hallId: Column,
  departmentId: Column,
  windowId?: Column,
): Condition {
  if (v.everywhere) return yes;
  const single = windowId && v.windowIds?.length ? sql`or ${windowId} = any(${uuids(v.windowIds)})` : sql``;
  return sql<boolean>`(${ownedBy(v, departmentId)} or ${hallId} in ${grantedHalls(v)} ${single})`;
}

/** A window as it was at an instant: what was done at it before a department came is not the department's to see. */
export function windowVisibleAt(
  v: Visible,
  columns: { hallId: Column; windowId: Column; at: RawBuilder<unknown> },
): Condition {
  if (v.everywhere) return yes;
  const { hallId, windowId, at } = columns;
  return sql<boolean>`exists (select 1 from window_term_at(${windowId}, ${at}) vt
    where ${windowVisible(v, hallId, sql`vt.department_id`, windowId)})`;
}

/** A department sees the cameras that one of its windows is placed in now. */
export function cameraVisible(v: Visible, cameraId: Column, hallId: Column): Condition {
  if (v.everywhere) return yes;
  return sql<boolean>`(${hallId} in ${grantedHalls(v)} or ${cameraId} = any(${uuids(v.cameraIds)}) or exists (
    select 1 from placement vp join hall_window vw on vw.id = vp.window_id
    where vp.camera_id = ${cameraId} and vp.valid_to is null
      and ${ownedBy(v, sql`vw.department_id`)}))`;
}

/**
 * A camera as it was at an instant, for footage: a department sees what its window was in the picture of then. Rights to
 * one case reach footage by the case's own times, which is not for a list to say.
 */
export function cameraVisibleAt(
  v: Visible,
  columns: { cameraId: Column; hallId: Column; at: RawBuilder<unknown> },
): Condition {
  if (v.everywhere) return yes;
  const { cameraId, hallId, at } = columns;
  return sql<boolean>`(${hallId} in ${grantedHalls(v)} or exists (
    select 1 from placement vp cross join lateral window_term_at(vp.window_id, ${at}) vt
    where vp.camera_id = ${cameraId} and vp.valid_from <= ${at} and (vp.valid_to is null or vp.valid_to > ${at})
      and ${ownedBy(v, sql`vt.department_id`)}))`;
}

/** Departments of a region, those with a window in a hall one may see, and one's own. */
export function departmentVisible(v: Visible, departmentId: Column, regionCode: Column): Condition {
  if (v.everywhere) return yes;
  return sql<boolean>`(${ownedBy(v, departmentId)} or ${regionCode} = any(${text(v.regionCodes)})
    or exists (select 1 from hall_window vw
      where vw.department_id = ${departmentId} and vw.hall_id in ${grantedHalls(v)}))`;
}

/** A department's own affairs: for it, who took it over, and who is over its region; not for who shares a hall with it. */
export function departmentOwned(v: Visible, departmentId: Column, regionCode: Column): Condition {
  if (v.everywhere) return yes;
  return sql<boolean>`(${ownedBy(v, departmentId)} or ${regionCode} = any(${text(v.regionCodes)}))`;
}

/** A case is seen by whom its department is visible to as their own, who sees a window it was served at, or who was given a right to it. */
export function caseVisible(
  v: Visible,
  columns: { caseId: Column; departmentId: Column; regionCode: Column },
): Condition {
  if (v.everywhere) return yes;
  const { caseId, departmentId, regionCode } = columns;
  return sql<boolean>`(${ownedBy(v, departmentId)} or ${regionCode} = any(${text(v.regionCodes)})
    or ${caseId} = any(${uuids(v.caseIds)})
    or exists (select 1 from case_event ve join hall_window vw on vw.id = ve.window_id
      where ve.case_id = ${caseId} and vw.hall_id in ${grantedHalls(v)}))`;
}

/** Regions granted, all below them, and the way up from anything that may be seen, to find it in the tree. */
export function regionVisible(v: Visible, code: Column): Condition {
  if (v.everywhere) return yes;
  return sql<boolean>`${code} in (
    with recursive up(code) as (
      select code from region where code = any(${text(v.regionCodes)})
      union select region_code from hall h where ${hallVisible(v, sql`h.id`)}
      union select region_code from department where id = any(${uuids(v.departmentIds)})
    ), path(code) as (
      select code from up
      union select r.parent_code from region r join path p on r.code = p.code where r.parent_code is not null
    ) select code from path)`;
}

/** `q` as a pattern for `ilike`: what was typed, anywhere, with no wildcard of its own. */
export const contains = (q: string): string => `%${q.replace(/[\\%_]/g, '\\$&')}%`;
