/** 证据锁定: footage that retention must not purge, on a range or along the life of a case or card. */
import type { CameraRange } from '../contract/playback.ts';
import type { NewNotice } from '../notices/index.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import { FollowedCasesStore } from './followed-cases.store.ts';
import { followedCases } from './followed-cases.ts';
import { HoldKeeper } from './hold-keeper.ts';
import { HoldNotices } from './hold-notices.ts';
import { HoldReadsStore } from './hold-reads.store.ts';
import { type FollowedKind, HoldSubjects } from './hold-subjects.ts';
import { holdsRoutes } from './holds.routes.ts';
import { HoldsService } from './holds.service.ts';
import { HoldsStore } from './holds.store.ts';

export type { HeldRange } from './grow-ranges.ts';
export type { FollowedKind, FollowedNow, FollowedSubject, HoldSubjects } from './hold-subjects.ts';

export interface HoldsNeeds {
  readonly db: Db;
  readonly audit: AuditTrail;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
  readonly finder: Pick<PlaceFinder, 'ofCase' | 'ofCameraAt'>;
  readonly notices: { notifyAll(trx: Db, notices: readonly NewNotice[]): Promise<unknown> };
  /** Which cameras looked at a case's windows and when, with what is kept before and after. */
  readonly footageOfCase: (caseId: string) => Promise<readonly CameraRange[]>;
  readonly now: () => number;
  readonly log: Logger;
}

export interface Holds {
  readonly routes: readonly Route[];
  /** Slices that come later add what can be followed of theirs. */
  readonly subjects: HoldSubjects;
  /** Events were taken: cases may have moved. */
  nudge(): void;
  /** Something was decided about cards: what follows them, or their cases, is looked at. */
  cardsChanged(alertIds: readonly string[]): Promise<void>;
  /** Something was decided about what they follow. */
  subjectsChanged(kind: FollowedKind, subjectIds: readonly string[]): Promise<void>;
  /** Held by the program itself; answers the hold's id, undefined where there is no such thing. Within a unit of work. */
  followByItself(kind: FollowedKind, subjectId: string, reason: string): Promise<string | undefined>;
  /** What is due now; answers how many holds were looked at. */
  look(): Promise<number>;
  start(): void;
  close(): Promise<void>;
}

export function createHolds(needs: HoldsNeeds): Holds {
  const { db, audit, gate, visibility, finder, now, footageOfCase } = needs;
  const store = new HoldsStore({ db });
  const cases = followedCases({ store: new FollowedCasesStore({ db }), finder, now, footageOfCase });
  const subjects = new HoldSubjects().add('case', cases.case).add('alert', cases.alert);
  const notices = new HoldNotices({ db, notices: needs.notices });
  const log = needs.log.child({ part: 'holds' });
  const keeper = new HoldKeeper({ store, subjects, notices, now, log });
  const holds = new HoldsService({
    ...{ store, subjects, keeper, notices, finder, gate, now },
    reads: new HoldReadsStore({ db }),
  });
  const { questions, changes } = holdsRoutes({ holds, visibility, now });
  return {
    routes: [...questions, ...audited(changes, audit)],
    subjects,
    nudge: () => keeper.nudge(),
    cardsChanged: async (alertIds) => {
      if (await store.dueByCards(alertIds, new Date(now()))) keeper.nudge();
    },
    subjectsChanged: async (kind, subjectIds) => {
      if (await store.dueBySubjects(kind, subjectIds, new Date(now()))) keeper.nudge();
    },
    followByItself: (kind, subjectId, reason) => holds.followByItself(kind, subjectId, reason),
    look: () => keeper.look(),
    start: () => keeper.start(),
    close: () => keeper.close(),
  };
}
