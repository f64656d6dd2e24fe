/** Closing a place, with what is open below it. */
import { sql } from 'kysely';
import type { PlaceThing } from '../../contract/place-changes.ts';
import { AppError } from '../../platform/errors.ts';
import { lockAlone, mustBeOpen } from '../locks.store.ts';
import type { Ledger } from './ledger.store.ts';

export async function closePlace(ledger: Ledger, thing: PlaceThing, id: string): Promise<void> {
  mustBeOpen(thing, (await lockAlone(ledger.trx, thing, [id])).get(id));
  const closed = { closed_at: ledger.at };
  switch (thing) {
    case 'region':
      await mustBeEmpty(ledger, id);
      await ledger.set('region', sql`t.code = ${id}`, closed);
      return;
    case 'department':
      await ledger.closeWindows(await openWindows(ledger, sql`department_id = ${id}`));
      await ledger.set('matter', sql`t.department_id = ${id} and t.closed_at is null`, closed);
      await ledger.set('clerk', sql`t.department_id = ${id} and t.ended_at is null`, { ended_at: ledger.at });
      await ledger.set('token', sql`t.department_id = ${id} and t.revoked_at is null`, {
        revoked_at: ledger.at,
      });
      await ledger.set('department', sql`t.id = ${id}`, closed);
      return;
    case 'hall':
      await ledger.closeWindows(await openWindows(ledger, sql`hall_id = ${id}`));
      await ledger.set('camera', sql`t.hall_id = ${id} and t.closed_at is null`, closed);
      await ledger.set('hall', sql`t.id = ${id}`, closed);
      return;
    case 'window':
      await ledger.closeWindows([id]);
      return;
    case 'matter':
      await ledger.endServed(sql`matter_id = ${id}`);
      await ledger.set('matter', sql`t.id = ${id}`, closed);
      return;
  }
}

/** In one order, as whoever gives them statuses locks them. */
export async function openWindows(ledger: Ledger, where: ReturnType<typeof sql>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from hall_window where ${where} and closed_at is null order by id for no key update`.execute(
    ledger.trx,
  );
  return rows.map((row) => row.id);
}

/** Whole regions do not go with one click: what is in them is merged, moved or closed first. */
async function mustBeEmpty(ledger: Ledger, code: string): Promise<void> {
  const { rows } = await sql<Record<string, number>>`select
    (select count(*)::int from region where parent_code = ${code} and closed_at is null) as regions,
    (select count(*)::int from department where region_code = ${code} and closed_at is null) as departments,
    (select count(*)::int from hall where region_code = ${code} and closed_at is null) as halls`.execute(
    ledger.trx,
  );
  const left = Object.entries(rows[0] ?? {}).filter(([, count]) => count > 0);
  if (left.length === 0) return;
  throw new AppError(
    409,
    'place_not_empty',
    `The region still has ${left.map(([name, count]) => `${count} ${name}`).join(', ')}: merge, move or close them first.`,
    { faults: left.map(([name, count]) => ({ field: name, message: String(count) })) },
  );
}
