/** Going through open cases as a rule changed: how far it came, so that it goes on after a crash. */
import { sql } from 'kysely';
import type { Db } from '../platform/db/connect.ts';

export interface Sweep {
  readonly id: string;
  readonly regionCode: string | null;
  readonly afterId: string | null;
  /** Each case with all that is known of it. */
  readonly whole: boolean;
}

/** `regionCode` null: everywhere. Not before `atMs`. */
export async function askForSweep(
  trx: Db,
  sweep: { readonly regionCode: string | null; readonly whole: boolean },
  atMs: number,
): Promise<void> {
  await sql`insert into rule_sweep (region_code, whole, asked_at)
    values (${sweep.regionCode}, ${sweep.whole}, ${new Date(atMs)})`.execute(trx);
}

/** Mostly none is: one statement instead of a transaction. */
export async function isSweepAsked(db: Db, nowMs: number): Promise<boolean> {
  const { rows } = await sql`select 1 from rule_sweep
    where finished_at is null and asked_at <= ${new Date(nowMs)} limit 1`.execute(db);
  return rows.length > 0;
}

/** The one asked for first; nobody else has it in hand until the transaction ends. */
export async function takeSweep(trx: Db, nowMs: number): Promise<Sweep | undefined> {
  const { rows } = await sql<Sweep>`
    select id::text as id, region_code as "regionCode", after_id as "afterId", whole from rule_sweep
    where finished_at is null and asked_at <= ${new Date(nowMs)} order by id limit 1 for no key update skip locked`.execute(
    trx,
  );
  return rows[0];
}

export async function markSweep(
  trx: Db,
  id: string,
  came: { afterId: string | null; lookedAt: number; moved: number; finishedMs: number | null },
): Promise<void> {
  const finished = came.finishedMs === null ? null : new Date(came.finishedMs);
  await sql`update rule_sweep set after_id = ${came.afterId}, looked_at = looked_at + ${came.lookedAt},
    moved = moved + ${came.moved}, finished_at = ${finished} where id = ${id}::bigint`.execute(trx);
}
