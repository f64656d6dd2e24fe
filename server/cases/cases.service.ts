/** Cases as they are asked for: with their clock at the moment of the answer. */
import { z } from 'zod';
import { clockFor } from '../calendar/index.ts';
import type { CaseApplicant, CaseDetail, CaseSummary } from '../contract/cases.ts';
import { instant } from '../contract/common.ts';
import type { ListRequest, Visible } from '../places/index.ts';
import { notFound } from '../platform/errors.ts';
import { decodeCursor, type Page, pageOf } from '../platform/http/paging.ts';
import type { Sealer } from '../platform/sealer.ts';
import type { CaseListRow, CasesStore } from './cases.store.ts';

const recentKey = z.tuple([instant, z.uuid()]);

export interface CasesOptions {
  readonly cases: CasesStore;
  readonly sealer: Pick<Sealer, 'open'>;
  readonly now: () => number;
}

export class CasesService {
  readonly #cases: CasesStore;
  readonly #sealer: Pick<Sealer, 'open'>;
  readonly #now: () => number;

  constructor(options: CasesOptions) {
    this.#cases = options.cases;
    this.#sealer = options.sealer;
    this.#now = options.now;
  }

  async list(
    visible: Visible,
    list: ListRequest & { departmentId?: string | undefined },
  ): Promise<Page<CaseSummary>> {
    const { limit, q, departmentId } = list;
    const after = decodeCursor(list.cursor, recentKey);
    const rows = await this.#cases.cases({ visible, after, limit, q, departmentId });
    return pageOf(
      rows,
      limit,
      (row) => [row.updatedAt.toISOString(), row.id],
      (row) => this.#summary(row),
    );
  }

  /** A case outside `visible` is as if it were not. */
  async get(id: string, visible: Visible): Promise<CaseDetail> {
    const [row] = await this.#cases.cases({ visible, id, limit: 1 });
    if (row === undefined) throw notFound('case');
    const { matterCode, promisedLimit, statutoryLimit } = row;
    const steps = await this.#cases.steps(id);
    return { ...this.#summary(row), matterCode, promisedLimit, statutoryLimit, steps };
  }

  /** In clear: whoever asks has the permission, says why, and is on the trail. */
  async applicant(id: string): Promise<CaseApplicant> {
    const found = await this.#cases.applicantSealed(id);
    if (!found) throw notFound('case');
    return { applicant: found.sealed && this.#sealer.open(found.sealed) };
  }

  async caseNo(id: string): Promise<string> {
    const [row] = await this.#cases.cases({ visible: { everywhere: true }, id, limit: 1 });
    if (row === undefined) throw notFound('case');
    return row.caseNo;
  }

  #summary(row: CaseListRow): CaseSummary {
    const { acceptedAt, completedAt, promisedLimit } = row;
    return {
      id: row.id,
      source: row.source,
      caseNo: row.caseNo,
      matterName: row.matterName,
      departmentId: row.departmentId,
      departmentName: row.departmentName,
      applicant: row.applicant,
      stage: row.stage,
      clock:
        acceptedAt &&
        clockFor({ acceptedAt, completedAt, promisedLimitDays: promisedLimit.value }, this.#now()),
      updatedAt: row.updatedAt.toISOString(),
    };
  }
}
