import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '../../test/factories/api-client.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import { type RightsCity, registerRightsCity } from '../../test/factories/rights-city.ts';
import type { CaseDetail, CaseSummary } from '../contract/cases.ts';
import type {
  ExchangeAnswer,
  FeedDay,
  Refusal,
  RefusalDetail,
  ResendAnswer,
  WaitingEvent,
} from '../contract/exchange.ts';

let server: RecordServer;
let city: RightsCity;
let machine: ApiClient;
/** Of the reporting department, of one that shares its hall, and of the region above. */
let own: ApiClient;
let neighbour: ApiClient;
let supervisor: ApiClient;
beforeAll(async () => {
  server = await startRecordServer();
  city = await registerRightsCity(server.baseUrl, server.db, 'admin-password-1');
  machine = ApiClient.withToken(server.baseUrl, city.tokenSecret);
  own = await city.signIn('own', [{ role: 'department', scope: city.scopes.department }]);
  neighbour = await city.signIn('neighbour', [{ role: 'department', scope: city.scopes.neighbour }]);
  supervisor = await city.signIn('supervisor', [{ role: 'supervisor', scope: city.scopes.region }]);
});
afterAll(() => server.close());

let serial = 0;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
type Row = Record<string, unknown>;
const stage = (given: Row = {}): Row => {
  serial += 1;
  return {
    ...{ type: 'stage', eventId: `r${serial}`, occurredAt: ago(1000), caseNo: `R${serial}` },
    ...{ matterCode: city.matter.code, stage: 'accepted', applicant: '欧阳娜娜', ...given },
  };
};
const report = (events: unknown[], more: Row = {}, query = '') =>
  machine.post<ExchangeAnswer>(`/api/v1/exchange/events${query}`, { events, ...more });
const refusals = async (as = own, query = '') =>
  (await as.get<{ items: Refusal[] }>(`/api/v1/exchange/refusals?limit=500${query}`)).items;
const refusalOf = async (row: Row) =>
  (await refusals(own, '&state=all')).find((one) => one.eventId === row.eventId) as Refusal;
const one = (id: string) => `/api/v1/exchange/refusals/${id}`;
const today = async () => {
  const { items } = await own.get<{ items: FeedDay[] }>('/api/v1/exchange/days');
  return items[0] as FeedDay;
};

describe('refused rows', () => {
  it('are kept sealed until they are put right, and shown to their department alone', async () => {
    const bad = stage({ matterCode: 'nothing' });
    await report([bad, { type: 'stage', caseNo: 'no id', stage: 'accepted' }, 'not even a row']);
    const listed = await refusals();
    expect(listed).toHaveLength(3);
    const refusal = await refusalOf(bad);
    expect(refusal).toMatchObject({
      ...{ source: 'scjg', format: 'event', table: null, state: 'open', times: 1 },
      ...{ code: 'unknown_matter', field: 'matterCode', caseNo: bad.caseNo },
    });
    expect(await refusals(supervisor)).toHaveLength(3);
    expect(await refusals(neighbour)).toEqual([]);
    await expect(neighbour.get(one(refusal.id))).rejects.toThrow('404');
    // A supervisor sees that there are some, and nothing of people.
    await expect(supervisor.get(one(refusal.id))).rejects.toThrow('403');
    expect((await own.get<RefusalDetail>(one(refusal.id))).row).toEqual(bad);
    const { rows } = await sql<{ sealed: string; looks: number }>`select
      encode(row_sealed, 'escape') as sealed,
      (select count(*)::int from audit_row where action = 'refusal.view') as looks
      from exchange_refusal where id = ${refusal.id}`.execute(server.db);
    expect(rows[0]?.sealed).not.toContain('娜');
    expect(rows[0]?.looks).toBe(1);
  });

  it('are counted once however often they come, and told by what is wrong', async () => {
    const bad = stage({ stage: 'lost' });
    await report([bad]);
    await report([bad, bad]);
    expect(await refusalOf(bad)).toMatchObject({ times: 2, code: 'invalid_event', field: 'stage' });
    const counts = await own.get<{ open: number; by: Row[] }>('/api/v1/exchange/refusals/counts');
    expect(counts.by).toContainEqual({ code: 'invalid_event', field: 'stage', open: 1 });
    expect(await refusals(own, '&code=invalid_event&field=stage')).toHaveLength(1);
    expect(await refusals(own, `&q=${String(bad.caseNo)}`)).toHaveLength(1);
  });

  it('close by themselves when their sender sends them right', async () => {
    const bad = stage({ matterCode: 'nothing' });
    await report([bad]);
    await report([{ ...bad, matterCode: city.matter.code }]);
    expect(await refusalOf(bad)).toMatchObject({
      ...{ state: 'resent', closedBy: null, closedEventId: bad.eventId },
    });
  });

  it('are put right by a person through the same interface, and stay open while they are wrong', async () => {
    const bad = stage({ matterCode: 'nothing', windowCode: '1' });
    await report([bad]);
    const { id } = await refusalOf(bad);
    const resend = (row: Row, as = own) => as.post<ResendAnswer>(`${one(id)}/resend`, { row });
    const still = await resend({ ...bad, hallId: city.hall.id });
    expect(still.result).toMatchObject({ status: 'rejected', field: 'matterCode' });
    expect(still.refusal.state).toBe('open');
    await expect(resend(bad, neighbour)).rejects.toThrow('404');
    await expect(resend(bad, supervisor)).rejects.toThrow('403');
    const before = await today();
    const right = { ...bad, hallId: city.hall.id, matterCode: city.matter.code };
    const done = await resend(right);
    expect(done).toMatchObject({
      result: { status: 'accepted', eventId: bad.eventId },
      refusal: { state: 'corrected', closedBy: 'own', closedEventId: bad.eventId },
    });
    await expect(resend(right)).rejects.toThrow('refusal_closed');
    // The sender did not send it, so it is not among what it sent.
    expect(await today()).toEqual(before);
    const { rows } = await sql<{ filled_by: string }>`
      select filled_by from case_event where event_id = ${bad.eventId}`.execute(server.db);
    expect(rows).toEqual([{ filled_by: 'person' }]);
  });

  it('are let go with a reason, one or many', async () => {
    const rows = [stage({ stage: 'x' }), stage({ stage: 'x' }), stage({ stage: 'x' })];
    await report(rows);
    const ids = await Promise.all(rows.map(async (row) => (await refusalOf(row)).id));
    await expect(own.post(`${one(ids[0] ?? '')}/dismiss`, undefined)).rejects.toThrow('reason_required');
    await own.because('测试数据', 'POST', `${one(ids[0] ?? '')}/dismiss`);
    const path = '/api/v1/exchange/refusals/dismiss';
    expect(await neighbour.because('不是我的', 'POST', path, { ids })).toEqual({ dismissed: 0 });
    expect(await own.because('测试数据', 'POST', path, { ids })).toEqual({ dismissed: 2 });
    expect(await refusalOf(rows[2] ?? {})).toMatchObject({ state: 'dismissed', reason: '测试数据' });
  });

  it('go out as CSV with what was sent, for those who may see it', async () => {
    const path = '/api/v1/exchange/refusals/export?state=all';
    const text = await (await own.fetch(path)).text();
    expect(text.split('\r\n').length).toBeGreaterThan(8);
    expect(text).toContain('欧阳娜娜');
    expect((await (await neighbour.fetch(path)).text()).trim().split('\r\n')).toHaveLength(1);
    expect((await supervisor.fetch(path)).status).toBe(403);
  });

  it('of secret matters leave nothing but the count, and take with them what waited of the case', async () => {
    const word = 'geheim-0815';
    const waits = { ...stage({ type: 'called', caseNo: word, ticket: word }), matterCode: undefined };
    const place = { hallId: city.hall.id, windowCode: '1' };
    await report([
      { ...waits, ...place },
      stage({ caseNo: word, stage: 'x' }),
      stage({ remark: word, secrecy: 'geheim' }),
    ]);
    expect(await refusals(own, `&q=${word}`)).toHaveLength(1);
    const before = await today();
    await report([stage({ caseNo: word, secrecy: 'secret' }), stage({ caseNo: word, stage: 'x' })]);
    expect((await today()).refused).toBe(before.refused + 2);
    for (const table of ['exchange_refusal', 'waiting_event', 'case_event']) {
      const { rows } = await sql<{ text: string | null }>`
        select string_agg(t::text, ' ') as text from ${sql.table(table)} t`.execute(server.db);
      expect(rows[0]?.text ?? '').not.toContain(word);
    }
  });
});

it('of a source that nobody looks after are bounded, and taken as far as there is room', async () => {
  const open = async () => (await own.get<{ open: number }>('/api/v1/exchange/refusals/counts')).open;
  const { department } = city.scopes;
  await sql`insert into exchange_refusal (source, department_id, format, row_key, code, field, message, received_at,
      last_at, row_sealed)
    select 'scjg', ${'id' in department ? department.id : ''}::uuid, 'event', 'many:' || n, 'x', 'x', 'x', now(), now(), ''
    from generate_series(1, 19999 - ${await open()}::int) n`.execute(server.db);
  await report([stage({ stage: 'x' }), stage({ stage: 'x' }), stage({ stage: 'x' })]);
  expect(await open()).toBe(20_000);
  await sql`delete from exchange_refusal where starts_with(row_key, 'many:')`.execute(server.db);
});

describe('batches that are taken together', () => {
  it('leave nothing of a case that the later of them says is secret', async () => {
    const { service } = server.exchange;
    const { department } = city.scopes;
    const as = { source: 'scjg', departmentId: 'id' in department ? department.id : '' };
    const word = 'geheim-4711';
    const waits = { ...stage({ caseNo: word, stage: 'handling' }), matterCode: undefined };
    await Promise.all([
      service.report(as, [stage()]),
      service.report(as, [stage({ caseNo: word, stage: 'x' }), waits]),
      service.report(as, [stage({ caseNo: word, secrecy: 'secret' })]),
    ]);
    for (const table of ['exchange_refusal', 'waiting_event', 'case_event', 'case_record']) {
      const { rows } = await sql<{ text: string | null }>`
        select string_agg(t::text, ' ') as text from ${sql.table(table)} t`.execute(server.db);
      expect(rows[0]?.text ?? '').not.toContain(word);
    }
  });
});

describe('events of unknown cases', () => {
  it('wait, visibly, and are taken with what they waited for', async () => {
    const caseNo = 'late';
    const done = stage({ caseNo, stage: 'completed', occurredAt: ago(1000), matterCode: undefined });
    const asked = { ...done, eventId: 'late-asked', type: 'correctionAsked', occurredAt: ago(3000) };
    const answer = await report([done, asked]);
    expect(answer.results.map((result) => [result.status, result.waiting])).toEqual([
      ['accepted', true],
      ['accepted', true],
    ]);
    const waiting = async (as = own) =>
      (await as.get<{ items: WaitingEvent[] }>('/api/v1/exchange/waiting?q=late')).items;
    expect(await waiting()).toMatchObject([
      { eventId: 'late-asked', caseNo, reason: 'case_unknown' },
      { eventId: done.eventId },
    ]);
    expect(await waiting(neighbour)).toEqual([]);
    expect((await report([done])).results[0]?.status).toBe('duplicate');

    const since = (await waiting())[0]?.since;
    await report([stage({ caseNo, occurredAt: ago(5000) })]);
    expect(await waiting()).toEqual([]);
    const { items } = await server.admin.get<{ items: CaseSummary[] }>(`/api/v1/cases?q=${caseNo}`);
    const detail = await server.admin.get<CaseDetail>(`/api/v1/cases/${items[0]?.id}`);
    expect(detail.stage).toBe('completed');
    expect(detail.steps.map((step) => step.type)).toEqual(['stage', 'correctionAsked', 'stage']);
    // When it came is when it came, however long it waited.
    expect(detail.steps.at(-1)?.receivedAt).toBe(since);
    expect((await report([done])).results[0]?.status).toBe('duplicate');
  });
});

describe('counts', () => {
  it('of each day reconcile, and stand beside what the sender itself says', async () => {
    const before = await today();
    const good = stage();
    const answer = await report([good, good, stage({ stage: 'x' })]);
    await report(['nothing but a fault']);
    const after = await today();
    expect(answer.day).toBe(after.day);
    expect({
      sent: after.sent - before.sent,
      accepted: after.accepted - before.accepted,
      duplicate: after.duplicate - before.duplicate,
      refused: after.refused - before.refused,
    }).toEqual({ sent: 4, accepted: 1, duplicate: 1, refused: 2 });
    expect(after.sent).toBe(after.accepted + after.duplicate + after.refused);
    expect(after).toMatchObject({ told: null, difference: null, verdict: 'untold' });

    const tell = (sent: number) => machine.post<FeedDay>(`/api/v1/exchange/days/${after.day}`, { sent });
    expect(await tell(after.sent)).toMatchObject({ difference: 0, verdict: 'agrees' });
    expect(await tell(after.sent - 1)).toMatchObject({ difference: -1, verdict: 'resent' });
    expect(await tell(after.sent + 7)).toMatchObject({ difference: 7, verdict: 'differs' });
    const { items } = await own.get<{ items: FeedDay[] }>('/api/v1/exchange/days?verdict=differs');
    expect(items).toMatchObject([{ source: 'scjg', told: after.sent + 7 }]);
    expect((await neighbour.get<{ items: FeedDay[] }>('/api/v1/exchange/days')).items).toEqual([]);
    for (const day of ['2099-01-01', '0000-01-01', '1999-12-31', '2020-01-01'])
      await expect(machine.post(`/api/v1/exchange/days/${day}`, { sent: 1 })).rejects.toThrow('400');
    for (const path of [
      'days?from=0000-01-01',
      'refusals?from=0000-01-01T00:00:00.000Z',
      'refusals?to=0000-01-01T00:00:00.000Z',
      'refusals?q=%00',
      'waiting?q=%00',
      'feeds?q=%00',
    ])
      await expect(own.get(`/api/v1/exchange/${path}`)).rejects.toThrow('400');
  });

  it('are untouched by a dry run, which says what would be answered and keeps nothing', async () => {
    const rows = [stage(), stage({ stage: 'x' }), stage({ caseNo: 'dry', matterCode: undefined })];
    const counts = async () => [await today(), await refusals(own, '&state=all')];
    const before = await counts();
    const tried = await report(rows, {}, '?dryRun=1');
    expect(tried.results.map((result) => result.status)).toEqual(['accepted', 'rejected', 'accepted']);
    expect(await counts()).toEqual(before);
    expect((await report(rows)).results).toEqual(tried.results);
  });
});
