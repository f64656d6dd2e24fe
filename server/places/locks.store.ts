/**
 * Rows held while something is registered under them or they are changed, so that a place that is just being closed or
 * merged gets nothing new. Shared locks let many register at once; whoever closes waits for them, and they for it.
 */
import { type RawBuilder, sql } from 'kysely';
import type { PlaceThing } from '../contract/place-changes.ts';
import type { Db } from '../platform/db/connect.ts';
import { conflict, notFound } from '../platform/errors.ts';
import { unknownReference } from './registration.ts';

export interface LockedRow {
  readonly closed_at: Date | null;
  readonly name: string;
  readonly [column: string]: unknown;
}

const tables: Record<PlaceThing, { table: RawBuilder<unknown>; key: RawBuilder<unknown>; type: string }> = {
  region: { table: sql`region`, key: sql`code`, type: 'text' },
  department: { table: sql`department`, key: sql`id`, type: 'uuid' },
  hall: { table: sql`hall`, key: sql`id`, type: 'uuid' },
  window: { table: sql`hall_window`, key: sql`id`, type: 'uuid' },
  matter: { table: sql`matter`, key: sql`id`, type: 'uuid' },
};

/**
 * `field`: the thing is what this field of the request refers to, rather than what the request is about. A window is
 * held as its statuses hold it, the others shared.
 */
export async function lockOpen(trx: Db, thing: PlaceThing, id: string, field?: string): Promise<LockedRow> {
  const { table, key, type } = tables[thing];
  const lock = thing === 'window' ? sql`for no key update` : sql`for share`;
  const { rows } = await sql<LockedRow>`select * from ${table} 
    where ${key} = ${id}::${sql.raw(type)} ${lock}`.execute(trx);
  return mustBeOpen(thing, rows[0], field);
}

/** All of one kind, alone: in one order, so that two who want the same ones wait for each other only once. */
export async function lockAlone(
  trx: Db,
  thing: PlaceThing,
  ids: readonly string[],
): Promise<ReadonlyMap<string, LockedRow>> {
  const { table, key, type } = tables[thing];
  const { rows } = await sql<LockedRow & { key: string }>`
    select *, ${key}::text as key from ${table} where ${key} = any(${[...ids]}::${sql.raw(type)}[])
    order by ${key} for update`.execute(trx);
  return new Map(rows.map((row) => [row.key, row]));
}

export function mustBeOpen(thing: PlaceThing, row: LockedRow | undefined, field?: string): LockedRow {
  if (row === undefined) {
    if (field === undefined) throw notFound(thing);
    throw unknownReference(`unknown_${thing}`, field, `no such ${thing} is registered`);
  }
  if (row.closed_at !== null) {
    const message = `${row.name} is closed since ${row.closed_at.toISOString()}`;
    throw conflict('place_closed', `${message}.`, field === undefined ? [] : [{ field, message }]);
  }
  return row;
}
