import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/factories/database.ts';
import { PlaceClock, type WorkingClocks } from '../calendar/index.ts';
import { sealerWithKey } from '../platform/sealer.ts';
import { type Cases, createCases, type LoggedEvent } from './index.ts';

/** A place whose calendar can be changed: 2026-11-23 is a Monday. */
let holidays: string[] = [];
let version = 1;
let announced = true;
/** How often it was asked for what counts now, whatever was kept. */
let forgotten = 0;
const open = { morning: { from: '09:00', to: '12:00' }, afternoon: { from: '13:00', to: '18:00' } };
const closed = { morning: null, afternoon: null };
const clocks: WorkingClocks = {
  forget: () => {
    forgotten += 1;
  },
  of: async ({ hallId, regionCode }) =>
    new PlaceClock({
      key: `region:${regionCode}`,
      version,
      today: '2026-11-23',
      place: {
        ...{ hallId, regionCode, zone: 'Asia/Shanghai', exceptions: [] },
        years: announced
          ? [2026, 2027].map((year) => ({
              year,
              days: holidays
                .filter((day) => day.startsWith(String(year)))
                .map((day) => ({ day, kind: 'holiday' as const, name: '临时放假' })),
            }))
          : [],
        hours: [[{ validFrom: '2020-01-01', week: [open, open, open, open, open, closed, closed] }]],
      },
    }),
};

let database: TestDatabase;
let cases: Cases;
let departmentId: string;
let matterId: string;
let nowMs = Date.parse('2026-11-23T09:00:00+08:00');
let moved = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  await sql`insert into region (code, name, level) values ('445200', '揭阳市', 'city')`.execute(db);
  departmentId = await only(
    sql<{ id: string }>`
    insert into department (region_code, name) values ('445200', '市场监督管理局') returning id`.execute(db),
  );
  matterId = await only(
    sql<{ id: string }>`insert into matter (department_id, code, name, kind)
    values (${departmentId}, 'M-1', '许可', 'promised') returning id`.execute(db),
  );
  await terms(1, '-infinity', 5);
  cases = createCases({
    ...{ db, clocks, now: () => nowMs, sealer: sealerWithKey(Buffer.alloc(32)) },
    onMoved: () => {
      moved += 1;
    },
  });
});
afterAll(async () => {
  await cases.close();
  await database.close();
});

const only = async (made: Promise<{ rows: { id: string }[] }>): Promise<string> =>
  (await made).rows[0]?.id ?? '';

const terms = (of: number, from: string, days: number) =>
  sql`insert into matter_version (matter_id, version, valid_from, name, kind, promised_value, promised_unit,
      statutory_value, statutory_unit, changed_at, changed_by)
    values (${matterId}, ${of}, ${from}::timestamptz, '许可', 'promised', ${days}, 'workingDay', 20, 'workingDay',
      now(), 'test')`.execute(database.db);

let serial = 0;
async function report(
  caseNo: string,
  type: string,
  at: string,
  more: Partial<LoggedEvent> = {},
): Promise<void> {
  serial += 1;
  const event: LoggedEvent = {
    ...{ eventId: `e${serial}`, type, caseNo, stage: null, windowId: null, clerk: null, ticket: null },
    ...{ remark: null, detail: null, recordKey: null, dataVersion: null, filledBy: null },
    occurredAt: new Date(`${at}+08:00`),
    ...more,
  };
  const seed = { caseNo, matterId, kind: 'promised', applicant: null };
  await database.db.transaction().execute(async (trx) => {
    const known = await cases.log.cases(trx, 'test', [caseNo]);
    const batch = { source: 'test', departmentId, receivedAt: new Date(nowMs) };
    await cases.log.append(trx, batch, new Map([[caseNo, seed]]), [event], known);
  });
}
const accept = (caseNo: string, at: string) => report(caseNo, 'stage', at, { stage: 'accepted' });

async function kept(caseNo: string) {
  const { rows } = await sql<{
    due: Date | null;
    near: Date | null;
    since: Date | null;
    until: Date | null;
    fault: { code: string } | null;
    evaluate: Date | null;
    version: number;
    isOpen: boolean;
  }>`select due_at as due, near_at as near, suspended_since as since, suspended_until as until, clock_fault as fault,
      evaluate_at as evaluate, matter_version as version, is_open as "isOpen"
    from case_record where case_no = ${caseNo}`.execute(database.db);
  const [row] = rows;
  if (row === undefined) throw new Error(`no case ${caseNo}`);
  return row;
}
const local = (at: Date | null | undefined) =>
  at ? new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19) : null;
async function recomputed(most?: number): Promise<number> {
  let batches = 0;
  while (await cases.recompute.batch(most)) batches += 1;
  return batches;
}

it('keeps the deadline of an accepted case, moved by what stops its clock and by extensions', async () => {
  await accept('A', '2026-11-23T10:00:00');
  expect(local((await kept('A')).due)).toBe('2026-11-30T10:00:00');
  expect(local((await kept('A')).near)).toBe('2026-11-26T10:00:00');
  expect((await kept('A')).evaluate?.getTime()).toBe(nowMs);

  nowMs = Date.parse('2026-11-24T12:00:00+08:00');
  const applied = { no: '1', applied: { value: 3, unit: 'workingDay' as const }, approver: '王局长' };
  await report('A', 'specialProcedure', '2026-11-24T10:00:00', { detail: applied });
  const paused = await kept('A');
  expect(local(paused.due)).toBe('2026-12-03T10:00:00');
  expect([local(paused.since), local(paused.until)]).toEqual(['2026-11-24T10:00:00', '2026-11-27T10:00:00']);

  // Ended after one day: only that day is deducted.
  await report('A', 'specialProcedureEnded', '2026-11-25T10:00:00', { detail: { no: '1' } });
  expect(local((await kept('A')).due)).toBe('2026-12-01T10:00:00');
  await report('A', 'extended', '2026-11-25T11:00:00', { detail: { days: 2 } });
  expect(local((await kept('A')).due)).toBe('2026-12-03T10:00:00');

  // A correction stops it for as long as it lasts: nobody knows until when.
  await report('A', 'correctionAsked', '2026-11-25T14:00:00', { detail: { no: '1' } });
  nowMs = Date.parse('2026-11-25T15:00:00+08:00');
  await report('A', 'called', '2026-11-25T14:30:00');
  expect(await kept('A')).toMatchObject({ due: null, until: null, fault: null });
  expect(local((await kept('A')).since)).toBe('2026-11-25T14:00:00');
  await report('A', 'stage', '2026-11-26T09:00:00', { stage: 'completed' });
  expect(await kept('A')).toMatchObject({ isOpen: false, since: null });
});

it('gives the same whatever order the events came in', async () => {
  const applied = { no: '1', applied: { value: 2, unit: 'workingDay' as const } };
  await report('B', 'specialProcedureEnded', '2026-11-25T10:00:00', { detail: { no: '1' } });
  await report('B', 'extended', '2026-11-25T11:00:00', { detail: { days: 1 } });
  await report('B', 'specialProcedure', '2026-11-24T10:00:00', { detail: applied });
  expect((await kept('B')).due).toBeNull();
  await accept('B', '2026-11-23T10:00:00');
  expect(local((await kept('B')).due)).toBe('2026-12-02T10:00:00');
});

it('moves the deadlines of open cases when a calendar changes, in batches, and of no others', async () => {
  await accept('C1', '2026-11-23T10:00:00');
  for (let n = 2; n <= 7; n += 1) await accept(`C${n}`, `2026-11-23T10:0${n}:00`);
  await sql`update case_record set evaluate_at = null`.execute(database.db);
  const before = await kept('A');
  holidays = ['2026-11-26', '2026-11-27'];
  version = 2;
  moved = 0;
  forgotten = 0;
  await cases.recompute.clocksChanged({ regionCodes: ['445200'], hallIds: [] });
  await cases.recompute.close();
  await recomputed(3);
  // It may have been another process that changed it.
  expect(forgotten).toBeGreaterThan(0);
  expect(local((await kept('C1')).due)).toBe('2026-12-02T10:00:00');
  expect(local((await kept('C7')).due)).toBe('2026-12-02T10:07:00');
  expect((await kept('C7')).evaluate?.getTime()).toBe(nowMs);
  expect(await kept('A')).toEqual(before);
  expect(moved).toBeGreaterThan(0);
  const [job] = (await cases.recompute.progress()).filter((one) => one.finishedAt !== null);
  expect(job).toMatchObject({ faults: 0 });
  expect(job?.changed).toBeGreaterThanOrEqual(7);

  // Again changes nothing, and makes no work for the rules.
  await sql`update case_record set evaluate_at = null`.execute(database.db);
  await cases.recompute.ask({ regionCodes: ['445200'] });
  await recomputed();
  expect((await cases.recompute.progress())[0]).toMatchObject({ changed: 0 });
  expect((await kept('C7')).evaluate).toBeNull();
});

it('has cards of closed cases looked at again, as what they were issued by was another', async () => {
  for (const no of ['closed-1', 'closed-2', 'closed-3']) {
    await accept(no, '2026-11-23T10:00:00');
    await report(no, 'stage', '2026-11-23T11:00:00', { stage: 'completed' });
  }
  await sql`update case_record set evaluate_at = null, evaluated_at = now(),
    gravity = case when case_no <> 'closed-3' then 1 end where case_no like 'closed-%'`.execute(database.db);
  moved = 0;
  await cases.recompute.ask({ matterId });
  await recomputed();
  const at = async (no: string) => (await kept(no)).evaluate?.getTime() ?? null;
  expect([await at('closed-1'), await at('closed-2')].sort()).toEqual([nowMs, nowMs + 1]);
  expect(await at('closed-3')).toBeNull();
  expect(moved).toBe(1);
});

it('goes on where a server that was ended had come to', async () => {
  holidays = [];
  version = 3;
  await cases.recompute.ask({});
  expect(await cases.recompute.batch(3)).toBe(true);
  const again = createCases({
    ...{ db: database.db, clocks, now: () => nowMs },
    sealer: sealerWithKey(Buffer.alloc(32)),
  });
  while (await again.recompute.batch(3)) expect(again).toBeDefined();
  for (const caseNo of ['C1', 'C4', 'C7'])
    expect(local((await kept(caseNo)).due)).toMatch(/^2026-11-30T10:0/);
});

it('tells which cases have no deadlines for want of a calendar, and never calls them in time', async () => {
  announced = false;
  version = 4;
  await cases.recompute.ask({});
  await recomputed();
  expect(await kept('C1')).toMatchObject({ due: null, near: null, fault: { code: 'year_unannounced' } });
  await accept('D', '2026-11-23T10:00:00');
  expect((await kept('D')).fault).toMatchObject({ code: 'year_unannounced', regionCode: '445200' });
  announced = true;
  version = 5;
  await cases.recompute.ask({});
  await recomputed();
  expect(await kept('D')).toMatchObject({ fault: null });
  expect(local((await kept('D')).due)).toBe('2026-11-30T10:00:00');
});

it('judges by the terms in force at acceptance, and anew when those were put right', async () => {
  await terms(2, '2026-11-24T00:00:00+08:00', 2);
  await accept('E1', '2026-11-23T10:00:00');
  await accept('E2', '2026-11-24T10:00:00');
  expect([local((await kept('E1')).due), local((await kept('E2')).due)]).toEqual([
    '2026-11-30T10:00:00',
    '2026-11-26T10:00:00',
  ]);
  await terms(3, '-infinity', 8);
  await cases.recompute.ask({ matterId });
  await recomputed();
  expect(await kept('E1')).toMatchObject({ version: 3 });
  expect(local((await kept('E1')).due)).toBe('2026-12-03T10:00:00');
  expect(await kept('E2')).toMatchObject({ version: 2 });
});

it('catches up at the start with a calendar that changed while nobody ran', async () => {
  holidays = ['2026-11-25'];
  version = 6;
  await sql`update case_recompute set finished_at = now() where finished_at is null`.execute(database.db);
  const again = createCases({
    ...{ db: database.db, clocks, now: () => nowMs },
    sealer: sealerWithKey(Buffer.alloc(32)),
  });
  again.start();
  await expect
    .poll(async () => local((await kept('E2')).due), { timeout: 10_000 })
    .toBe('2026-11-27T10:00:00');
  await again.close();
});
