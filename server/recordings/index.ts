/** What is recorded, where it lies, for how long, and what there is of it. The files are the media plane's. */
import type { Registry } from 'prom-client';
import type { DiskPort, SegmentIndexPort } from '../../streams/recorder/index.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { ReadinessCheck } from '../platform/http/health.ts';
import type { Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import { CameraRecordingsStore } from './camera-recordings.store.ts';
import { DiskAlarms, type DiskNotice } from './disk-alarms.ts';
import { DisksStore } from './disks.store.ts';
import { Disks, type FolderAsks } from './disks.ts';
import { FootageStore } from './footage.store.ts';
import type { Footage } from './footage.ts';
import { IndexKeeper } from './index-keeper.ts';
import { IndexWritesStore } from './index-writes.store.ts';
import { PoliciesStore } from './policies.store.ts';
import { PurgeStore } from './purge.store.ts';
import { Purger } from './purger.ts';
import { ReconcileStore } from './reconcile.store.ts';
import { Reconciler } from './reconciler.ts';
import { RecordedFootage } from './recorded-footage.ts';
import { addRecordingFigures } from './recording-figures.ts';
import { RecordingPlan, type Wanted } from './recording-plan.ts';
import { recordingsChangingRoutes, recordingsRoutes } from './recordings.routes.ts';
import { RecordingsService } from './recordings.service.ts';

export type { Footage, FootageRange, FootageSegment, PlacedCamera } from './footage.ts';
/** For what has to keep footage from it: holds are tested against it. */
export { PurgeStore } from './purge.store.ts';
export { type RecordedNow, RecordedNowStore } from './recorded-now.store.ts';
export type { Wanted } from './recording-plan.ts';

/** What of the recorder is needed here. */
export interface RecorderPort {
  set(wanted: readonly Wanted[]): void;
}

export interface RecordingsNeeds {
  readonly db: Db;
  /** Absolute. */
  readonly folders: readonly string[];
  readonly reserveBytes: number;
  readonly audit: AuditTrail;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
  readonly finder: Pick<PlaceFinder, 'ofCamera' | 'ofCameraAt' | 'ofHall'>;
  readonly notices: { notify(trx: Db, notice: DiskNotice): Promise<unknown> };
  readonly registry?: Registry;
  readonly log: Logger;
  readonly now: () => number;
  /** For tests: how folders are asked, and how long an undone policy is waited for. */
  readonly asks?: FolderAsks;
  readonly graceMs?: number;
}

export interface Recordings {
  readonly footage: Footage;
  /** What the recorder tells, and where it asks for room. */
  readonly index: SegmentIndexPort;
  readonly disks: DiskPort;
  /** As figures name it. */
  diskPath(diskId: string): string;
  readonly routes: readonly Route[];
  /** Recording begins; rows and files are compared meanwhile. */
  start(recorder: RecorderPort): Promise<void>;
  /** A camera, its hall, or whether it may be heard is another. */
  changed(): void;
  /** Rows and files once more: somebody else has put files there (the demo's archive). */
  compare(): Promise<void>;
  /** Disks looked at, old footage removed: now, rather than within half a minute. */
  purge(): Promise<void>;
  /** What was told is in the index, and rows and files were compared. */
  settled(): Promise<void>;
  check(): Omit<ReadinessCheck, 'name' | 'needed'>;
  /** After the recorder. */
  close(): Promise<void>;
}

/** Of what is in the index alone, as nothing records. */
export const createFootage = ({ db, now }: Pick<RecordingsNeeds, 'db' | 'now'>): Footage =>
  new RecordedFootage({ store: new FootageStore({ db }), growing: () => undefined, now });

export function createRecordings(needs: RecordingsNeeds): Recordings {
  const { db, folders, reserveBytes, audit, now } = needs;
  const log = needs.log.child({ part: 'recordings' });
  const disksStore = new DisksStore({ db });
  const policies = new PoliciesStore({ db });
  const keeper: IndexKeeper = new IndexKeeper({
    ...{ store: new IndexWritesStore({ db }), log },
    onLost: () => void reconcileAll(),
  });
  const reconciler = new Reconciler({
    ...{ store: new ReconcileStore({ db }), log, now },
    isWriting: (id) => keeper.isWriting(id),
  });
  const alarms = new DiskAlarms({ db, notices: needs.notices, log, now });
  const disks = new Disks({
    ...{ store: disksStore, folders, reserveBytes, log, now },
    writing: () => keeper.writingByDisk(),
    onState: (disk, before) => {
      alarms.onState(disk, before);
      if (disk.state === 'full') void purger.run();
      // It may hold what the index was not told of, or have lost what it was.
      if (recorder && disk.state === 'ok' && before !== 'ok' && before !== 'full') void reconciler.run(disk);
    },
    ...(needs.asks && { asks: needs.asks }),
  });
  const purger: Purger = new Purger({
    ...{ store: new PurgeStore({ db }), log, now },
    disks: () => disks.all,
    leftBytes: (disk) => disks.leftBytes(disk),
    contentOf: (diskId) => disksStore.content(diskId, new Date(now())),
    onLooked: (disk, content, room) => alarms.onLooked(disk, content, room),
  });
  let recorder: RecorderPort | undefined;
  const plan = new RecordingPlan({
    ...{ policies, log, now },
    apply: (wanted) => recorder?.set(wanted),
    ...(needs.graceMs !== undefined && { graceMs: needs.graceMs }),
  });
  const reachable = () =>
    disks.all.filter(({ configured, state }) => configured && (state === 'ok' || state === 'full'));
  const reconcileAll = () => Promise.all(reachable().map((disk) => reconciler.run(disk)));
  const footage = new RecordedFootage({ store: new FootageStore({ db }), growing: keeper.growing, now });
  const cameras = new CameraRecordingsStore({ db });
  if (needs.registry)
    addRecordingFigures({
      ...{ registry: needs.registry, disks, keeper, purger, reconciler },
      counts: () => cameras.counts(),
    });
  const service = new RecordingsService({
    ...{ disks, disksStore, policies, cameras, growing: keeper.growing, now },
    onPolicy: () => plan.nudge(),
  });
  const forRoutes = { ...needs, recordings: service, footage };
  return {
    footage,
    index: keeper,
    disks,
    diskPath: (diskId) => disks.all.find(({ id }) => id === diskId)?.path ?? diskId,
    routes: [...recordingsRoutes(forRoutes), ...audited(recordingsChangingRoutes(forRoutes), audit)],
    start: async (port) => {
      await disks.start();
      for (const disk of reachable()) await reconciler.clearBuffer(disk);
      reconciler.recordingBegins();
      recorder = port;
      await plan.start();
      void reconcileAll();
      purger.start();
    },
    changed: () => plan.nudge(),
    compare: async () => void (await reconcileAll()),
    purge: async () => {
      await disks.look();
      await purger.run();
    },
    settled: async () => {
      await keeper.settled();
      await reconciler.settled();
    },
    check: () => {
      const writable = disks.all.some(({ configured, state }) => configured && state === 'ok');
      return writable ? { ok: true } : { ok: false, reason: 'no disk can be written' };
    },
    close: async () => {
      await plan.close();
      await reconciler.close();
      await purger.close();
      await keeper.close();
      disks.close();
    },
  };
}
