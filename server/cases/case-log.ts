/** Appends facts to cases and keeps their state in step. Runs inside the caller's transaction. */
import type { Db } from '../platform/db/connect.ts';
import {
  addApplicants,
  type CaseRow,
  casesByNumber,
  factsOf,
  insertCases,
  insertEvents,
  knownEventIds,
  lockSource,
  type NewEvent,
  writeStates,
} from './case-log.store.ts';
import { CaseViews } from './case-views.ts';
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

export interface CaseLogOptions {
  readonly sealer: { seal(text: string): Buffer };
}

export class CaseLog {
  readonly #sealer: { seal(text: string): Buffer };

  constructor(options: CaseLogOptions) {
    this.#sealer = options.sealer;
  }

  /** Until the transaction ends, no other batch of this source is taken. */
  lock = (trx: Db, source: string): Promise<void> => lockSource(trx, source);
  known = (trx: Db, source: string, eventIds: readonly string[]) => knownEventIds(trx, source, eventIds);
  cases = (trx: Db, source: string, caseNos: readonly string[]) => casesByNumber(trx, source, caseNos);

  /** `seeds`: what is said of each case named by the events; those that are new are begun. */
  async append(
    trx: Db,
    batch: Batch,
    seeds: ReadonlyMap<string, CaseSeed>,
    events: readonly LoggedEvent[],
  ): Promise<{ views: CaseViews; cases: ReadonlyMap<string, CaseRow> }> {
    const numbers = [...new Set(events.flatMap((event) => event.caseNo ?? []))];
    let cases = await casesByNumber(trx, batch.source, numbers);
    const missing = numbers.filter((no) => !cases.has(no)).flatMap((no) => seeds.get(no) ?? []);
    await insertCases(
      trx,
      batch,
      missing.map((seed) => ({ ...seed, ...this.#applicant(seed.applicant) })),
    );
    const named = [...cases.values()].flatMap((row) => {
      const { applicantSealed, applicantMasked } = this.#applicant(seeds.get(row.caseNo)?.applicant ?? null);
      if (row.applicantMasked !== null || applicantSealed === null || applicantMasked === null) return [];
      return [{ caseId: row.id, sealed: applicantSealed, masked: applicantMasked }];
    });
    await addApplicants(trx, named);
    if (missing.length > 0 || named.length > 0) cases = await casesByNumber(trx, batch.source, numbers);

    const withIds = events.map(({ caseNo, ...event }) => ({
      ...event,
      caseId: caseNo === null ? null : (cases.get(caseNo)?.id ?? null),
    }));
    await insertEvents(trx, batch, withIds);
    const ids = [...cases.values()].map((row) => row.id);
    const facts = ids.length === 0 ? [] : await factsOf(trx, ids);
    const views = new CaseViews({ cases: cases.values(), facts });
    await writeStates(trx, views.states());
    return { views, cases };
  }

  #applicant(name: string | null): { applicantSealed: Buffer | null; applicantMasked: string | null } {
    if (name === null) return { applicantSealed: null, applicantMasked: null };
    return { applicantSealed: this.#sealer.seal(name), applicantMasked: maskName(name) };
  }
}
