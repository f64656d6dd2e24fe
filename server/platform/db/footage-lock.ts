/**
 * Holding footage and purging it exclude each other: whoever holds takes the lock shared before he writes ranges, the
 * purger takes it alone before the statement that marks files (`… and not exists (select from hold_range …)`). Under
 * READ COMMITTED that statement's snapshot is newer than the lock, so it sees every hold that stood before it; a hold
 * that comes after it sees which files are marked, and can say that they are gone.
 */
import { sql } from 'kysely';
import type { Db } from './connect.ts';

const KEY = 445_200_306;

/** Until the end of the transaction: what is held in it is not marked meanwhile. */
export async function lockAgainstPurge(trx: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${KEY})`.execute(trx);
}

/** Until the end of the transaction; keep it short: take it, mark, commit. */
export async function lockForPurge(trx: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(${KEY})`.execute(trx);
}
