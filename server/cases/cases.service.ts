/** Cases as they are asked for: with their clock at the moment of the answer. */
import type { z } from 'zod';
import type { WorkingClocks } from '../calendar/index.ts';
import {
  type CaseApplicant,
  type CaseCounts,
  type CaseDetail,
  type CaseSummary,
  type CasesQuery,
  type caseCountsQuery,
  caseStates,
  MOST_COUNTED,
} from '../contract/cases.ts';
import type { Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { keysetKey } from '../platform/db/keyset.ts';
import { notFound } from '../platform/errors.ts';
import { decodeCursor, encodeCursor, invalidCursor, type Page } from '../platform/http/paging.ts';
import type { Sealer } from '../platform/sealer.ts';
import { openBook } from './case-book.ts';
import { detailOfCase } from './case-detail.ts';
import { type CaseListStore, defaultOrder, defaultSort } from './case-list.store.ts';
import { casesById } from './case-log.store.ts';
import { summaryOf } from './case-reading.ts';
import type { CaseListRow, CasesStore } from './cases.store.ts';
import { reachOf } from './reach.store.ts';

export interface CasesOptions {
  readonly db: Db;
  readonly cases: CasesStore;
  readonly lists: CaseListStore;
  readonly clocks: WorkingClocks;
  readonly sealer: Pick<Sealer, 'open'>;
  readonly now: () => number;
}

export class CasesService {
  readonly #options: CasesOptions;

  constructor(options: CasesOptions) {
    this.#options = options;
  }

  async list(visible: Visible, query: CasesQuery): Promise<Page<CaseSummary>> {
    const { db, lists, cases, now } = this.#options;
    const nowMs = now();
    const sort = defaultSort(query);
    const at = lists.order(sort, query.order ?? defaultOrder(sort), decodeCursor(query.cursor, keysetKey));
    if (at === undefined) throw invalidCursor();
    const rows = await lists.page(await reachOf(db, visible), query, sort, at, new Date(nowMs));
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    const read = await cases.rows(shown.map((row) => row.id));
    return {
      items: await Promise.all(read.map((row) => this.#summary(row, nowMs))),
      nextCursor: rows.length > query.limit && last !== undefined ? encodeCursor(last.key) : null,
    };
  }

  async counts(visible: Visible, query: z.output<typeof caseCountsQuery>): Promise<CaseCounts> {
    const { db, lists, now } = this.#options;
    const at = new Date(now());
    const reach = await reachOf(db, visible);
    const counts: CaseCounts['counts'] = {
      ...{ open: 0, near: 0, over: 0, suspended: 0, fault: 0, completed: 0, refused: 0 },
    };
    for (const state of caseStates) counts[state] = await lists.count(reach, query, state, at);
    return { counts, most: MOST_COUNTED };
  }

  /** A case outside `visible` is as if it were not. */
  async get(id: string, visible: Visible): Promise<CaseDetail> {
    const { db, cases, clocks, now } = this.#options;
    if (!(await cases.isVisible(id, visible))) throw notFound('case');
    const nowMs = now();
    const [row] = await cases.rows([id]);
    const booked = (await openBook(db, await casesById(db, [id]), clocks)).get(id);
    if (row === undefined || booked === undefined) throw notFound('case');
    const summary = await this.#summary(row, nowMs);
    return detailOfCase({ summary, booked, steps: await cases.steps(id), nowMs });
  }

  /** In clear: whoever asks has the permission, says why, and is on the trail. */
  async applicant(id: string): Promise<CaseApplicant> {
    const found = await this.#options.cases.applicantSealed(id);
    if (!found) throw notFound('case');
    return { applicant: found.sealed && this.#options.sealer.open(found.sealed) };
  }

  async caseNo(id: string): Promise<string> {
    const caseNo = await this.#options.cases.caseNo(id);
    if (caseNo === undefined) throw notFound('case');
    return caseNo;
  }

  async #summary(row: CaseListRow, nowMs: number): Promise<CaseSummary> {
    return summaryOf(row, await this.#options.clocks.of(row), nowMs);
  }
}
