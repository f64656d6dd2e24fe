/** Gives windows their next statuses for a batch of facts, in the batch's transaction. */
import type { CaseViews } from '../cases/index.ts';
import type { WindowStatus } from '../contract/overlays.ts';
import type { Handover } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { applyEvent, type WindowFact } from './apply-event.ts';
import type { LockedWindow, StatusesStore } from './statuses.store.ts';

export interface WindowStatusesOptions {
  readonly statuses: StatusesStore;
}

export class WindowStatuses {
  readonly #statuses: StatusesStore;

  constructor(options: WindowStatusesOptions) {
    this.#statuses = options.statuses;
  }

  /**
   * Call it when the facts are stored. Answers the new statuses, by window in version order: publish them when the
   * transaction is committed, not before.
   */
  async record(trx: Db, facts: readonly WindowFact[], views: CaseViews): Promise<WindowStatus[]> {
    const caseIds = [...new Set(facts.flatMap((fact) => fact.caseId ?? []))];
    const casesAt = new Map<string, Set<string>>();
    for (const { windowId } of facts) if (windowId !== null) casesAt.set(windowId, new Set());
    for (const caseId of caseIds)
      for (const windowId of views.windowsOf(caseId))
        casesAt.set(windowId, (casesAt.get(windowId) ?? new Set()).add(caseId));
    if (casesAt.size === 0) return [];

    const windows = await this.#statuses.lock(trx, [...casesAt.keys()]);
    const inOrder = [...facts].sort((a, b) => a.atMs - b.atMs);
    const made = windows.flatMap((window) => {
      const cases = casesAt.get(window.windowId);
      const concerning = inOrder.filter(
        (fact) =>
          fact.windowId === window.windowId || (fact.caseId !== null && (cases?.has(fact.caseId) ?? false)),
      );
      return nextStatuses(startOf(window), concerning, views);
    });
    await this.#statuses.append(trx, made);
    return made;
  }

  /** Of windows that change hands or are closed. Answers the new statuses, to be published when it stands. */
  async handOver(trx: Db, handovers: readonly Handover[]): Promise<WindowStatus[]> {
    const byWindow = new Map(handovers.map((one) => [one.windowId, one]));
    const windows = await this.#statuses.lock(trx, [...byWindow.keys()]);
    const made = windows.flatMap(({ windowId, status }) => {
      const handover = byWindow.get(windowId);
      // Nothing was ever reported there: nothing to hide, and nothing that was closed.
      return status === undefined || handover === undefined ? [] : [handedOver(status, handover)];
    });
    await this.#statuses.append(trx, made);
    await this.#statuses.handOver(
      trx,
      made
        .filter((status) => byWindow.get(status.windowId)?.closed === false)
        .map(({ windowId, version }) => ({ windowId, version: version - 1 })),
    );
    return made;
  }
}

/** What a department leaves behind is not for the next one to see: the window begins anew, or is closed. */
export const handedOver = (
  status: WindowStatus,
  { at, closed }: { readonly at: Date; readonly closed: boolean },
): WindowStatus => ({
  ...status,
  version: status.version + 1,
  at: new Date(Math.max(at.getTime(), Date.parse(status.at))).toISOString(),
  receivedAt: at.toISOString(),
  state: closed ? 'closed' : 'unknown',
  clerk: null,
  ticket: null,
  case: null,
});

/** A window of which nothing was ever reported. */
export const startOf = (window: LockedWindow): WindowStatus =>
  window.status ?? {
    windowId: window.windowId,
    version: 0,
    at: window.createdAt.toISOString(),
    receivedAt: window.createdAt.toISOString(),
    state: 'unknown',
    clerk: null,
    ticket: null,
    case: null,
  };

export function nextStatuses(
  start: WindowStatus,
  facts: readonly WindowFact[],
  views: Pick<CaseViews, 'at' | 'newestMs' | 'newestCardMs'>,
): WindowStatus[] {
  const caseAt = (id: string, atMs: number) => views.at(id, atMs);
  const made: WindowStatus[] = [];
  const apply = (status: WindowStatus, fact: WindowFact): WindowStatus => {
    const next = applyEvent(status, fact, caseAt);
    if (next !== status) made.push(next);
    return next;
  };
  const status = facts.reduce(apply, start);
  const last = facts.at(-1);
  if (status.case === null || last === undefined) return made;
  // A case called only now may have steps that happened later and were told before: bring it up to date.
  const newestMs = views.newestMs(status.case.id);
  const of = { ...last, windowId: null, caseId: status.case.id };
  const told =
    newestMs > Date.parse(status.at) ? apply(status, { ...of, type: 'stage', atMs: newestMs }) : status;
  const cardMs = views.newestCardMs(status.case.id);
  if (cardMs > Date.parse(told.at)) apply(told, { ...of, type: 'card', atMs: cardMs });
  return made;
}
