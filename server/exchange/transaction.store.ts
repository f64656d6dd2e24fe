/** A transaction whose commit is on disk when it resolves, whatever the server is configured to. */
import { sql } from 'kysely';
import type { Db } from '../platform/db/connect.ts';

export function inDurableTransaction<T>(db: Db, run: (trx: Db) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (trx) => {
    await sql`set local synchronous_commit = on`.execute(trx);
    return run(trx);
  });
}
