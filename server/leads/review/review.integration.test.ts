/** Leads before people on a real database: for whom, what they become, what is held meanwhile, and what comes back. */
import { randomBytes, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient, ApiProblem } from '../../../test/factories/api-client.ts';
import { type City, registerCity } from '../../../test/factories/city.ts';
import { ask, type RecordServer, startRecordServer } from '../../../test/factories/record-server.ts';
import type { Grant, User } from '../../contract/access.ts';
import type { AlertDetail } from '../../contract/alerts.ts';
import type { AuditRow } from '../../contract/audit.ts';
import type { CaseSummary } from '../../contract/cases.ts';
import type { Hold } from '../../contract/holds.ts';
import type {
  DecidedLeads,
  Lead,
  LeadCounts,
  LeadDetail,
  LeadMessage,
  LeadsFollowed,
} from '../../contract/leads.ts';
import type { InboxNotice } from '../../contract/notices.ts';
import type { TimelineMark } from '../../contract/playback.ts';
import type { NewFindingOf } from '../../findings/index.ts';
import { createHolds, type Holds } from '../../holds/index.ts';
import { createNotices } from '../../notices/index.ts';
import { silentLog } from '../../platform/log.ts';
import { sealerWithKey } from '../../platform/sealer.ts';
import { createPlayback } from '../../playback/index.ts';
import { createFootage } from '../../recordings/index.ts';
import type { Candidate } from '../candidate.ts';
import { createLeads, type Leads } from '../index.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const nineMs = Math.floor(Date.now() / DAY) * DAY - 2 * DAY + 60 * MINUTE;
const at = (minutes: number): string => new Date(nineMs + minutes * MINUTE).toISOString();
const noted: NewFindingOf[] = [];

let laterMs = 0;
const closing: (() => Promise<void>)[] = [];
let server: RecordServer;
let holds: Holds;
let leads: Leads;
let city: City;
let sun: ApiClient;
let mon: ApiClient;
let away: ApiClient;

beforeAll(async () => {
  server = await startRecordServer({
    engine: false,
    now: () => Date.now() + laterMs,
    alsoSockets: () => [leads.sockets],
    also: ({ db, bus, access, audit, now, cases, places }) => {
      const log = silentLog();
      const { finder } = places;
      const parts = { db, bus, gate: access, visibility: access, finder, audit, now, log };
      const footage = createFootage({ db, now });
      const playback = createPlayback({
        ...{ ...parts, passages: cases.passages, footage },
        policyOf: (hallId) => places.service.policyOf(hallId),
        // Nothing is played here.
        encoders: { enter: async () => () => undefined },
        cacheDir: join(tmpdir(), `mc-leads-${randomUUID()}`),
      });
      const { notices, routes } = createNotices({
        ...{ ...parts, sealer: sealerWithKey(randomBytes(32)), mail: undefined },
        ...{ webhookNetworks: [], ownPorts: () => [], publicUrl: undefined },
      });
      holds = createHolds({
        ...{ ...parts, notices, footageOfCase: (caseId: string) => playback.rangesOfCase(caseId) },
      });
      leads = createLeads({
        ...{ ...parts, notices, holds, footage },
        // Made before these routes are asked, and known only after.
        cards: { issue: (lead) => server.alerts.confirmedLeads.issue(lead) },
        findings: {
          note: async (finding) => {
            noted.push(finding);
            return randomUUID();
          },
        },
        occupancy: { spans: async () => [] },
      });
      closing.push(
        () => leads.close(),
        () => holds.close(),
        () => playback.close(),
      );
      return [...routes, ...holds.routes, ...playback.routes, ...leads.routes];
    },
  });
  const { admin, db } = server;
  city = await registerCity(admin, [
    { name: '一号机', mainUrl: 'rtsp://10.0.0.1/main', windows: ['1'] },
    { name: '二号机', mainUrl: 'rtsp://10.0.0.2/main', windows: ['2'] },
  ]);
  const region: Grant['scope'] = { kind: 'region', code: '445200' };
  sun = await person('sun', [{ role: 'supervisor', scope: region }]);
  mon = await person('mon', [{ role: 'monitor', scope: { kind: 'hall', id: city.hall.id } }]);
  await admin.post('/api/v1/regions', { code: '990000', name: '别处', level: 'province', parentCode: null });
  away = await person('away', [{ role: 'supervisor', scope: { kind: 'region', code: '990000' } }]);
  // The registry is older than the story.
  await sql`update hall_window set created_at = ${at(-9000)}`.execute(db);
  await sql`update window_term set valid_from = ${at(-9000)}`.execute(db);
  await sql`update placement set valid_from = ${at(-9000)}`.execute(db);
  const machine = ApiClient.withToken(server.baseUrl, city.tokenSecret);
  const stage = (eventId: string, occurredAt: string, more: object) => ({
    ...{ type: 'stage', eventId, occurredAt, caseNo: 'L-1', hallId: city.hall.id, windowCode: '1' },
    ...{ matterCode: city.matter.code, ...more },
  });
  await machine.post('/api/v1/exchange/events', {
    events: [
      stage('l1', at(10), { stage: 'accepted', receiptNo: 'R-1' }),
      stage('l2', at(14), { stage: 'completed' }),
    ],
  });
});
afterAll(async () => {
  for (const close of closing) await close();
  await server.close();
});

async function person(username: string, grants: Grant[]): Promise<ApiClient> {
  const password = 'a-long-password-1';
  await server.admin.post<User>('/api/v1/users', { username, displayName: username, password, grants });
  return ApiClient.signIn(server.baseUrl, username, password);
}

async function caseId(): Promise<string> {
  const { items } = await server.admin.get<{ items: CaseSummary[] }>('/api/v1/cases?q=L-1');
  return items[0]?.id ?? '';
}

/** Raised as the rules would; answers its id. */
async function raise(subjectKey: string, more: Partial<Candidate> = {}): Promise<string> {
  const { raised } = await leads.book.raise([
    {
      ...{ kind: 'offRecord', subjectKey, fromMs: Date.parse(at(20)), toMs: Date.parse(at(26)) },
      ...{ regionCode: '445200', hallId: city.hall.id, windowId: city.windows[0]?.id ?? null },
      ...{ departmentId: city.department.id, caseId: null, cameraIds: [], clerk: null },
      facts: { servedMinutes: 6 },
      reasons: [{ what: 'servedWithoutRecord', points: 80 }],
      thresholds: { leastMinutes: 3 },
      benign: ['enquiry'],
      offsets: { sourceMs: null, cameraMs: null },
      ...more,
    },
  ]);
  return raised[0]?.id ?? '';
}
const get = (api: ApiClient, id: string) => api.get<LeadDetail>(`/api/v1/leads/${id}`);
const decide = async (api: ApiClient, id: string, body: object): Promise<LeadDetail> => {
  const { version } = await get(server.admin, id);
  return api.post<LeadDetail>(`/api/v1/leads/${id}/decision`, { version, ...body });
};
const codeOf = async (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'done',
    (error: unknown) => (error instanceof ApiProblem ? error.problem.code : String(error)),
  );
const list = async (api: ApiClient, query = '') =>
  (await api.get<{ items: Lead[] }>(`/api/v1/leads${query}`)).items;
const holdOf = async (lead: LeadDetail) => server.admin.get<Hold>(`/api/v1/holds/${lead.holdId}`);
const inbox = async (api: ApiClient) =>
  (await api.get<{ items: InboxNotice[] }>('/api/v1/inbox')).items.filter(
    ({ kind }) => kind === 'leadRaised',
  );

it('is seen where one may, with its evidence; is held from raising, and told to who reviews', async () => {
  const news: LeadMessage[] = [];
  const [near, far] = [await server.connect(mon), await server.connect(away)];
  near.on('leads:lead', (message) => news.push(message));
  far.on('leads:lead', () => expect.unreachable('told to somebody elsewhere'));
  await ask<LeadsFollowed>((ack) => far.emit('leads:follow', ack));
  const before = await ask<LeadsFollowed>((ack) => near.emit('leads:follow', ack));
  expect(before.counts).toEqual({ new: 0, watched: 0, mine: 0, explained: 0 });

  const id = await raise('window:1:a');
  await expect.poll(() => news.map((one) => `${one.lead.kind} ${one.isNews}`)).toContain('offRecord true');
  expect((await list(mon)).map((one) => one.id)).toEqual([id]);
  expect(await list(away)).toEqual([]);
  expect(await codeOf(get(away, id))).toBe('not_found');
  expect(await codeOf(decide(away, id, { action: 'dismiss', cause: 'enquiry' }))).toBe('not_found');

  const seen = await get(sun, id);
  expect(seen).toMatchObject({ strength: 80, windowCode: '1', hallName: city.hall.name, state: 'new' });
  expect(seen.clips).toMatchObject([{ cameraName: '一号机', from: at(19), to: at(28), percent: 0 }]);
  expect(seen.events.map((one) => one.what)).toEqual(['accepted', 'completed']);
  expect(seen.may).toEqual(['confirm', 'dismiss', 'watch']);
  expect(seen.outcomes).toEqual(['finding', 'order']);
  // A monitor looks live only, and orders nothing.
  const ofMonitor = await get(mon, id);
  expect(ofMonitor.clips.map((one) => one.percent)).toEqual([null]);
  expect(ofMonitor.outcomes).toEqual(['finding']);

  const held = await holdOf(seen);
  expect(held).toMatchObject({ kind: 'lead', subjectId: id, state: 'held', setBy: null });
  expect(held.ranges.map(({ cameraName, from, to }) => [cameraName, from, to])).toEqual([
    ['一号机', at(19), at(28)],
  ]);
  await leads.look();
  await leads.look();
  expect(await inbox(mon)).toHaveLength(1);
  expect(await inbox(away)).toEqual([]);
  const marks = await sun.get<{ items: TimelineMark[] }>(
    `/api/v1/playback/marks?from=${at(0)}&to=${at(60)}&cameraIds=${city.cameras[0]?.id}`,
  );
  expect(marks.items.filter(({ kind }) => kind === 'lead')).toMatchObject([{ what: 'offRecord', id }]);
});

it('becomes one card of its case, which the engine lets stand', async () => {
  const ofCase = await caseId();
  const id = await raise('case:L-1', {
    ...{ kind: 'doneThenRecorded', caseId: ofCase, fromMs: Date.parse(at(10)), toMs: Date.parse(at(14)) },
    reasons: [{ what: 'doneInMinutes', points: 60 }],
  });
  const card = { action: 'confirm', outcome: 'card', reason: '录像证实先办后录' };
  expect(await codeOf(decide(mon, id, card))).toBe('forbidden');
  expect(await codeOf(decide(sun, id, { ...card, version: 7 }))).toBe('lead_changed');
  const confirmed = await decide(sun, id, card);
  expect(confirmed).toMatchObject({ state: 'confirmed', outcome: 'card', may: [], decidedBy: 'sun' });
  expect(await codeOf(decide(sun, id, card))).toBe('not_possible');

  const cardOf = () => sun.get<AlertDetail>(`/api/v1/alerts/${confirmed.alertId}`);
  expect(await cardOf()).toMatchObject({
    ...{ ruleKey: 'lead-confirmed', state: 'issued', level: 'yellow', caseNo: 'L-1', windowCode: '1' },
    ground: { facts: { leadId: id, leadKind: 'doneThenRecorded' } },
    steps: [{ action: 'issue' }, { action: 'note', by: 'sun', reason: '录像证实先办后录' }],
  });
  // All of its case is looked at again: nothing is proposed, and no second one issued.
  await sql`update case_record set evaluate_at = now() - interval '1 hour', evaluated_at = null`.execute(
    server.db,
  );
  await server.alerts.engine.lookAtAll();
  expect(await cardOf()).toMatchObject({ state: 'issued', revocationProposed: null });
  const { rows } = await sql`select 1 from alert where rule_key = 'lead-confirmed'`.execute(server.db);
  expect(rows).toHaveLength(1);

  await holds.look();
  expect((await holdOf(confirmed)).state).toBe('held');
  const { items } = await server.admin.get<{ items: AuditRow[] }>('/api/v1/audit?action=lead.decide');
  expect(items[0]).toMatchObject({ target: `lead:${id}`, detail: { decision: 'confirm', outcome: 'card' } });
});

it('becomes a finding at its window, ordered put right where one may', async () => {
  const id = await raise('window:1:b');
  expect(await codeOf(decide(mon, id, { action: 'confirm', outcome: 'order', reason: '现场核实' }))).toBe(
    'forbidden',
  );
  expect(await codeOf(decide(sun, id, { action: 'confirm', outcome: 'card', reason: '现场核实' }))).toBe(
    'lead_without_case',
  );
  const done = await decide(mon, id, { action: 'confirm', outcome: 'finding', reason: '现场核实' });
  expect(done).toMatchObject({ state: 'confirmed', outcome: 'finding', alertId: null });
  expect(done.findingId).not.toBeNull();
  expect(noted).toMatchObject([
    { kind: 'offRecord', origin: 'lead', originId: id, windowId: city.windows[0]?.id, by: { name: 'mon' } },
  ]);
});

it('is dismissed, taken back at once by the same person, later with a reason; its footage waits to be let go', async () => {
  const id = await raise('window:1:c');
  await decide(mon, id, { action: 'dismiss', cause: 'enquiry' });
  expect((await decide(mon, id, { action: 'reopen' })).state).toBe('new');
  await decide(mon, id, { action: 'dismiss', cause: 'enquiry' });
  expect(await codeOf(decide(sun, id, { action: 'reopen' }))).toBe('invalid_request');
  const again = await decide(sun, id, { action: 'reopen', reason: '有新的情况' });
  expect(again.steps.map((step) => step.action)).toEqual(['raise', 'dismiss', 'reopen', 'dismiss', 'reopen']);

  const dismissed = await decide(mon, id, { action: 'dismiss', cause: 'zoneWrong' });
  await holds.subjectsChanged('lead', [id]);
  await holds.look();
  expect((await holdOf(dismissed)).state).toBe('held');
  laterMs = 11 * MINUTE;
  await holds.look();
  expect((await holdOf(dismissed)).state).toBe('ending');
  expect(await codeOf(decide(mon, id, { action: 'reopen' }))).toBe('invalid_request');
});

it('comes back when it was watched long enough', async () => {
  const id = await raise('window:1:d');
  const until = new Date(Date.now() + laterMs + MINUTE).toISOString();
  const watched = await decide(mon, id, { action: 'watch', until });
  expect(watched).toMatchObject({ state: 'watched', watcher: 'mon', watchUntil: until });
  expect((await list(mon, '?mine=yes')).map((one) => one.id)).toEqual([id]);
  expect(await list(sun, '?mine=yes')).toEqual([]);
  laterMs += 2 * MINUTE;
  await leads.look();
  expect(await get(mon, id)).toMatchObject({ state: 'new', watcher: null });
});

it('closes at once what late records explain, and tells the whole as a table', async () => {
  const [one, two] = [await raise('window:1:e'), await raise('window:1:f')];
  await leads.book.explain('offRecord', 'window:1:e', 'lateFeed');
  expect(await mon.get<LeadCounts>('/api/v1/leads/counts')).toMatchObject({ explained: 1 });
  expect((await list(mon, '?explained=yes')).map(({ id }) => id)).toEqual([one]);
  const items = [
    { id: one, version: (await get(mon, one)).version },
    { id: two, version: 1 },
  ];
  const answer = await mon.post<DecidedLeads>('/api/v1/leads/decisions', { action: 'dismiss', items });
  expect(answer.items.map(({ ok, code }) => [ok, code])).toEqual([
    [true, null],
    [false, 'not_explained'],
  ]);
  const { steps } = await get(mon, one);
  expect(steps.at(-1)).toMatchObject({ action: 'dismiss', by: 'mon', detail: { cause: 'lateFeed' } });
  const table = await (
    await fetch(`${server.baseUrl}/api/v1/leads.csv?state=dismissed`, { headers: mon.headers })
  ).text();
  expect(table).toContain('体外循环,已排除,80');
  const { items: trail } = await server.admin.get<{ items: AuditRow[] }>('/api/v1/audit?action=lead.export');
  expect(trail).toMatchObject([{ actor: 'user:mon', detail: { format: 'csv', state: 'dismissed' } }]);
});
