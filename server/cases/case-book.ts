/** Cases with everything they are judged by: facts in order, matter's terms, the clock of their place. */
import type { WorkingClock, WorkingClocks } from '../calendar/index.ts';
import { type TermsBook, termsOf } from '../matters/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { type CaseRow, factsOf, type StoredFact } from './case-log.store.ts';
import { type CasePlace, placeOf } from './case-places.ts';
import type { CaseFile, CaseState, MatterTerms } from './case-state.ts';
import { foldInOrder, inOrder } from './fold.ts';

export interface BookedCase {
  readonly row: CaseRow;
  /** Those that count, in the order they happened. */
  readonly ordered: readonly StoredFact[];
  /** Where anything was ever reported of it. */
  readonly windowIds: ReadonlySet<string>;
  readonly state: CaseState;
  readonly place: CasePlace;
  readonly terms: MatterTerms;
  readonly clock: WorkingClock;
}

/** What is not stored yet: cases that begin, of which nothing can be, and facts of this batch. */
export interface Unstored {
  readonly begun: ReadonlySet<string>;
  readonly facts: readonly StoredFact[];
}
const NOTHING_NEW: Unstored = { begun: new Set(), facts: [] };

/** Reads the facts of these cases, as this transaction sees them. */
export async function openBook(
  trx: Db,
  rows: Iterable<CaseRow>,
  clocks: WorkingClocks,
  unstored = NOTHING_NEW,
): Promise<ReadonlyMap<string, BookedCase>> {
  const cases = [...rows];
  const facts = new Map<string, StoredFact[]>(cases.map((row) => [row.id, []]));
  if (cases.length === 0) return new Map();
  const stored = [...facts.keys()].filter((id) => !unstored.begun.has(id));
  for (const fact of [...(await factsOf(trx, stored)), ...unstored.facts]) facts.get(fact.caseId)?.push(fact);
  const book = await termsOf(
    trx,
    cases.map((row) => row.matterId),
  );
  const made = new Map<string, BookedCase>();
  for (const row of cases) {
    const booked = bookedCase(row, facts.get(row.id) ?? [], book);
    const { regionCode } = row;
    made.set(row.id, { ...booked, clock: await clocks.of({ hallId: booked.place.hallId, regionCode }) });
  }
  return made;
}

function bookedCase(row: CaseRow, all: readonly StoredFact[], book: TermsBook) {
  const ordered = inOrder(all);
  const place = placeOf(all, ordered);
  const terms = book.at(row.matterId, place.judgedAt ?? row.updatedAt);
  const windowIds = new Set(all.flatMap((fact) => fact.windowId ?? []));
  return { row, ordered, windowIds, place, terms, state: foldInOrder(ordered) };
}

/** What rules are asked with. */
export const fileOf = ({ row, state, place, terms }: BookedCase): CaseFile => ({
  id: row.id,
  source: row.source,
  caseNo: row.caseNo,
  departmentId: row.departmentId,
  regionCode: row.regionCode,
  hallId: place.hallId,
  windowId: place.windowId,
  clerk: place.clerk,
  matter: { ...terms, kind: row.kind },
  state,
});
