import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '../../test/factories/api-client.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { AuditRow, Verification } from '../contract/audit.ts';
import { REASON_HEADER } from '../contract/common.ts';
import type { Department, Hall, Window } from '../contract/places.ts';

interface List {
  readonly items: AuditRow[];
  readonly nextCursor: string | null;
}

let server: RecordServer;
let admin: ApiClient;
let hall: Hall;
let department: Department;
beforeAll(async () => {
  server = await startRecordServer();
  admin = server.admin;
  await admin.post('/api/v1/regions', { code: '445200', name: '揭阳市', level: 'city', parentCode: null });
  department = await admin.post<Department>('/api/v1/departments', { regionCode: '445200', name: '市监局' });
  hall = await admin.post<Hall>('/api/v1/halls', { regionCode: '445200', name: '市政务服务中心' });
});
afterAll(() => server.close());

const rows = async (query: Record<string, string>): Promise<AuditRow[]> =>
  (await admin.get<List>(`/api/v1/audit?${new URLSearchParams(query)}`)).items;
const newest = async (query: Record<string, string> = {}): Promise<AuditRow | undefined> =>
  (await rows({ ...query, limit: '1' }))[0];
const because = (reason: string) => ({ [REASON_HEADER]: encodeURIComponent(reason) });
const ask = (path: string, { headers, ...init }: RequestInit & { headers?: Record<string, string> } = {}) =>
  admin.fetch(path, { ...init, headers: { 'content-type': 'application/json', ...headers } });

describe('a change', () => {
  it('is told with what was before, what is after, where, and why', async () => {
    const answer = await ask(`/api/v1/halls/${hall.id}`, {
      method: 'PATCH',
      body: JSON.stringify({ address: '东山区', name: hall.name }),
      headers: because('搬迁：新址'),
    });
    expect(answer.status).toBe(200);
    expect(await newest()).toMatchObject({
      actor: 'user:admin',
      action: 'hall.change',
      target: `hall:${hall.id}`,
      targetName: '市政务服务中心',
      reason: '搬迁：新址',
      before: { address: null },
      after: { address: '东山区' },
      detail: { fields: ['name', 'address'] },
    });
  });

  it('of something new has no before, of something removed no after', async () => {
    const path = `/api/v1/halls/${hall.id}/windows`;
    const window = await admin.post<Window>(path, { departmentId: department.id, code: '9', name: '综合' });
    const made = await newest();
    expect(made).toMatchObject({ action: 'window.create', targetName: '9 综合', before: null });
    expect(made?.after).toMatchObject({ id: window.id, departmentId: department.id });
    await admin.request('DELETE', `/api/v1/windows/${window.id}`);
    const gone = await newest();
    expect(gone).toMatchObject({ action: 'window.remove', targetName: '9 综合', after: null });
    expect(gone?.before).toMatchObject({ code: '9' });
  });

  it('never tells a secret', async () => {
    const camera = await admin.post<{ id: string }>(`/api/v1/halls/${hall.id}/cameras`, {
      name: '一号机',
      profiles: [{ profile: 'main', url: 'rtsp://127.0.0.1/a' }],
      credentials: { username: 'op', password: 'Zk7-geheim-42' },
    });
    await admin.request('PATCH', `/api/v1/cameras/${camera.id}`, {
      credentials: { username: 'op', password: 'Zk8-geheim-43' },
    });
    await admin.post('/api/v1/users', {
      ...{ username: 'li', displayName: '李四', password: 'qm-Tafel-9938' },
      grants: [{ role: 'auditor', scope: { kind: 'everywhere' } }],
    });
    expect(JSON.stringify(await rows({ limit: '500' }))).not.toMatch(/geheim|Tafel/);
    expect((await newest({ action: 'user.create' }))?.after).toMatchObject({ username: 'li' });
  });

  it('that is refused leaves no row', async () => {
    const before = await newest();
    await expect(admin.post('/api/v1/halls', { regionCode: '445200', name: hall.name })).rejects.toThrow();
    expect((await newest())?.seq).toBe(before?.seq);
  });

  it('fifty at once leave fifty rows and an unbroken chain', async () => {
    const path = `/api/v1/halls/${hall.id}/windows`;
    const before = Number((await newest())?.seq);
    await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        admin.post(path, { departmentId: department.id, code: `A${n}`, name: '窗口' }),
      ),
    );
    expect(Number((await newest())?.seq)).toBe(before + 50);
    await admin.post('/api/v1/audit/verification', undefined);
    await expect
      .poll(() => admin.get<Verification>('/api/v1/audit/verification'), { timeout: 20_000 })
      .toMatchObject({ running: null, last: { ok: true, rows: before + 50 } });
  });
});

it('things and people are called as they are, where their name was not kept', async () => {
  const camera = await admin.post<{ id: string }>(`/api/v1/halls/${hall.id}/cameras`, {
    ...{ name: '二号机', credentials: null, profiles: [{ profile: 'main', url: 'push:' }] },
  });
  const window = await admin.post<Window>(`/api/v1/halls/${hall.id}/windows`, {
    ...{ departmentId: department.id, code: '7', name: '登记' },
  });
  const path = `/api/v1/cameras/${camera.id}/placements/${window.id}`;
  const clerkZone = [
    { x: 0.1, y: 0.1 },
    { x: 0.5, y: 0.1 },
    { x: 0.5, y: 0.5 },
  ];
  await admin.request('PUT', path, { clerkZone, applicantZone: null });
  const placed = await newest();
  expect(placed).toMatchObject({ action: 'placement.set', targetName: '7 登记 · 二号机' });
  expect(placed?.after).toMatchObject({ clerkZone });
  await admin.request('DELETE', path);
  expect(await newest()).toMatchObject({ action: 'placement.remove', targetName: '7 登记 · 二号机' });
  expect((await newest())?.actorName).toMatch(/\(admin\)$/);
});

describe('a reason', () => {
  const send = (headers: Record<string, string>) =>
    ask('/api/v1/audit/exports', { method: 'POST', body: '{"format":"jsonl"}', headers });
  const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;

  it('is asked for where one is needed, and must be one', async () => {
    expect(await codeOf(await send({}))).toBe('reason_required');
    expect(await codeOf(await send({ [REASON_HEADER]: '%E6%8' }))).toBe('invalid_request');
    expect(await codeOf(await send(because('嗯')))).toBe('invalid_request');
    expect(await codeOf(await send(because('长'.repeat(501))))).toBe('invalid_request');
    expect((await send(because('例行检查'))).status).toBe(200);
  });
});

describe('searching', () => {
  it('by person, in full or in part; by action, group, thing, place, time and text; all at once', async () => {
    const all = await rows({ limit: '500' });
    expect((await rows({ actor: 'user:admin', limit: '500' })).length).toBe(
      all.filter((row) => row.actor === 'user:admin').length,
    );
    expect((await rows({ actor: '管理' })).every((row) => row.actor === 'user:admin')).toBe(true);
    expect(await rows({ actor: 'user:nobody-at-all' })).toEqual([]);
    const things = (await rows({ group: 'cameras' })).map((row) => row.action.split('.')[0]);
    expect(new Set(things)).toEqual(new Set(['camera', 'placement']));
    const changes = await rows({ target: `hall:${hall.id}` });
    expect(changes.map((row) => row.action)).toEqual(['hall.change', 'hall.create']);
    const there = await rows({ place: `hall:${hall.id}`, limit: '500' });
    expect(there.length).toBeGreaterThan(50);
    expect((await rows({ place: 'region:445200', limit: '500' })).length).toBeGreaterThan(there.length - 1);
    expect(await rows({ place: 'hall:elsewhere' })).toEqual([]);
    expect((await rows({ q: '搬迁' })).map((row) => row.reason)).toEqual(['搬迁：新址']);
    expect((await rows({ q: '东山', action: 'hall.change' })).length).toBe(1);
    const first = all.at(-1);
    expect((await rows({ to: all[0]?.at ?? '' })).some((row) => row.seq === all[0]?.seq)).toBe(false);
    expect(await rows({ from: new Date(Date.now() + 60_000).toISOString() })).toEqual([]);
    expect(first?.seq).toBe('1');
  });

  it('page by page, each row once', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query = new URLSearchParams({ limit: '7', ...(cursor && { cursor }) });
      const page: List = await admin.get(`/api/v1/audit?${query}`);
      seen.push(...page.items.map((row) => row.seq));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, n) => String(seen.length - n)));
  });
});

describe('exporting', () => {
  const get = async (body: object) => {
    const answer = await ask('/api/v1/audit/exports', {
      ...{ method: 'POST', body: JSON.stringify(body), headers: because('季度审计') },
    });
    return { type: answer.headers.get('content-type'), text: await answer.text() };
  };

  it('as CSV: marked as UTF-8, formulas defused, and itself on the trail', async () => {
    await ask(`/api/v1/halls/${hall.id}`, {
      ...{ method: 'PATCH', body: '{"address":"x"}', headers: because('=cmd|calc!A1') },
    });
    const { type, text } = await get({ format: 'csv', filter: { target: `hall:${hall.id}` } });
    expect(type).toBe('text/csv; charset=utf-8');
    expect(text).toContain("'=cmd|calc!A1");
    expect(text.split('\r\n')).toHaveLength(5);
    expect(await newest()).toMatchObject({
      ...{ action: 'audit.export', reason: '季度审计' },
      detail: { format: 'csv', filter: { target: `hall:${hall.id}` } },
    });
  });

  it('as JSON lines: each with the hashes that chain it to the one before', async () => {
    const { text } = await get({ format: 'jsonl' });
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { seq: string; hash: string; prevHash: string });
    expect(lines.at(-1)?.prevHash).toBe('0'.repeat(64));
    for (const [index, line] of lines.entries())
      if (index > 0) expect(lines[index - 1]?.prevHash).toBe(line.hash);
  });
});

it('is read by an auditor, and by nobody of a part of the place', async () => {
  const { baseUrl } = server;
  const auditor = await ApiClient.signIn(baseUrl, 'li', 'qm-Tafel-9938');
  expect((await auditor.get<List>('/api/v1/audit?limit=1')).items).toHaveLength(1);
  await admin.post('/api/v1/users', {
    ...{ username: 'wang', displayName: '王五', password: 'qm-Tafel-9939' },
    grants: [{ role: 'admin', scope: { kind: 'region', code: '445200' } }],
  });
  const regional = await ApiClient.signIn(baseUrl, 'wang', 'qm-Tafel-9939');
  await expect(regional.get('/api/v1/audit')).rejects.toThrow(/404/);
  await expect(regional.get('/api/v1/audit/verification')).rejects.toThrow(/404/);
});
