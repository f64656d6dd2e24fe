/**
 * What a fact makes of a window's status. Pure: the same status and fact give the same answer on any node.
 *
 * `opened` → idle, `closed` → closed, `called` → called, `started` → serving, `finished` → idle. A `stage` at the
 * window → serving that case; a stage of the case shown, wherever it happened → its stage and clock are brought up
 * to date. Besides:
 * - A late fact (it happened before the status shown began) never turns the window back: of it only what it tells
 *   of the case shown is taken, and the status keeps the instant it began at. So `at` never goes back from one
 *   version to the next.
 * - `finished` that names another case or ticket than the one shown belongs to a visit that is over: no change.
 * - A card that is issued or revoked is ours, and of now, while what departments report of now comes later: it is shown at
 *   once, but the status keeps the instant it began at, or all that is still on its way would count as late.
 * - A completion begins no service: a case closed in the back office must not show somebody at the counter.
 */
import type { WindowStatus } from '../contract/overlays.ts';

export interface WindowFact {
  readonly type: 'opened' | 'closed' | 'called' | 'started' | 'finished' | 'stage' | 'card';
  /** When it began to be true; never after its arrival. */
  readonly atMs: number;
  readonly receivedAt: Date;
  /** Null: not at any window. */
  readonly windowId: string | null;
  readonly clerk: string | null;
  readonly ticket: string | null;
  readonly caseId: string | null;
  /** Only with `stage`: whether the case is done with it. */
  readonly completes: boolean;
}

type ShownCase = NonNullable<WindowStatus['case']>;
/** A case as it was known for an instant. */
export type CaseAt = (caseId: string, atMs: number) => Omit<ShownCase, 'startedAt'> | undefined;

/** Returns `status` itself when nothing changed; otherwise the next version. */
export function applyEvent(status: WindowStatus, fact: WindowFact, caseAt: CaseAt): WindowStatus {
  const late = status.version > 0 && fact.atMs < Date.parse(status.at);
  const next = late || !isHere(status, fact) ? updateCase(status, fact, caseAt) : turn(status, fact, caseAt);
  if (same(status, next)) return status;
  return {
    ...next,
    version: status.version + 1,
    at: late || fact.type === 'card' ? status.at : new Date(fact.atMs).toISOString(),
    receivedAt: fact.receivedAt.toISOString(),
  };
}

/** Whether the fact says what goes on at this window, rather than only something of the case shown. */
const isHere = (status: WindowStatus, fact: WindowFact): boolean =>
  fact.windowId === status.windowId &&
  (fact.type !== 'stage' || !fact.completes || status.case?.id === fact.caseId);

function turn(status: WindowStatus, fact: WindowFact, caseAt: CaseAt): WindowStatus {
  const clerk = fact.clerk ?? status.clerk;
  switch (fact.type) {
    case 'opened':
      return { ...status, state: 'idle', clerk: fact.clerk, ticket: null, case: null };
    case 'closed':
      return { ...status, state: 'closed', clerk: null, ticket: null, case: null };
    case 'finished':
      if (status.state === 'closed' || isOther(status, fact)) return status;
      return { ...status, state: 'idle', clerk, ticket: null, case: null };
    case 'called':
      return { ...status, state: 'called', clerk, ticket: fact.ticket, case: shown(fact, fact.atMs, caseAt) };
    case 'card':
      return status;
    case 'started':
    case 'stage':
      return serve(status, fact, caseAt, clerk);
  }
}

/** The one called is served now, and what was said when calling still holds; or somebody else is. */
function serve(status: WindowStatus, fact: WindowFact, caseAt: CaseAt, clerk: string | null): WindowStatus {
  const goesOn = status.state === 'called' || status.state === 'serving' ? !isOther(status, fact) : false;
  const caseId = fact.caseId ?? (goesOn ? (status.case?.id ?? null) : null);
  const since =
    status.state === 'serving' && goesOn && status.case !== null
      ? Date.parse(status.case.startedAt)
      : fact.atMs;
  return {
    ...status,
    state: 'serving',
    clerk,
    ticket: fact.ticket ?? (goesOn ? status.ticket : null),
    case: shown({ caseId, atMs: fact.atMs }, since, caseAt),
  };
}

function updateCase(status: WindowStatus, fact: WindowFact, caseAt: CaseAt): WindowStatus {
  if (status.case === null || fact.caseId !== status.case.id) return status;
  const atMs = Math.max(fact.atMs, Date.parse(status.at));
  const known = caseAt(status.case.id, atMs);
  return known === undefined ? status : { ...status, case: { ...known, startedAt: status.case.startedAt } };
}

function shown(
  fact: Pick<WindowFact, 'caseId' | 'atMs'>,
  sinceMs: number,
  caseAt: CaseAt,
): WindowStatus['case'] {
  const known = fact.caseId === null ? undefined : caseAt(fact.caseId, fact.atMs);
  return known === undefined ? null : { ...known, startedAt: new Date(sinceMs).toISOString() };
}

/** Whether the fact speaks of another visit than the one shown, as far as both say which. */
function isOther(status: WindowStatus, fact: WindowFact): boolean {
  if (fact.caseId !== null && status.case !== null) return fact.caseId !== status.case.id;
  return fact.ticket !== null && status.ticket !== null && fact.ticket !== status.ticket;
}

/** Whether a viewer would see no difference: the clock's reading alone is none, it can be told from the instants. */
function same(a: WindowStatus, b: WindowStatus): boolean {
  return a === b || JSON.stringify(visible(a)) === JSON.stringify(visible(b));
}

function visible({ state, clerk, ticket, case: one }: WindowStatus): unknown[] {
  if (one === null) return [state, clerk, ticket];
  const { id, stage, applicant, startedAt, clock, card } = one;
  return [
    state,
    clerk,
    ticket,
    id,
    stage,
    applicant,
    startedAt,
    clock?.startedAt,
    clock?.dueAt,
    clock?.stoppedAt,
    card?.id,
  ];
}
