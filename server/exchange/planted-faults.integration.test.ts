/** 100,000 rows of four departments with faults of more than thirty kinds planted among them. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../../test/factories/api-client.ts';
import {
  FAULTS,
  type PlantedRow,
  plantedRows,
  type SenderThings,
} from '../../test/factories/planted-rows.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { ExchangeAnswer, FeedDay } from '../contract/exchange.ts';
import type { Department, Hall } from '../contract/places.ts';

const SENDERS = 4;
const OF_EACH = { total: 25_000, faults: 250, duplicates: 150 };
const BATCH = 1000;

let server: RecordServer;
beforeAll(async () => {
  server = await startRecordServer();
});
afterAll(() => server.close());

it('reports every fault with its field, takes every good row, and the totals reconcile', async () => {
  expect(FAULTS.length).toBeGreaterThanOrEqual(30);
  const senders = await registerSenders();
  const sent = await Promise.all(
    senders.map(async ({ things, machine }, at) => {
      const { rows, cases } = plantedRows(things, { ...OF_EACH, seed: 4711 + at });
      expect(rows).toHaveLength(OF_EACH.total);
      for (let from = 0; from < rows.length; from += BATCH) {
        const batch = rows.slice(from, from + BATCH);
        const events = batch.map((one) => one.row);
        const answer = await machine.post<ExchangeAnswer>('/api/v1/exchange/events', { events });
        const wrong = batch.flatMap((one, index) => {
          const { status, code, field } = answer.results[index] ?? {};
          const isAsPlanted = status === one.status && code === one.code && field === one.field;
          return isAsPlanted ? [] : [{ planted: one, answered: answer.results[index] }];
        });
        expect(wrong).toEqual([]);
      }
      return { source: things.source, rows, cases };
    }),
  );

  const { items: days } = await server.admin.get<{ items: FeedDay[] }>('/api/v1/exchange/days');
  for (const { source, rows, cases } of sent) {
    const of = (status: PlantedRow['status']) => rows.filter((one) => one.status === status);
    const counted = days.filter((day) => day.source === source);
    const sum = (what: 'sent' | 'accepted' | 'duplicate' | 'refused') =>
      counted.reduce((all, day) => all + day[what], 0);
    expect([sum('sent'), sum('accepted'), sum('duplicate'), sum('refused')]).toEqual([
      rows.length,
      of('accepted').length,
      of('duplicate').length,
      of('rejected').length,
    ]);
    const { rows: kept } = await sql<Record<string, number>>`select
      (select count(*)::int from case_event where source = ${source}) as events,
      (select count(*)::int from case_record where source = ${source}) as cases,
      (select count(*)::int from case_record where source = ${source} and completed_at is null) as open,
      (select count(*)::int from waiting_event where source = ${source}) as waiting,
      (select count(*)::int from exchange_refusal where source = ${source}) as refusals,
      (select coalesce(sum(times), 0)::int from exchange_refusal where source = ${source}) as times`.execute(
      server.db,
    );
    // Of a secret matter's row nothing is kept; rows that say the same are one; the last case may be cut short.
    const secret = of('rejected').filter((one) => one.code === 'matter_secret').length;
    expect(kept[0]).toMatchObject({ events: of('accepted').length, cases, waiting: 0 });
    expect(kept[0]?.open).toBeLessThanOrEqual(1);
    const distinct = new Set(of('rejected').map((one) => JSON.stringify(one.row)));
    expect(kept[0]?.refusals).toBe(distinct.size - secret);
  }
}, 240_000);

async function registerSenders(): Promise<{ things: SenderThings; machine: ApiClient }[]> {
  const { admin } = server;
  await admin.post('/api/v1/regions', { code: '440000', name: '广东省', level: 'province' });
  await admin.post('/api/v1/regions', {
    ...{ code: '445200', name: '揭阳市', level: 'city', parentCode: '440000' },
  });
  const hall = await admin.post<Hall>('/api/v1/halls', { regionCode: '445200', name: '政务服务中心' });
  const codeOf = (at: number) => `W${at % SENDERS}`;
  const senders: { things: SenderThings; machine: ApiClient }[] = [];
  for (let at = 0; at < SENDERS; at += 1) {
    const { id: departmentId } = await admin.post<Department>('/api/v1/departments', {
      ...{ regionCode: '445200', name: `第${at}局` },
    });
    await admin.post(`/api/v1/halls/${hall.id}/windows`, { departmentId, code: codeOf(at), name: '窗口' });
    for (const code of ['M1', 'M2'])
      await admin.post('/api/v1/matters', {
        ...{ departmentId, code, name: `事项${code}` },
        promisedLimit: { value: 5, unit: 'workingDay' },
        statutoryLimit: { value: 20, unit: 'workingDay' },
      });
    const source = `s${at}`;
    const token = await admin.post<{ secret: string }>('/api/v1/tokens', {
      name: source,
      source,
      departmentId,
    });
    senders.push({
      machine: ApiClient.withToken(server.baseUrl, token.secret),
      things: {
        ...{ source, matterCode: 'M1', otherMatterCode: 'M2', hallId: hall.id },
        ...{ windowCode: codeOf(at), foreignWindowCode: codeOf(at + 1) },
      },
    });
  }
  return senders;
}
