/**
 * A case's limits as instants: what lists sort by and rules start from. Pure; asked in every ingest and again for all open
 * cases when a calendar changes, so it computes no more than it keeps.
 */
import {
  CalendarGap,
  clockFor,
  nearMs,
  type Pause,
  type Timed,
  type WorkingClock,
} from '../calendar/index.ts';
import type { CaseClock, ClockFault, Limit } from '../contract/clock.ts';
import type { CaseState, MatterTerms } from './case-state.ts';

/** As much of a case as its clock depends on. */
export interface ClockedCase {
  readonly acceptedAt: Date | null;
  /** Completed or refused. */
  readonly isOver: boolean;
  readonly pauses: readonly Pause[];
  readonly extraDays: number;
  readonly promisedLimit: Limit;
  readonly statutoryLimit: Limit;
}

/** Instants in ms; null: there is none, or `fault` says why it cannot be told. */
export interface Deadlines {
  readonly nearMs: number | null;
  readonly dueMs: number | null;
  readonly statutoryDueMs: number | null;
  /** What stops the clock now: since when, and at the longest until. */
  readonly suspendedSinceMs: number | null;
  readonly suspendedUntilMs: number | null;
  readonly fault: ClockFault | null;
}

const NONE: Deadlines = {
  nearMs: null,
  dueMs: null,
  statutoryDueMs: null,
  suspendedSinceMs: null,
  suspendedUntilMs: null,
  fault: null,
};

/**
 * What stops its clock. A begin that was never reported stops nothing: it is not known since when. A correction that was
 * asked for before the case was accepted stops nothing beyond that, answered or not: what is accepted is complete.
 */
export const pausesOf = ({ pauses, acceptedAt }: Pick<CaseState, 'pauses' | 'acceptedAt'>): Pause[] =>
  pauses.flatMap(({ kind, from, to, applied }) => {
    if (from === null) return [];
    const isSettled = kind === 'correction' && acceptedAt !== null && from < acceptedAt;
    const end = to ?? (isSettled ? acceptedAt : null);
    return [{ fromMs: from.getTime(), toMs: end?.getTime() ?? null, atMost: applied }];
  });

export const extraDaysOf = (state: Pick<CaseState, 'extensions'>): number =>
  state.extensions.reduce((sum, one) => sum + one.days, 0);

export const clockedOf = (state: CaseState, terms: MatterTerms): ClockedCase => ({
  acceptedAt: state.acceptedAt,
  isOver: state.completedAt !== null || state.refusal !== null,
  pauses: pausesOf(state),
  extraDays: extraDaysOf(state),
  promisedLimit: terms.promisedLimit,
  statutoryLimit: terms.statutoryLimit,
});

/** As a page or a tile shows it, measured at an instant; null before acceptance. A refusal stops it as completion does. */
export function clockAt(
  state: CaseState,
  terms: MatterTerms,
  clock: WorkingClock,
  atMs: number,
): CaseClock | null {
  const { acceptedAt, ...one } = clockedOf(state, terms);
  if (acceptedAt === null) return null;
  const completedAt = state.completedAt ?? state.refusal?.at ?? null;
  return clockFor({ ...one, acceptedAt, completedAt }, atMs, clock);
}

/** What runs against a limit; null before acceptance. */
export function timedOf(one: ClockedCase, limit: Limit): Timed | null {
  if (one.acceptedAt === null) return null;
  const { pauses, extraDays } = one;
  return { startMs: one.acceptedAt.getTime(), limit, pauses, extraDays };
}

/** `nowMs` decides only what is under way. What the calendar does not let be told is null, with the first fault. */
export function deadlinesOf(one: ClockedCase, clock: WorkingClock, nowMs: number): Deadlines {
  const promised = timedOf(one, one.promisedLimit);
  const statutory = timedOf(one, one.statutoryLimit);
  if (promised === null || statutory === null) return NONE;
  let fault: ClockFault | null = null;
  const told = (ask: () => number): number | null => {
    try {
      const ms = ask();
      // A pause without an end puts the limit off for ever, for now.
      return Number.isFinite(ms) ? ms : null;
    } catch (error) {
      if (!(error instanceof CalendarGap)) throw error;
      fault ??= error.fault;
      return null;
    }
  };
  const due = told(() => clock.dueMs(promised));
  const statutoryDue = told(() => clock.dueMs(statutory));
  const near = told(() => nearMs(promised, clock));
  const stand = one.isOver || one.pauses.length === 0 ? undefined : standing(promised, clock, nowMs);
  return {
    nearMs: near,
    dueMs: due,
    statutoryDueMs: statutoryDue,
    suspendedSinceMs: stand?.fromMs ?? null,
    suspendedUntilMs: stand === undefined || !Number.isFinite(stand.toMs) ? null : stand.toMs,
    fault,
  };
}

/** Undefined: its clock runs, or the calendar does not tell. */
function standing(timed: Timed, clock: WorkingClock, nowMs: number) {
  try {
    return clock.stands(timed).find(({ fromMs, toMs }) => fromMs <= nowMs && nowMs < toMs);
  } catch (error) {
    // The limits say what is missing.
    if (error instanceof CalendarGap) return undefined;
    throw error;
  }
}
