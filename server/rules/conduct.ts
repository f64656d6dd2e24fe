/** What was done that should not have been, whenever: no clock runs, the deed is enough. Pure. */
import type { WorkingClock } from '../calendar/index.ts';
import type { CaseFile } from '../cases/index.ts';
import type { Limit } from '../contract/clock.ts';
import type { RuleBody } from '../contract/rules.ts';
import { supervised } from './supervised.ts';

export interface Deed {
  readonly subjectKey: string;
  readonly atMs: number;
  /** The values compared, by field. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly limit?: { readonly startMs: number; readonly limit: Limit; readonly endMs: number };
}
type What = Extract<RuleBody['threshold'], { kind: 'conduct' }>['what'];
type Judge = (file: CaseFile, clock: WorkingClock) => readonly Deed[];

/** Administrative Licensing Law art. 42: ten days with a leader's approval. */
const EXTENSION_MOST_DAYS = 10;
/** Art. 32: what is missing is told once, within five days. */
const CORRECTION_LIMIT: Limit = { value: 5, unit: 'workingDay' };

const JUDGES: Readonly<Record<What, Judge>> = {
  refusal_without_reason: ({ state: { refusal } }) =>
    refusal === null || refusal.reason !== null ? [] : [whole(refusal.at, { reason: null })],
  /** On the spot there is nothing to wait for with a receipt in hand. */
  accepted_without_receipt: ({ state, matter }) =>
    state.acceptedAt === null || state.receiptNo !== null || matter.kind === 'onTheSpot'
      ? []
      : [whole(state.acceptedAt, { receiptNo: null })],
  fee_differs: ({ state, matter }) => {
    const { fee } = state;
    const at = state.completedAt ?? state.stages.at(-1)?.at ?? state.acceptedAt;
    if (fee === null || matter.fee === null || at === null) return [];
    const { least, most } = matter.fee;
    return fee >= least && fee <= most ? [] : [whole(at, { fee, least, most })];
  },
  forwarded_late: (file, clock) => {
    const { completedAt, outcome } = file.state;
    const [promised] = supervised(file, 'promised');
    if (promised === undefined || completedAt === null || outcome !== 'forwarded') return [];
    const endMs = clock.dueMs(promised.timed);
    if (completedAt.getTime() <= endMs) return [];
    const { startMs, limit } = promised.timed;
    const deed = whole(completedAt, { forwardedAt: completedAt.toISOString() });
    return [{ ...deed, limit: { startMs, limit, endMs } }];
  },
  suspended_without_approver: ({ state }) =>
    state.pauses.flatMap(({ kind, no, from, approver, name }) =>
      kind !== 'specialProcedure' || from === null || approver !== null
        ? []
        : [{ subjectKey: no, atMs: from.getTime(), facts: { approver: null, name } }],
    ),
  /** Nothing then says when it is over: the clock stands still for as long as nobody ends it. */
  suspended_without_days: ({ state }) =>
    state.pauses.flatMap(({ kind, no, from, applied, name }) =>
      kind !== 'specialProcedure' || from === null || applied !== null
        ? []
        : [{ subjectKey: no, atMs: from.getTime(), facts: { applied: null, name } }],
    ),
  extended_beyond_law: ({ state }) => {
    let days = 0;
    for (const one of byTime(state.extensions, ({ at }) => at)) {
      days += one.days;
      if (days > EXTENSION_MOST_DAYS) return [whole(one.at, { days, most: EXTENSION_MOST_DAYS })];
    }
    return [];
  },
  /** Told from when it came in; where that was not reported there is nothing to measure from. */
  correction_asked_late: ({ state }, clock) => {
    const { receivedAt } = state;
    if (receivedAt === null) return [];
    const startMs = receivedAt.getTime();
    const asked = state.pauses.filter(
      ({ kind, from }) => kind === 'correction' && from !== null && from.getTime() > startMs,
    );
    if (asked.length === 0) return [];
    const endMs = clock.after(startMs, CORRECTION_LIMIT);
    return asked.flatMap(({ no, from }) =>
      from === null || from.getTime() <= endMs
        ? []
        : [
            {
              subjectKey: no,
              atMs: from.getTime(),
              facts: { receivedAt: receivedAt.toISOString(), askedAt: from.toISOString() },
              limit: { startMs, limit: CORRECTION_LIMIT, endMs },
            },
          ],
    );
  },
  correction_asked_again: ({ state }) => {
    const asked = state.pauses.flatMap(({ kind, no, from }) =>
      kind === 'correction' && from !== null ? [{ no, from }] : [],
    );
    const first = new Map<string, Date>();
    for (const { no, from } of byTime(asked, (one) => one.from)) if (!first.has(no)) first.set(no, from);
    return [...first].slice(1).map(([no, from], at) => ({
      subjectKey: no,
      atMs: from.getTime(),
      facts: { times: at + 2 },
    }));
  },
  /** Art. 32: what is missing is told before it is accepted. Afterwards it stops the clock of a case that was complete. */
  correction_after_acceptance: ({ state: { acceptedAt, pauses } }) =>
    pauses.flatMap(({ kind, no, from }) =>
      kind !== 'correction' || from === null || acceptedAt === null || from <= acceptedAt
        ? []
        : [
            {
              subjectKey: no,
              atMs: from.getTime(),
              facts: { acceptedAt: acceptedAt.toISOString(), askedAt: from.toISOString() },
            },
          ],
    ),
  lead_confirmed: () => [],
};

/**
 * Issued because a person confirmed something, which no record of the case shows: the engine neither issues such a card
 * nor takes the record's silence for a sign against it.
 */
export const isByPeople = ({ threshold }: Pick<RuleBody, 'threshold'>): boolean =>
  threshold.kind === 'conduct' && threshold.what === 'lead_confirmed';

export const deeds = (file: CaseFile, what: What, clock: WorkingClock): readonly Deed[] =>
  JUDGES[what](file, clock);

const whole = (at: Date, facts: Deed['facts']): Deed => ({ subjectKey: '', atMs: at.getTime(), facts });

/** Of the same instant as they were given: the fold puts them in one order whenever they came. */
const byTime = <T>(all: readonly T[], at: (one: T) => Date): T[] =>
  [...all].sort((a, b) => at(a).getTime() - at(b).getTime());
