/**
 * 补录: reported long after it happened, in working time; several by one account at one go are one lead. Where the whole
 * feed had been away meanwhile it weighs little: it stored and forwarded.
 */
import type { WorkingClock } from '../../calendar/index.ts';
import type { Candidate } from '../candidate.ts';
import type { RecordEvent } from './facts.ts';
import { field, HOUR_MS, iso, MINUTE_MS, reasonsOf, type ValuesOf } from './rule.ts';
import { type Span, touches } from './spans.ts';

export const backfillFields = {
  /** Working hours between its happening and its coming. */
  lateHours: field(4, 0.5, 80, 0.5),
  /** Reports by one account no further apart than this are one go. */
  burstMinutes: field(30, 1, 240),
  burstCount: field(5, 2, 100),
};

type Values = ValuesOf<typeof backfillFields>;

export interface BackfillFacts {
  /** Of one source, whichever were received in the time looked at, with the go they belong to. */
  readonly events: readonly RecordEvent[];
  /** When the source was silent by its alarms. */
  readonly silent: readonly Span[];
  readonly clock: Pick<WorkingClock, 'between'>;
}

const COUNTED: ReadonlySet<string> = new Set([
  'stage',
  'called',
  'started',
  'finished',
  'refused',
  'collected',
]);

export function backfill({ events, silent, clock }: BackfillFacts, values: Values): Candidate[] {
  const byAccount = new Map<string, RecordEvent[]>();
  for (const event of [...events].sort((a, b) => a.receivedMs - b.receivedMs || a.seq - b.seq)) {
    const isEarly = event.receivedMs - event.atMs < values.lateHours * HOUR_MS;
    if (!COUNTED.has(event.type) || isEarly || workedMs(clock, event) < values.lateHours * HOUR_MS) continue;
    const key = `${event.source}\u0000${event.clerk ?? ''}`;
    byAccount.set(key, [...(byAccount.get(key) ?? []), event]);
  }
  return [...byAccount.values()].flatMap((late) =>
    goesOf(late, values.burstMinutes * MINUTE_MS).map((go) => candidateOf(go, silent, clock, values)),
  );
}

function goesOf(events: readonly RecordEvent[], gapMs: number): RecordEvent[][] {
  const goes: RecordEvent[][] = [];
  for (const event of events) {
    const last = goes.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && event.receivedMs - before.receivedMs <= gapMs)
      last.push(event);
    else goes.push([event]);
  }
  return goes;
}

const workedMs = (clock: BackfillFacts['clock'], { atMs, receivedMs }: RecordEvent): number =>
  clock.between(atMs, receivedMs);

/** Facts name so many of them. */
const NAMED = 20;

function candidateOf(
  go: readonly RecordEvent[],
  silent: readonly Span[],
  clock: BackfillFacts['clock'],
  thresholds: Values,
): Candidate {
  const [first, last] = [go[0] as RecordEvent, go.at(-1) as RecordEvent];
  const times = go.map((one) => one.atMs);
  const lateMs = Math.max(...go.map((one) => workedMs(clock, one)));
  const cases = new Set(go.flatMap((one) => one.caseId ?? []));
  const windows = new Set(go.flatMap((one) => one.windowId ?? []));
  const isBurst = go.length >= thresholds.burstCount;
  const wasSilent = touches(silent, { fromMs: Math.min(...times), toMs: first.receivedMs });
  return {
    kind: 'backfill',
    subjectKey: `late:${first.source}:${first.eventId}`,
    fromMs: Math.min(...times),
    toMs: Math.max(...times),
    ...{ regionCode: first.regionCode, departmentId: first.departmentId, hallId: first.hallId },
    windowId: windows.size === 1 ? ([...windows][0] ?? null) : null,
    caseId: cases.size === 1 ? ([...cases][0] ?? null) : null,
    ...{ cameraIds: [], clerk: first.clerk },
    facts: {
      ...{ source: first.source, events: go.length, cases: cases.size, burst: isBurst },
      lateHours: Math.round((lateMs / HOUR_MS) * 10) / 10,
      ...{ receivedFrom: iso(first.receivedMs), receivedTo: iso(last.receivedMs), feedSilent: wasSilent },
      caseNos: [...new Set(go.flatMap((one) => one.caseNo ?? []))].slice(0, NAMED),
      eventIds: go.slice(0, NAMED).map((one) => one.eventId),
    },
    reasons: reasonsOf({
      enteredLate: 40,
      veryLate: lateMs >= 4 * thresholds.lateHours * HOUR_MS ? 15 : 0,
      burst: isBurst ? 20 : 0,
      byPerson: go.some((one) => one.filledBy === 'person') ? 5 : 0,
      feedSilent: wasSilent ? -40 : 0,
    }),
    thresholds,
    benign: wasSilent ? ['systemDown', 'lateFeed'] : ['lateFeed', 'systemDown', 'trainee'],
    offsets: { sourceMs: first.offsetMs, cameraMs: null },
  };
}
