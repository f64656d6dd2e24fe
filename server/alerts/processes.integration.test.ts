/** Several engines on one database, one of them killed in the middle: no card is missing, and none is there twice. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/factories/database.ts';
import { type OwnProgram, startOwnProgram } from '../../test/factories/own-program.ts';

const CASES = 900;
let database: TestDatabase;
const engines: OwnProgram[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  for (const engine of engines) await engine.kill('SIGKILL');
  await database.close();
});

const start = async () => {
  const engine = await startOwnProgram({
    source: 'server/alerts/testing/engine-process.ts',
    line: JSON.stringify({ target: database.target }),
  });
  engines.push(engine);
  return engine;
};

/** All of them accepted a year ago, at one of twenty windows, and never heard of again. */
async function manyCases(): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(database.db);
  await run(`insert into region (code, name, level) values ('445200', '揭阳市', 'city')`);
  await run(`insert into department (region_code, name) values ('445200', '市场监管局')`);
  await run(`insert into hall (region_code, name) values ('445200', '政务服务中心')`);
  await run(`insert into hall_window (hall_id, department_id, code, name)
    select h.id, d.id, 'W' || n, 'W' || n from hall h, department d, generate_series(1, 20) n`);
  await run(`insert into matter (department_id, code, name, kind)
    select id, 'M-1', '食品经营许可', 'promised' from department`);
  await run(`insert into matter_version (matter_id, version, valid_from, name, kind, promised_value, promised_unit,
      statutory_value, statutory_unit, changed_at, changed_by)
    select id, 1, '-infinity', name, kind, 5, 'workingDay', 20, 'workingDay', now(), 'test' from matter`);
  await run(`insert into case_record (source, case_no, matter_id, department_id, kind, stage, accepted_at, updated_at, evaluate_at)
    select 'test', 'c' || n, m.id, m.department_id, 'promised', 'accepted', now() - interval '1 year', now(), now()
    from matter m, generate_series(1, ${CASES}) n`);
  await run(`insert into case_event (source, event_id, type, case_id, window_id, stage, occurred_at, received_at, detail)
    select 'test', c.case_no, 'stage', c.id, (select id from hall_window where code = 'W' || (1 + right(c.case_no, 1)::int)),
      'accepted', now() - interval '1 year', now(), '{"receiptNo": "R"}'
    from case_record c`);
}

it('draws each card exactly once', async () => {
  await manyCases();
  const count = async (what: string) => {
    const { rows } = await sql
      .raw<{ count: number }>(`select count(*)::int as count ${what}`)
      .execute(database.db);
    return rows[0]?.count ?? 0;
  };
  const [first] = await Promise.all([start(), start()]);
  await expect.poll(() => count('from alert'), { timeout: 30_000, interval: 5 }).toBeGreaterThan(100);
  await first?.kill('SIGKILL');
  const atKill = await count('from alert');
  await start();
  await expect
    .poll(() => count('from case_record where evaluate_at <= now()'), { timeout: 60_000, interval: 100 })
    .toBe(0);
  // It was in the middle.
  expect(atKill).toBeLessThan(3 * CASES);
  expect(await count(`from alert where state = 'issued'`)).toBe(3 * CASES);
  expect(await count('from (select distinct case_id, rule_key, level, subject_key from alert) one')).toBe(
    3 * CASES,
  );
  expect(await count('from alert_step')).toBe(3 * CASES);
  expect(await count('from alert_snapshot')).toBe(3 * CASES);
  expect(await count('from case_record where gravity = 2')).toBe(CASES);
}, 120_000);
