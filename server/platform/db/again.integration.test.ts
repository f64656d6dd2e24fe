import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase } from '../../../test/factories/database.ts';
import { again } from './again.ts';
import { inUnitOfWork } from './unit-of-work.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

it('two that wait for each other both come through, each once', async () => {
  const { db } = database;
  await sql`create table thing (id int primary key, times int not null default 0)`.execute(db);
  await sql`insert into thing values (1), (2)`.execute(db);
  const counts = { tries: 0, held: 0 };
  let bothHold: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    bothHold = resolve;
  });
  const add = (...ids: [number, number]) =>
    again(() =>
      inUnitOfWork(async () => {
        counts.tries += 1;
        for (const id of ids) {
          await sql`update thing set times = times + 1 where id = ${id}`.execute(db);
          counts.held += 1;
          if (counts.held === 2) bothHold();
          await held;
        }
      }),
    );
  await Promise.all([add(1, 2), add(2, 1)]);
  const { rows } = await sql<{ times: number }>`select times from thing order by id`.execute(db);
  expect(rows.map(({ times }) => times)).toEqual([2, 2]);
  expect(counts.tries).toBeGreaterThan(2);
});
