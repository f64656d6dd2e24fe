import { sql } from 'kysely';
import { afterAll, expect, it } from 'vitest';
import { createTestDatabase } from '../../../test/factories/database.ts';

const database = await createTestDatabase();
afterAll(() => database.close());

it('prepares what is marked, once a connection, and nothing else', async () => {
  await database.db.connection().execute(async (one) => {
    for (const n of [1, 2, 3]) {
      const marked = await sql<{ n: number }>`/* prepared */ select ${n}::int as n`.execute(one);
      const plain = await sql<{ n: number }>`select ${n}::int as n`.execute(one);
      expect([...marked.rows, ...plain.rows]).toEqual([{ n }, { n }]);
    }
    const { rows } = await sql`select statement from pg_prepared_statements`.execute(one);
    expect(rows).toEqual([{ statement: '/* prepared */ select $1::int as n' }]);
  });
});
