/**
 * 体外循环: somebody is served at a window, and nothing on the record says so. What the record accounts for is taken
 * away with a margin on both sides; what is left must be long enough.
 */
import type { BenignCause } from '../../contract/leads.ts';
import type { Candidate } from '../candidate.ts';
import { dutyOf } from './duty.ts';
import type { WindowFacts } from './facts.ts';
import { onRecord } from './on-record.ts';
import {
  type Excused,
  type Found,
  field,
  iso,
  MINUTE_MS,
  NOTHING,
  reasonsOf,
  type ValuesOf,
} from './rule.ts';
import { common, joined, lengthOf, type Span, touches, widened, without } from './spans.ts';

export const offRecordFields = {
  leastMinutes: field(3, 1, 60),
  /** People sit down before they are called, and gather their papers after they are done. */
  beforeSeconds: field(90, 0, 900, 10),
  afterSeconds: field(150, 0, 900, 10),
  /** Shorter than this it is not told apart from one service. */
  joinSeconds: field(20, 0, 120, 5),
  /** Given to the record to reach us before anybody is told. */
  waitMinutes: field(5, 0, 120),
  openSessionMinutes: field(60, 5, 240, 5),
  pickUpMinutes: field(10, 0, 60),
};

export function offRecord(facts: WindowFacts, values: ValuesOf<typeof offRecordFields>): Found {
  if (facts.isNoRecord) return NOTHING;
  const duty = dutyOf(facts);
  const where = joined([...duty.open, ...duty.perhaps]);
  const serving = facts.seen.filter((one) => one.state === 'serving');
  const leastMs = values.leastMinutes * MINUTE_MS;
  const pickUps = facts.events.filter((one) => one.type === 'collected').map(({ atMs }) => atMs);
  const recorded = onRecord(
    facts.events.filter((one) => one.type !== 'collected'),
    { openSessionMs: values.openSessionMinutes * MINUTE_MS, nowMs: facts.nowMs },
  );
  const accounted = widened(recorded, values.beforeSeconds * 1000, values.afterSeconds * 1000);
  const candidates: Candidate[] = [];
  const excused: Excused[] = [];
  const excuse = ({ fromMs, toMs }: Span, cause: BenignCause) =>
    excused.push({ kind: 'offRecord', windowId: facts.windowId, fromMs, toMs, cause });
  for (const stretch of joined(serving, values.joinSeconds * 1000)) {
    if (stretch.toMs - stretch.fromMs < leastMs || stretch.fromMs <= facts.fromMs) continue;
    if (!touches(where, stretch)) {
      if (touches(duty.breaks, stretch)) excuse(stretch, 'breakOnRoster');
      continue;
    }
    const isPickUp = pickUps.some(
      (at) => stretch.fromMs - MINUTE_MS <= at && at <= stretch.toMs + 3 * MINUTE_MS,
    );
    const left = without(common([stretch], where), accounted);
    for (const piece of left) {
      const servedMs = lengthOf(common([piece], serving));
      if (servedMs < leastMs) continue;
      if (isPickUp && servedMs <= values.pickUpMinutes * MINUTE_MS) excuse(piece, 'pickUp');
      else if (facts.nowMs >= piece.fromMs + leastMs + values.waitMinutes * MINUTE_MS)
        candidates.push(candidateOf(facts, values, { piece, stretch, servedMs, duty: duty.open }));
    }
    if (touches(accounted, stretch))
      for (const piece of common([stretch], accounted)) excuse(piece, 'lateFeed');
  }
  return { candidates, excused };
}

function candidateOf(
  facts: WindowFacts,
  thresholds: ValuesOf<typeof offRecordFields>,
  found: {
    readonly piece: Span;
    readonly stretch: Span;
    readonly servedMs: number;
    readonly duty: readonly Span[];
  },
): Candidate {
  const { piece, stretch, servedMs, duty } = found;
  const isWhole = piece.fromMs === stretch.fromMs && piece.toMs === stretch.toMs;
  const wasSilent = touches(facts.silent, piece);
  const isOpen =
    piece.toMs === stretch.toMs && (facts.seen.at(-1)?.open ?? false) && stretch.toMs >= facts.toMs - 30_000;
  const unmeasured = facts.events.some((one) => one.offsetMs === null);
  return {
    ...placeOf(facts),
    kind: 'offRecord',
    subjectKey: `window:${facts.windowId}:${piece.fromMs}`,
    ...{ fromMs: piece.fromMs, toMs: piece.toMs, caseId: null },
    clerk: facts.shifts.find((one) => touches([one], piece))?.clerkName ?? null,
    facts: {
      ...{
        servedMinutes: Math.round(servedMs / MINUTE_MS),
        from: iso(piece.fromMs),
        to: iso(piece.toMs),
        open: isOpen,
      },
      ...{ rostered: touches(duty, piece), wholeVisit: isWhole, feedSilent: wasSilent },
    },
    reasons: reasonsOf({
      servedWithoutRecord: 50,
      longService: servedMs >= 10 * MINUTE_MS ? 20 : servedMs >= 5 * MINUTE_MS ? 10 : 0,
      onDuty: touches(duty, piece) ? 10 : 0,
      nothingBesideIt: isWhole ? 10 : -15,
      feedSilent: wasSilent ? -40 : 0,
      clockNotMeasured: unmeasured ? -5 : 0,
    }),
    thresholds,
    benign: [
      ...(wasSilent ? (['systemDown', 'lateFeed'] as const) : []),
      ...(['enquiry', 'pickUp', 'otherWindow', 'lateFeed', 'zoneWrong'] as const),
    ].filter((cause, at, all) => all.indexOf(cause) === at),
  };
}

/** What every lead at a window says of where it is. */
export function placeOf(
  facts: WindowFacts,
  ofOffset = facts.events,
): Pick<Candidate, 'regionCode' | 'hallId' | 'windowId' | 'departmentId' | 'cameraIds' | 'offsets'> {
  const { regionCode, hallId, windowId, departmentId } = facts;
  const measured = ofOffset.findLast((one) => one.offsetMs !== null)?.offsetMs ?? null;
  return {
    ...{ regionCode, hallId, windowId, departmentId },
    cameraIds: [...new Set(facts.cameras.map((one) => one.cameraId))],
    offsets: { sourceMs: measured, cameraMs: null },
  };
}
