/**
 * A case's state is what its events say, put in the order they happened, whenever and however often they came. Of
 * several reports of one fact the newest version counts. Folding again after a late event gives the same as if it had
 * come in time.
 */
import { type Stage, stages } from '../contract/cases.ts';
import type { CaseState } from './case-state.ts';
import type { EventDetail } from './event-detail.ts';
import { FoldPauses } from './fold-pauses.ts';

export interface CaseFact {
  /** With the source, unique: the last word where everything else is equal. */
  readonly eventId: string;
  readonly type: string;
  /** Null for facts that are no step through the stages. */
  readonly stage: Stage | null;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly clerk: string | null;
  readonly windowId: string | null;
  readonly recordKey: string | null;
  readonly dataVersion: number | null;
  readonly detail: EventDetail | null;
}

export const fold = (facts: readonly CaseFact[]): CaseState => foldInOrder(inOrder(facts));

/** Those that count, in the order they happened: sorted once where they are folded for many instants. */
export const inOrder = <F extends CaseFact>(facts: readonly F[]): F[] =>
  facts.filter(notSuperseded(facts)).sort(compare);

/** Whether no newer report of the same fact is among these. One without a version is older than any with one. */
export function notSuperseded<F extends CaseFact>(facts: readonly F[]): (fact: F) => boolean {
  const newest = new Map<string, F>();
  for (const fact of facts) {
    if (fact.recordKey === null) continue;
    const known = newest.get(fact.recordKey);
    if (known === undefined || isNewer(fact, known)) newest.set(fact.recordKey, fact);
  }
  return (fact) => fact.recordKey === null || newest.get(fact.recordKey)?.eventId === fact.eventId;
}

const isNewer = (a: CaseFact, b: CaseFact): boolean =>
  (a.dataVersion ?? 0) - (b.dataVersion ?? 0) > 0 ||
  ((a.dataVersion ?? 0) === (b.dataVersion ?? 0) && a.eventId > b.eventId);

/** `ordered`: as `inOrder` answers them. */
export function foldInOrder(ordered: readonly CaseFact[]): CaseState {
  const pauses = new FoldPauses();
  const made: { -readonly [K in keyof CaseState]: CaseState[K] } = {
    stage: null,
    receivedAt: null,
    acceptedAt: null,
    completedAt: null,
    outcome: null,
    refusal: null,
    receiptNo: null,
    fee: null,
    certificateNo: null,
    collectedAt: null,
    stages: [],
    pauses: [],
    extensions: [],
    missing: [],
    updatedAt: null,
  };
  const passed: CaseState['stages'][number][] = [];
  const extensions: CaseState['extensions'][number][] = [];
  for (const fact of ordered) {
    const { occurredAt: at, detail, stage } = fact;
    if (made.updatedAt === null || fact.receivedAt > made.updatedAt) made.updatedAt = fact.receivedAt;
    if (stage !== null) {
      passed.push({
        stage,
        at,
        clerk: fact.clerk,
        windowId: fact.windowId,
        result: detail?.result ?? null,
      });
      made.stage = stage;
      if (stage === 'received') made.receivedAt ??= at;
      if (stage === 'accepted') made.acceptedAt ??= at;
      if (stage === 'completed') {
        made.outcome = made.completedAt === null ? null : made.outcome;
        made.completedAt ??= at;
        made.outcome ??= detail?.outcome ?? null;
      } else {
        // A case that goes on is neither done nor refused any more.
        made.completedAt = null;
        made.outcome = null;
        made.refusal = null;
      }
      made.receiptNo = detail?.receiptNo ?? made.receiptNo;
      made.fee = detail?.fee ?? made.fee;
      made.certificateNo = detail?.certificateNo ?? made.certificateNo;
      continue;
    }
    if (fact.type === 'refused') made.refusal ??= { at, reason: detail?.reason ?? null };
    else if (fact.type === 'collected') made.collectedAt ??= at;
    else if (fact.type === 'extended')
      extensions.push({ at, days: detail?.days ?? 0, approver: detail?.approver ?? null });
    else pauses.take(fact);
  }
  return { ...made, stages: passed, extensions, pauses: pauses.all(), missing: missingOf(passed) };
}

/** Stages that every case passes: 审核 is not each department's. */
const EXPECTED: readonly Stage[] = ['received', 'accepted', 'handling', 'approval', 'completed'];

function missingOf(passed: CaseState['stages']): Stage[] {
  const seen = new Set(passed.map((one) => one.stage));
  const furthest = Math.max(-1, ...[...seen].map((stage) => stages.indexOf(stage)));
  return EXPECTED.filter((stage) => stages.indexOf(stage) < furthest && !seen.has(stage));
}

/** By when it happened; of the same instant in the order a case passes them. */
function compare(a: CaseFact, b: CaseFact): number {
  return (
    a.occurredAt.getTime() - b.occurredAt.getTime() ||
    rank(a) - rank(b) ||
    (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0)
  );
}

/** Among the stages: what was asked for comes after acceptance, what ends it after that, and a refusal is no step on. */
const BESIDE: Readonly<Record<string, number>> = {
  refused: 1.1,
  correctionAsked: 1.2,
  correctionReceived: 1.3,
  specialProcedure: 1.4,
  specialProcedureEnded: 1.5,
  extended: 1.6,
  collected: 6,
};
const rank = ({ stage, type }: CaseFact): number =>
  stage === null ? (BESIDE[type] ?? -1) : stages.indexOf(stage);

/** When a fact may first be shown: when it happened, but never before it reached us (a sender's clock may be ahead). */
export const heldFromMs = (fact: Pick<CaseFact, 'occurredAt' | 'receivedAt'>): number =>
  Math.min(fact.occurredAt.getTime(), fact.receivedAt.getTime());

/** The state as the facts known now, in order, describe it for an instant. */
export const foldAt = (ordered: readonly CaseFact[], atMs: number): CaseState =>
  foldInOrder(ordered.filter((fact) => heldFromMs(fact) <= atMs));
