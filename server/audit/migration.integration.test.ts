/** Rows of before the chain are numbered without gaps and chained by the migration, in SQL. */
import { type Kysely, sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../test/factories/database.ts';
import { up } from '../platform/db/migrations/0006-audit-chain.ts';
import { AuditStore } from './audit.store.ts';
import { Trail } from './trail.ts';
import { verifyChain } from './verify-chain.ts';

const database = await createTestDatabase();
const { db } = database;
afterAll(() => database.close());

test('they are followed like those that come after', async () => {
  // As migration 1 left it.
  await sql
    .raw(`
    drop table audit_row;
    create table audit_row (
      seq bigint generated always as identity primary key,
      at timestamptz not null,
      actor text not null,
      from_address text not null,
      action text not null,
      target text not null,
      detail jsonb not null
    );
    create trigger audit_row_append_only before update or delete on audit_row
      for each row execute function refuse_change();
    insert into audit_row (at, actor, from_address, action, target, detail)
      select '2026-01-01T00:00:00.123Z'::timestamptz + n * interval '1 s', 'user:管理员' || n, '::1', 'hall.change',
        'hall:' || n, jsonb_build_object('n', n, 'fields', array['名称'])
      from generate_series(1, 50) n;
    select setval(pg_get_serial_sequence('audit_row', 'seq'), 70);
    insert into audit_row (at, actor, from_address, action, target, detail)
      values (now(), 'nobody:', '', 'session.refuse', 'session', '{"why": "wrong_credentials"}');
  `)
    .execute(db);
  await db.transaction().execute((trx) => up(trx as unknown as Kysely<unknown>));
  const store = new AuditStore({ db });
  await new Trail({ store, now: Date.now }).append({
    ...{ actor: 'user:admin', from: '::1', action: 'hall.change', target: 'hall:1' },
  });
  expect(await verifyChain({ store, now: Date.now })).toMatchObject({
    ...{ ok: true, rows: 52, fault: null },
    head: { seq: '52' },
  });
  await expect(sql`update audit_row set actor = 'x'`.execute(db)).rejects.toThrow(/append-only/);
});
