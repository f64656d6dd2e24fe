import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/factories/database.ts';
import { silentLog } from '../log.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';

const database = await createTestDatabase();
const { db } = database;
afterAll(() => database.close());

test('it is migrated, and migrating again does nothing', async () => {
  await migrate(db, silentLog());
  const { rows } = await sql<{ number: number }>`select number from schema_migration`.execute(db);
  expect(rows.map((row) => row.number)).toEqual(migrations.map((one) => one.number));
});

test('a newer database is refused', async () => {
  await expect(migrate(db, silentLog(), [])).rejects.toThrow(/newer/);
});

test('two nodes migrating at once do each migration once', async () => {
  let runs = 0;
  const more = [
    ...migrations,
    {
      number: 9001,
      name: 'slow',
      up: async () => {
        runs += 1;
        await new Promise((resolve) => setTimeout(resolve, 100));
      },
    },
  ];
  await Promise.all([migrate(db, silentLog(), more), migrate(db, silentLog(), more)]);
  expect(runs).toBe(1);
  await sql`delete from schema_migration where number = 9001`.execute(db);
});

test('append-only tables refuse to be changed', async () => {
  await sql`insert into audit_row (seq, at, actor, from_address, action, target, places, detail, prev_hash, hash)
    values (1, now(), 'a', 'b', 'c', 'd', '', '{}', '', '')`.execute(db);
  await expect(sql`update audit_row set actor = 'x'`.execute(db)).rejects.toThrow(/append-only/);
  await expect(sql`delete from audit_row`.execute(db)).rejects.toThrow(/append-only/);
  await expect(sql`truncate audit_row`.execute(db)).rejects.toThrow(/append-only/);
});

/** Unheard, it would be an uncaught exception, which ends the program: PostgreSQL's death must not be ours. */
test('a connection that breaks in somebody’s hands is an error of theirs alone', async () => {
  await expect(
    db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
      await sql`select pg_terminate_backend(${rows[0]?.pid}, 2000)`.execute(db);
      // Between two statements: nobody waits for an answer while it breaks.
      await new Promise((resolve) => setTimeout(resolve, 50));
      await sql`select 1`.execute(trx);
    }),
  ).rejects.toThrow(/terminat|not queryable/);
  await expect(sql`select pg_terminate_backend(pg_backend_pid())`.execute(db)).rejects.toThrow(/terminat/);
  // The pool may hand the broken one out once more.
  await expect.poll(() => database.ping().then(() => true)).toBe(true);
});

test('it answers a ping, and text of any script survives', async () => {
  await database.ping();
  await db
    .insertInto('region')
    .values({ code: '445200', name: '揭阳市𠮷', level: 'city', parent_code: null })
    .execute();
  expect(await db.selectFrom('region').select('name').executeTakeFirst()).toEqual({ name: '揭阳市𠮷' });
});
