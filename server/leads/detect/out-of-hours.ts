/** A step at a window while it was neither open by its hall's hours nor on the roster. One lead a window, account and day. */
import type { Candidate } from '../candidate.ts';
import type { RecordEvent, WindowFacts } from './facts.ts';
import { placeOf } from './off-record.ts';
import {
  DAY_MS,
  type Excused,
  type Found,
  field,
  iso,
  MINUTE_MS,
  NOTHING,
  reasonsOf,
  type ValuesOf,
} from './rule.ts';
import { common, covers, joined, type Span, widened } from './spans.ts';

export const outOfHoursFields = {
  /** Before hours begin and after they end. */
  graceMinutes: field(30, 0, 240, 5),
  unmeasuredMinutes: field(5, 0, 60),
};

type Values = ValuesOf<typeof outOfHoursFields>;

const AT_COUNTER: ReadonlySet<string> = new Set(['called', 'started', 'finished', 'refused']);
const isAtCounter = ({ type, stage, filledBy }: RecordEvent): boolean =>
  filledBy !== 'machine' &&
  (AT_COUNTER.has(type) || (type === 'stage' && (stage === 'received' || stage === 'accepted')));
const ZONE_MS = 8 * 3_600_000;

export function outOfHours(facts: WindowFacts, values: Values): Found {
  if (facts.officeHours === null) return NOTHING;
  const graceMs = values.graceMinutes * MINUTE_MS;
  const allowed = widened(joined([...facts.officeHours, ...facts.shifts]), graceMs, graceMs);
  const excused: Excused[] = [];
  const groups = new Map<string, RecordEvent[]>();
  for (const event of facts.events.filter(isAtCounter)) {
    const slackMs = event.offsetMs === null ? values.unmeasuredMinutes * MINUTE_MS : 0;
    const { atMs } = event;
    if (atMs < facts.fromMs || atMs >= facts.toMs) continue;
    if (covers(allowed, atMs) || covers(allowed, atMs - slackMs) || covers(allowed, atMs + slackMs)) {
      const around = { fromMs: atMs - 1, toMs: atMs + 1 };
      if (!covers(facts.officeHours, atMs) && covers(facts.shifts, atMs))
        excused.push({ kind: 'outOfHours', windowId: facts.windowId, ...around, cause: 'weekendService' });
      continue;
    }
    const key = `${Math.floor((atMs + ZONE_MS) / DAY_MS)}:${event.source}:${event.clerk ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return {
    candidates: [...groups.entries()].map(([key, events]) => candidateOf(facts, values, key, events)),
    excused,
  };
}

function candidateOf(
  facts: WindowFacts,
  thresholds: Values,
  key: string,
  events: readonly RecordEvent[],
): Candidate {
  const sorted = [...events].sort((a, b) => a.atMs - b.atMs);
  const [first, last] = [sorted[0] as RecordEvent, sorted.at(-1) as RecordEvent];
  const span: Span = { fromMs: first.atMs, toMs: last.atMs + 1 };
  const cases = new Set(sorted.flatMap((one) => one.caseId ?? []));
  const seen = joined(facts.seen.filter((one) => one.state === 'present' || one.state === 'serving'));
  const somebody =
    common([{ fromMs: span.fromMs - MINUTE_MS, toMs: span.toMs + MINUTE_MS }], seen).length > 0;
  const weekday = new Date(first.atMs + ZONE_MS).getUTCDay();
  const isWeekend = weekday === 0 || weekday === 6;
  return {
    ...placeOf(facts, sorted),
    kind: 'outOfHours',
    subjectKey: `hours:${facts.windowId}:${key}`,
    ...{ fromMs: first.atMs - MINUTE_MS, toMs: last.atMs + MINUTE_MS, clerk: first.clerk },
    caseId: cases.size === 1 ? ([...cases][0] ?? null) : null,
    facts: {
      ...{
        events: sorted.length,
        cases: cases.size,
        firstAt: iso(first.occurredMs),
        lastAt: iso(last.occurredMs),
      },
      ...{ weekend: isWeekend, somebodySeen: somebody },
      caseNos: [...new Set(sorted.flatMap((one) => one.caseNo ?? []))].slice(0, 20),
    },
    reasons: reasonsOf({
      outsideHoursAndRoster: 45,
      several: cases.size > 1 ? 10 : 0,
      nobodySeen: somebody ? -10 : 10,
      weekend: isWeekend ? -10 : 0,
      clockNotMeasured: first.offsetMs === null ? -10 : 0,
    }),
    thresholds,
    benign: ['weekendService', 'clockOffset', 'onlineStep', 'lateFeed'],
  };
}
