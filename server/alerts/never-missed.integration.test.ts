/** Cards that are easily missed: what comes late, twice, ahead of our clock, or while somebody else is at it. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../../test/factories/api-client.ts';
import { ADMIN_PASSWORD } from '../../test/factories/app-server.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { Alert } from '../contract/alerts.ts';
import { EngineStore } from './engine.store.ts';
import { askForSweep } from './sweeps.store.ts';
import { Sweeps } from './sweeps.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** A Monday, 10:00 in Jieyang. */
const START = Date.parse('2026-03-02T02:00:00.000Z');
let nowMs = START;
let server: RecordServer;
let city: City;
let machine: ApiClient;

beforeAll(async () => {
  server = await startRecordServer({ now: () => nowMs, engine: false });
  city = await registerCity(server.admin, [
    { name: '1号机', mainUrl: 'rtsp://10.0.0.1/main', windows: ['1'] },
  ]);
  machine = ApiClient.withToken(server.baseUrl, city.tokenSecret);
  const limit = (value: number) => ({ value, unit: 'workingDay' });
  await server.admin.post('/api/v1/matters', {
    ...{ departmentId: city.department.id, code: 'STAGED', name: '分环节办理' },
    ...{ promisedLimit: limit(15), statutoryLimit: limit(20) },
    stages: [{ stage: 'handling', limit: limit(2), responsibleName: null }],
  });
});
afterAll(() => server.close());

let events = 0;
const event = (type: string, caseNo: string, atMs: number, more: object = {}) => {
  events += 1;
  return { type, eventId: `e${events}`, occurredAt: new Date(atMs).toISOString(), caseNo, ...more };
};
const step = (caseNo: string, stage: string, atMs: number, matterCode = 'SCJG-0001', more: object = {}) =>
  event('stage', caseNo, atMs, { stage, matterCode, ...more });
const accepted = (caseNo: string, atMs: number, matterCode?: string) =>
  step(caseNo, 'accepted', atMs, matterCode, { receiptNo: 'R-1' });
async function report(...all: object[]): Promise<void> {
  const answer = await machine.post<{ rejected: number; results: unknown[] }>('/api/v1/exchange/events', {
    events: all,
  });
  expect(answer.rejected, JSON.stringify(answer.results)).toBe(0);
}
const look = () => server.alerts.engine.lookAtAll();
async function cardsOf(caseNo: string): Promise<string[]> {
  const admin = await ApiClient.signIn(server.baseUrl, 'admin', ADMIN_PASSWORD);
  const { items } = await admin.get<{ items: Alert[] }>(`/api/v1/alerts?q=${caseNo}`);
  return items.map((card) => `${card.ruleKey} ${card.state}`).sort();
}

it('issues what a department did by a clock that is ahead of ours', async () => {
  await report(event('refused', 'ahead', nowMs + 2000, { matterCode: 'SCJG-0001' }));
  await look();
  nowMs += 5000;
  await look();
  expect(await cardsOf('ahead')).toEqual(['refusal-without-reason issued']);
});

it('times a stage from when the case came into it, however many steps were reported there', async () => {
  const from = nowMs;
  await report(accepted('twice', from, 'STAGED'), step('twice', 'handling', from + 1, 'STAGED'));
  nowMs = from + DAY - HOUR;
  await report(step('twice', 'handling', nowMs, 'STAGED'));
  await look();
  expect(await cardsOf('twice')).toEqual([]);
  nowMs = from + DAY + HOUR;
  await look();
  expect(await cardsOf('twice')).toEqual(['stage-warning issued']);
});

it('looks again when a receipt that comes late shows that a correction was asked for late', async () => {
  const from = nowMs - 30 * DAY;
  await report(event('correctionAsked', 'receipt-late', from + 20 * DAY, { matterCode: 'SCJG-0001' }));
  await look();
  await report(step('receipt-late', 'received', from));
  await look();
  expect(await cardsOf('receipt-late')).toEqual(['correction-late issued']);
});

it('runs the clock of a case that was accepted although nobody reported what it was corrected by', async () => {
  const from = nowMs - 40 * DAY;
  await report(
    event('correctionAsked', 'unanswered', from - DAY, { matterCode: 'SCJG-0001' }),
    accepted('unanswered', from),
  );
  await look();
  expect(await cardsOf('unanswered')).toEqual(
    ['case-red issued', 'case-warning issued', 'case-yellow issued'].sort(),
  );
});

it('is kept from nobody by a case whose record cannot be read', async () => {
  const from = nowMs;
  await report(accepted('unreadable', from), accepted('legible', from));
  await look();
  await sql`update case_record set pauses = '[null]'
    where case_no = 'unreadable'`.execute(server.db);
  nowMs = from + 13 * DAY;
  await look();
  expect(await cardsOf('legible')).toEqual(['case-warning issued']);
  expect(await cardsOf('unreadable')).toEqual(['case-warning issued']);
});

it('is no fault any more once it could be looked at, though there was nothing to say', async () => {
  await report(accepted('healed', nowMs));
  const { rows } = await sql<{ id: string }>`
    select id from case_record where case_no = 'healed'`.execute(server.db);
  await new EngineStore({ db: server.db }).recordFault(rows[0]?.id ?? '', 'odd', nowMs);
  nowMs += 2 * HOUR;
  await look();
  expect(await server.db.selectFrom('evaluation_fault').select('case_id').execute()).toEqual([]);
});

it.each([
  ['that was due', 0],
  ['that was to be looked at later', 20 * DAY],
])(
  'looks again at a case %s, and that an engine put off by the rules of before while they changed',
  async (what, inMs) => {
    await report(accepted(what, nowMs));
    await look();
    const evaluateAt = (atMs: number) =>
      sql`update case_record set evaluate_at = ${new Date(atMs)} where case_no = ${what}`.execute(server.db);
    await evaluateAt(nowMs + inMs);
    await askForSweep(server.db, { regionCode: '445200', whole: false }, nowMs);
    const sweeps = new Sweeps({
      ...{ db: server.db, store: new EngineStore({ db: server.db }) },
      quickLook: async (rows) => {
        // An engine that had it in hand is done just now.
        await evaluateAt(nowMs + 30 * DAY);
        return rows.map(() => nowMs + DAY);
      },
    });
    while (await sweeps.run(nowMs));
    const { rows } = await sql<{ at: Date; evaluated: Date | null }>`select evaluate_at as at,
    evaluated_at as evaluated from case_record where case_no = ${what}`.execute(server.db);
    expect(rows).toEqual([{ at: new Date(nowMs), evaluated: null }]);
  },
);
