import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { Grant } from '../contract/access.ts';
import type { CaseCounts, CaseDetail, CaseSummary } from '../contract/cases.ts';

/** A Wednesday in the morning. The city's matter promises 10 working days of 20. */
const NOW = Date.parse('2026-11-25T10:00:00+08:00');
let nowMs = NOW;
let server: RecordServer;
let city: City;
let machine: ApiClient;
let events = 0;

const at = (local: string) => new Date(`${local}+08:00`).toISOString();
const event = (caseNo: string, type: string, local: string, more: object = {}) => {
  events += 1;
  return { type, eventId: `e${events}`, caseNo, occurredAt: at(local), ...more };
};
const stage = (caseNo: string, of: string, local: string, more: object = {}) =>
  event(caseNo, 'stage', local, { matterCode: 'SCJG-0001', stage: of, ...more });
const report = (...all: object[]) =>
  machine.post<{ rejected: number }>('/api/v1/exchange/events', { events: all });

beforeAll(async () => {
  server = await startRecordServer({ now: () => nowMs });
  city = await registerCity(server.admin, [
    { name: '1号机', mainUrl: 'rtsp://10.0.0.1/main', windows: ['1', '2'] },
  ]);
  machine = ApiClient.withToken(server.baseUrl, city.tokenSecret);
  const atWindow = (windowCode: string) => ({ hallId: city.hall.id, windowCode });
  const answer = await report(
    stage('4452-0001', 'accepted', '2026-11-24T10:00:00', { ...atWindow('1'), clerk: '张三' }),
    stage('4452-0002', 'accepted', '2026-11-13T09:00:00', { ...atWindow('2'), kind: 'joint' }),
    stage('4452-0003', 'accepted', '2026-11-02T10:00:00'),
    stage('4452-0003', 'approval', '2026-11-12T10:00:00'),
    stage('4452-0004', 'accepted', '2026-11-16T10:00:00'),
    event('4452-0004', 'specialProcedure', '2026-11-18T10:00:00', {
      applied: { value: 10, unit: 'workingDay' },
      approver: '王局长',
      kind: '听证',
    }),
    stage('4452-0005', 'received', '2026-11-20T10:00:00'),
    event('4452-0005', 'refused', '2026-11-20T11:00:00', { reason: '不属于本部门职权' }),
    stage('4452-0006', 'accepted', '2026-11-20T10:00:00', { receiptNo: 'SL-6' }),
    stage('4452-0006', 'completed', '2026-11-23T10:00:00', { outcome: 'certificate', fee: 12.5 }),
    stage('4452-0007', 'received', '2026-11-25T09:00:00'),
  );
  expect(answer.rejected).toBe(0);
});
afterAll(() => server.close());

const numbers = async (query: string, api: ApiClient = server.admin): Promise<string[]> =>
  (await api.get<{ items: CaseSummary[] }>(`/api/v1/cases?${query}`)).items.map((one) =>
    one.caseNo.slice(-1),
  );
let people = 0;
const person = async (role: Grant['role'], scope: Grant['scope']): Promise<ApiClient> => {
  people += 1;
  const username = `lister${people}`;
  const password = 'a-long-password-1';
  await server.admin.post('/api/v1/users', {
    ...{ username, displayName: username, password },
    grants: [{ role, scope }],
  });
  return ApiClient.signIn(server.baseUrl, username, password);
};

describe('GET /api/v1/cases', () => {
  it.each([
    ['state=open', '32147'],
    ['state=over', '3'],
    ['state=near', '2'],
    ['state=suspended', '4'],
    ['state=fault', ''],
    ['state=completed', '6'],
    ['state=refused', '5'],
    ['state=open&order=desc', '74123'],
    ['sort=accepted', '16423'],
    ['sort=accepted&order=asc', '32461'],
    ['stage=approval', '3'],
    ['kind=joint', '2'],
    [`clerk=${encodeURIComponent('张三')}`, '1'],
    ['q=0006', '6'],
    ['q=4452-000&state=open', '32147'],
    [`q=${encodeURIComponent('食品')}&state=over`, '3'],
    ['q=nothing-like-it', ''],
    [`sort=accepted&acceptedFrom=${at('2026-11-16T00:00:00')}&acceptedTo=${at('2026-11-21T00:00:00')}`, '64'],
    [`completedFrom=${at('2026-11-23T00:00:00')}&completedTo=${at('2026-11-24T00:00:00')}`, '6'],
    [`state=open&dueTo=${at('2026-11-30T00:00:00')}`, '32'],
    ['state=open&regionCode=440000', '32147'],
    ['state=open&regionCode=445200&limit=2', '32'],
  ])('%s', async (query, expected) => {
    expect((await numbers(query)).join('')).toBe(expected);
  });

  it('narrows to those with a card, when there is one', async () => {
    await expect.poll(() => numbers('state=open&card=any'), { timeout: 20_000 }).toEqual(['3', '2']);
    expect(await numbers('card=yellow')).toEqual(['3']);
    expect(await numbers('card=red')).toEqual([]);
  });

  it('narrows to a hall, a window and a matter', async () => {
    expect(await numbers(`state=open&hallId=${city.hall.id}`)).toEqual(['2', '1']);
    expect(await numbers(`state=open&windowId=${city.windows[0]?.id}`)).toEqual(['1']);
    expect(await numbers(`state=open&matterId=${city.matter.id}`)).toEqual(['3', '2', '1', '4', '7']);
    expect(await numbers(`departmentId=${city.department.id}&state=over`)).toEqual(['3']);
  });

  it('refuses to sort closed cases by a deadline, and a cursor of another order', async () => {
    await expect(server.admin.get('/api/v1/cases?sort=due')).rejects.toThrow(
      '400 invalid_request: query.state',
    );
    const { nextCursor } = await server.admin.get<{ nextCursor: string }>('/api/v1/cases?state=open&limit=1');
    await expect(server.admin.get(`/api/v1/cases?cursor=${nextCursor}x`)).rejects.toThrow();
  });

  it('pages without missing or doubling a case, the ones without a deadline last', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: CaseSummary[]; nextCursor: string | null } = await server.admin.get(
        `/api/v1/cases?state=open&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...page.items.map((one) => one.caseNo.slice(-1)));
      cursor = page.nextCursor;
    }
    expect(seen.join('')).toBe('32147');
  });

  it('is the same through every reach that takes in all of them, and none through others', async () => {
    const [region, department, hall] = await Promise.all([
      person('supervisor', { kind: 'region', code: '445200' }),
      person('department', { kind: 'department', id: city.department.id }),
      person('supervisor', { kind: 'hall', id: city.hall.id }),
    ]);
    expect((await numbers('state=open', region)).join('')).toBe('32147');
    expect((await numbers('state=open', department)).join('')).toBe('32147');
    expect((await numbers('state=open', hall)).join('')).toBe('21');
    expect((await numbers('q=4452-0003', hall)).join('')).toBe('');
    expect(await hall.get<CaseCounts>('/api/v1/cases/counts')).toMatchObject({
      counts: { open: 2, near: 1, over: 0, completed: 0 },
    });
    // Another department of the same region, so that nobody's reach is everything.
    const other = await server.admin.post<{ id: string }>('/api/v1/departments', {
      regionCode: '440000',
      name: '广东省市场监督管理局',
    });
    expect((await numbers('state=open', region)).join('')).toBe('32147');
    expect(
      (await numbers('', await person('department', { kind: 'department', id: other.id }))).join(''),
    ).toBe('');
  });

  it('counts each state as the lists show it', async () => {
    expect(await server.admin.get<CaseCounts>('/api/v1/cases/counts')).toEqual({
      counts: { open: 5, near: 1, over: 1, suspended: 1, fault: 0, completed: 1, refused: 1 },
      most: 10_000,
    });
    const narrowed = await server.admin.get<CaseCounts>('/api/v1/cases/counts?q=0003');
    expect(narrowed.counts).toMatchObject({ open: 1, over: 1, completed: 0 });
  });

  it('is exported as shown, formulas defused', async () => {
    const answer = await server.admin.fetch('/api/v1/cases/export.csv?state=over');
    expect(answer.headers.get('content-type')).toContain('text/csv');
    const lines = (await answer.text()).trim().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('4452-0003,食品经营许可核发,promised');
    expect((await server.admin.fetch('/api/v1/cases/export.csv?sort=due')).status).toBe(400);
  });
});

describe('a case', () => {
  const detail = async (caseNo: string): Promise<CaseDetail> => {
    const { items } = await server.admin.get<{ items: CaseSummary[] }>(`/api/v1/cases?q=${caseNo}`);
    return server.admin.get(`/api/v1/cases/${items[0]?.id}`);
  };

  it('tells its stages, what stopped its clock, and day by day what counted', async () => {
    const one = await detail('4452-0004');
    expect(one.pauses).toMatchObject([
      { kind: 'specialProcedure', name: '听证', approver: '王局长', to: null },
    ]);
    expect(one.clock?.suspended?.since).toBe(at('2026-11-18T10:00:00'));
    expect(one.breakdown?.deducted[0]).toMatchObject({ kind: 'specialProcedure', name: '听证' });
    const day = (of: string) => one.breakdown?.days.find((each) => each.day === of);
    expect(day('2026-11-17')).toMatchObject({ countedMs: 8 * 3_600_000, paused: null });
    expect(day('2026-11-19')).toMatchObject({ countedMs: 0, paused: 'specialProcedure' });
    expect(day('2026-11-21')).toMatchObject({ countedMs: 0, holiday: null });
    const missing = (await detail('4452-0003')).stages.filter((each) => each.missing);
    expect(missing.map((each) => each.stage)).toEqual(['received', 'handling']);
  });

  it('shows what was said of it before beside what counts, and the sessions at windows', async () => {
    nowMs = NOW + 60_000;
    const told = { recordKey: 'SL-1', hallId: city.hall.id, windowCode: '1' };
    await report(
      stage('4452-0008', 'accepted', '2026-11-24T10:00:00', { ...told, dataVersion: 1, clerk: '张三' }),
      stage('4452-0008', 'accepted', '2026-11-24T11:00:00', {
        ...told,
        dataVersion: 2,
        clerk: '李四',
        filledBy: 'machine',
      }),
      event('4452-0008', 'called', '2026-11-24T09:50:00', {
        hallId: city.hall.id,
        windowCode: '1',
        ticket: 'A1',
      }),
      event('4452-0008', 'started', '2026-11-24T09:52:00', { hallId: city.hall.id, windowCode: '1' }),
      event('4452-0008', 'finished', '2026-11-24T10:30:00', { hallId: city.hall.id, windowCode: '1' }),
    );
    const one = await detail('4452-0008');
    expect(one.acceptedAt).toBe(at('2026-11-24T11:00:00'));
    expect(one.clerk).toBe('李四');
    expect(
      one.steps
        .filter((step) => step.stage !== null)
        .map(({ dataVersion, superseded, filledBy }) => [dataVersion, superseded, filledBy]),
    ).toEqual([
      [1, true, null],
      [2, false, 'machine'],
    ]);
    expect(one.sessions).toMatchObject([
      {
        ...{ windowCode: '1', ticket: 'A1', calledAt: at('2026-11-24T09:50:00') },
        ...{ startedAt: at('2026-11-24T09:52:00'), finishedAt: at('2026-11-24T10:30:00') },
      },
    ]);
    expect(await detail('4452-0006')).toMatchObject({ receiptNo: 'SL-6', outcome: 'certificate', fee: 12.5 });
    expect((await detail('4452-0005')).refusal).toMatchObject({ reason: '不属于本部门职权' });
  });
});

it('counts cases whose clock cannot be read, by what is missing', async () => {
  // Stands so long that its deadline falls into a year that nobody announced.
  await report(
    stage('4452-0009', 'accepted', '2026-11-24T10:00:00'),
    event('4452-0009', 'specialProcedure', '2026-11-24T11:00:00', {
      applied: { value: 30, unit: 'workingDay' },
    }),
  );
  const faults = await server.admin.get<{ items: { code: string; day: string; cases: number }[] }>(
    '/api/v1/cases/clock-faults',
  );
  expect(faults.items[0]).toMatchObject({ code: 'year_unannounced', day: '2027-01-01' });
  expect(faults.items[0]?.cases).toBeGreaterThanOrEqual(1);
  expect(await numbers('state=fault')).toContain('9');
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from case_record
    where clock_fault is not null and is_open`.execute(server.db);
  expect(faults.items.reduce((sum, one) => sum + one.cases, 0)).toBe(rows[0]?.n);
});
