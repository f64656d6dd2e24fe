/** What of the case's record stood at an instant: picked from what the server folded, never folded here. */

import type { CaseStep } from '../../../../server/contract/cases.ts';
import type {
  CaseFootage,
  CaseMoment,
  CaseSession,
  CaseTimeline,
  FootageGap,
  StandingCard,
} from '../../../../server/contract/playback.ts';

/** From all that is known now, or from what had reached us by then. */
export type RecordMode = 'happened' | 'known';

/** A record that came so much after the fact is a late one. */
export const LATE_MS = 60_000;
/** A step is watched from a little before it. */
export const STEP_LEAD_MS = 5000;

/** The last at or before the instant; `moments` are in the order of time. */
export function momentAt(moments: readonly CaseMoment[], atMs: number): CaseMoment | undefined {
  let [low, high] = [0, moments.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Date.parse(moments[middle]?.at ?? '') <= atMs) low = middle + 1;
    else high = middle;
  }
  return moments[low - 1];
}

export const cardsAt = (cards: readonly StandingCard[], atMs: number): StandingCard[] =>
  cards.filter(
    ({ issuedAt, revokedAt }) =>
      Date.parse(issuedAt) <= atMs && (revokedAt === null || Date.parse(revokedAt) > atMs),
  );

/** When a step begins to count: when it happened, or when we heard of it. */
export const stepAtMs = (step: CaseStep, mode: RecordMode): number =>
  Date.parse(mode === 'happened' ? step.occurredAt : step.receivedAt);

/** Those that count, in the order they happened; `known`: those that had come by then are told apart by the page. */
export const stepsOf = ({ steps }: CaseTimeline): CaseStep[] => steps.filter((step) => !step.superseded);

/** The step that the playhead is in: the last that had happened. Its `seq`; undefined: before all of them. */
export function currentStep(steps: readonly CaseStep[], atMs: number): string | undefined {
  return steps.findLast((step) => Date.parse(step.occurredAt) <= atMs)?.seq;
}

export interface SessionOf {
  readonly session: CaseSession;
  readonly index: number;
}

/** The session a playhead is in; of several at once the one that began last. */
export function sessionAt(sessions: readonly CaseSession[], atMs: number): number | undefined {
  const index = sessions.findLastIndex(({ from, to }) => Date.parse(from) <= atMs && atMs < Date.parse(to));
  return index < 0 ? undefined : index;
}

/** Of a step at a window: where it can be watched. */
export function sessionOfStep(footage: CaseFootage, step: CaseStep): CaseSession | undefined {
  if (step.windowId === null) return undefined;
  const atMs = Date.parse(step.occurredAt);
  const own = footage.sessions.filter(({ windowId }) => windowId === step.windowId);
  return (
    own.find(({ from, to }) => Date.parse(from) <= atMs && atMs <= Date.parse(to)) ??
    own.find(({ from, to }) => Date.parse(from) - LATE_MS * 5 <= atMs && atMs <= Date.parse(to) + LATE_MS * 5)
  );
}

/** Cameras of a session, each once, the one that saw most of it first. */
export function camerasOf(session: CaseSession): { id: string; name: string }[] {
  const seen = new Map<string, { id: string; name: string; ms: number }>();
  for (const { cameraId, cameraName, from, to } of session.sights) {
    const known = seen.get(cameraId) ?? { id: cameraId, name: cameraName, ms: 0 };
    known.ms += Date.parse(to) - Date.parse(from);
    seen.set(cameraId, known);
  }
  return [...seen.values()].sort((a, b) => b.ms - a.ms).map(({ id, name }) => ({ id, name }));
}

/** Where a session's footage begins: of nothing that exists, its own beginning. */
export function beginOf(session: CaseSession): number {
  const served = Date.parse(session.servedFrom);
  const spans = session.sights.flatMap(({ coverage }) =>
    coverage.spans.flatMap((span) => (span.kind === 'footage' ? [span] : [])),
  );
  const there = (atMs: number) =>
    spans.some(({ from, to }) => Date.parse(from) <= atMs && atMs < Date.parse(to));
  const lead = served - STEP_LEAD_MS;
  if (there(lead) || spans.length === 0) return lead;
  const later = spans.map(({ from }) => Date.parse(from)).filter((from) => from >= lead);
  return later.length === 0 ? Math.min(...spans.map(({ from }) => Date.parse(from))) : Math.min(...later);
}

/** What is missing of a window at an instant; undefined: somebody saw it, or it is no time of the case. */
export const gapAt = (
  { gaps }: Pick<CaseFootage, 'gaps'>,
  windowId: string | null,
  atMs: number,
): FootageGap | undefined =>
  gaps.find((gap) => gap.windowId === windowId && Date.parse(gap.from) <= atMs && atMs < Date.parse(gap.to));
