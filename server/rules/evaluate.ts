/**
 * What rules say of a case at an instant. Pure: the same file, rules, clock and instant give the same answer on any
 * node, in whatever order events came and however often it was asked before.
 *
 * A trigger holds from `dueMs` on, the first moment past its mark, provided that what is supervised was still open
 * then: what was completed before draws no card, and what was completed after draws it whenever we learn of it.
 */
import { CalendarGap, type WorkingClock } from '../calendar/index.ts';
import type { CaseFile } from '../cases/index.ts';
import type { AlertGround } from '../contract/alerts.ts';
import type { ClockFault } from '../contract/clock.ts';
import type { RuleBody } from '../contract/rules.ts';
import { deeds } from './conduct.ts';
import { groundOfDeed, groundOfTime } from './ground.ts';
import { type Supervised, supervised } from './supervised.ts';

export interface Trigger {
  readonly subjectKey: string;
  readonly dueMs: number;
  /** Made when it is needed: most that is asked draws no card. */
  ground(): AlertGround;
}

/** What one rule says. */
export interface Judgement {
  /** Of each subject at most one, the earliest. */
  readonly held: readonly Trigger[];
  /** The next instant at which it would say something else, if nothing new is reported. */
  readonly nextMs: number | null;
  /** Its clock cannot be read: it says nothing, which is not the same as saying no. */
  readonly fault: ClockFault | null;
}

const SILENT: Judgement = { held: [], nextMs: null, fault: null };

export function judge(file: CaseFile, body: RuleBody, clock: WorkingClock, nowMs: number): Judgement {
  if (!body.enabled) return SILENT;
  try {
    return body.threshold.kind === 'conduct'
      ? judgeConduct(file, body, body.threshold.what, clock, nowMs)
      : judgeTime(file, body, body.threshold, clock, nowMs);
  } catch (error) {
    if (error instanceof CalendarGap) return { ...SILENT, fault: error.fault };
    throw error;
  }
}

type Conduct = Extract<RuleBody['threshold'], { kind: 'conduct' }>;

function judgeConduct(
  file: CaseFile,
  body: RuleBody,
  what: Conduct['what'],
  clock: WorkingClock,
  nowMs: number,
): Judgement {
  // What is reported is done: nobody waits for our clock to come to where the sender's is.
  const found = deeds(file, what, clock).map((deed) => ({
    subjectKey: deed.subjectKey,
    dueMs: Math.min(deed.atMs, nowMs),
    ground: () => groundOfDeed(file, body, deed, clock),
  }));
  return judgement(found, nowMs);
}

function judgeTime(
  file: CaseFile,
  body: RuleBody,
  threshold: Exclude<RuleBody['threshold'], Conduct>,
  clock: WorkingClock,
  nowMs: number,
): Judgement {
  const found = supervised(file, threshold.basis).flatMap((one) => {
    const dueMs = markOf(one, threshold, clock) + 1;
    // Never, as things stand: a correction that nobody answered stops the clock for as long as it lasts.
    if (!Number.isFinite(dueMs) || (one.stopMs !== null && one.stopMs < dueMs)) return [];
    const ground = () => groundOfTime(file, body, one, clock, { dueMs, nowMs });
    return [{ subjectKey: one.subjectKey, dueMs, ground }];
  });
  return judgement(found, nowMs);
}

/** A mark that would lie before the start counts from half way: of a limit of one day, "two days before" is noon. */
function markOf(
  { timed }: Supervised,
  threshold: Exclude<RuleBody['threshold'], Conduct>,
  clock: WorkingClock,
): number {
  if (threshold.kind === 'share') return clock.markMs(timed, { kind: 'share', share: threshold.share });
  const { value, unit } = threshold;
  if (value === 0) return clock.dueMs(timed);
  const markMs = clock.markMs(timed, { kind: 'offset', value, unit });
  return value < 0 && markMs <= timed.startMs ? clock.markMs(timed, { kind: 'share', share: 0.5 }) : markMs;
}

function judgement(found: readonly Trigger[], nowMs: number): Judgement {
  const held = new Map<string, Trigger>();
  let nextMs: number | null = null;
  for (const one of found) {
    if (one.dueMs > nowMs) nextMs = Math.min(nextMs ?? Number.POSITIVE_INFINITY, one.dueMs);
    else if (one.dueMs < (held.get(one.subjectKey)?.dueMs ?? Number.POSITIVE_INFINITY))
      held.set(one.subjectKey, one);
  }
  return { held: [...held.values()], nextMs, fault: null };
}

/** The earlier of two instants, either of which may never come. */
export const earlier = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);
