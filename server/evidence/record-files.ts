/** The record's part of a package: what was reported and decided, who looked, and how right every clock was. JSON. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaseDetail } from '../contract/cases.ts';
import type { WindowStatus } from '../contract/overlays.ts';
import type { Zone } from './blur.ts';
import { type Job, type JobCamera, type MissingTime, mergedRanges, type Piece } from './job.ts';
import type { OverlayWindow } from './overlay-script.ts';
import type { CardRow, PlacementRow, RecordReader } from './record.store.ts';
import { type RecorderClock, recorderClock } from './recorder-clock.ts';

/** What is known of the cameras' time, for files, copies and summary alike. */
export interface GatheredRecord {
  readonly caseDetail: CaseDetail | null;
  readonly placements: readonly PlacementRow[];
  readonly statuses: ReadonlyMap<string, readonly WindowStatus[]>;
  readonly cards: readonly CardRow[];
  readonly windows: ReadonlyMap<string, readonly OverlayWindow[]>;
  readonly zones: ReadonlyMap<string, readonly Zone[]>;
}

export interface GatherOptions {
  readonly job: Job;
  readonly store: RecordReader;
  /** As whoever may read it everywhere: who asked for it was checked then. Masked, unless it was asked for otherwise. */
  readonly caseDetail: (caseId: string, unmask: boolean) => Promise<CaseDetail>;
}

export async function gatherRecord({ job, store, caseDetail }: GatherOptions): Promise<GatheredRecord> {
  const ranges = mergedRanges(job.ranges);
  const from = new Date(Math.min(...ranges.map(({ fromMs }) => fromMs)));
  const to = new Date(Math.max(...ranges.map(({ toMs }) => toMs)));
  const placements: PlacementRow[] = [];
  for (const range of ranges)
    for (const row of await store.placements(range))
      if (!placements.some((one) => isSame(one, row))) placements.push(row);
  const windowIds = [...new Set(placements.map(({ windowId }) => windowId))];
  const statuses = new Map<string, readonly WindowStatus[]>();
  for (const id of windowIds) statuses.set(id, await store.statuses(id, from, to));
  const byCamera = <T>(of: (row: PlacementRow) => T | undefined): ReadonlyMap<string, readonly T[]> => {
    const map = new Map<string, T[]>();
    for (const row of placements) {
      const made = of(row);
      if (made !== undefined) map.set(row.cameraId, [...(map.get(row.cameraId) ?? []), made]);
    }
    return map;
  };
  const times = ({ validFrom, validTo }: PlacementRow) => ({
    fromMs: validFrom.getTime(),
    toMs: validTo?.getTime() ?? Number.MAX_SAFE_INTEGER,
  });
  return {
    caseDetail: job.caseId === null ? null : await caseDetail(job.caseId, job.options.unmask),
    ...{ placements, statuses },
    cards: await store.cards(job.caseId, windowIds, from, to),
    windows: byCamera((row) => ({
      ...times(row),
      name: `${row.windowCode} ${row.windowName}`,
      statuses: statuses.get(row.windowId) ?? [],
    })),
    zones: byCamera((row) =>
      row.applicantZone === null ? undefined : { ...times(row), polygon: row.applicantZone },
    ),
  };
}

const isSame = (a: PlacementRow, b: PlacementRow): boolean =>
  a.cameraId === b.cameraId && a.windowId === b.windowId && +a.validFrom === +b.validFrom;

export interface ClockReport {
  readonly recorder: RecorderClock & { readonly told: string };
  readonly cameras: readonly {
    readonly cameraId: string;
    readonly name: string;
    readonly told: string;
    readonly files: readonly {
      readonly from: string;
      readonly offsetMs: number | null;
      readonly driftPpm: number | null;
    }[];
    readonly lastLook: { readonly offsetMs: number | null; readonly at: Date | null } | null;
  }[];
  readonly exchange: {
    readonly source: string;
    readonly offsetMs: number | null;
    readonly measured: number;
    readonly told: string;
  } | null;
}

export async function clockReport(
  job: Job,
  cameras: readonly JobCamera[],
  pieces: readonly Piece[],
  store: RecordReader,
): Promise<ClockReport> {
  const feed = job.caseId === null ? undefined : await store.feedOffsets(job.caseId);
  return {
    recorder: {
      ...(await recorderClock()),
      told: '本机时钟减时间服务器，毫秒；全包时间均以本机时钟为准。 This server’s clock less its time servers’, ms; every time in the package is by this server’s clock.',
    },
    cameras: await Promise.all(
      cameras.map(async ({ id, name }) => ({
        ...{ cameraId: id, name },
        told: '摄像头时钟减本机时钟（毫秒，来自 RTCP 发送报告或画面时间戳）与其媒体时钟相对本机的漂移（百万分之一），按录像段测得；录像时间为到达本机的时间，不受摄像头时钟影响。 The camera’s clock less ours (ms) and the drift of its media clock (ppm), measured over each recorded file; footage is timed by arrival here, whatever the camera’s clock says.',
        files: pieces
          .filter(({ cameraId }) => cameraId === id)
          .map(({ fromMs, clockOffsetMs, driftPpm }) => ({
            ...{ from: iso(fromMs), offsetMs: clockOffsetMs, driftPpm },
          })),
        lastLook: (await store.cameraClock(id)) ?? null,
      })),
    ),
    exchange: feed
      ? {
          ...{ source: feed.source, offsetMs: median(feed.offsets), measured: feed.offsets.length },
          told: '上报系统随批次给出的时间减本机时间，毫秒，最近若干批的中位数。 What the sender’s batches say the time is, less ours, ms; the median of the last ones.',
        }
      : null,
  };
}

export interface RecordFilesOptions {
  readonly job: Job;
  readonly cameras: readonly JobCamera[];
  readonly pieces: readonly Piece[];
  readonly missing: readonly MissingTime[];
  readonly record: GatheredRecord;
  readonly clocks: ClockReport;
  readonly store: RecordReader;
  readonly folder: string;
}

/** Their names in the package, which are those in the work folder. */
export async function writeRecordFiles(options: RecordFilesOptions): Promise<string[]> {
  const { job, cameras, missing, record, clocks, store, folder } = options;
  const nameOf = new Map(cameras.map(({ id, name }) => [id, name]));
  const since = new Date(Math.min(...job.ranges.map(({ fromMs }) => fromMs)));
  const files: Record<string, unknown> = {
    'record/request.json': {
      ...{ id: job.id, title: job.title, purpose: job.purpose, askedBy: job.askedByName },
      askedAt: iso(job.askedAtMs),
      options: job.options,
      ranges: job.ranges.map(({ cameraId, fromMs, toMs }) => ({
        ...{ cameraId, camera: nameOf.get(cameraId) ?? null, from: iso(fromMs), to: iso(toMs) },
      })),
    },
    ...(record.caseDetail && { 'record/case.json': record.caseDetail }),
    'record/statuses.json': [...record.statuses].map(([windowId, statuses]) => ({ windowId, statuses })),
    'record/cards.json': record.cards,
    'record/placements.json': record.placements,
    'record/viewings.json': {
      viewings: await store.viewings(mergedRanges(job.ranges)),
      trail: await store.trail(
        cameras.map(({ id }) => id),
        since,
      ),
    },
    'record/clocks.json': clocks,
    'record/gaps.json': missing.map(({ cameraId, fromMs, toMs, cause, code }) => ({
      ...{ cameraId, camera: nameOf.get(cameraId) ?? null, from: iso(fromMs), to: iso(toMs), cause, code },
    })),
  };
  await mkdir(join(folder, 'record'), { recursive: true });
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
  return Object.keys(files).sort();
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

const iso = (atMs: number): string => new Date(atMs).toISOString();
