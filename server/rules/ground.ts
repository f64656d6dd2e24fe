/** Everything a card was computed from, as values: pages and notices make words of it in either language. Pure. */
import { CalendarGap, type WorkingClock } from '../calendar/index.ts';
import type { CaseFile } from '../cases/index.ts';
import type { AlertGround } from '../contract/alerts.ts';
import type { RuleBody } from '../contract/rules.ts';
import type { Deed } from './conduct.ts';
import { endOf, type Supervised } from './supervised.ts';

type Deducted = AlertGround['deducted'][number];

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));
const MOST = 50;

export function groundOfTime(
  file: CaseFile,
  body: RuleBody,
  one: Supervised,
  clock: WorkingClock,
  at: { readonly dueMs: number; readonly nowMs: number },
): AlertGround {
  const { timed, stopMs } = one;
  const untilMs = stopMs ?? at.nowMs;
  const reachedMs = clock.dueMs(timed);
  const limitAtMs = Number.isFinite(reachedMs) ? reachedMs : untilMs;
  const { usedMs, limitMs } = clock.used(timed, untilMs);
  return {
    startedAt: iso(timed.startMs),
    limit: timed.limit,
    threshold: body.threshold,
    limitAt: Number.isFinite(reachedMs) ? iso(reachedMs) : null,
    dueAt: iso(at.dueMs),
    stoppedAt: isoOrNull(stopMs),
    deducted: deducted(file, one, clock, limitAtMs),
    extraDays: timed.extraDays,
    stage: one.stage,
    procedure: one.procedure,
    workingDayMs: clock.workingDayMs,
    usedMs: Math.round(usedMs),
    limitMs: Math.round(limitMs),
    facts: {},
  };
}

export function groundOfDeed(file: CaseFile, body: RuleBody, deed: Deed, clock: WorkingClock): AlertGround {
  const { limit } = deed;
  return {
    startedAt: isoOrNull(limit?.startMs ?? file.state.acceptedAt?.getTime() ?? null),
    limit: limit?.limit ?? null,
    threshold: body.threshold,
    limitAt: isoOrNull(limit?.endMs ?? null),
    dueAt: iso(deed.atMs),
    stoppedAt: isoOrNull(endOf(file)),
    deducted: limit === undefined ? [] : holidays(clock, limit.startMs, limit.endMs),
    extraDays: 0,
    stage: null,
    procedure: null,
    workingDayMs: limit === undefined ? null : clock.workingDayMs,
    usedMs: null,
    limitMs: null,
    facts: deed.facts,
  };
}

/** What did not count between the start and the end of the limit, in the order it was. */
function deducted(file: CaseFile, one: Supervised, clock: WorkingClock, limitAtMs: number): Deducted[] {
  const { startMs, limit, pauses } = one.timed;
  const stood = file.state.pauses.flatMap(({ kind, no, name, from, to }): Deducted[] => {
    const fromMs = from?.getTime();
    const counts = pauses.find((pause) => pause.fromMs === fromMs);
    if (fromMs === undefined || counts === undefined || fromMs > limitAtMs) return [];
    const toMs = to?.getTime() ?? counts.toMs ?? limitAtMs;
    return toMs < startMs
      ? []
      : [{ kind, name: name ?? no, from: iso(fromMs), to: iso(Math.max(fromMs, toMs)) }];
  });
  // Calendar days and months run through holidays.
  const runsThrough = limit.unit === 'calendarDay' || limit.unit === 'month';
  return [...(runsThrough ? [] : holidays(clock, startMs, limitAtMs)), ...stood]
    .sort((a, b) => (a.from < b.from ? -1 : 1))
    .slice(0, MOST);
}

function holidays(clock: WorkingClock, fromMs: number, toMs: number): Deducted[] {
  try {
    return clock
      .holidays(fromMs, toMs)
      .map((one) => ({ kind: 'holiday', name: one.name, from: iso(one.fromMs), to: iso(one.toMs) }));
  } catch (error) {
    // The limit itself could be told; a year whose holidays have no names yet takes nothing from that.
    if (error instanceof CalendarGap) return [];
    throw error;
  }
}
