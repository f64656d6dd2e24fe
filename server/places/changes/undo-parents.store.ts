/** What the places of a change stand in: nothing is taken back into a place that was closed since. */
import { type RawBuilder, sql } from 'kysely';
import type { Ledger, Step } from './ledger.store.ts';
import { NotUndoable } from './not-undoable.ts';

interface Changed {
  readonly thingId: string;
  readonly targetId: string | null;
  readonly steps: readonly Step[];
}

const uuids = (ids: readonly string[]) => sql`${[...ids]}::uuid[]`;

/**
 * Holds them, before anything else is held: whoever closes one waits, and does not wait for us in turn. The place the
 * change is about, and what took it over, are held by the caller.
 */
export async function holdParents(ledger: Ledger, changed: Changed): Promise<void> {
  const { windows, cameras, matters, clerks, halls, departments, regions, before } = touched(changed);
  const own = [changed.thingId, changed.targetId ?? ''];
  const hold = async (what: 'region' | 'department' | 'hall', ids: RawBuilder<unknown>): Promise<void> => {
    const key = sql.ref(what === 'region' ? 'code' : 'id');
    await sql`select 1 from ${sql.table(what)} where ${key} in (${ids}) and ${key}::text <> all(${own}::text[])
      order by ${key} for share`.execute(ledger.trx);
  };
  await hold(
    'region',
    sql`select region_code from hall where id = any(${uuids(halls)})
      union select region_code from department where id = any(${uuids(departments)})
      union select parent_code from region where code = any(${[...regions]}::text[])
      union select unnest(${[...before('region_code'), ...before('parent_code')]}::text[])`,
  );
  await hold(
    'department',
    sql`select department_id from hall_window where id = any(${uuids(windows)})
      union select department_id from matter where id = any(${uuids(matters)})
      union select department_id from clerk where id = any(${uuids(clerks)})
      union select unnest(${uuids(before('department_id'))})`,
  );
  await hold(
    'hall',
    sql`select hall_id from hall_window where id = any(${uuids(windows)})
      union select hall_id from camera where id = any(${uuids(cameras)})
      union select unnest(${uuids(before('hall_id'))})`,
  );
}

/** @throws NotUndoable where something would stand open in what is closed */
export async function mustStandInOpen(ledger: Ledger, changed: Changed): Promise<void> {
  const { windows, cameras, matters, clerks, halls, departments, regions } = touched(changed);
  const { rows } = await sql<{ about: string }>`
    select 'window ' || w.code as about from hall_window w join hall h on h.id = w.hall_id
      join department d on d.id = w.department_id
      where w.id = any(${uuids(windows)}) and w.closed_at is null
        and (h.closed_at is not null or d.closed_at is not null)
    union all select 'camera ' || c.name from camera c join hall h on h.id = c.hall_id
      where c.id = any(${uuids(cameras)}) and c.closed_at is null and h.closed_at is not null
    union all select 'matter ' || m.code from matter m join department d on d.id = m.department_id
      where m.id = any(${uuids(matters)}) and m.closed_at is null and d.closed_at is not null
    union all select 'clerk ' || k.staff_no from clerk k join department d on d.id = k.department_id
      where k.id = any(${uuids(clerks)}) and k.ended_at is null and d.closed_at is not null
    union all select 'hall ' || h.name from hall h join region r on r.code = h.region_code
      where h.id = any(${uuids(halls)}) and h.closed_at is null and r.closed_at is not null
    union all select 'department ' || d.name from department d join region r on r.code = d.region_code
      where d.id = any(${uuids(departments)}) and d.closed_at is null and r.closed_at is not null
    union all select 'region ' || a.code from region a join region r on r.code = a.parent_code
      where a.code = any(${[...regions]}::text[]) and a.closed_at is null and r.closed_at is not null
    limit 20`.execute(ledger.trx);
  if (rows.length > 0)
    throw new NotUndoable(
      'changed_since',
      rows.map((row) => row.about),
    );
  // Who has left since is on no roster again.
  const shifts = changed.steps.filter((step) => step.what === 'shift').map((step) => step.id);
  await sql`update shift s set withdrawn_at = ${ledger.at} from clerk k
    where s.id = any(${uuids(shifts)}) and s.withdrawn_at is null and k.id = s.clerk_id
      and k.ended_at is not null`.execute(ledger.trx);
}

function touched({ steps }: Changed) {
  const idsOf = (...what: Step['what'][]) =>
    steps.filter((step) => what.includes(step.what)).map(({ id }) => id);
  return {
    windows: idsOf('window', 'term'),
    cameras: idsOf('camera'),
    matters: idsOf('matter'),
    clerks: idsOf('clerk'),
    halls: idsOf('hall'),
    departments: idsOf('department'),
    regions: idsOf('region'),
    before: (column: string): string[] =>
      steps.flatMap(({ before }) => (typeof before[column] === 'string' ? [before[column]] : [])),
  };
}
