/** What other slices have people told of, through a real server: feeds, refused rows, clocks, cards that wait, appeals. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { BuiltInRole, Scope, User } from '../contract/access.ts';
import { noticeText } from '../contract/notice-words.ts';
import type { NoticeKind, NoticeValues } from '../contract/notices.ts';
import { silentLog } from '../platform/log.ts';
import { DailyRound } from './index.ts';

const MINUTE = 60_000;
/** Monday 2026-12-28, 10:00 in Jieyang: what is accepted now ends in a year whose calendar nobody knows. */
const START = Date.parse('2026-12-28T02:00:00.000Z');
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
  await person('deng', 'department', { kind: 'department', id: city.department.id });
  await person('sun', 'supervisor', { kind: 'region', code: '445200' });
  await person('shi', 'admin', { kind: 'region', code: '445200' });
  await person('sheng', 'admin', { kind: 'region', code: '440000' });
});
afterAll(() => server.close());

async function person(username: string, role: BuiltInRole, scope: Scope): Promise<void> {
  const body = { username, displayName: username, password: 'a-long-password-7', grants: [{ role, scope }] };
  await server.admin.post<User>('/api/v1/users', body);
}

/** Who was told what of a kind, in the order of telling. */
async function told(kind: NoticeKind): Promise<{ who: string; subject: string; lines: readonly string[] }[]> {
  const { rows } = await sql<{ who: string; values: NoticeValues }>`
    select n.recipient_name as who, n.values from notice n where n.kind = ${kind} order by n.seq`.execute(
    server.db,
  );
  return rows.map(({ who, values }) => ({ who, ...noticeText(kind, values, 'zh', 'Asia/Shanghai') }));
}
const whoOf = async (kind: NoticeKind) =>
  (await told(kind)).map(({ who }) => (who === '管理员' ? 'admin' : who)).sort();

let serial = 0;
const report = (more: object = {}, batch: object = {}) => {
  serial += 1;
  const event = {
    ...{ type: 'stage', eventId: `n${serial}`, caseNo: `N${serial}`, matterCode: city.matter.code },
    ...{ stage: 'accepted', receiptNo: 'R-1', hallId: city.hall.id, windowCode: '1' },
    ...{ occurredAt: new Date(nowMs - MINUTE).toISOString(), ...more },
  };
  return machine.post('/api/v1/exchange/events', { events: [event], ...batch });
};

it('tells whoever can put a feed right that it fails, and that it is right again, each once', async () => {
  await report({}, { sequence: 1 });
  await report({}, { sequence: 4 });
  const { watch } = server.exchange;
  await watch.look();
  await watch.look();
  expect(await whoOf('feedAlarm')).toEqual(['admin', 'deng', 'sheng', 'shi']);
  const [began] = await told('feedAlarm');
  expect(began).toMatchObject({ subject: '数据接口异常：scjg 批次缺号' });
  expect(began?.lines).toContain('数量 2');
  for (const sequence of [2, 3]) await report({}, { sequence });
  await watch.look();
  await watch.look();
  const all = await told('feedAlarm');
  expect(all).toHaveLength(8);
  expect(all.at(-1)?.subject).toBe('数据接口恢复：scjg 批次缺号');
  expect(all.at(-1)?.lines.at(-1)).toMatch(/^恢复 2026-12-28 /);
});

it('tells departments once a day of refused rows, not before offices open, and twice whatever restarts to nobody', async () => {
  await report({ matterCode: 'nothing-known' });
  const round = () =>
    new DailyRound({
      errands: { refusals: server.exchange.tellRefusals },
      log: silentLog(),
      now: () => nowMs,
    });
  nowMs = Date.parse('2026-12-29T00:29:00.000Z');
  await round().look();
  expect(await told('refusalsWaiting')).toEqual([]);
  nowMs += 2 * MINUTE;
  for (const one of [round(), round()]) {
    await one.look();
    await one.look();
  }
  expect(await whoOf('refusalsWaiting')).toEqual(['admin', 'deng', 'sheng', 'shi']);
  expect((await told('refusalsWaiting'))[0]?.subject).toBe('1 条上报数据待更正');
  nowMs += 24 * 60 * MINUTE;
  await round().look();
  expect(await told('refusalsWaiting')).toHaveLength(8);
});

it('an errand that fails does not keep another from being done, and is tried again', async () => {
  const done: string[] = [];
  let fails = true;
  const round = new DailyRound({
    errands: {
      bad: async () => {
        if (fails) throw new Error('not now');
        done.push('bad');
      },
      good: async (day) => void done.push(day),
    },
    ...{ log: silentLog(), now: () => nowMs },
  });
  await round.look();
  fails = false;
  await round.look();
  await round.look();
  expect(done).toEqual(['2026-12-30', 'bad']);
});

it('tells that clocks stand still, each of their part, once until it heals', async () => {
  const { clockFaults } = server;
  await clockFaults.look();
  await clockFaults.look();
  const all = await told('clockFault');
  expect(await whoOf('clockFault')).toEqual(['admin', 'sheng', 'shi']);
  expect(all.find(({ who }) => who === 'shi')?.subject).toBe('时限无法计算：揭阳市 当年节假日安排未录入');
  expect(all.find(({ who }) => who === 'sheng')?.subject).toContain('广东省');
  expect(all[0]?.lines).toContain('最早缺 2027-01-01');
  const admin = await ApiClient.signIn(server.baseUrl, 'admin', 'admin-password-1');
  await admin.request('PUT', '/api/v1/calendars/CN/2027', { announced: true, days: [] });
  await clockFaults.look();
  expect(await told('clockFault')).toHaveLength(3);
  await admin.because('年份录错', 'DELETE', '/api/v1/calendars/CN/2027');
  await clockFaults.look();
  expect(await told('clockFault')).toHaveLength(6);
});

it('tells supervisors of cards that wait for them, and departments of appeals that end', async () => {
  await report({ caseNo: 'bare', receiptNo: undefined });
  await server.alerts.engine.lookAtAll();
  expect(await whoOf('cardPending')).toEqual(['admin', 'sheng', 'shi', 'sun']);
  expect((await told('cardPending'))[0]?.subject).toMatch(/待确认：bare /);
  await sql`update alert set state = 'issued', issued_at = ${new Date(nowMs)},
    appeal_until = ${new Date(nowMs + 60 * MINUTE)} where state = 'pending'`.execute(server.db);
  await server.alerts.tellAppealsEnding('2026-12-30');
  await server.alerts.tellAppealsEnding('2026-12-30');
  expect(await whoOf('appealsEnding')).toEqual(['admin', 'deng', 'sheng', 'shi']);
  expect((await told('appealsEnding'))[0]?.subject).toBe('1 张牌的申诉期将满');
});
