/** What a well-formed event refers to, or why it cannot be taken. Pure: everything known is handed in. */
import type { CaseRow, CaseSeed } from '../cases/index.ts';
import type { ExchangeEvent } from '../contract/exchange.ts';
import type { Rejection } from './check-event.ts';
import type { KnownMatter, KnownTerm } from './exchange.store.ts';
import type { WindowTerms } from './window-terms.ts';

export interface Known {
  readonly departmentId: string;
  readonly windows: Pick<WindowTerms, 'at'>;
  readonly matters: ReadonlyMap<string, KnownMatter>;
  readonly cases: ReadonlyMap<string, CaseRow>;
  /** The known matter the batch names first for a case: any of a new case's events may name it. */
  readonly matterCodes: ReadonlyMap<string, string>;
}

export type Resolved =
  | {
      readonly ok: true;
      readonly windowId: string | null;
      readonly matter: KnownMatter | null;
      /** Nothing is known of its case, and neither it nor the batch says which matter that is for. */
      readonly waits: boolean;
    }
  | { readonly ok: false; readonly rejection: Rejection };

export function resolve(event: ExchangeEvent, known: Known): Resolved {
  const window = resolveWindow(event, known);
  if (!window.ok) return window;
  const matter = resolveMatter(event, known);
  if (!matter.ok) return matter;
  return { ok: true, windowId: window.id, matter: matter.matter, waits: matter.waits };
}

type WindowFound = { ok: true; id: string | null } | { ok: false; rejection: Rejection };
/** The window as it was when the event happened: what came late is still of whom it was then. */
function resolveWindow(event: ExchangeEvent, known: Known): WindowFound {
  if (event.hallId === undefined || event.windowCode === undefined) return { ok: true, id: null };
  const found = known.windows.at(event.hallId, event.windowCode, Date.parse(event.occurredAt));
  if (found === undefined)
    return rejected('unknown_window', 'windowCode', 'no window with this code is registered in the hall');
  if (found === 'closed')
    return rejected('window_closed', 'windowCode', 'the window was closed before this happened');
  if (!isOwn(found, known.departmentId))
    return rejected('window_of_other_department', 'windowCode', 'the window was run by another department');
  return { ok: true, id: found.id };
}

/** A department that took another's work over reports for that one's time as well. */
const isOwn = (of: Pick<KnownTerm, 'departmentId' | 'successorId'>, departmentId: string): boolean =>
  of.departmentId === departmentId || of.successorId === departmentId;

type MatterFound =
  | { ok: true; matter: KnownMatter | null; waits: boolean }
  | { ok: false; rejection: Rejection };
function resolveMatter(event: ExchangeEvent, known: Known): MatterFound {
  const named = 'matterCode' in event ? event.matterCode : undefined;
  const matter = named === undefined ? undefined : known.matters.get(named);
  if (named !== undefined && matter === undefined)
    return rejected('unknown_matter', 'matterCode', 'the department has no matter with this code');
  const caseNo = 'caseNo' in event ? event.caseNo : undefined;
  if (caseNo === undefined) return { ok: true, matter: null, waits: false };

  const row = known.cases.get(caseNo);
  if (row !== undefined && !isOwn(row, known.departmentId))
    return rejected('case_of_other_department', 'caseNo', 'the case belongs to another department');
  const code = row?.matterCode ?? known.matterCodes.get(caseNo);
  const ofCase = code === undefined ? undefined : known.matters.get(code);
  if (row === undefined && ofCase !== undefined && isOver(ofCase, event))
    return rejected('matter_closed', 'matterCode', 'the matter was closed before this happened');
  if (row === undefined && ofCase === undefined) return { ok: true, matter: null, waits: true };
  if (named !== undefined && named !== code)
    return rejected('case_of_other_matter', 'matterCode', 'the case was begun for another matter');
  return { ok: true, matter: ofCase ?? null, waits: false };
}

const isOver = (matter: KnownMatter, event: ExchangeEvent): boolean =>
  matter.closedAtMs !== null && Date.parse(event.occurredAt) >= matter.closedAtMs;

const rejected = (code: string, field: string, message: string) =>
  ({ ok: false, rejection: { code, field, message } }) as const;

/** What the accepted events say of each case, the first word on each point counting. */
export function caseSeeds(
  events: readonly { event: ExchangeEvent; matter: KnownMatter | null }[],
): ReadonlyMap<string, CaseSeed> {
  const seeds = new Map<string, CaseSeed & { kindGiven: boolean }>();
  for (const { event, matter } of events) {
    const caseNo = 'caseNo' in event ? event.caseNo : undefined;
    if (caseNo === undefined || matter === null) continue;
    const { kind, applicant } = event.type === 'stage' ? event : {};
    const known = seeds.get(caseNo);
    seeds.set(caseNo, {
      caseNo,
      matterId: matter.id,
      kind: known?.kindGiven ? known.kind : (kind ?? matter.kind),
      kindGiven: known?.kindGiven === true || kind !== undefined,
      applicant: known?.applicant ?? applicant ?? null,
    });
  }
  return seeds;
}
