/** Published layouts through the whole exchange on a real database: JSON and XML, refusals in their own words, again and newer. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient, ApiProblem } from '../../../test/factories/api-client.ts';
import { type City, registerCity } from '../../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../../test/factories/record-server.ts';
import type { CaseSummary } from '../../contract/cases.ts';
import type { Refusal, RefusalDetail, ResendAnswer } from '../../contract/exchange.ts';
import type { DropAnswer, ProfileAnswer } from '../../contract/profiles.ts';

const NOW = Date.parse('2026-02-13T02:00:00.000Z');
let server: RecordServer;
let city: City;
let machine: ApiClient;

beforeAll(async () => {
  server = await startRecordServer({ now: () => NOW });
  city = await registerCity(server.admin, [
    { name: '东侧', mainUrl: 'rtsp://127.0.0.1:1/main', windows: ['3'] },
  ]);
  machine = ApiClient.withToken(server.baseUrl, city.tokenSecret);
});
afterAll(() => server.close());

const rows = (table: string, all: readonly object[], query = '', profile = 'gdbs') =>
  machine.post<ProfileAnswer>(`/api/v1/exchange/profiles/${profile}/rows${query}`, { table, rows: all });
const xml = async (body: string, profile = 'gdbs') => {
  const answer = await machine.fetch(`/api/v1/exchange/profiles/${profile}/rows`, {
    method: 'POST',
    headers: { 'content-type': 'application/xml' },
    body,
  });
  return { status: answer.status, body: (await answer.json()) as ProfileAnswer & { detail?: string } };
};
const caseOf = async (caseNo: string) => {
  const { items } = await server.admin.get<{ items: CaseSummary[] }>(`/api/v1/cases?q=${caseNo}`);
  return items.find((one) => one.caseNo === caseNo);
};
const gdbs = (SBLSH: string) => ({ SBLSH, SXBM: 'SCJG-0001', XZQHDM: '445200', SJBBH: 1 });
const accepted = (SBLSH: string, more: object = {}) => ({
  ...{ ...gdbs(SBLSH), SLZTDM: '1', BLRXM: '李四', YWCKDM: '3', SLHZH: 'SL-1', SLSJ: '2026-02-11 15:20:00' },
  ...more,
});

test('a case of Guangdong’s tables, in XML, from application to collection', async () => {
  const row = (table: string, fields: Record<string, string>) =>
    `<${table}><SBLSH>G-1</SBLSH><SXBM>SCJG-0001</SXBM><XZQHDM>445200000000</XZQHDM>${Object.entries(fields)
      .map(([name, value]) => `<${name}>${value}</${name}>`)
      .join('')}</${table}>`;
  const { status, body } = await xml(`<?xml version="1.0" encoding="UTF-8"?><DATA>
    ${row('EX_GDBS_SB', { SQRMC: '张三', SBSJ: '2026-02-11 15:00:00' })}
    ${row('EX_GDBS_SL', { SLZTDM: '1', YWCKDM: '3', BLRXM: '李四', SLSJ: '2026-02-11 15:20:00', SLHZH: 'S1' })}
    ${row('EX_GDBS_SPCL', { SPHJDM: '1', SPHJZTDM: '1', JSSJ: '2026-02-11 15:21:00', SPSJ: '2026-02-11 16:00:00' })}
    ${row('EX_GDBS_BJ', { BJJGDM: '0', ZJBH: 'JY-1', SFJE: '10.5', BJSJ: '2026-02-12 10:00:00' })}
    ${row('EX_GDBS_LQDJ', { LQFS: '窗口', LQSJ: '2026-02-12 10:30:00' })}
  </DATA>`);
  expect(status).toBe(200);
  expect(body.results.map(({ status, field, code }) => [status, field, code])).toEqual(
    Array.from({ length: 5 }, () => ['accepted', undefined, undefined]),
  );
  expect(body.results[2]).toMatchObject({ index: 2, table: 'EX_GDBS_SPCL', key: 'G-1/1' });
  expect(await caseOf('G-1')).toMatchObject({ stage: 'completed', source: 'scjg' });
});

test('sent again: duplicate; with a higher version: in the place of what was said before', async () => {
  expect((await rows('EX_GDBS_SL', [accepted('G-2')])).accepted).toBe(1);
  expect((await rows('SL', [accepted('G-2')])).results[0]).toMatchObject({ status: 'duplicate' });
  const newer = accepted('G-2', { SJBBH: '2', SLSJ: '2026-02-11 15:25:00' });
  expect((await rows('SL', [newer])).results[0]).toMatchObject({ status: 'accepted' });
  const found = await caseOf('G-2');
  const detail = await server.admin.get<{ acceptedAt: string }>(`/api/v1/cases/${found?.id}`);
  expect(detail.acceptedAt).toBe('2026-02-11T07:25:00.000Z');
});

test('the base record of the step layout names the matter, the other tables wait for it', async () => {
  const step = (more: object) => ({ PROJID: 'P-1', REGION_ID: '445200', DATAVER: 1, ...more });
  const node = { SN: 1, NODENAME: '承办', NODESTATE: '02', NODERESULT: '1', NODEPROCERNAME: '王五' };
  const times = { NODESTARTTIME: '2026-02-11 15:30:00', NODEENDTIME: '2026-02-11 17:00:00' };
  const early = await rows('EA_JC_STEP_PROC', [step({ ...node, ...times })], '', 'step');
  expect(early.results[0]).toMatchObject({ status: 'accepted', waiting: true, key: 'P-1/1' });
  const base = {
    ITEMNO: 'SCJG-0001',
    APPROVALTYPE: '2',
    APPLICANT: '张三',
    OCCURTIME: '2026-02-11 15:20:00',
  };
  expect((await rows('BASICINFO', [step(base)], '', 'step')).accepted).toBe(1);
  expect(await caseOf('P-1')).toMatchObject({ stage: 'handling' });
  const done = await rows('DONE', [step({ DONERESULT: '0', OCCURTIME: '2026-02-12 09:00:00' })], '', 'step');
  expect(done.accepted).toBe(1);
  expect(await caseOf('P-1')).toMatchObject({ stage: 'completed' });
});

test('faults, the layout’s and the exchange’s, are told by the layout’s columns; the good rows go in', async () => {
  const { results, ...counts } = await rows('EX_GDBS_SL', [
    accepted('G-3'),
    accepted('G-4', { SLSJ: '2026-02-11' }),
    accepted('G-5', { SXBM: 'NOT-OURS' }),
    accepted('G-6', { YWCKDM: '99' }),
    accepted('G-7', { SLSJ: '2027-02-11 10:00:00' }),
    accepted('G-8', { XZQHDM: '440000' }),
  ]);
  expect(counts).toMatchObject({ accepted: 1, duplicate: 0, rejected: 5, day: '2026-02-13' });
  expect(results.map(({ code, field }) => [code, field])).toEqual([
    [undefined, undefined],
    ['ambiguous_time', 'SLSJ'],
    ['unknown_matter', 'SXBM'],
    ['unknown_window', 'YWCKDM'],
    ['occurred_in_future', 'SLSJ'],
    ['region_of_other_department', 'XZQHDM'],
  ]);
});

test('a refused row is put right in its own words and goes through its layout again', async () => {
  await rows('EX_GDBS_SL', [accepted('G-9', { SLSJ: '2026/02/11' })]);
  const { items } = await server.admin.get<{ items: Refusal[] }>('/api/v1/exchange/refusals?q=G-9');
  expect(items).toMatchObject([
    {
      format: 'gdbs',
      table: 'EX_GDBS_SL',
      caseNo: 'G-9',
      code: 'ambiguous_time',
      field: 'SLSJ',
      state: 'open',
    },
  ]);
  const path = `/api/v1/exchange/refusals/${items[0]?.id}`;
  const { row } = await server.admin.get<RefusalDetail>(path);
  expect(row).toEqual(accepted('G-9', { SLSJ: '2026/02/11' }));
  const wrong = { row: { ...(row as object), SLSJ: 'yesterday' } };
  expect((await server.admin.post<ResendAnswer>(`${path}/resend`, wrong)).result).toMatchObject({
    ...{ status: 'rejected', code: 'invalid_time', field: 'SLSJ' },
  });
  const right = { row: { ...(row as object), SLSJ: '2026/02/11 15:20' } };
  const sent = await server.admin.post<ResendAnswer>(`${path}/resend`, right);
  expect(sent).toMatchObject({ result: { status: 'accepted' }, refusal: { state: 'corrected' } });
  expect(await caseOf('G-9')).toMatchObject({ stage: 'accepted' });
});

test('a secret row leaves nothing behind, nor do the others of its case', async () => {
  const { results } = await rows('EX_GDBS_SL', [
    accepted('G-SECRET', { SLSJ: 'x' }),
    accepted('G-SECRET', { SFSM: '1', SJBBH: 2 }),
  ]);
  expect(results.map(({ code }) => code)).toEqual(['matter_secret', 'matter_secret']);
  const { items } = await server.admin.get<{ items: Refusal[] }>('/api/v1/exchange/refusals?state=all');
  expect(JSON.stringify(items)).not.toContain('G-SECRET');
});

test.each([
  ['a word that is no code', { SFSM: '机密' }],
  ['a number that is none', { SFSM: 3 }],
  ['true', { SFSM: true }],
  ['a column that is there twice', { SFSM: '1', sfsm: '1' }],
  ['another column that is there twice', { SFSM: '1', BZ: 'a', bz: 'b' }],
])('a row that may be meant as secret is not kept: %s', async (_, more) => {
  const before = await server.admin.get<{ open: number }>('/api/v1/exchange/refusals/counts');
  const { results } = await rows('EX_GDBS_SL', [accepted('G-PERHAPS', more)]);
  expect(results[0]?.status).toBe('rejected');
  expect(await server.admin.get('/api/v1/exchange/refusals/counts')).toEqual(before);
});

test('one row with names that cannot be kept does not take the others with it', async () => {
  const { results } = await rows('EX_GDBS_SL', [
    { ...accepted('G-NUL'), 'A\u0000': '1', 'a\u0000': '2' },
    accepted('G-BESIDE'),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'accepted']);
  expect((await rows('SL\u0000X', [accepted('G-NUL')])).results[0]).toMatchObject({ code: 'unknown_table' });
});

test('a dry run answers the same and keeps nothing', async () => {
  const tried = await rows('EX_GDBS_SL', [accepted('G-10'), accepted('G-11', { SLZTDM: '5' })], '?dryRun=1');
  expect(tried).toMatchObject({ accepted: 1, rejected: 1 });
  expect(await caseOf('G-10')).toBeUndefined();
  expect((await rows('EX_GDBS_SL', [accepted('G-10')])).results[0]).toMatchObject({ status: 'accepted' });
});

test('a person tries what a system would send, in whichever form', async () => {
  const attempt = (text: string) =>
    server.admin.post<DropAnswer>('/api/v1/exchange/feeds/scjg/try', { text });
  const event = {
    ...{ type: 'stage', eventId: 'try-1', occurredAt: '2026-02-11T15:20:00+08:00', stage: 'accepted' },
    ...{ caseNo: 'TRY-1', matterCode: 'SCJG-0001' },
  };
  expect(await attempt(JSON.stringify({ events: [event] }))).toMatchObject({ fault: null, accepted: 1 });
  expect(
    await attempt(`${JSON.stringify(event)}\n${JSON.stringify({ ...event, stage: 'x' })}`),
  ).toMatchObject({
    results: [{ status: 'accepted' }, { status: 'rejected', field: 'stage' }],
  });
  expect(await attempt('<EX_GDBS_SL><SBLSH>TRY-1</SBLSH></EX_GDBS_SL>')).toMatchObject({
    results: [{ status: 'rejected', field: 'SXBM', table: 'EX_GDBS_SL' }],
  });
  expect(await attempt('type,eventId\nstage,e1')).toMatchObject({ results: [{ field: 'occurredAt' }] });
  expect(await attempt('{"events": [\n  {"type" "stage"}]}')).toMatchObject({ fault: { line: 2 }, rows: 0 });
  expect(await caseOf('TRY-1')).toBeUndefined();
  await expect(server.admin.post('/api/v1/exchange/feeds/nobody/try', { text: '{}' })).rejects.toMatchObject({
    problem: { code: 'not_found' },
  });
});

test('what is not to be read at all is refused as a whole, with the place', async () => {
  const broken = await xml('<D>\n<EX_GDBS_SL><SBLSH>1</SBLSX></EX_GDBS_SL></D>');
  expect([broken.status, broken.body.detail]).toEqual([400, expect.stringContaining('line 2')]);
  expect((await xml('<!DOCTYPE a><a/>')).status).toBe(400);
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof ApiProblem ? error.problem.code : String(error)),
    );
  expect(await codeOf(rows('SL', []))).toBe('invalid_request');
  expect(await codeOf(machine.post('/api/v1/exchange/profiles/unknown/rows', {}))).toBe('invalid_request');
  expect(await codeOf(server.admin.post('/api/v1/exchange/profiles/gdbs/rows', {}))).toBe('forbidden');
  const text = await machine.fetch('/api/v1/exchange/profiles/gdbs/rows', {
    ...{ method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } },
  });
  expect(text.status).toBe(415);
});
