/** Merging a place into another of its kind: everything open moves over, and the one that is merged is closed. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { collision } from '../../contract/place-changes.ts';
import { AppError, conflict } from '../../platform/errors.ts';
import { lockAlone, mustBeOpen } from '../locks.store.ts';
import { openWindows } from './closings.store.ts';
import type { Ledger } from './ledger.store.ts';
import { lockRegionTree, reopenIn } from './moves.store.ts';

export type Collision = z.infer<typeof collision>;
export interface Renames {
  readonly windowCodes: Readonly<Record<string, string>>;
  readonly cameraNames: Readonly<Record<string, string>>;
}

type Thing = 'region' | 'department' | 'hall';

/** Holds both, in one order whoever merges what into what. */
async function lockBoth(ledger: Ledger, thing: Thing, id: string, into: string) {
  if (id === into)
    throw new AppError(422, 'merge_into_itself', 'A place is not merged into itself.', {
      faults: [{ field: 'body.into', message: 'must be another one' }],
    });
  const rows = await lockAlone(ledger.trx, thing, [id, into]);
  const one = mustBeOpen(thing, rows.get(id));
  return { one, target: mustBeOpen(thing, rows.get(into), 'body.into') };
}

/** Everything below follows, closed things too: they are found below the region that goes on. */
export async function mergeRegion(ledger: Ledger, code: string, into: string): Promise<Collision[]> {
  await lockRegionTree(ledger);
  const { one, target } = await lockBoth(ledger, 'region', code, into);
  if (one.level !== target.level)
    throw new AppError(422, 'other_level', `A ${one.level} is not merged into a ${target.level}.`, {
      faults: [{ field: 'body.into', message: `must be a ${one.level}` }],
    });
  const { rows: collisions } = await sql<Collision>`
    select 'department' as what, a.id::text as id, a.name as taken from department a
      join department b on b.name = a.name and b.region_code = ${into} and b.closed_at is null
      where a.region_code = ${code} and a.closed_at is null
    union all select 'hall', a.id::text, a.name from hall a
      join hall b on b.name = a.name and b.region_code = ${into} and b.closed_at is null
      where a.region_code = ${code} and a.closed_at is null`.execute(ledger.trx);
  if (collisions.length > 0) return collisions;
  await ledger.set('region', sql`t.parent_code = ${code}`, { parent_code: into });
  await ledger.set('department', sql`t.region_code = ${code}`, { region_code: into });
  await ledger.set('hall', sql`t.region_code = ${code}`, { region_code: into });
  await ledger.moveGrants({ kind: 'region', code }, { kind: 'region', code: into });
  await moveTokenScopes(ledger, { kind: 'region', code }, { kind: 'region', code: into });
  await ledger.set('region', sql`t.code = ${code}`, { closed_at: ledger.at, merged_into: into });
  return [];
}

/**
 * Cases stay with the department they were begun at; its successor sees them and goes on reporting them with the tokens
 * it takes over. A matter that both have under the same code is closed in favour of the successor's; where that one is
 * closed, nothing could be reported of either any more.
 */
export async function mergeDepartment(ledger: Ledger, id: string, into: string): Promise<Collision[]> {
  await lockBoth(ledger, 'department', id, into);
  const { rows: collisions } = await sql<Collision>`
    select 'clerk' as what, a.id::text as id, a.staff_no as taken from clerk a
      join clerk b on b.staff_no = a.staff_no and b.department_id = ${into} and b.ended_at is null
      where a.department_id = ${id} and a.ended_at is null
    union all select 'matter', a.id::text, a.code from matter a
      join matter b on b.code = a.code and b.department_id = ${into} and b.closed_at is not null
      where a.department_id = ${id} and a.closed_at is null`.execute(ledger.trx);
  if (collisions.length > 0) return collisions;
  const windows = await openWindows(ledger, sql`department_id = ${id}`);
  const { rows: served } = await sql<{ window_id: string; matter_id: string }>`
    select window_id, matter_id from window_matter
    where window_id = any(${windows}::uuid[]) and valid_to is null`.execute(ledger.trx);
  const twin = sql`(select b.id from matter b where b.department_id = ${into} and b.code = t.code)`;
  await ledger.set('matter', sql`t.department_id = ${id} and t.closed_at is null and exists ${twin}`, {
    closed_at: ledger.at,
    merged_into: twin,
  });
  await ledger.set('matter', sql`t.department_id = ${id} and t.closed_at is null`, { department_id: into });
  await ledger.handTo(windows, { departmentId: into });
  // The same matters as before, or those of the successor that they were merged into.
  await sql`insert into window_matter (window_id, matter_id, valid_from)
    select distinct n.window_id, coalesce(m.merged_into, m.id), t.valid_from
    from unnest(${served.map((row) => row.window_id)}::uuid[], ${served.map((row) => row.matter_id)}::uuid[])
      as n(window_id, matter_id)
    join matter m on m.id = n.matter_id
    join window_term t on t.window_id = n.window_id and t.valid_to is null
    on conflict do nothing`.execute(ledger.trx);
  await ledger.set('clerk', sql`t.department_id = ${id} and t.ended_at is null`, { department_id: into });
  await ledger.set('token', sql`t.department_id = ${id}`, { department_id: into });
  const [from, to] = [
    { kind: 'department', id },
    { kind: 'department', id: into },
  ];
  await moveTokenScopes(ledger, from, to);
  await ledger.moveGrants(from, to);
  await ledger.set('department', sql`t.successor_id = ${id}`, { successor_id: into });
  await ledger.set('department', sql`t.id = ${id}`, {
    closed_at: ledger.at,
    merged_into: into,
    successor_id: into,
  });
  return [];
}

/** Its windows are closed here and opened there, in the same cameras' pictures: the cameras go with them. */
export async function mergeHall(
  ledger: Ledger,
  id: string,
  into: string,
  { windowCodes, cameraNames }: Renames,
): Promise<Collision[]> {
  await lockBoth(ledger, 'hall', id, into);
  const windowIds = await openWindows(ledger, sql`hall_id in (${id}, ${into})`);
  const { rows: windows } = await sql<{ id: string; hall_id: string; code: string }>`
    select * from hall_window where id = any(${windowIds}::uuid[]) order by length(code), code`.execute(
    ledger.trx,
  );
  const { rows: cameras } = await sql<{ id: string; hall_id: string; name: string }>`
    select id, hall_id, name from camera where hall_id in (${id}, ${into}) and closed_at is null
    order by name for no key update`.execute(ledger.trx);
  const collisions = [
    ...colliding('window', windows, id, {
      now: (one) => one.code,
      there: (one) => windowCodes[one.id] ?? one.code,
    }),
    ...colliding('camera', cameras, id, {
      now: (one) => one.name,
      there: (one) => cameraNames[one.id] ?? one.name,
    }),
  ];
  if (collisions.length > 0) return collisions;

  for (const camera of cameras.filter((one) => one.hall_id === id))
    await ledger.set('camera', sql`t.id = ${camera.id}`, {
      hall_id: into,
      name: cameraNames[camera.id] ?? camera.name,
    });
  for (const window of windows.filter((one) => one.hall_id === id))
    await moveWith(ledger, window, into, windowCodes[window.id] ?? window.code);
  const [from, to] = [
    { kind: 'hall', id },
    { kind: 'hall', id: into },
  ];
  await ledger.moveGrants(from, to);
  await moveTokenScopes(ledger, from, to);
  await ledger.set('hall', sql`t.id = ${id}`, { closed_at: ledger.at, merged_into: into });
  return [];
}

/** A window with its placements and the shifts to come: the counter stays where it is, only the hall is another. */
async function moveWith(
  ledger: Ledger,
  window: { readonly id: string },
  hallId: string,
  code: string,
): Promise<void> {
  const { trx, at } = ledger;
  const { rows: placed } = await sql<{ id: string }>`
    select id from placement where window_id = ${window.id} and valid_to is null`.execute(trx);
  const { rows: shifts } = await sql<{ id: string }>`
    select id from shift where window_id = ${window.id} and withdrawn_at is null and starts_at > ${at}`.execute(
    trx,
  );
  const opened = await reopenIn(ledger, { id: window.id, hallId, code, window: { ...window } });
  await sql`insert into placement (camera_id, window_id, clerk_zone, applicant_zone, valid_from)
    select camera_id, ${opened}::uuid, clerk_zone, applicant_zone, valid_to from placement
    where id = any(${placed.map((row) => row.id)}::uuid[])`.execute(trx);
  await sql`insert into shift (window_id, clerk_id, day, starts_at, ends_at, made_at)
    select ${opened}::uuid, clerk_id, day, starts_at, ends_at, ${at} from shift
    where id = any(${shifts.map((row) => row.id)}::uuid[])`.execute(trx);
}

/** Of those that come, whose name would be there twice. */
function colliding<T extends { readonly id: string; readonly hall_id: string }>(
  what: Collision['what'],
  all: readonly T[],
  from: string,
  names: { readonly now: (one: T) => string; readonly there: (one: T) => string },
): Collision[] {
  const nameOf = (one: T) => (one.hall_id === from ? names.there(one) : names.now(one));
  const taken = new Map<string, number>();
  for (const one of all) taken.set(nameOf(one), (taken.get(nameOf(one)) ?? 0) + 1);
  return all
    .filter((one) => one.hall_id === from && (taken.get(nameOf(one)) ?? 0) > 1)
    .map((one) => ({ what, id: one.id, taken: nameOf(one) }));
}

const moveTokenScopes = (ledger: Ledger, from: object, to: object) =>
  ledger.set('token', sql`t.scope = ${JSON.stringify(from)}::jsonb`, {
    scope: sql`${JSON.stringify(to)}::jsonb`,
  });

export function collisionsRefused(collisions: readonly Collision[]): AppError {
  const list = collisions.map(({ what, taken }) => `${what} ${taken}`).join(', ');
  return conflict(
    'merge_collides',
    `These have a code or name that is taken there: ${list}.`,
    collisions.slice(0, 200).map(({ what, id, taken }) => ({
      field:
        what === 'window' ? `body.windowCodes.${id}` : what === 'camera' ? `body.cameraNames.${id}` : what,
      message: `${what} ${taken} is there already`,
    })),
  );
}
