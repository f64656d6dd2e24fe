/** What is not as it should be of a feed, seen from what is known of it. Pure: working time is handed in. */
import type { FeedFault } from '../contract/exchange.ts';
import { medianOffset, missingBatches } from './feed-state.ts';
import { KEPT_A_DAY, OPEN_MOST } from './refused-rows.ts';

export interface WatchedFeed {
  readonly source: string;
  readonly departmentId: string;
  readonly departmentName: string;
  readonly regionCode: string;
  /** A token holds under which it may report. */
  readonly live: boolean;
  readonly lastHeardAt: Date | null;
  readonly silentAfterMinutes: number | null;
  readonly missing: readonly (readonly [number, number])[];
  readonly offsets: readonly number[];
  /** Of today. */
  readonly sent: number;
  readonly duplicate: number;
  readonly kept: number;
  readonly openRefusals: number;
  /** Events that have waited for their case for a day. */
  readonly longWaiting: number;
}

export interface StandingFault {
  readonly fault: FeedFault;
  readonly sinceMs: number;
  readonly amount: number | null;
}

/** Null: hours or a calendar are missing, so that it cannot be told. */
export type SilentSince = (regionCode: string, fromMs: number, minutes: number) => number | null;

export const WAITED_LONG_MS = 24 * 3_600_000;
const OFFSET_MOST_MS = 60_000;
/** One batch may have been long on its way. */
const OFFSETS_LEAST = 3;
const DUPLICATES_MOST = 0.5;
const DUPLICATES_LEAST = 200;

export function faultsOf(feed: WatchedFeed, nowMs: number, silentSince: SilentSince): StandingFault[] {
  const faults: StandingFault[] = [];
  const add = (fault: FeedFault, amount: number | null, sinceMs = nowMs) =>
    faults.push({ fault, sinceMs, amount });
  const { lastHeardAt, silentAfterMinutes } = feed;
  if (feed.live && lastHeardAt !== null && silentAfterMinutes !== null) {
    const since = silentSince(feed.regionCode, lastHeardAt.getTime(), silentAfterMinutes);
    if (since === null) add('calendar', null);
    else if (since <= nowMs) add('silent', null, since);
  }
  const missing = missingBatches(feed.missing);
  if (missing > 0) add('gap', missing);
  const offset = medianOffset(feed.offsets);
  if (offset !== null && feed.offsets.length >= OFFSETS_LEAST && Math.abs(offset) > OFFSET_MOST_MS)
    add('offset', offset);
  const share = feed.sent === 0 ? 0 : feed.duplicate / feed.sent;
  if (feed.sent >= DUPLICATES_LEAST && share > DUPLICATES_MOST) add('duplicates', share);
  if (feed.longWaiting > 0) add('waiting', feed.longWaiting);
  if (feed.kept >= KEPT_A_DAY) add('refusals', feed.kept);
  else if (feed.openRefusals >= OPEN_MOST) add('refusals', feed.openRefusals);
  return faults;
}
