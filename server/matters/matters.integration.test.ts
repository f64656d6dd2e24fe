import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { Matter } from '../contract/matters.ts';

let server: RecordServer;
let city: City;
beforeAll(async () => {
  server = await startRecordServer();
  city = await registerCity(server.admin, []);
});
afterAll(() => server.close());

const codeOf = async (request: Promise<unknown>) => {
  try {
    await request;
  } catch (error) {
    if (error instanceof ApiProblem) return error.problem.code;
    throw error;
  }
  return 'no problem';
};
const make = (given: object) =>
  server.admin.post<Matter>('/api/v1/matters', {
    departmentId: city.department.id,
    code: 'M-1',
    name: '药品经营许可',
    promisedLimit: { value: 5, unit: 'workingDay' },
    statutoryLimit: { value: 20, unit: 'workingDay' },
    ...given,
  });

it('registers, finds, changes and removes a matter', async () => {
  const matter = await make({});
  expect(matter).toMatchObject({ kind: 'promised', promisedLimit: { value: 5, unit: 'workingDay' } });
  expect(await codeOf(make({}))).toBe('matter_exists');
  expect(await codeOf(make({ code: 'M-2', departmentId: '00000000-0000-4000-8000-000000000000' }))).toBe(
    'unknown_department',
  );
  const path = `/api/v1/matters/${matter.id}`;
  const change = (body: object) => server.admin.request<Matter>('PATCH', path, body);
  expect(await change({ promisedLimit: { value: 3, unit: 'workingDay' } })).toMatchObject({
    promisedLimit: { value: 3, unit: 'workingDay' },
    statutoryLimit: { value: 20, unit: 'workingDay' },
    kind: 'promised',
  });
  expect(await codeOf(change({ promisedLimit: { value: 21, unit: 'workingDay' } }))).toBe('invalid_request');
  expect(await codeOf(change({ statutoryLimit: { value: 2, unit: 'workingDay' } }))).toBe('invalid_request');
  const found = await server.admin.get<{ items: Matter[] }>(
    `/api/v1/matters?q=${encodeURIComponent('药品')}&departmentId=${city.department.id}`,
  );
  expect(found.items.map((one) => one.id)).toEqual([matter.id]);
  await server.admin.request('DELETE', path);
  expect(await codeOf(server.admin.get(path))).toBe('not_found');
});

it('turns a secret matter away, and keeps nothing of it', async () => {
  const word = 'geheime-sache';
  const secret = { code: word, name: word, secrecy: 'secret' };
  expect(await codeOf(make(secret))).toBe('matter_secret');
  const path = `/api/v1/matters/${city.matter.id}`;
  const change = server.admin.request('PATCH', path, { name: word, secrecy: 'secret' });
  expect(await codeOf(change)).toBe('matter_secret');
  const { rows } = await sql<{ text: string }>`
    select (select string_agg(m::text, ' ') from matter m) || (select string_agg(a::text, ' ') from audit_row a)
      as text`.execute(server.db);
  expect(rows[0]?.text).not.toContain(word);
});

it('keeps a matter that has cases', async () => {
  await ApiClient.withToken(server.baseUrl, city.tokenSecret).post('/api/v1/exchange/events', {
    events: [
      {
        type: 'stage',
        eventId: 'm1',
        occurredAt: new Date().toISOString(),
        caseNo: 'MC1',
        matterCode: city.matter.code,
        stage: 'received',
      },
    ],
  });
  expect(await codeOf(server.admin.request('DELETE', `/api/v1/matters/${city.matter.id}`))).toBe('in_use');
});
