/** Brings the tables up to date, forward only. Several nodes may start at once: one works, the others wait. */
import { type Kysely, sql } from 'kysely';
import type { Logger } from 'pino';
import type { Db } from './connect.ts';
import { type Migration, migrations } from './migrations/index.ts';

/** Any number, the same on every node. */
const LOCK = 4_452_002_026;

export async function migrate(db: Db, log: Logger, all: readonly Migration[] = migrations): Promise<void> {
  await db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${LOCK})`.execute(connection);
    try {
      await run(connection as unknown as Kysely<unknown>, log, all);
    } finally {
      await sql`select pg_advisory_unlock(${LOCK})`.execute(connection);
    }
  });
}

async function run(db: Kysely<unknown>, log: Logger, all: readonly Migration[]): Promise<void> {
  await sql`create table if not exists schema_migration (
    number int primary key, name text not null, at timestamptz not null default now())`.execute(db);
  const { rows } = await sql<{ number: number }>`select number from schema_migration`.execute(db);
  const done = new Set(rows.map((row) => row.number));
  const newest = Math.max(0, ...all.map((one) => one.number));
  const unknown = [...done].filter((number) => number > newest);
  if (unknown.length > 0)
    throw new Error(
      `the database is newer (migration ${Math.max(...unknown)}) than this program (${newest})`,
    );
  for (const migration of all) {
    if (done.has(migration.number)) continue;
    const startedAt = Date.now();
    await db.transaction().execute(async (trx) => {
      await migration.up(trx);
      await sql`insert into schema_migration (number, name)
        values (${migration.number}, ${migration.name})`.execute(trx);
    });
    log.info({ migration: migration.name, durationMs: Date.now() - startedAt }, 'migrated the database');
  }
}
