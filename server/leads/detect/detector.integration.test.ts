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

async function report(caseNo: string, occurredMs: number): Promise<void> {
  const machine = { source: 'front', departmentId: city.department.id };
  const event = {
    ...{ eventId: caseNo, type: 'stage', stage: 'accepted', caseNo, receiptNo: caseNo },
    ...{ matterCode: city.matter.code, occurredAt: new Date(occurredMs).toISOString() },
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

it('goes on when the clock is set back', async () => {
  nowMs += 3_600_000;
  await detection.detector.lookAtAll();
  nowMs -= 2 * 3_600_000;
  await late('A-2');
  expect((await detection.detector.lookAtAll()).windows).toBe(1);
  expect(await raised()).toBe(2);
});
