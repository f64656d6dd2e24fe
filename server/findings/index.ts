/** 发现的问题: what was seen at windows, with its picture and half minute, and what is done about it. */
import { z } from 'zod';
import { cropJpeg } from '../../streams/analysis/index.ts';
import type { StreamHub, StreamKey } from '../../streams/index.ts';
import { AnswerFiles } from '../alerts/index.ts';
import type { WorkingClocks } from '../calendar/index.ts';
import type { CameraRange } from '../contract/playback.ts';
import type { Holds } from '../holds/index.ts';
import type { NewNotice, Told } from '../notices/index.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import { type Bus, topic } from '../platform/bus.ts';
import type { Db } from '../platform/db/connect.ts';
import { afterCommit } from '../platform/db/unit-of-work.ts';
import { createFileStore } from '../platform/files/index.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Actor, Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import type { PlaybackSlice } from '../playback/index.ts';
import type { Footage } from '../recordings/index.ts';
import { Escalations } from './escalations.ts';
import { FindingBook } from './finding-book.ts';
import { FindingFilesStore } from './finding-files.store.ts';
import { FindingNotices } from './finding-notices.ts';
import { findingPictureRoutes } from './finding-picture.routes.ts';
import { FindingPicturesStore } from './finding-pictures.store.ts';
import { FindingPlaces } from './finding-places.ts';
import { FindingWritesStore } from './finding-writes.store.ts';
import { findingsRoutes } from './findings.routes.ts';
import { FindingsService } from './findings.service.ts';
import { FindingsStore } from './findings.store.ts';
import { FollowUp } from './follow-up.ts';
import { heldFinding } from './held-finding.ts';
import { ledgerRoutes } from './ledger.routes.ts';
import { livePicture } from './live-picture.ts';
import { PictureFetcher } from './picture-fetcher.ts';
import type { FindingsPort } from './port.ts';

export type { FindingsPort, NewFindingOf } from './port.ts';

/** Findings that were noted, or that something was done with, and that are committed. */
export const findingsChanged = topic('findings.changed', z.array(z.string()));

export interface FindingsNeeds {
  readonly db: Db;
  readonly bus: Bus;
  readonly dataDir: string;
  readonly clocks: WorkingClocks;
  readonly notices: { notifyAll(trx: Db, notices: readonly NewNotice[]): Promise<Told[]> };
  readonly footage: Pick<Footage, 'camerasOf'>;
  readonly playback: Pick<PlaybackSlice, 'pictureAt'>;
  readonly holds: Pick<Holds, 'subjects' | 'followByItself' | 'subjectsChanged'>;
  readonly hub: Pick<StreamHub, 'peek' | 'acquire'>;
  readonly enterLine: (key: StreamKey) => Promise<() => void>;
  readonly audit: AuditTrail;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
  readonly finder: Pick<PlaceFinder, 'ofWindow' | 'ofHall' | 'ofDepartment' | 'ofCamera' | 'ofCameraAt'>;
  readonly now: () => number;
  readonly log: Logger;
}

export interface Findings {
  readonly routes: readonly Route[];
  /** For patrols and leads. */
  readonly port: FindingsPort;
  /** For playback: its half minute, where the asker may read the finding. */
  clipOf(actor: Actor, findingId: string): Promise<CameraRange | undefined>;
  /** What is overdue now; answers how many were gone through. */
  lookAtOverdue(): Promise<number>;
  start(): void;
  close(): Promise<void>;
}

export function createFindings(needs: FindingsNeeds): Findings {
  const { db, bus, dataDir, clocks, footage, holds, gate, visibility, finder, audit, now } = needs;
  const log = needs.log.child({ part: 'findings' });
  const reads = new FindingsStore({ db });
  const writes = new FindingWritesStore({ db });
  const fileRows = new FindingFilesStore({ db });
  const pictures = new FindingPicturesStore({ db });
  const pictureFiles = createFileStore(dataDir, 'findings');
  const notices = new FindingNotices({ db, notices: needs.notices });
  const places = new FindingPlaces({ reads, finder, gate });
  const files = new AnswerFiles({
    ...{ store: fileRows, now },
    files: createFileStore(dataDir, 'finding-files'),
  });
  const changed = (findingId: string): void => bus.publish(findingsChanged, [findingId]);
  const fetcher = new PictureFetcher({
    ...{ store: pictures, files: pictureFiles, crop: cropJpeg, changed, now, log },
    recorded: (cameraId, atMs) => needs.playback.pictureAt(cameraId, atMs),
    live: livePicture(needs),
    zones: async (windowId, cameraId, atMs) =>
      (await footage.camerasOf(windowId, atMs, atMs + 1))
        .filter((one) => one.cameraId === cameraId)
        .flatMap(({ clerkZone, applicantZone }) =>
          applicantZone === null ? [[...clerkZone]] : [[...clerkZone], [...applicantZone]],
        ),
  });
  holds.subjects.add('finding', heldFinding({ reads, placeOf: (id) => places.ofFinding(id) }));
  /** What is held of it ends or begins anew with what is done. */
  const done = (findingId: string): void => {
    changed(findingId);
    afterCommit(() => {
      holds
        .subjectsChanged('finding', [findingId])
        .catch((error) => log.warn({ err: error, findingId }, 'its hold is looked at later'));
    });
  };
  const followUp = new FollowUp({
    ...{ writes, reads, clocks, notices, changed: done, now },
    attach: (findingId, seq, some, byId) => fileRows.attach(findingId, seq, some, byId),
  });
  const camerasOf = footage.camerasOf.bind(footage);
  const book = new FindingBook({
    ...{ writes, followUp, camerasOf, now },
    hold: async (findingId) => {
      const row = await reads.get(findingId, { everywhere: true });
      await holds.followByItself('finding', findingId, `发现的问题 ${row?.no ?? ''}`.trim());
    },
    noted: (findingId) => {
      changed(findingId);
      afterCommit(() => fetcher.nudge());
    },
  });
  const findings = new FindingsService({ reads, book, places, camerasOf, finder, gate, clocks, now });
  const escalations = new Escalations({ writes, reads, clocks, notices, changed, now, log });
  const { questions, changes } = findingsRoutes({ findings, followUp, places, files, finder, visibility });
  return {
    routes: [
      // Before what takes any word for a finding's id.
      ...ledgerRoutes({ findings, visibility, audit, now }),
      ...questions,
      ...findingPictureRoutes({
        ...{ pictures, files: pictureFiles, reads, findings, places, visibility, audit, now },
      }),
      ...audited(changes, audit),
    ],
    port: book,
    clipOf: async (actor, findingId) => {
      const row = await reads.get(findingId, await visibility.visible(actor, 'findings:read'));
      if (row === undefined || row.cameraId === null || row.clipFrom === null || row.clipTo === null)
        return undefined;
      if (!(await findings.seesCamera(row, actor))) return undefined;
      return { cameraId: row.cameraId, from: row.clipFrom.toISOString(), to: row.clipTo.toISOString() };
    },
    lookAtOverdue: () => escalations.run(),
    start: () => {
      fetcher.start();
      escalations.start();
      Promise.all([fetcher.sweep(), files.sweep()]).catch((error) =>
        log.warn({ err: error }, 'left-over files of findings were not removed'),
      );
    },
    close: async () => {
      await fetcher.close();
      await escalations.close();
    },
  };
}
