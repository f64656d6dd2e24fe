/** Appends facts to cases and keeps their state in step. Runs inside the caller's transaction. */
import type { WorkingClocks } from '../calendar/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { begunRows, insertBegun, newCaseId } from './begun-cases.store.ts';
import { type BookedCase, fileOf, openBook } from './case-book.ts';
import { clockedOf, deadlinesOf } from './case-clocks.ts';
import {
  addApplicants,
  type CaseRow,
  casesById,
  casesByNumber,
  hallsOf,
  insertEvents,
  lockSource,
  type NewEvent,
  type StoredFact,
} from './case-log.store.ts';
import type { CaseFile } from './case-state.ts';
import { CaseViews, type IssuedCard } from './case-views.ts';
import { type KeptState, writeStates } from './kept-states.store.ts';
import { maskName } from './mask.ts';

export interface Batch {
  readonly source: string;
  readonly departmentId: string;
  readonly receivedAt: Date;
}

export interface CaseSeed {
  readonly caseNo: string;
  readonly matterId: string;
  readonly kind: string;
  /** In clear; sealed before it is stored. */
  readonly applicant: string | null;
}

/** An event before its case has an id. */
export type LoggedEvent = Omit<NewEvent, 'caseId'> & { readonly caseNo: string | null };

/** The cards of these cases that were ever issued; a case without any may be left out. */
export type IssuedCards = (
  trx: Db,
  caseIds: readonly string[],
) => Promise<ReadonlyMap<string, readonly IssuedCard[]>>;

export interface CaseLogOptions {
  readonly sealer: { seal(text: string): Buffer };
  readonly clocks: WorkingClocks;
  readonly cards: IssuedCards;
}

export class CaseLog {
  readonly #options: CaseLogOptions;

  constructor(options: CaseLogOptions) {
    this.#options = options;
  }

  /** Until the transaction ends, no other batch of this source is taken. */
  lock = (trx: Db, source: string): Promise<void> => lockSource(trx, source);
  cases = (trx: Db, source: string, caseNos: readonly string[]) => casesByNumber(trx, source, caseNos);

  /**
   * `seeds`: what is said of each case named by the events; those that are new are begun. `known`: what `cases` answered
   * in this transaction for all of their numbers.
   */
  async append(
    trx: Db,
    batch: Batch,
    seeds: ReadonlyMap<string, CaseSeed>,
    events: readonly LoggedEvent[],
    known: ReadonlyMap<string, CaseRow>,
  ): Promise<{ views: CaseViews; cases: ReadonlyMap<string, CaseRow> }> {
    const numbers = [...new Set(events.flatMap((event) => event.caseNo ?? []))];
    const cases = new Map<string, CaseRow>();
    for (const no of numbers) {
      const row = known.get(no);
      if (row !== undefined) cases.set(no, row);
    }
    const missing = numbers.filter((no) => !cases.has(no)).flatMap((no) => seeds.get(no) ?? []);
    const nowMs = batch.receivedAt.getTime();
    const begun = missing.map((seed) => ({
      ...seed,
      ...this.#applicant(seed.applicant),
      id: newCaseId(nowMs),
    }));
    const named = [...cases.values()].flatMap((row) => {
      const { applicantSealed, applicantMasked } = this.#applicant(seeds.get(row.caseNo)?.applicant ?? null);
      if (row.applicantMasked !== null || applicantSealed === null || applicantMasked === null) return [];
      return [{ caseNo: row.caseNo, caseId: row.id, sealed: applicantSealed, masked: applicantMasked }];
    });
    await addApplicants(trx, named);
    for (const { caseNo, masked } of named) {
      const row = cases.get(caseNo);
      if (row !== undefined) cases.set(caseNo, { ...row, applicantMasked: masked });
    }
    for (const row of await begunRows(trx, batch, begun)) cases.set(row.caseNo, row);

    const withIds = events.map(({ caseNo, ...event }) => ({
      ...event,
      caseId: caseNo === null ? null : (cases.get(caseNo)?.id ?? null),
    }));
    const isNew = new Set(begun.map((one) => one.id));
    const facts = await this.#factsOf(trx, batch, withIds);
    const book = await openBook(trx, cases.values(), this.#options.clocks, { begun: isNew, facts });
    const telling = tellingCases(events, cases, book);
    const states: KeptState[] = [...book.values()].map((booked) => ({
      booked,
      deadlines: deadlinesOf(clockedOf(booked.state, booked.terms), booked.clock, nowMs),
      evaluate: telling.has(booked.row.id),
    }));
    const ofNew = ({ booked }: KeptState) => isNew.has(booked.row.id);
    await insertBegun(trx, batch.receivedAt, begun, states.filter(ofNew));
    await insertEvents(trx, batch, withIds);
    const others = states.filter((state) => !ofNew(state));
    await writeStates(trx, batch.receivedAt, others);
    const cards = await this.#options.cards(
      trx,
      others.map(({ booked }) => booked.row.id),
    );
    return { views: new CaseViews({ cases: book, cards }), cases };
  }

  /** As they will be read once they are stored. */
  async #factsOf(trx: Db, batch: Batch, events: readonly NewEvent[]): Promise<StoredFact[]> {
    const halls = await hallsOf(trx, [...new Set(events.flatMap((event) => event.windowId ?? []))]);
    return events.flatMap(({ caseId, windowId, receivedAt = batch.receivedAt, ...event }) => {
      const hallId = windowId === null ? null : (halls.get(windowId) ?? null);
      return caseId === null ? [] : [{ ...event, caseId, windowId, hallId, receivedAt }];
    });
  }

  /** Cases as rules are asked with them, from their events as this transaction sees them. */
  async files(trx: Db, caseIds: readonly string[]): Promise<CaseFile[]> {
    const book = await openBook(trx, await casesById(trx, caseIds), this.#options.clocks);
    return [...book.values()].map(fileOf);
  }

  /** As overlays are dressed with them, outside of a batch: when a card was issued or revoked. */
  async views(trx: Db, caseIds: readonly string[]): Promise<CaseViews> {
    const book = await openBook(trx, await casesById(trx, caseIds), this.#options.clocks);
    return new CaseViews({ cases: book, cards: await this.#options.cards(trx, [...book.keys()]) });
  }

  #applicant(name: string | null): { applicantSealed: Buffer | null; applicantMasked: string | null } {
    if (name === null) return { applicantSealed: null, applicantMasked: null };
    return { applicantSealed: this.#options.sealer.seal(name), applicantMasked: maskName(name) };
  }
}

/** Facts that no rule can ever have anything to say of. */
const SILENT = new Set(['called', 'started', 'finished', 'opened', 'closed']);

/**
 * Cases of which some rule may have something to say at once. A step between acceptance and completion says nothing
 * new where the matter gives stages no limits; what its rules wait for stays as it was. When it came in does, where a
 * correction was asked for: that is timed from there.
 */
function tellingCases(
  events: readonly LoggedEvent[],
  cases: ReadonlyMap<string, CaseRow>,
  book: ReadonlyMap<string, BookedCase>,
): ReadonlySet<string> {
  const telling = new Set<string>();
  for (const { caseNo, type, stage, detail, recordKey } of events) {
    const id = caseNo === null ? undefined : cases.get(caseNo)?.id;
    if (id === undefined || SILENT.has(type)) continue;
    const isStep = stage !== null && stage !== 'accepted' && stage !== 'completed';
    const { terms, state } = book.get(id) ?? {};
    const isTimed =
      terms?.stages.some((one) => one.limit !== null) === true ||
      (stage === 'received' && state?.pauses.some((one) => one.kind === 'correction') === true);
    if (isStep && detail === null && recordKey === null && !isTimed) continue;
    telling.add(id);
  }
  return telling;
}
