/** A look that fails half way loses nothing: what was read is looked at again. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type City, registerCity } from '../../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../../test/factories/record-server.ts';
import { createWorkingClocks } from '../../calendar/index.ts';
import { silentLog } from '../../platform/log.ts';
import { createDetection, type Detection, LeadBook } from '../index.ts';

/** A Wednesday, 16:00 in Jieyang. */
const BEGIN = Date.parse('2026-11-18T08:00:00.000Z');
let nowMs = BEGIN - 7 * 86_400_000;
let server: RecordServer;
let city: City;
let detection: Detection;
let fails = false;
/** How long until the next look, each time that was settled. */
const waits: number[] = [];

beforeAll(async () => {
  server = await startRecordServer({
    engine: false,
    now: () => nowMs,
    also: ({ db, bus, audit, access, places, sealer, now }) => {
      const clocks = createWorkingClocks({ db, now });
      detection = createDetection({
        ...{ db, audit, visibility: access, finder: places.finder, sealer, now, log: silentLog() },
        book: new LeadBook({ db, bus, now }),
        clocks: {
          ...clocks,
          of: async (place) => {
            if (fails) throw new Error('the database is away');
            return clocks.of(place);
          },
        },
        occupancy: { spansOf: async () => new Map(), onKept: () => () => undefined },
        pace: {
          wake: (look, ms) => {
            waits.push(ms);
            const timer = setTimeout(look, ms);
            return () => clearTimeout(timer);
          },
        },
      });
      return [...detection.routes];
    },
  });
  city = await registerCity(server.admin, [
    { name: '一号机', mainUrl: 'rtsp://10.0.0.1/main', windows: ['1'] },
  ]);
  await detection.detector.lookAtAll();
  // A source that is heard of for a week: what happened before could not come sooner.
  await report('A-0', nowMs);
  nowMs = BEGIN;
});
afterAll(async () => {
  await detection.detector.close();
  await server.close();
});

const late = (caseNo: string) => report(caseNo, nowMs - 2 * 86_400_000);

async function report(caseNo: string, occurredMs: number, more: object = {}): Promise<void> {
  const machine = { source: 'front', departmentId: city.department.id };
  const event = {
    ...{ eventId: caseNo, type: 'stage', stage: 'accepted', caseNo, receiptNo: caseNo },
    ...{ matterCode: city.matter.code, occurredAt: new Date(occurredMs).toISOString() },
    ...more,
  };
  const { results } = await server.exchange.service.report(machine, [event], {
    sentAt: new Date(nowMs).toISOString(),
    sequence: undefined,
  });
  expect(results.map(({ status }) => status)).toEqual(['accepted']);
}
const raised = async () =>
  (
    await sql<{ kind: string }>`select kind from lead where kind = 'backfill' order by from_at`.execute(
      server.db,
    )
  ).rows.length;

it('looks again at reports over which it failed', async () => {
  await late('A-1');
  fails = true;
  await expect(detection.detector.lookAtAll()).rejects.toThrow('the database is away');
  expect(await raised()).toBe(0);
  fails = false;
  await detection.detector.lookAtAll();
  expect(await raised()).toBe(1);
});

it('takes no correction for something entered late, and one go for one lead whatever of it is corrected', async () => {
  const before = await raised();
  // Reported at once, corrected two days later.
  await report('B-1', nowMs - 60_000, { recordKey: 'b', dataVersion: 1 });
  nowMs += 2 * 86_400_000;
  await report('B-1', nowMs - 2 * 86_400_000 - 60_000, { eventId: 'B-1-2', recordKey: 'b', dataVersion: 2 });
  await detection.detector.lookAtAll();
  expect(await raised()).toBe(before);
  const occurredMs = nowMs - 2 * 86_400_000;
  await report('C-1', occurredMs, { recordKey: 'c', dataVersion: 1 });
  await report('C-2', occurredMs);
  await detection.detector.lookAtAll();
  expect(await raised()).toBe(before + 1);
  nowMs += 600_000;
  await report('C-1', occurredMs, { eventId: 'C-1-2', recordKey: 'c', dataVersion: 2 });
  await detection.detector.lookAtAll();
  expect(await raised()).toBe(before + 1);
});

it('goes on when the clock is set back', async () => {
  const kinds = async () =>
    (await sql<{ kind: string }>`select kind from lead`.execute(server.db)).rows.map(({ kind }) => kind);
  nowMs -= 2 * 3_600_000;
  await sql`insert into feed_alarm (source, fault, since, amount)
    values ('front', 'gap', ${new Date(nowMs - 3_600_000)}, 5)`.execute(server.db);
  detection.detector.start();
  for (let left = 100; left > 0 && !(await kinds()).includes('feedFault'); left -= 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await kinds()).toContain('feedFault');
});

it('is brought forward by what happens while nothing did', async () => {
  for (let left = 100; left > 0 && waits.at(-1) !== 60_000; left -= 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  expect(waits.at(-1)).toBe(60_000);
  detection.detector.nudge();
  expect(waits.at(-1)).toBeLessThan(60_000);
  // And only once: who reports all the time does not put it off.
  const settled = waits.length;
  detection.detector.nudge();
  expect(waits).toHaveLength(settled);
});
