import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { CaseDetail, CaseSummary } from '../contract/cases.ts';
import type { ExchangeAnswer, ExchangeEventInput } from '../contract/exchange.ts';
import type { WindowStatus } from '../contract/overlays.ts';

let server: RecordServer;
let city: City;
let machine: ApiClient;
beforeAll(async () => {
  server = await startRecordServer();
  city = await registerCity(server.admin, [
    { name: '1号机', mainUrl: 'rtsp://10.0.0.1/main', windows: ['1', '2'] },
  ]);
  machine = ApiClient.withToken(server.baseUrl, city.tokenSecret);
});
afterAll(() => server.close());

let serial = 0;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
type Stage = Extract<ExchangeEventInput, { type: 'stage' }>;
const stage = (given: Partial<Stage> = {}): Stage => {
  serial += 1;
  return {
    type: 'stage',
    eventId: `e${serial}`,
    occurredAt: ago(1000),
    caseNo: `C${serial}`,
    matterCode: city.matter.code,
    stage: 'accepted',
    ...given,
  };
};
const report = (events: unknown[], as = machine) =>
  as.post<ExchangeAnswer>('/api/v1/exchange/events', { events });
const statusesOf = (answer: ExchangeAnswer) => answer.results.map((one) => one.status);

describe('POST /api/v1/exchange/events', () => {
  it('bounds what one case can cost: a sender that never ends one holds nobody up', async () => {
    const batch = () =>
      Array.from({ length: 1000 }, () =>
        stage({
          caseNo: 'endless',
          stage: 'handling',
          occurredAt: ago(0),
          hallId: city.hall.id,
          windowCode: '1',
        }),
      );
    await report(batch());
    const startedAt = performance.now();
    expect(statusesOf(await report([...batch().slice(1), stage()]))).toEqual(Array(1000).fill('accepted'));
    // Machines differ; before it was bounded this took as many seconds as the case had thousands of events.
    expect(performance.now() - startedAt).toBeLessThan(5000);
    const last = await report(batch().slice(0, 2));
    expect(last.results.map((one) => one.code ?? one.status)).toEqual(['accepted', 'case_full']);
  });

  it('bounds what waits for one case as well', async () => {
    const waits = (n: number, more: object = {}) =>
      Array.from({ length: n }, () => ({
        ...stage({ caseNo: 'endless-waiting', stage: 'handling', ...more }),
        matterCode: undefined,
      }));
    await report(waits(1000));
    await report(waits(999));
    expect((await report(waits(1))).results[0]?.code).toBe('case_full');
    const named = stage({ caseNo: 'endless-waiting' });
    expect((await report([named, ...waits(1)])).results.map((one) => one.code ?? one.status)).toEqual([
      'accepted',
      'case_full',
    ]);
  });

  it('of many batches posted at once, refuses those that would wait too long, and no one else is held up', async () => {
    const batches = Array.from({ length: 60 }, () => report(Array.from({ length: 50 }, () => stage())));
    const others = server.admin.get('/api/v1/halls');
    const settled = await Promise.allSettled([...batches, others]);
    const refused = settled.filter((one) => one.status === 'rejected');
    expect(settled.at(-1)?.status).toBe('fulfilled');
    expect(refused.length).toBeGreaterThan(0);
    for (const one of refused) expect(String(one.reason)).toContain('too_many_requests');
  });

  it('takes 1,000 events in well under a second, and again as duplicates', async () => {
    const events = Array.from({ length: 1000 }, (_, i) =>
      stage({
        caseNo: `bulk-${i % 400}`,
        stage: i < 400 ? 'accepted' : 'handling',
        occurredAt: ago(60_000 - i),
        applicant: '张三丰',
        hallId: city.hall.id,
        windowCode: i % 2 === 0 ? '1' : '2',
      }),
    );
    const startedAt = performance.now();
    const first = await report(events);
    const tookMs = performance.now() - startedAt;
    expect(first).toMatchObject({ accepted: 1000, duplicate: 0, rejected: 0 });
    expect(first.results[999]).toEqual({ index: 999, eventId: events[999]?.eventId, status: 'accepted' });
    // Machines differ; ten times the usual is a fault.
    expect(tookMs).toBeLessThan(5000);
    expect(await report(events)).toMatchObject({ accepted: 0, duplicate: 1000 });
    const { rows } = await sql<{ events: number; cases: number }>`select
      (select count(*)::int from case_event where event_id = any(${events.map((e) => e.eventId)})) as events,
      (select count(*)::int from case_record where case_no like 'bulk-%' and stage = 'handling') as cases
    `.execute(server.db);
    expect(rows[0]).toEqual({ events: 1000, cases: 400 });
  });

  it('keeps the good rows of a batch and names the field of each bad one', async () => {
    const good = stage();
    const answer = await report([
      good,
      { ...stage(), occurredAt: 'yesterday' },
      { ...stage(), type: 'opened' },
      'no event',
      stage({ matterCode: 'nothing' }),
      stage({ hallId: city.hall.id, windowCode: '9' }),
      stage({ windowCode: '1' }),
      stage({ occurredAt: new Date(Date.now() + 10 * 60_000).toISOString() }),
      stage({ occurredAt: '1970-01-01T00:00:00.000Z' }),
      stage({ remark: 'a\u0000b' }),
      { ...stage(), caseNo: 7 },
      {
        type: 'called',
        eventId: 'x1',
        occurredAt: ago(0),
        hallId: city.hall.id,
        windowCode: '1',
        caseNo: 'new',
      },
      good,
      stage({ caseNo: good.caseNo, stage: 'handling' }),
    ]);
    expect(answer.results.map((one) => [one.status, one.code, one.field])).toEqual([
      ['accepted', undefined, undefined],
      ['rejected', 'invalid_event', 'occurredAt'],
      ['rejected', 'invalid_event', 'hallId'],
      ['rejected', 'invalid_event', ''],
      ['rejected', 'unknown_matter', 'matterCode'],
      ['rejected', 'unknown_window', 'windowCode'],
      ['rejected', 'invalid_event', 'hallId'],
      ['rejected', 'occurred_in_future', 'occurredAt'],
      ['rejected', 'occurred_too_early', 'occurredAt'],
      ['rejected', 'invalid_event', 'remark'],
      ['rejected', 'invalid_event', 'caseNo'],
      ['accepted', undefined, undefined],
      ['duplicate', undefined, undefined],
      ['accepted', undefined, undefined],
    ]);
    expect(answer).toMatchObject({ accepted: 3, duplicate: 1, rejected: 10 });
    const { items } = await server.admin.get<{ items: CaseSummary[] }>(`/api/v1/cases?q=${good.caseNo}`);
    expect(items[0]).toMatchObject({ caseNo: good.caseNo, stage: 'handling', matterName: city.matter.name });
  });

  it('leaves nothing of a secret case in any table, nor of its other events in the batch', async () => {
    const word = 'geheim-4711';
    const secret = stage({ caseNo: word, remark: word, applicant: word, eventId: word, secrecy: 'secret' });
    const answer = await report([
      secret,
      stage({ caseNo: word, remark: `${word} again` }),
      { secrecy: 'secret', remark: word },
      stage(),
    ]);
    expect(answer.results.map((one) => one.code ?? one.status)).toEqual([
      'matter_secret',
      'matter_secret',
      'matter_secret',
      'accepted',
    ]);
    for (const [where, dump] of await everything(server))
      expect([where, dump.includes(word)]).toEqual([where, false]);
  });

  it('knows only its own windows and matters', async () => {
    const { admin } = server;
    const other = await admin.post<{ id: string }>('/api/v1/departments', {
      regionCode: '445200',
      name: '揭阳市公安局',
    });
    const token = await admin.post<{ secret: string }>('/api/v1/tokens', {
      name: '公安',
      source: 'gongan',
      departmentId: other.id,
    });
    const stranger = ApiClient.withToken(server.baseUrl, token.secret);
    await admin.post('/api/v1/matters', {
      departmentId: other.id,
      code: 'GA-1',
      name: '居民身份证换领',
      kind: 'onTheSpot',
      promisedLimit: { value: 1, unit: 'workingDay' },
      statutoryLimit: { value: 1, unit: 'workingDay' },
    });
    const answer = await report(
      [
        stage(),
        stage({ matterCode: 'GA-1', hallId: city.hall.id, windowCode: '1' }),
        stage({ matterCode: 'GA-1' }),
      ],
      stranger,
    );
    expect(answer.results.map((one) => one.code ?? one.status)).toEqual([
      'unknown_matter',
      'window_of_other_department',
      'accepted',
    ]);
    // Access gives a source to one department only; should it ever not, cases are still safe.
    await sql`update machine_token set source = 'scjg' where source = 'gongan'`.execute(server.db);
    const mine = stage();
    await report([mine]);
    const taken = await report([stage({ caseNo: mine.caseNo, matterCode: 'GA-1' })], stranger);
    expect(taken.results[0]?.code).toBe('case_of_other_department');
  });

  it('is for machines: a person, even the admin, may not report', async () => {
    await expect(report([stage()], server.admin)).rejects.toThrow('403');
    await expect(report([], machine)).rejects.toThrow('400');
  });

  it('takes concurrent batches of the same case and window one after the other, without gaps', async () => {
    const events = Array.from({ length: 240 }, (_, i) =>
      i % 3 === 0
        ? stage({
            caseNo: 'shared',
            stage: i % 2 === 0 ? 'handling' : 'review',
            hallId: city.hall.id,
            windowCode: '1',
            occurredAt: ago(500 - i),
          })
        : {
            type: i % 3 === 1 ? ('called' as const) : ('finished' as const),
            eventId: `s${i}`,
            occurredAt: ago(500 - i),
            hallId: city.hall.id,
            windowCode: i % 2 === 0 ? '1' : '2',
            ticket: `T${i}`,
          },
    );
    const batches = Array.from({ length: 12 }, (_, i) => events.slice(i * 20, i * 20 + 20));
    // Every batch twice, all at once.
    const answers = await Promise.all([...batches, ...batches].map((batch) => report(batch)));
    expect(answers.reduce((sum, one) => sum + one.accepted, 0)).toBe(240);
    expect(answers.reduce((sum, one) => sum + one.duplicate, 0)).toBe(240);
    for (const window of city.windows) {
      const { rows } = await sql<{ version: number; at: Date; status: WindowStatus }>`
        select version, at, status from window_status where window_id = ${window.id} order by version`.execute(
        server.db,
      );
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.map((row) => row.version)).toEqual(rows.map((_, i) => i + 1));
      expect(rows.map((row) => row.status.version)).toEqual(rows.map((row) => row.version));
      for (const [i, row] of rows.entries())
        if (i > 0) expect(row.at.getTime()).toBeGreaterThanOrEqual(rows[i - 1]?.at.getTime() ?? 0);
    }
  });

  it('shows a case whole, masked, with its steps in the order they happened', async () => {
    const caseNo = 'whole';
    await report([stage({ caseNo, stage: 'handling', occurredAt: ago(1000), clerk: '李梅' })]);
    await report([stage({ caseNo, stage: 'accepted', occurredAt: ago(5000), applicant: '欧阳娜娜' })]);
    const list = await server.admin.get<{ items: CaseSummary[] }>('/api/v1/cases?q=whole');
    const detail = await server.admin.get<CaseDetail>(`/api/v1/cases/${list.items[0]?.id}`);
    expect(detail).toMatchObject({
      caseNo,
      applicant: '欧*',
      stage: 'handling',
      promisedLimit: { value: 10, unit: 'workingDay' },
      clock: { limit: { value: 10, unit: 'workingDay' }, stoppedAt: null },
    });
    expect(detail.steps.map((step) => step.stage)).toEqual(['accepted', 'handling']);
    const { rows } = await sql<{ sealed: string }>`
      select encode(applicant_sealed, 'escape') as sealed from case_record where case_no = ${caseNo}`.execute(
      server.db,
    );
    expect(rows[0]?.sealed).not.toContain('娜');
    await expect(server.admin.get('/api/v1/cases?cursor=bm9uc2Vuc2U')).rejects.toThrow('400');
  });

  it('pages through cases without missing or doubling one', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { items: CaseSummary[]; nextCursor: string | null } = await server.admin.get(
        `/api/v1/cases?q=bulk-&limit=150${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...page.items.map((one) => one.id));
      cursor = page.nextCursor;
    }
    expect(seen).toHaveLength(400);
    expect(new Set(seen).size).toBe(400);
  });

  it('is answered the same when a batch is sent again after a lost answer', async () => {
    const batch = [stage(), { ...stage(), occurredAt: 'x' }];
    expect(statusesOf(await report(batch))).toEqual(['accepted', 'rejected']);
    expect(statusesOf(await report(batch))).toEqual(['duplicate', 'rejected']);
  });
});

/** Every row of every table, as text. */
async function everything({ db }: RecordServer): Promise<[string, string][]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db);
  return Promise.all(
    rows.map(async ({ name }): Promise<[string, string]> => {
      const dump = await sql<{ text: string | null }>`
        select string_agg(t::text, ' ') as text from ${sql.table(name)} t`.execute(db);
      return [name, dump.rows[0]?.text ?? ''];
    }),
  );
}
