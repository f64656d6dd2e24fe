import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { ask, type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import { PlaceClock } from '../calendar/index.ts';
import type { ExchangeAnswer, Feed, FeedAlarm, FeedMessage, FeedsFollowed } from '../contract/exchange.ts';
import { silentLog } from '../platform/log.ts';
import { FeedWatch } from './feed-watch.ts';
import { FeedsStore } from './feeds.store.ts';

let server: RecordServer;
let city: City;
let admin: ApiClient;
let machine: ApiClient;
let watch: FeedWatch;
/** Monday 2026-11-23, 09:00 in the zone. */
let nowMs = Date.parse('2026-11-23T01:00:00.000Z');
const minutes = (count: number) => {
  nowMs += count * 60_000;
};

/** A session does not last that long. */
const aDayLater = async () => {
  minutes(24 * 60 + 1);
  admin = await ApiClient.signIn(server.baseUrl, 'admin', 'admin-password-1');
};

const open = { morning: { from: '09:00', to: '12:00' }, afternoon: { from: '14:00', to: '17:00' } };
const closed = { morning: null, afternoon: null };
const clock = new PlaceClock({
  ...{ key: 'region:445200', version: 1, today: '2026-11-23' },
  place: {
    ...{ hallId: null, regionCode: '445200', zone: 'Asia/Shanghai', exceptions: [] },
    years: [{ year: 2026, days: [] }],
    hours: [[{ validFrom: '2020-01-01', week: [open, open, open, open, open, closed, closed] }]],
  },
});

beforeAll(async () => {
  server = await startRecordServer({ now: () => nowMs });
  ({ admin } = server);
  city = await registerCity(admin, [{ name: '1号机', mainUrl: 'rtsp://10.0.0.1/main', windows: ['1'] }]);
  machine = ApiClient.withToken(server.baseUrl, city.tokenSecret);
  watch = new FeedWatch({
    ...{ store: new FeedsStore({ db: server.db }), bus: server.bus, log: silentLog(), now: () => nowMs },
    clocks: { of: async () => clock, forget: () => undefined },
  });
});
afterAll(() => server.close());

let serial = 0;
const report = (more: Record<string, unknown> = {}) => {
  serial += 1;
  const event = {
    ...{ type: 'stage', eventId: `f${serial}`, caseNo: `F${serial}`, matterCode: city.matter.code },
    ...{ stage: 'received', occurredAt: new Date(nowMs).toISOString() },
  };
  return machine.post<ExchangeAnswer>('/api/v1/exchange/events', { events: [event], ...more });
};
const feed = async () => {
  const { items } = await admin.get<{ items: Feed[] }>('/api/v1/exchange/feeds');
  return items[0] as Feed;
};
const standing = async () => (await feed()).alarms.map((alarm) => alarm.fault);

it('a system that never reported is never heard, and one that does is fine', async () => {
  expect(await feed()).toMatchObject({
    ...{ source: 'scjg', state: 'never', lastHeardAt: null, silentAfterMinutes: 30, today: { sent: 0 } },
  });
  await report();
  expect(await feed()).toMatchObject({ state: 'fine', lastHeardAt: new Date(nowMs).toISOString() });
});

it('is silent after half an hour of office time, not over lunch, and the followers are told once', async () => {
  const heardBefore: FeedMessage[] = [];
  const socket = await server.connect(admin);
  socket.on('exchange:feed', (message) => heardBefore.push(message));
  const followed = await ask<FeedsFollowed>((ack) => socket.emit('exchange:follow', ack));
  expect(followed).toEqual({ faulty: 0 });
  minutes(170);
  await report();
  // 11:50; at 14:15 only 25 office minutes have gone.
  minutes(145);
  await watch.look();
  expect(await standing()).toEqual([]);
  minutes(6);
  await watch.look();
  await watch.look();
  expect(await feed()).toMatchObject({
    ...{ state: 'faulty', since: '2026-11-23T06:20:00.000Z' },
    alarms: [{ fault: 'silent', until: null }],
  });
  await report();
  await watch.look();
  expect(await feed()).toMatchObject({ state: 'fine', alarms: [] });
  const { items } = await admin.get<{ items: FeedAlarm[] }>('/api/v1/exchange/feeds/scjg/alarms');
  expect(items).toMatchObject([{ fault: 'silent', until: new Date(nowMs).toISOString() }]);
  for (let i = 0; i < 200 && heardBefore.length < 2; i += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(heardBefore.map(({ alarm }) => [alarm.fault, alarm.until === null])).toEqual([
    ['silent', true],
    ['silent', false],
  ]);
  socket.close();
});

it('is told when silence may be longer, or is nothing', async () => {
  const path = '/api/v1/exchange/feeds/scjg';
  await admin.request('PATCH', path, { silentAfterMinutes: null });
  await aDayLater();
  await watch.look();
  expect(await standing()).toEqual([]);
  expect(await admin.request<Feed>('PATCH', path, { silentAfterMinutes: 10_080 })).toMatchObject({
    silentAfterMinutes: 10_080,
  });
});

it('tells batches that never came, until they come or somebody writes them off', async () => {
  for (const sequence of [1, 2, 5]) await report({ sequence });
  await watch.look();
  expect(await feed()).toMatchObject({ lastSequence: 5, missingBatches: 2 });
  expect(await standing()).toEqual(['gap']);
  await report({ sequence: 4 });
  expect((await feed()).missingBatches).toBe(1);
  await admin.because('对方磁盘损坏', 'POST', '/api/v1/exchange/feeds/scjg/settle');
  await watch.look();
  expect(await feed()).toMatchObject({ state: 'fine', missingBatches: 0 });
});

it('tells a clock that is off, events that wait for a day, and the same again and again', async () => {
  const sentAt = () => new Date(nowMs + 95_000).toISOString();
  for (let i = 0; i < 3; i += 1) await report({ sentAt: sentAt() });
  const waits = {
    type: 'collected',
    eventId: 'w',
    caseNo: 'nobody',
    occurredAt: new Date(nowMs).toISOString(),
  };
  await machine.post('/api/v1/exchange/events', { events: [waits] });
  await machine.post('/api/v1/exchange/events', { events: Array(600).fill(waits) });
  await watch.look();
  expect((await standing()).sort()).toEqual(['duplicates', 'offset']);
  expect((await feed()).offsetMs).toBe(95_000);
  await aDayLater();
  await watch.look();
  // The day's counts begin anew.
  expect((await standing()).sort()).toEqual(['offset', 'waiting']);
});

it('keeps no more than so many refused rows a day, says so, and counts them all', async () => {
  const faults = (batch: number) =>
    Array.from({ length: 1000 }, (_, at) => ({ eventId: `bad-${batch}-${at}`, type: 'nonsense' }));
  for (let batch = 0; batch < 6; batch += 1)
    await machine.post('/api/v1/exchange/events', { events: faults(batch) });
  const { rows } = await sql<{ kept: number }>`select count(*)::int as kept from exchange_refusal`.execute(
    server.db,
  );
  expect(rows[0]?.kept).toBe(5000);
  await watch.look();
  expect(await standing()).toContain('refusals');
  expect((await feed()).today).toMatchObject({ sent: 6000, refused: 6000 });
});

it('has ended when its last token has', async () => {
  const { items } = await admin.get<{ items: { id: string }[] }>('/api/v1/tokens');
  await admin.request('DELETE', `/api/v1/tokens/${items[0]?.id}`);
  expect((await feed()).state).toBe('ended');
});
