/**
 * A step that needs somebody at the counter was reported for an instant at which nobody was there, nor shortly before or
 * after, on our clock. Steps done online name no window, and a machine's steps need nobody.
 */
import type { Candidate } from '../candidate.ts';
import type { RecordEvent, WindowFacts } from './facts.ts';
import { placeOf } from './off-record.ts';
import { type Excused, type Found, field, iso, MINUTE_MS, reasonsOf, type ValuesOf } from './rule.ts';
import { joined, type Span } from './spans.ts';

export const stepWhileVacantFields = {
  /** Vacant for so long on both sides of it. */
  aroundSeconds: field(60, 10, 900, 10),
  /** Added where the sender's clock was never measured. */
  unmeasuredSeconds: field(120, 0, 900, 10),
  joinSeconds: field(5, 0, 60, 1),
  /** Which steps need somebody at the counter: 0 no, 1 yes. */
  countReceived: field(1, 0, 1),
  countAccepted: field(1, 0, 1),
  countStarted: field(1, 0, 1),
  countFinished: field(0, 0, 1),
};

type Values = ValuesOf<typeof stepWhileVacantFields>;

const isCounterStep = ({ type, stage, filledBy }: RecordEvent, values: Values): boolean =>
  filledBy !== 'machine' &&
  ((type === 'stage' && stage === 'received' && values.countReceived === 1) ||
    (type === 'stage' && stage === 'accepted' && values.countAccepted === 1) ||
    (type === 'started' && values.countStarted === 1) ||
    (type === 'finished' && values.countFinished === 1));

export function stepWhileVacant(facts: WindowFacts, values: Values): Found {
  const vacant = joined(
    facts.seen.filter((one) => one.state === 'vacant'),
    values.joinSeconds * 1000,
  );
  const groups = new Map<string, { span: Span; steps: RecordEvent[] }>();
  const excused: Excused[] = [];
  for (const step of facts.events.filter((one) => isCounterStep(one, values))) {
    const aroundMs = (values.aroundSeconds + (step.offsetMs === null ? values.unmeasuredSeconds : 0)) * 1000;
    const span = vacant.find(
      ({ fromMs, toMs }) => fromMs <= step.atMs - aroundMs && step.atMs + aroundMs <= toMs,
    );
    if (span === undefined) {
      const { windowId } = facts;
      const around = { fromMs: step.atMs - 1000, toMs: step.atMs + 1000 };
      if (vacant.every(({ fromMs, toMs }) => step.atMs < fromMs || step.atMs > toMs))
        excused.push({ kind: 'stepWhileVacant', windowId, ...around, cause: 'clockOffset' });
      continue;
    }
    const key = `${step.caseId ?? step.eventId}:${span.fromMs}`;
    const group = groups.get(key) ?? { span, steps: [] };
    group.steps.push(step);
    groups.set(key, group);
  }
  return { candidates: [...groups.values()].map((one) => candidateOf(facts, values, one)), excused };
}

/** So much of the vacant time as is worth looking at. */
const SHOWN_MS = 3 * MINUTE_MS;

function candidateOf(
  facts: WindowFacts,
  thresholds: Values,
  { span, steps }: { readonly span: Span; readonly steps: readonly RecordEvent[] },
): Candidate {
  const sorted = [...steps].sort((a, b) => a.atMs - b.atMs);
  const [first, last] = [sorted[0] as RecordEvent, sorted.at(-1) as RecordEvent];
  const awayMs = Math.min(first.atMs - span.fromMs, span.toMs - last.atMs);
  const applicant = facts.seen.some(
    (one) => one.applicant === true && one.fromMs <= last.atMs && one.toMs >= first.atMs,
  );
  const off = Math.abs(first.offsetMs ?? 0);
  return {
    ...placeOf(facts, [first]),
    kind: 'stepWhileVacant',
    subjectKey: `step:${first.source}:${first.eventId}`,
    fromMs: Math.max(span.fromMs, first.atMs - SHOWN_MS),
    toMs: Math.min(span.toMs, last.atMs + SHOWN_MS),
    ...{ caseId: first.caseId, clerk: first.clerk },
    facts: {
      steps: sorted.map(({ eventId, type, stage, occurredMs, atMs }) => ({
        ...{ eventId, type, stage, occurredAt: iso(occurredMs), at: iso(atMs) },
      })),
      ...{ vacantFrom: iso(span.fromMs), vacantTo: iso(span.toMs), caseNo: first.caseNo },
      awaySeconds: Math.round(awayMs / 1000),
    },
    reasons: reasonsOf({
      stepAtEmptyWindow: 50,
      longVacant: awayMs >= 5 * MINUTE_MS ? 20 : awayMs >= 2 * MINUTE_MS ? 10 : 0,
      nobodyBefore: applicant ? 0 : 10,
      severalSteps: sorted.length > 1 ? 5 : 0,
      clockNotMeasured: first.offsetMs === null ? -20 : 0,
      clockFarOff: off > 5 * MINUTE_MS ? -15 : 0,
    }),
    thresholds,
    benign: ['onlineStep', 'clockOffset', 'otherWindow', 'zoneWrong'],
  };
}
