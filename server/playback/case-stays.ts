/**
 * When a case was at which window: its sessions as reported, and where a call or an end was not, bounded by what lies
 * next to it. A step at a window of which no session was told makes one of its own. What is assumed says so, and is
 * kept short: beyond it sits somebody else. Pure.
 */
import type { WindowSession } from '../contract/cases.ts';

/** Nobody is assumed to have sat longer. */
export const ASSUMED_MOST_MS = 2 * 3_600_000;
/** Where nothing near says more. */
export const ASSUMED_MS = 30 * 60_000;
/** Around steps of which no session was told. */
export const AROUND_STEP_MS = 5 * 60_000;
/** Steps at a window closer together than this are of one visit. */
const ONE_VISIT_MS = 30 * 60_000;

export interface PlacedStep {
  readonly windowId: string | null;
  readonly windowCode: string | null;
  readonly windowName: string | null;
  readonly clerk: string | null;
  readonly type: string;
  readonly atMs: number;
}

/** What is next to an instant at a window, of others: a case before or after, the roster's end. Null: nothing within reach. */
export interface Neighbours {
  readonly beforeMs: number | null;
  readonly afterMs: number | null;
}

export interface Stay extends WindowSession {
  readonly assumed: boolean;
  readonly servedFromMs: number;
  readonly servedToMs: number;
}

export interface StaysParts {
  readonly sessions: readonly WindowSession[];
  /** Those that count, in the order they happened. */
  readonly steps: readonly PlacedStep[];
  readonly neighboursOf: (windowId: string, atMs: number) => Neighbours;
  readonly nowMs: number;
}

/** At a window, when: what neighbours are asked for. */
export function anchorsOf({ sessions, steps }: Pick<StaysParts, 'sessions' | 'steps'>) {
  const anchors = new Map<string, { windowId: string; atMs: number }>();
  const add = (windowId: string | null, atMs: number | null) => {
    if (windowId !== null && atMs !== null) anchors.set(anchorKey(windowId, atMs), { windowId, atMs });
  };
  for (const one of sessions) {
    const { first, last } = reportedOf(one);
    if (beginOf(one) === null) add(one.windowId, first);
    if (one.finishedAt === null) add(one.windowId, last);
  }
  for (const step of steps) if (!isOfSession(step)) add(step.windowId, step.atMs);
  return [...anchors.values()];
}
export const anchorKey = (windowId: string, atMs: number): string => `${windowId} ${atMs}`;

export function staysOf(parts: StaysParts): Stay[] {
  const stays = parts.sessions.map((session) => bounded(session, parts));
  for (const visit of visitsOf(parts.steps)) {
    const left = visit.filter((step) => !stays.some((stay) => covers(stay, step)));
    const stay = ofSteps(left, parts);
    if (stay !== undefined) stays.push(stay);
  }
  return stays.sort((a, b) => a.servedFromMs - b.servedFromMs || a.servedToMs - b.servedToMs);
}

function bounded(session: WindowSession, parts: StaysParts): Stay {
  const { windowId } = session;
  const { first, last } = reportedOf(session);
  const begin = beginOf(session);
  const end = ms(session.finishedAt);
  return {
    ...session,
    assumed: begin === null || end === null,
    servedFromMs: begin ?? Math.max(assumedBegin(windowId, first, parts), sessionBefore(first, parts)),
    servedToMs: Math.max(
      first,
      end ?? Math.min(assumedEnd(windowId, last, parts), sessionAfter(last, parts)),
    ),
  };
}

/** A case is at one window at a time. */
const sessionBefore = (atMs: number, { sessions }: StaysParts): number =>
  Math.max(
    Number.NEGATIVE_INFINITY,
    ...sessions.map((one) => reportedOf(one).last).filter((last) => last < atMs),
  );
const sessionAfter = (atMs: number, { sessions }: StaysParts): number =>
  Math.min(
    Number.POSITIVE_INFINITY,
    ...sessions.map((one) => reportedOf(one).first).filter((first) => first > atMs),
  );

/** Of the case's own steps at that window the first, else what is usual; never before who was there before. */
function assumedBegin(windowId: string | null, firstMs: number, parts: StaysParts): number {
  const least = firstMs - ASSUMED_MOST_MS;
  const own = parts.steps.find((step) => isAt(step, windowId) && step.atMs >= least && step.atMs <= firstMs);
  const elsewhere = parts.steps.findLast((step) => isElsewhere(step, windowId) && step.atMs < firstMs);
  const before = windowId === null ? null : parts.neighboursOf(windowId, firstMs).beforeMs;
  const guess = Math.min(firstMs - ASSUMED_MS, own?.atMs ?? firstMs);
  return Math.min(
    firstMs,
    Math.max(guess, least, before ?? Number.NEGATIVE_INFINITY, elsewhere?.atMs ?? Number.NEGATIVE_INFINITY),
  );
}

function assumedEnd(windowId: string | null, lastMs: number, parts: StaysParts): number {
  const most = lastMs + ASSUMED_MOST_MS;
  const own = parts.steps.findLast(
    (step) => isAt(step, windowId) && step.atMs >= lastMs && step.atMs <= most,
  );
  const elsewhere = parts.steps.find((step) => isElsewhere(step, windowId) && step.atMs > lastMs);
  const after = windowId === null ? null : parts.neighboursOf(windowId, lastMs).afterMs;
  const guess = Math.max(lastMs + ASSUMED_MS, own?.atMs ?? lastMs);
  return Math.max(
    lastMs,
    Math.min(
      guess,
      most,
      parts.nowMs,
      after ?? Number.POSITIVE_INFINITY,
      elsewhere?.atMs ?? Number.POSITIVE_INFINITY,
    ),
  );
}

/** Steps at one window that lie close together. */
function visitsOf(steps: readonly PlacedStep[]): PlacedStep[][] {
  const visits: PlacedStep[][] = [];
  for (const step of steps) {
    if (step.windowId === null || isOfSession(step)) continue;
    const open = visits.findLast((visit) => visit[0]?.windowId === step.windowId);
    if (open !== undefined && step.atMs - (open.at(-1)?.atMs ?? 0) <= ONE_VISIT_MS) open.push(step);
    else visits.push([step]);
  }
  return visits;
}

function ofSteps(steps: readonly PlacedStep[], parts: StaysParts): Stay | undefined {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined || first.windowId === null) return undefined;
  const { windowId, windowCode, windowName } = first;
  const before = parts.neighboursOf(windowId, first.atMs).beforeMs ?? Number.NEGATIVE_INFINITY;
  const after = parts.neighboursOf(windowId, last.atMs).afterMs ?? Number.POSITIVE_INFINITY;
  return {
    ...{ windowId, windowCode, windowName, ticket: null },
    clerk: steps.find((step) => step.clerk !== null)?.clerk ?? null,
    ...{ calledAt: null, startedAt: null, finishedAt: null, assumed: true },
    servedFromMs: Math.min(first.atMs, Math.max(first.atMs - AROUND_STEP_MS, before)),
    servedToMs: Math.max(last.atMs, Math.min(last.atMs + AROUND_STEP_MS, after, parts.nowMs)),
  };
}

/** What makes sessions is told by them. */
const isOfSession = ({ type }: PlacedStep): boolean =>
  type === 'called' || type === 'started' || type === 'finished';
const isAt = (step: PlacedStep, windowId: string | null): boolean =>
  windowId !== null && step.windowId === windowId;
const isElsewhere = (step: PlacedStep, windowId: string | null): boolean =>
  step.windowId !== null && step.windowId !== windowId;
/** Somebody writes down what he did a moment after the applicant has left. */
const covers = (stay: Stay, step: PlacedStep): boolean =>
  isAt(step, stay.windowId) &&
  step.atMs >= stay.servedFromMs - AROUND_STEP_MS &&
  step.atMs <= stay.servedToMs + AROUND_STEP_MS;

const beginOf = ({ calledAt, startedAt }: WindowSession): number | null => ms(calledAt) ?? ms(startedAt);
/** A session has one time at least. */
function reportedOf({ calledAt, startedAt, finishedAt }: WindowSession): { first: number; last: number } {
  const told = [calledAt, startedAt, finishedAt].flatMap((one) => ms(one) ?? []);
  return { first: Math.min(...told), last: Math.max(...told) };
}
function ms(at: string | null): number | null {
  return at === null ? null : Date.parse(at);
}
