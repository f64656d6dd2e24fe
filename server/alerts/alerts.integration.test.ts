import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { ADMIN_PASSWORD } from '../../test/factories/app-server.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { ask, type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { BuiltInRole, Scope, User } from '../contract/access.ts';
import type {
  Alert,
  AlertCounts,
  AlertDetail,
  AlertFile,
  AlertMessage,
  AlertsFollowed,
  DecidedAlerts,
  Decision,
} from '../contract/alerts.ts';
import type { ExchangeEventInput } from '../contract/exchange.ts';
import type { WindowStatus } from '../contract/overlays.ts';
import type { Rule, RulePreview } from '../contract/rules.ts';

const DAY = 86_400_000;
/** A Monday, 10:00 in Jieyang. */
const START = Date.parse('2026-03-02T02:00:00.000Z');
const PASSWORD = 'a-long-password-7';
let nowMs = START;
let server: RecordServer;
let city: City;
let machine: ApiClient;
let admin: ApiClient;
let supervisor: ApiClient;
let department: ApiClient;
let away: ApiClient;
beforeAll(async () => {
  server = await startRecordServer({ now: () => nowMs, engine: false });
  admin = server.admin;
  city = await registerCity(admin, [
    { name: '1号机', mainUrl: 'rtsp://10.0.0.1/main', windows: ['1', '2', '3'] },
  ]);
  machine = ApiClient.withToken(server.baseUrl, city.tokenSecret);
  supervisor = await person('sun', 'supervisor', { kind: 'region', code: '445200' });
  department = await person('deng', 'department', { kind: 'department', id: city.department.id });
  const other = await admin.post<{ id: string }>('/api/v1/departments', {
    ...{ regionCode: '445200', name: '揭阳市公安局' },
  });
  away = await person('wai', 'department', { kind: 'department', id: other.id });
});
afterAll(() => server.close());

/** Sessions do not last as long as cases: everybody signs in again. */
async function forward(toMs: number): Promise<void> {
  nowMs = toMs;
  const signIn = (name: string, password = PASSWORD) => ApiClient.signIn(server.baseUrl, name, password);
  admin = await signIn('admin', ADMIN_PASSWORD);
  supervisor = await signIn('sun');
  department = await signIn('deng');
  away = await signIn('wai');
}

async function person(username: string, role: BuiltInRole, scope: Scope): Promise<ApiClient> {
  const body = { username, displayName: username, password: PASSWORD, grants: [{ role, scope }] };
  await admin.post<User>('/api/v1/users', body);
  return ApiClient.signIn(server.baseUrl, username, PASSWORD);
}

let events = 0;
const iso = (ms: number) => new Date(ms).toISOString();
type StageEvent = Extract<ExchangeEventInput, { type: 'stage' }>;
const step = (caseNo: string, stage: StageEvent['stage'], atMs: number, more: Partial<StageEvent> = {}) => {
  events += 1;
  return {
    ...{ type: 'stage' as const, eventId: `e${events}`, occurredAt: iso(atMs), caseNo, stage },
    ...{ matterCode: 'SCJG-0001', receiptNo: 'R-1', hallId: city.hall.id, windowCode: '1', ...more },
  };
};
const report = (...all: object[]) => machine.post('/api/v1/exchange/events', { events: all });
const look = () => server.alerts.engine.lookAtAll();
const cards = async (query = '', api?: ApiClient) =>
  (await (api ?? admin).get<{ items: Alert[] }>(`/api/v1/alerts?${query}`)).items;
const cardsOf = async (caseNo: string) =>
  (await cards(`q=${caseNo}`)).map((card) => `${card.ruleKey} ${card.state}`).sort();
const get = (card: Alert) => supervisor.get<AlertDetail>(`/api/v1/alerts/${card.id}`);
const decide = (api: ApiClient, card: Alert, action: Decision, more: object = {}) =>
  api.post<AlertDetail>(`/api/v1/alerts/${card.id}/decide`, {
    ...{ action, version: card.version, reason: '因为如此', ...more },
  });
const answer = (api: ApiClient, card: Alert, action: 'appeal' | 'reply', files: string[] = []) =>
  api.post<AlertDetail>(`/api/v1/alerts/${card.id}/answer`, {
    ...{ action, version: card.version, reason: '情况说明', files },
  });
const fails = async (what: Promise<unknown>): Promise<ApiProblem['problem']> => {
  try {
    await what;
  } catch (error) {
    if (error instanceof ApiProblem) return error.problem;
    throw error;
  }
  throw new Error('it was allowed');
};
/** A case over its promised limit, with its yellow card. */
async function late(caseNo: string, more: Partial<StageEvent> = {}): Promise<Alert> {
  await report(step(caseNo, 'accepted', nowMs - 20 * DAY, more));
  await look();
  const [card] = await cards(`q=${caseNo}&level=yellow`);
  if (card === undefined) throw new Error('no card');
  return card;
}

describe('issuing', () => {
  it('happens at the millisecond, once, and at the time that was said', async () => {
    await report(step('on-time', 'accepted', START));
    await look();
    expect(await cardsOf('on-time')).toEqual([]);
    // Ten working days, none of them a holiday: Monday the 16th, 10:00.
    const due = Date.parse('2026-03-16T02:00:00.000Z');
    await forward(due);
    await look();
    expect(await cardsOf('on-time')).toEqual(['case-warning issued']);
    nowMs = due + 1;
    await look();
    await look();
    expect(await cardsOf('on-time')).toEqual(['case-warning issued', 'case-yellow issued']);
    const [card] = await cards('q=on-time&level=yellow');
    expect(card).toMatchObject({ dueAt: iso(due + 1), issuedAt: iso(due + 1), windowCode: '1' });
    const { rows } = await sql<{
      at: Date;
    }>`select evaluate_at as at from case_record where case_no = 'on-time'`.execute(server.db);
    // The statutory limit: twenty working days.
    expect(rows[0]?.at.toISOString()).toBe('2026-03-30T02:00:00.001Z');
  });

  it('shows the gravest card at the window, and again what was there before when it is revoked', async () => {
    await forward(nowMs + DAY);
    const card = await late('at-window', { windowCode: '2' });
    const [, window] = city.windows;
    const status = () => admin.get<WindowStatus>(`/api/v1/windows/${window?.id}/status`);
    expect((await status()).case?.card).toEqual({ id: card.id, level: 'yellow', issuedAt: card.issuedAt });
    await report(step('at-window', 'handling', nowMs - 1000, { windowCode: '2' }));
    expect((await status()).case).toMatchObject({ stage: 'handling', card: { id: card.id } });
    nowMs += 1000;
    const appealed = await answer(department, card, 'appeal');
    await decide(supervisor, appealed, 'uphold');
    expect((await status()).case?.card).toMatchObject({ level: 'warning' });
  });

  it('proposes a revocation when late data says that the case was done in time', async () => {
    const card = await late('was-done');
    await report(step('was-done', 'completed', nowMs - 19 * DAY, { certificateNo: 'Z-1' }));
    await look();
    const detail = await get(card);
    expect(detail).toMatchObject({ state: 'issued', revocationProposed: iso(nowMs) });
    expect(detail.snapshots.map(({ why }) => why)).toEqual(['created', 'proposed']);
    expect(detail.may).toContain('uphold');
    expect((await supervisor.get<AlertCounts>('/api/v1/alerts/counts')).proposed).toBe(2);
    const revoked = await decide(supervisor, detail, 'uphold');
    expect(revoked).toMatchObject({ state: 'revoked', revocationProposed: null });
    expect(revoked.snapshots.at(-1)).toMatchObject({
      why: 'revoked',
      state: { completedAt: iso(nowMs - 19 * DAY) },
    });
    // Right after all, and still there is no second one.
    await report(step('was-done', 'handling', nowMs - 18 * DAY));
    await look();
    expect(await cardsOf('was-done')).toEqual(['case-warning issued', 'case-yellow revoked']);
  });

  it('lets what a person has to confirm wait, and takes it back by itself', async () => {
    await report(
      step('bare', 'accepted', nowMs - 1000, { receiptNo: undefined, recordKey: 'k', dataVersion: 1 }),
    );
    await look();
    const [waits] = await cards('q=bare&state=pending');
    expect(waits).toMatchObject({ ruleKey: 'no-receipt', issuedAt: null });
    await report(step('bare', 'accepted', nowMs - 1000, { recordKey: 'k', dataVersion: 2 }));
    await look();
    expect(await cardsOf('bare')).toEqual(['no-receipt cancelled']);
  });

  it('sets a case apart that cannot be evaluated, and goes on with the others', async () => {
    await report(step('odd', 'accepted', nowMs - 20 * DAY), step('even', 'accepted', nowMs - 20 * DAY));
    const { rows } = await sql<{ id: string; matterId: string }>`
      select id, matter_id as "matterId" from case_record where case_no = 'odd'`.execute(server.db);
    await sql`insert into case_event (source, event_id, type, case_id, occurred_at, received_at, detail)
      values ('scjg', 'odd-1', 'specialProcedure', ${rows[0]?.id}, now(), now(),
        '{"applied": {"value": 1, "unit": "blue moon"}}')`.execute(server.db);
    await look();
    expect(await cardsOf('even')).toEqual(['case-warning issued', 'case-yellow issued']);
    const { items } = await admin.get<{ items: { caseNo: string }[] }>('/api/v1/alerts/evaluation-faults');
    expect(items.map((one) => one.caseNo)).toEqual(['odd']);
    await sql`update case_record set evaluate_at = null where case_no = 'odd'`.execute(server.db);
  });
});

describe('the life of a card', () => {
  it('is appealed once by its department and decided, by who may, with reasons', async () => {
    const card = await late('life-1');
    expect((await fails(decide(department, card, 'note'))).code).toBe('forbidden');
    expect((await fails(answer(supervisor, card, 'appeal'))).code).toBe('forbidden');
    expect((await fails(away.get(`/api/v1/alerts/${card.id}`))).code).toBe('not_found');
    expect((await fails(answer(away, card, 'appeal'))).code).toBe('not_found');
    expect(await cards('q=life-1', away)).toEqual([]);
    expect((await fails(decide(supervisor, card, 'order', { reason: '' }))).code).toBe('invalid_request');
    expect((await fails(decide(supervisor, card, 'issue'))).code).toBe('not_possible');

    const appealed = await answer(department, card, 'appeal');
    expect(appealed.state).toBe('appealed');
    // Somebody was faster.
    const changed = await fails(decide(supervisor, card, 'order'));
    expect(changed).toMatchObject({ status: 409, code: 'alert_changed', context: { state: 'appealed' } });
    const rejected = await decide(supervisor, appealed, 'reject_appeal');
    expect(rejected).toMatchObject({ state: 'issued', version: card.version + 2 });
    expect(rejected.steps.map(({ action, by }) => [action, by])).toEqual([
      ['issue', null],
      ['appeal', 'deng'],
      ['reject_appeal', 'sun'],
    ]);
    expect((await fails(answer(department, rejected, 'appeal'))).code).toBe('not_possible');
    expect((await cards('mine=yes', department)).map((one) => one.id)).not.toContain(card.id);
  });

  it('cannot be appealed when the time is over', async () => {
    const card = await late('life-2');
    await forward(Date.parse(card.appealUntil ?? '') + 1);
    expect((await fails(answer(department, card, 'appeal'))).code).toBe('not_possible');
  });

  it('is ordered to be put right, answered with a file, sent back, and accepted', async () => {
    const card = await late('life-3');
    const ordered = await decide(supervisor, card, 'order', { reason: '三日内办结并说明', days: 3 });
    expect(ordered).toMatchObject({ order: 'ordered' });
    expect((await cards('mine=yes', department)).map((one) => one.id)).toEqual([card.id]);
    const upload = (name: string, bytes: Buffer, api: ApiClient = department) =>
      api.fetch(`/api/v1/alerts/${card.id}/files?name=${encodeURIComponent(name)}`, {
        ...{ method: 'POST', body: new Uint8Array(bytes) },
        headers: { 'content-type': 'application/octet-stream' },
      });
    const page = await upload('说明.pdf', Buffer.from('<html><script>alert(1)</script>'));
    expect([page.status, ((await page.json()) as { code: string }).code]).toEqual([415, 'file_type_unknown']);
    expect((await upload('x.pdf', Buffer.from('%PDF-1.7'), away)).status).toBe(404);
    const file = (await (await upload('..\\说明.pdf', Buffer.from('%PDF-1.7 …'))).json()) as AlertFile;
    expect(file).toMatchObject({ name: '说明.pdf', type: 'pdf' });
    const replied = await answer(department, ordered, 'reply', [file.id]);
    expect(replied).toMatchObject({ order: 'replied', orderUntil: null });
    expect(replied.steps.at(-1)?.files).toEqual([file]);
    const saved = await supervisor.fetch(`/api/v1/alerts/${card.id}/files/${file.id}`);
    expect([
      saved.status,
      saved.headers.get('content-type'),
      saved.headers.get('x-content-type-options'),
    ]).toEqual([...[200, 'application/pdf', 'nosniff']]);
    expect(saved.headers.get('content-disposition')).toContain('attachment');
    expect((await away.fetch(`/api/v1/alerts/${card.id}/files/${file.id}`)).status).toBe(404);

    const back = await decide(supervisor, replied, 'send_back');
    expect(back.order).toBe('ordered');
    expect((await fails(answer(department, back, 'reply', [file.id]))).code).toBe('unknown_file');
    const again = await answer(department, back, 'reply');
    expect(await decide(supervisor, again, 'rectify')).toMatchObject({ order: 'rectified', state: 'issued' });
  });

  it('tells who gave an order once that it was not answered, and the next in line while nothing is done', async () => {
    const [first, second] = [await late('life-4'), await late('life-5')];
    await decide(supervisor, first, 'order', { days: 1 });
    await forward(nowMs + 5 * DAY);
    await look();
    await look();
    expect((await get(first)).steps.map(({ action, reason }) => [action, reason])).toEqual([
      ['issue', null],
      ['order', '因为如此'],
      ['escalate', 'order_overdue'],
    ]);
    const { steps } = await get(second);
    expect(steps.map(({ action, detail }) => [action, detail.to])).toEqual([
      ['issue', undefined],
      ['escalate', 'leader'],
    ]);
  });

  it('tells the next in line once an appeal is rejected that was open when they were to be told', async () => {
    const appealed = await answer(department, await late('life-6'), 'appeal');
    await forward(nowMs + 5 * DAY);
    await look();
    const rejected = await decide(supervisor, appealed, 'reject_appeal');
    await look();
    const { steps } = await get(rejected);
    expect(steps.map(({ action }) => action)).toEqual(['issue', 'appeal', 'reject_appeal', 'escalate']);
  });

  it('is decided for many at once, each for itself', async () => {
    const [a, b] = [await late('bulk-1'), await late('bulk-2')];
    await answer(department, b, 'appeal');
    const { items } = await supervisor.post<DecidedAlerts>('/api/v1/alerts/bulk', {
      items: [a, b, { id: '33333333-3333-4333-8333-333333333333', version: 1 }].map(({ id, version }) => ({
        id,
        version,
      })),
      ...{ action: 'order', reason: '请尽快办结' },
    });
    expect(items.map(({ ok, code, alert }) => [ok, code, alert?.order])).toEqual([
      [true, null, 'ordered'],
      [false, 'alert_changed', undefined],
      [false, 'not_found', undefined],
    ]);
  });

  it('is a table for who takes it along', async () => {
    const file = await supervisor.fetch('/api/v1/alerts/export?level=yellow');
    const text = await file.text();
    expect(text.split('\r\n')[0]).toContain('办件流水号');
    expect(text).toContain('life-3');
    expect(await (await away.fetch('/api/v1/alerts/export')).text()).not.toContain('life-3');
  });
});

describe('rules', () => {
  const body = async (key: string): Promise<Omit<Rule, 'id'>> => {
    const { items } = await admin.get<{ items: Rule[] }>('/api/v1/rules?regionCode=445200');
    const found = items.find((rule) => rule.key === key);
    if (found === undefined) throw new Error('no such rule');
    return found;
  };
  const set = async (key: string, change: object) =>
    admin.because<Rule>('试行', 'PUT', `/api/v1/rules/${key}`, {
      ...(await body(key)),
      ...change,
      regionCode: '445200',
    });

  it('are a region’s own, previewed, kept as they were, and set back', async () => {
    await forward(nowMs + DAY);
    await report(step('ruled', 'accepted', nowMs - 7 * DAY));
    await look();
    expect(await cardsOf('ruled')).toEqual([]);
    const share = { kind: 'share', basis: 'promised', share: 0.1 };
    const yellow = await body('case-yellow');
    const seen = await admin.post<RulePreview>('/api/v1/rules/preview', {
      ...{ regionCode: '445200', key: 'case-yellow', body: { ...yellow, threshold: share } },
    });
    expect(seen).toMatchObject({ without: 0, faults: 0, cut: false, lookedAt: seen.open });
    expect(seen.samples.find(({ caseNo }) => caseNo === 'ruled')).toMatchObject({ change: 'gain' });
    expect(
      (await fails(admin.request('PUT', '/api/v1/rules/case-yellow', { ...yellow, regionCode: '445200' })))
        .code,
    ).toBe('reason_required');
    expect((await fails(set('case-yellow', { subject: 'stage' }))).code).toBe('rule_differs');
    expect(await set('case-yellow', { threshold: share })).toMatchObject({
      version: 1,
      regionCode: '445200',
      changedBy: 'admin',
    });
    await look();
    expect(await cardsOf('ruled')).toEqual(['case-yellow issued']);
    const [card] = await cards('q=ruled');
    expect(card).toMatchObject({ ruleKey: 'case-yellow', ruleVersion: 1 });

    await admin.because('试行结束', 'DELETE', '/api/v1/rules/case-yellow?regionCode=445200');
    await look();
    // It was right by the rule of its day.
    expect(await get(card as Alert)).toMatchObject({ state: 'issued', revocationProposed: null });
    expect(await body('case-yellow')).toMatchObject({ regionCode: null });
    const { items } = await admin.get<{
      items: { version: number; body: object | null; reason: string }[];
    }>('/api/v1/rules/case-yellow/history?regionCode=445200');
    expect(items.map((one) => [one.version, one.body === null, one.reason])).toEqual([
      [2, true, '试行结束'],
      [1, false, '试行'],
    ]);
  });

  it('are not for supervisors to set', async () => {
    expect(
      (await fails(supervisor.because('x x', 'DELETE', '/api/v1/rules/case-red?regionCode=445200'))).code,
    ).toBe('forbidden');
  });
});

describe('following', () => {
  it('tells who may see them, with counts, and fills gaps', async () => {
    const [mine, others] = [await server.connect(department), await server.connect(away)];
    const seen: AlertMessage[] = [];
    const foreign: AlertMessage[] = [];
    mine.on('alerts:card', (message) => seen.push(message));
    others.on('alerts:card', (message) => foreign.push(message));
    const follow = (since: string | null, socket = mine) =>
      ask<AlertsFollowed>((ack) => socket.emit('alerts:follow', { since }, ack));
    const first = await follow(null);
    await follow(null, others);
    expect(first).toMatchObject({ missed: [], reset: false });
    const counts = new Promise<AlertCounts>((resolve) => mine.once('alerts:counts', resolve));
    const card = await late('told-1', { windowCode: '3' });
    expect((await counts).issued.yellow).toBe(first.counts.issued.yellow + 1);
    await expect
      .poll(() => seen.filter(({ alert }) => alert.id === card.id))
      .toMatchObject([{ isNews: true }]);

    await ask<null>((ack) => mine.emit('alerts:unfollow', ack));
    nowMs += 60_000;
    const missed = await late('told-2');
    const back = await follow(iso(nowMs));
    expect(back.missed.map((one) => one.id)).toContain(missed.id);
    expect(foreign).toEqual([]);
  });
});
