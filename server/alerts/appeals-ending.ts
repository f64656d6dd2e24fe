/** Departments are told, each once a day, how many of their cards may be appealed only until tomorrow at the longest. */
import type { NewNotice } from '../notices/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { endingAppeals } from './appeals-ending.store.ts';

const DAY_MS = 24 * 3_600_000;

export interface AppealsEndingOptions {
  readonly db: Db;
  readonly notices: { notifyAll(trx: Db, notices: readonly NewNotice[]): Promise<unknown> };
  readonly now: () => number;
}

/** Of a day, `2026-11-23`: whoever was told of it is not told again. */
export function tellAppealsEnding({
  db,
  notices,
  now,
}: AppealsEndingOptions): (day: string) => Promise<void> {
  return async (day) => {
    const nowMs = now();
    const all = await endingAppeals(db, new Date(nowMs), new Date(nowMs + DAY_MS));
    await notices.notifyAll(
      db,
      all.map(({ departmentId, departmentName, regionCode, count, first }) => ({
        kind: 'appealsEnding',
        values: { count, departmentName, until: first.toISOString() },
        link: '/answers?tab=appeal',
        dedupeKey: `appeals-ending:${departmentId}:${day}`,
        about: null,
        urgent: false,
        place: { regionCode, hallId: null, departmentId },
        to: { kind: 'holders', permission: 'alerts:reply' },
      })),
    );
  };
}
