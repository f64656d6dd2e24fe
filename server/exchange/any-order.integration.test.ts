/** Whatever order a case's events come in, in whatever batches and however often: the same case comes of it. */
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';

let server: RecordServer;
let city: City;
beforeAll(async () => {
  server = await startRecordServer({ engine: false });
  city = await registerCity(server.admin, [
    { name: '1号机', mainUrl: 'rtsp://10.0.0.1/main', windows: ['1', '2'] },
  ]);
});
afterAll(() => server.close());

type Row = Record<string, unknown>;
const beganMs = Date.UTC(2026, 9, 12, 1);
const steps = ['received', 'accepted', 'handling', 'review', 'approval', 'completed'];

const eventOf = fc
  .record({
    minute: fc.integer({ min: 0, max: 6000 }),
    type: fc.constantFrom(
      ...['stage', 'stage', 'stage', 'stage', 'refused', 'correctionAsked', 'correctionReceived', 'extended'],
      ...['specialProcedure', 'specialProcedureEnded', 'collected', 'called', 'started', 'finished'],
    ),
    stage: fc.constantFrom(...steps),
    window: fc.constantFrom(undefined, '1', '2'),
    clerk: fc.constantFrom('李梅', '王强', undefined),
    version: fc.constantFrom(undefined, undefined, 1, 2, 3),
    key: fc.constantFrom('a', 'b'),
  })
  .map(
    ({ minute, type, stage, window, clerk, version, key }): Row => ({
      ...{ type, clerk, occurredAt: new Date(beganMs + minute * 60_000).toISOString() },
      ...(type === 'stage' && { stage }),
      ...(type === 'extended' && { days: 3 }),
      ...(type === 'specialProcedure' && { applied: { value: 2, unit: 'workingDay' } }),
      ...((window !== undefined || ['called', 'started', 'finished'].includes(type)) && {
        ...{ hallId: '', windowCode: window ?? '1' },
      }),
      ...(version !== undefined && { recordKey: `${type} ${key}`, dataVersion: version }),
    }),
  );

/** The events of a case and two ways to deliver them: orders, with some of them sent again, cut into batches. */
const deliveries = fc.array(eventOf, { minLength: 1, maxLength: 9 }).chain((events) => {
  const all = events.map((_, at) => at);
  const order = fc
    .tuple(
      fc.shuffledSubarray(all, { minLength: all.length }),
      fc.array(fc.nat(), { maxLength: 5 }),
      fc.integer({ min: 1, max: 5 }),
    )
    .map(([first, again, size]) => ({
      order: [...first, ...again.map((nth) => nth % all.length)],
      size,
    }));
  return fc.record({ events: fc.constant(events), ways: fc.tuple(order, order) });
});

let serial = 0;
async function deliver(events: readonly Row[], way: { order: readonly number[]; size: number }) {
  serial += 1;
  const machine = { source: `any-${serial}`, departmentId: city.department.id };
  // One of them names the matter, whichever comes first; until then the others wait.
  const named = events.map((event, at) => ({
    ...{ ...event, eventId: `e${at}`, caseNo: 'C' },
    ...(event.hallId !== undefined && { hallId: city.hall.id }),
    ...(at === 0 && { matterCode: city.matter.code }),
  }));
  const rows = way.order.map((at) => named[at]);
  for (let from = 0; from < rows.length; from += way.size) {
    const answer = await server.exchange.service.report(machine, rows.slice(from, from + way.size));
    expect(answer.rejected).toBe(0);
  }
  const { rows: cases } = await sql<Row>`select to_jsonb(c) - 'id' - 'source' - 'updated_at' - 'evaluate_at'
      - 'evaluated_at' as state,
    (select count(*)::int from case_event where source = c.source) as events,
    (select count(*)::int from waiting_event where source = c.source) as waiting
    from case_record c where source = ${machine.source}`.execute(server.db);
  const { rows: days } = await sql<Row>`select accepted::int, duplicate::int, refused::int from feed_day
    where source = ${machine.source}`.execute(server.db);
  return { case: cases[0], days: days[0] };
}

it('comes to the same case, with nothing left waiting and every row counted', async () => {
  await fc.assert(
    fc.asyncProperty(deliveries, async ({ events, ways }) => {
      const [one, other] = [await deliver(events, ways[0]), await deliver(events, ways[1])];
      expect(one.case).toMatchObject({ events: events.length, waiting: 0 });
      expect(other.case).toEqual(one.case);
      for (const [at, { days }] of [one, other].entries())
        expect(days).toEqual({
          accepted: events.length,
          duplicate: (ways[at]?.order.length ?? 0) - events.length,
          refused: 0,
        });
    }),
    { numRuns: 25 },
  );
}, 60_000);
