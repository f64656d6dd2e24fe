/** 脱岗: the window is open on the roster or as reported, in office hours, and nobody is at it for a quarter of an hour [31]. */
import type { Candidate } from '../candidate.ts';
import { type Duty, dutyOf } from './duty.ts';
import type { WindowFacts } from './facts.ts';
import { placeOf } from './off-record.ts';
import { type Excused, type Found, field, iso, MINUTE_MS, reasonsOf, type ValuesOf } from './rule.ts';
import { common, joined, lengthOf, type Span, touches, without } from './spans.ts';

export const postVacatedFields = {
  absentMinutes: field(15, 1, 120),
  /** Somebody seen for a shorter time than this has not come back. */
  joinSeconds: field(20, 0, 120, 5),
  /** So much of it, in percent, must really have been seen. */
  seenPercent: field(90, 50, 100, 5),
  waitingSeconds: field(60, 10, 900, 10),
};

type Values = ValuesOf<typeof postVacatedFields>;

export function postVacated(facts: WindowFacts, values: Values): Found {
  const duty = dutyOf(facts);
  const vacant = facts.seen.filter((one) => one.state === 'vacant');
  const somebody = joined(facts.seen.filter((one) => one.state === 'present' || one.state === 'serving'));
  const candidates: Candidate[] = [];
  const excused: Excused[] = [];
  for (const stretch of joined(vacant, values.joinSeconds * 1000)) {
    for (const piece of common([stretch], duty.open)) {
      const vacantMs = lengthOf(common([piece], joined(vacant)));
      const seenMs = vacantMs + lengthOf(common([piece], somebody));
      const wholeMs = piece.toMs - piece.fromMs;
      if (vacantMs < values.absentMinutes * MINUTE_MS) continue;
      if (seenMs * 100 < wholeMs * values.seenPercent) continue;
      candidates.push(candidateOf(facts, values, { piece, vacantMs, duty }));
    }
    for (const piece of without([stretch], duty.open))
      if (touches(duty.breaks, piece))
        excused.push({ kind: 'postVacated', windowId: facts.windowId, ...piece, cause: 'breakOnRoster' });
  }
  return { candidates, excused };
}

function candidateOf(
  facts: WindowFacts,
  thresholds: Values,
  found: { readonly piece: Span; readonly vacantMs: number; readonly duty: Duty },
): Candidate {
  const { piece, vacantMs, duty } = found;
  const waiting = facts.seen.filter((one) => one.state === 'vacant' && one.applicant === true);
  const waitedMs = lengthOf(common([piece], joined(waiting)));
  const minutes = Math.floor(vacantMs / MINUTE_MS);
  const isOpen = (facts.seen.at(-1)?.open ?? false) && piece.toMs >= facts.toMs - 30_000;
  const isRostered = touches(duty.rostered, piece);
  return {
    ...placeOf(facts),
    kind: 'postVacated',
    subjectKey: `window:${facts.windowId}:${piece.fromMs}`,
    ...{ fromMs: piece.fromMs, toMs: piece.toMs, caseId: null },
    clerk: facts.shifts.find((one) => touches([one], piece))?.clerkName ?? null,
    facts: {
      ...{ vacantMinutes: minutes, from: iso(piece.fromMs), to: iso(piece.toMs), open: isOpen },
      ...{ rostered: isRostered, waitedSeconds: Math.round(waitedMs / 1000) },
    },
    reasons: reasonsOf({
      vacantOnDuty: 45,
      longVacant: minutes >= 60 ? 25 : minutes >= 30 ? 15 : 0,
      applicantWaits: waitedMs >= thresholds.waitingSeconds * 1000 ? 20 : 0,
      onRoster: isRostered ? 10 : 0,
      feedSilent: touches(facts.silent, piece) ? -10 : 0,
    }),
    thresholds,
    benign: ['breakOnRoster', 'handover', 'otherWindow', 'zoneWrong', 'pictureWrong'],
  };
}
