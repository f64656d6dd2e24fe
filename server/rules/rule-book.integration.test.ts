import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/factories/database.ts';
import { RuleBook } from './rule-book.ts';
import { RulesStore } from './rules.store.ts';
import { SHIPPED_RULES } from './shipped-rules.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.db
    .insertInto('region')
    .values(['445200', '445300'].map((code) => ({ code, name: code, level: 'city' as const })))
    .execute();
});
afterAll(() => database.close());

it('sees a change that was begun before another and stood after it', async () => {
  const { db } = database;
  const book = new RuleBook({ store: new RulesStore({ db }), now: () => 0 });
  await book.current();
  const body = SHIPPED_RULES['case-red'] ?? null;
  const append = (trx: typeof db, regionCode: string) =>
    new RulesStore({ db: trx }).append({
      ...{ key: 'case-red', regionCode, body, at: new Date(), by: 'admin', reason: null },
    });
  await db.transaction().execute(async (slow) => {
    await append(slow, '445200');
    await db.transaction().execute((quick) => append(quick, '445300'));
    expect((await book.current()).ownOf('case-red', '445300')).toBeDefined();
  });
  expect((await book.current()).ownOf('case-red', '445200')).toBeDefined();
});
