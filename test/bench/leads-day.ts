/** Lives a day of the hall through, second by second, in simulated time; and what the leads raised that day come to. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { LeadKind } from '../../server/contract/leads.ts';
import type { OccupancySpan } from '../../server/contract/occupancy.ts';
import {
  AHEAD_MS,
  at,
  type DayScript,
  DayWriter,
  MINUTE,
  type Report,
  SOURCES,
} from '../../server/leads/testing/day-script.ts';
import type { City } from '../factories/city.ts';
import { CameraDay } from './leads-pictures.ts';
import { CODES, type LeadsSite, startLeadsSite } from './leads-site.ts';

export interface FoundLead {
  readonly kind: LeadKind;
  readonly code: string | null;
  readonly caseNo: string | null;
  readonly fromMs: number;
  readonly toMs: number;
  readonly raisedMs: number;
  readonly explainedBy: string | null;
}

export interface LivedDay {
  readonly day: DayScript;
  readonly leads: readonly FoundLead[];
  /** What was kept of each window, by its code. */
  readonly spans: ReadonlyMap<string, readonly OccupancySpan[]>;
  readonly beganMs: number;
  readonly endedMs: number;
  readonly looks: number;
}

const FIRST_PICTURE_MS = at(8, 15);
/** Cameras whose pictures are drawn: a day of one takes minutes. The other windows are known by their record alone. */
const DRAWN = 3;
export const drawnCodes: readonly string[] = CODES.slice(0, DRAWN * 2);
/** Spans are kept so often. */
const KEEP_MS = 10_000;

export async function liveDay(seed: number, untilMs: number): Promise<LivedDay> {
  let nowMs = Date.parse('2026-11-02T09:00:00+08:00');
  let waking: { look: () => void; atMs: number } | undefined;
  let whenAsleep: (() => void) | undefined;
  let looks = 0;
  const site = await startLeadsSite({
    now: () => nowMs,
    wake: (look, ms) => {
      const own = { look, atMs: nowMs + ms };
      waking = own;
      whenAsleep?.();
      return () => {
        if (waking === own) waking = undefined;
      };
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'mc-bench-day-'));
  const days: CameraDay[] = [];
  try {
    const send = sender(site, () => nowMs);
    for (const [whenMs, source, events] of before(site.city)) {
      nowMs = whenMs;
      await send(source, events);
    }
    nowMs = at(6, 50);
    await site.alerts.engine.lookAtAll();
    const day = new DayWriter(site.city.hall.id, site.city.matter.code, seed).write();
    site.detector.start();
    const toMs = Math.min(untilMs, at(17, 45));
    for (const camera of site.watched()) {
      const index = site.city.cameras.findIndex(({ id }) => id === camera.cameraId);
      if (index >= DRAWN) continue;
      const codes = CODES.slice(index * 2, index * 2 + 2);
      const one = new CameraDay({
        ...{ camera, fromMs: FIRST_PICTURE_MS, toMs, seed: seed * 10 + index, folder, plants: day.plants },
        windows: codes.flatMap((code) => day.places.find((place) => place.code === code) ?? []),
        listener: site.listener,
      });
      days.push(one);
      await one.start();
    }
    let next = 0;
    for (let ms = at(7); ms <= untilMs; ms += 1000) {
      nowMs = ms;
      if (ms >= FIRST_PICTURE_MS && ms < toMs) await Promise.all(days.map((one) => one.second(ms)));
      const due: Report[] = [];
      for (let one = day.reports[next]; one && one.reportMs <= ms; one = day.reports[next]) {
        due.push(one);
        next += 1;
      }
      if (due.length > 0) {
        await report(due, send);
        // As whoever takes events does.
        site.detector.nudge();
      }
      if (ms % KEEP_MS === 0) await site.occupancy.keep();
      if (ms % MINUTE === 0 && ms >= at(8, 20)) await site.exchange.watch.look();
      if (ms === at(10, 20)) await coveredCamera(site);
      if (ms % (10 * MINUTE) === 0)
        console.log(`  ${new Date(ms + 8 * 3_600_000).toISOString().slice(11, 16)}`);
      if (waking && waking.atMs <= ms) {
        const { look } = waking;
        waking = undefined;
        const asleep = new Promise<void>((done) => {
          whenAsleep = done;
        });
        look();
        await asleep;
        whenAsleep = undefined;
        looks += 1;
      }
    }
    await site.occupancy.keep();
    const spans = await spansOf(site, toMs);
    return { day, leads: await leadsOf(site), spans, beganMs: FIRST_PICTURE_MS, endedMs: toMs, looks };
  } finally {
    for (const one of days) await one.close();
    await site.close();
    await rm(folder, { recursive: true, force: true });
  }
}

type Send = (source: string, events: readonly object[], skips?: number) => Promise<void>;

function sender({ exchange, city }: LeadsSite, now: () => number): Send {
  const sequences = new Map<string, number>();
  return async (source, events, skips = 0) => {
    const sequence = (sequences.get(source) ?? 0) + 1 + skips;
    sequences.set(source, sequence);
    if (events.length === 0) return;
    const sentAt = new Date(now() + (source === SOURCES.ahead ? AHEAD_MS : 0)).toISOString();
    const machine = { source, departmentId: city.department.id };
    const { results } = await exchange.service.report(machine, events, { sentAt, sequence });
    const refused = results.filter(({ status }) => status !== 'accepted');
    if (refused.length > 0) throw new Error(`refused: ${JSON.stringify(refused)}`);
  };
}

async function report(due: readonly Report[], send: Send): Promise<void> {
  const batches = new Map<string, object[]>();
  for (const { source, event } of due)
    if (event.type === 'skip') await send(source, []);
    else batches.set(source, [...(batches.get(source) ?? []), event]);
  for (const [source, events] of batches) await send(source, events);
}

/** What was reported in the days before, that the day's plants stand on. */
function before({ matter }: City): (readonly [atMs: number, source: string, events: object[]])[] {
  const go = (day: string, events: readonly object[], source: string = SOURCES.main) => {
    const whenMs = Date.parse(`2026-11-${day}+08:00`);
    const occurredAt = new Date(whenMs - MINUTE).toISOString();
    const made = events.map((event, n) => ({
      ...{ eventId: `p-${day}-${n}`, occurredAt, type: 'stage', matterCode: matter.code },
      ...event,
    }));
    return [whenMs, source, made] as const;
  };
  const accepted = (caseNo: string, more: object = {}) => ({
    ...{ stage: 'accepted', caseNo, receiptNo: caseNo },
    ...more,
  });
  const ended = { type: 'specialProcedureEnded', recordKey: 'altered-end', dataVersion: 1 };
  return [
    go('03T09:30:00', [accepted('P-card')]),
    go('04T09:30:00', [accepted('P-altered')]),
    go('05T09:00:00', [accepted('P-near')]),
    go('10T10:00:00', [
      {
        ...{ type: 'specialProcedure', caseNo: 'P-altered', applied: { value: 2, unit: 'workingDay' } },
        ...{ approver: '王局', ground: '需勘验', kind: '勘验' },
      },
    ]),
    go('11T10:00:00', [{ ...ended, caseNo: 'P-altered' }]),
    go('16T09:30:00', [
      ...[1, 2].map((n) => accepted(`P-void-${n}`, { applicant: `陈${n}平` })),
      accepted('P-bare'),
    ]),
    ...['09', '10', '11'].map((hour) =>
      go(`17T${hour}:00:00`, [{ stage: 'received', caseNo: `P-ahead-${hour}` }], SOURCES.ahead),
    ),
  ];
}

/** As diagnosis of pictures would have kept it. */
async function coveredCamera({ db, city }: LeadsSite): Promise<void> {
  await sql`insert into outage (camera_id, hall_id, kind, fault, from_at, last_seen_at, to_at, ended)
    values (${city.cameras[3]?.id}, ${city.hall.id}, 'picture', 'covered', ${new Date(at(10))}, ${new Date(at(10, 20))},
      ${new Date(at(10, 20))}, 'recovered')`.execute(db);
}

async function spansOf({ city, occupancy }: LeadsSite, toMs: number): Promise<LivedDay['spans']> {
  const ids = city.windows.map(({ id }) => id);
  const byId = await occupancy.history.spansOf(ids, FIRST_PICTURE_MS, toMs);
  return new Map(city.windows.map(({ id, code }) => [code, byId.get(id) ?? []]));
}

async function leadsOf({ db }: LeadsSite): Promise<FoundLead[]> {
  const { rows } = await sql<
    Omit<FoundLead, 'fromMs' | 'toMs' | 'raisedMs'> & Record<'from' | 'to' | 'raised', Date>
  >`
    select l.kind, w.code, c.case_no as "caseNo", l.from_at as "from", l.to_at as "to", l.raised_at as raised,
      l.explained_by as "explainedBy"
    from lead l left join hall_window w on w.id = l.window_id left join case_record c on c.id = l.case_id
    order by l.from_at`.execute(db);
  return rows.map(({ from, to, raised, ...row }) => ({
    ...row,
    ...{ fromMs: from.getTime(), toMs: to.getTime(), raisedMs: raised.getTime() },
  }));
}
