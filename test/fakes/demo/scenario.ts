/**
 * What happens at each demo window at an instant: a pure function of the wall clock.
 *
 * The twin of `../cameras/scenario.py`, which draws it; a test holds the two to the same answers. Integers
 * only, so that both languages compute the same. All times are milliseconds since the Unix epoch, UTC.
 */
import { readFileSync } from 'node:fs';

export type StageName = 'received' | 'accepted' | 'handling' | 'review' | 'approval' | 'completed';
/** `near` and `over` are visits about a case accepted days ago: close to its promised limit, or past it. */
export type VisitKind = 'onTheSpot' | 'promised' | 'near' | 'over';
export type Phase = 'closed' | 'away' | 'idle' | 'arriving' | 'settling' | 'served' | 'leaving';

/**
 * Where picture and record disagree, once in a while: an applicant is served and nothing is reported (体外循环); the clerk
 * is away while the window stays open (脱岗); steps are reported meanwhile; what was done is reported late (补录).
 */
export type MismatchKind = 'unreported' | 'away' | 'absentStep' | 'late';
export interface Mismatch {
  readonly kind: MismatchKind;
  /** The window's number; its cycles from `at` on, `cycles` of them, of each `every`. */
  readonly window: string;
  readonly every: number;
  readonly at: number;
  readonly cycles: number;
  /** How much later it is reported, of `late`. */
  readonly lateMs: number;
}

export interface ScenarioMatter {
  readonly code: string;
  readonly name: string;
  readonly kind: 'onTheSpot' | 'promised';
  readonly promisedDays: number;
  readonly statutoryDays: number;
}

/** A department with a reporting system of its own, the windows it runs, and what can be applied for there. */
export interface ScenarioDepartment {
  /** Names its system in the exchange. */
  readonly source: string;
  readonly uscc: string;
  readonly name: string;
  /** Numbers of its windows. */
  readonly windows: readonly string[];
  /** At least one of each kind, and `near` and `over` need promised limits of more than 2 days. */
  readonly matters: readonly ScenarioMatter[];
}

export interface ScenarioWindow {
  readonly number: string;
  readonly name: string;
  readonly clerk: { readonly code: string; readonly name: string; readonly look: number };
  readonly ticketPrefix: string;
  readonly periodMs: number;
  readonly phaseMs: number;
  readonly visits: readonly (VisitKind | 'closed')[];
}

export interface ScenarioCamera {
  /** First part of the RTSP path. */
  readonly name: string;
  readonly title: string;
  readonly sign: string;
  readonly windows: readonly string[];
}

export interface Scenario {
  readonly region: { readonly code: string; readonly name: string };
  readonly hall: { readonly code: string; readonly name: string; readonly address: string };
  readonly departments: readonly ScenarioDepartment[];
  readonly cameras: readonly ScenarioCamera[];
  readonly windows: readonly ScenarioWindow[];
  readonly timing: {
    readonly idleBeforeCallMs: number;
    readonly callJitterMs: number;
    readonly walkInMs: number;
    readonly settleMs: number;
    readonly walkOutMs: number;
    readonly idleAfterMs: number;
    readonly clerkWalkMs: number;
  };
  /** Per kind of visit: stage, and when it comes, in thousandths of the time served. */
  readonly stages: Readonly<Record<VisitKind, readonly (readonly [StageName, number])[]>>;
  /**
   * Stages before the visit: stage, how many working days beyond the promised limit it lies back, and ms from 09:00
   * of that day.
   */
  readonly history: Readonly<Record<'near' | 'over', readonly (readonly [StageName, number, number])[]>>;
  readonly mismatches: readonly Mismatch[];
  readonly surnames: readonly string[];
  readonly givenNames: readonly string[];
}

export interface Visit {
  readonly ticket: string;
  readonly calledAtMs: number;
  readonly arrivedAtMs: number;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly leftAtMs: number;
  readonly stages: readonly { readonly stage: StageName; readonly atMs: number }[];
}

interface CycleBase {
  readonly window: string;
  readonly cycle: number;
  readonly seed: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly mismatch: MismatchKind | null;
}
/** One turn of a window: a visit, a stretch of being closed, or of an open window with nobody at it. */
export type Cycle = CycleBase &
  (
    | { readonly kind: VisitKind; readonly visit: Visit }
    | { readonly kind: 'closed'; readonly visit: null }
    | {
        readonly kind: 'away';
        readonly visit: null;
        /** All of the cycles that the clerk is away for. */
        readonly awayFromMs: number;
        readonly awayToMs: number;
      }
  );

export interface WindowMoment {
  readonly phase: Phase;
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly cycle: Cycle;
}

/** Reads a scenario file of our own making: its shape is held by the tests, not validated here. */
export function loadScenario(file: string | URL): Scenario {
  return JSON.parse(readFileSync(file, 'utf8')) as Scenario;
}

/** 32-bit hash of two numbers (murmur3's finaliser). */
export function mix(seed: number, salt: number): number {
  let h = (Math.imul(seed, 0x9e3779b1) + Math.imul(salt, 0x85ebca77) + 0x165667b1) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) >>> 0;
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0;
  return (h ^ (h >>> 16)) >>> 0;
}

/** What is wrong with a cycle of a window; mostly nothing. */
export const mismatchOf = (scenario: Scenario, window: ScenarioWindow, cycle: number): Mismatch | undefined =>
  scenario.mismatches.find(
    ({ window: number, every, at, cycles }) =>
      number === window.number && cycle % every >= at && cycle % every < at + cycles,
  );

/** The cycle a window is in at `nowMs`, with the moments of its visit. */
export function cycleAt(scenario: Scenario, window: ScenarioWindow, nowMs: number): Cycle {
  const { periodMs, phaseMs, visits } = window;
  const cycle = Math.floor((nowMs - phaseMs) / periodMs);
  const startMs = cycle * periodMs + phaseMs;
  const kind = visits[cycle % visits.length] ?? 'closed';
  const seed = mix(cycle, Number(window.number));
  const found = mismatchOf(scenario, window, cycle);
  const mismatch = found?.kind ?? null;
  const base = { window: window.number, cycle, seed, startMs, endMs: startMs + periodMs, mismatch };
  if (found?.kind === 'away' || found?.kind === 'absentStep') {
    const awayFromMs = startMs - ((cycle % found.every) - found.at) * periodMs;
    return { ...base, kind: 'away', visit: null, awayFromMs, awayToMs: awayFromMs + found.cycles * periodMs };
  }
  if (kind === 'closed') return { ...base, kind, visit: null };
  const { timing } = scenario;
  const calledAtMs = startMs + timing.idleBeforeCallMs + (mix(seed, 1) % timing.callJitterMs);
  const arrivedAtMs = calledAtMs + timing.walkInMs;
  const startedAtMs = arrivedAtMs + timing.settleMs;
  const leftAtMs = base.endMs - timing.idleAfterMs;
  const finishedAtMs = leftAtMs - timing.walkOutMs;
  const number = (mix(cycle, 7) % 40) + ((cycle * 2) % 900) + 1;
  const stages = scenario.stages[kind].map(([stage, permille]) => ({
    stage,
    atMs: startedAtMs + Math.floor(((finishedAtMs - startedAtMs) * permille) / 1000),
  }));
  const ticket = `${window.ticketPrefix}${String(number).padStart(3, '0')}`;
  const visit = { ticket, calledAtMs, arrivedAtMs, startedAtMs, finishedAtMs, leftAtMs, stages };
  return { ...base, kind, visit };
}

/** What is to be seen at a window now: its phase, since when and until when, and the cycle it is part of. */
export function windowAt(scenario: Scenario, window: ScenarioWindow, nowMs: number): WindowMoment {
  const cycle = cycleAt(scenario, window, nowMs);
  const moment = (phase: Phase, sinceMs: number, untilMs: number): WindowMoment => {
    return { phase, sinceMs, untilMs, cycle };
  };
  const { visit } = cycle;
  if (cycle.kind === 'away') return moment('away', cycle.awayFromMs, cycle.awayToMs);
  if (visit === null) return moment('closed', cycle.startMs, cycle.endMs);
  if (nowMs < visit.calledAtMs) return moment('idle', cycle.startMs, visit.calledAtMs);
  if (nowMs < visit.arrivedAtMs) return moment('arriving', visit.calledAtMs, visit.arrivedAtMs);
  if (nowMs < visit.startedAtMs) return moment('settling', visit.arrivedAtMs, visit.startedAtMs);
  if (nowMs < visit.finishedAtMs) return moment('served', visit.startedAtMs, visit.finishedAtMs);
  if (nowMs < visit.leftAtMs) return moment('leaving', visit.finishedAtMs, visit.leftAtMs);
  return moment('idle', visit.leftAtMs, cycle.endMs);
}
