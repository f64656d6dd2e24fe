/** Holds on a case, and on one of its cards: the footage is the case's, the life is the case's or the card's. */
import type { CameraRange } from '../contract/playback.ts';
import type { PlaceFinder } from '../places/index.ts';
import type { FollowedCaseRow, FollowedCasesStore } from './followed-cases.store.ts';
import type { FollowedNow, FollowedSubject } from './hold-subjects.ts';

export interface FollowedCasesOptions {
  readonly store: FollowedCasesStore;
  readonly finder: Pick<PlaceFinder, 'ofCase'>;
  readonly now: () => number;
  /** Which cameras looked at the case's windows and when, with what is kept before and after. */
  readonly footageOfCase: (caseId: string) => Promise<readonly CameraRange[]>;
}

/** Somebody is served just now, so the end moves by itself. */
const SERVED_LOOK_MS = 60_000;
/** Reported changes come at once; this is for terms that run out, such as a card's to be appealed. */
const LOOK_MS = 15 * 60_000;
const ENDED_LOOK_MS = 6 * 3_600_000;

export function followedCases(options: FollowedCasesOptions): {
  readonly case: FollowedSubject;
  readonly alert: FollowedSubject;
} {
  const { store, now } = options;
  return {
    case: {
      find: async (id) =>
        found(await store.ofCase(id, now()), ({ caseNo, matterName }) => `${caseNo} ${matterName}`),
      look: async (id, nowMs) => {
        const row = await store.ofCase(id, nowMs);
        return row && look(row, !row.isOpen && row.unsettled === 0, nowMs);
      },
    },
    alert: {
      find: async (id) =>
        found(await store.ofAlert(id, now()), ({ caseNo, rule }) => `${caseNo} ${rule ?? ''}`.trim()),
      look: async (id, nowMs) => {
        const row = await store.ofAlert(id, nowMs);
        return row && look(row, !row.isCardUnsettled, nowMs);
      },
    },
  };

  async function found(row: FollowedCaseRow | undefined, title: (row: FollowedCaseRow) => string) {
    const place = row && (await options.finder.ofCase(row.caseId));
    return row && place && { title: title(row), caseId: row.caseId, place };
  }

  async function look(row: FollowedCaseRow, ended: boolean, nowMs: number): Promise<FollowedNow> {
    const ranges = (await options.footageOfCase(row.caseId)).map(({ cameraId, from, to }) => ({
      ...{ cameraId, fromMs: Date.parse(from), toMs: Date.parse(to) },
    }));
    const isServed = ranges.some(({ toMs }) => toMs > nowMs - LOOK_MS);
    const { regionCode, departmentId, hallId } = row;
    return {
      ...{ ranges, ended, seenAt: row.updatedAt, place: { regionCode, hallId, departmentId } },
      lookAtMs: nowMs + (isServed ? SERVED_LOOK_MS : ended ? ENDED_LOOK_MS : LOOK_MS),
    };
  }
}
