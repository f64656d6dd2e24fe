/** Reading cases, narrowed to what the asker sees. */
import { sql } from 'kysely';
import type { CaseStep, Stage } from '../contract/cases.ts';
import type { Limit } from '../contract/clock.ts';
import { caseVisible, contains, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';

export interface CaseListRow {
  readonly id: string;
  readonly source: string;
  readonly caseNo: string;
  readonly matterName: string;
  readonly matterCode: string;
  readonly promisedLimit: Limit;
  readonly statutoryLimit: Limit;
  readonly departmentId: string;
  readonly departmentName: string;
  readonly applicant: string | null;
  readonly stage: Stage | null;
  readonly acceptedAt: Date | null;
  readonly completedAt: Date | null;
  readonly updatedAt: Date;
}

export interface CasesQuery {
  readonly visible: Visible;
  readonly limit: number;
  readonly after?: readonly [string, string] | undefined;
  readonly q?: string | undefined;
  readonly departmentId?: string | undefined;
  readonly id?: string;
}

export class CasesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1, the one heard of last first. */
  async cases(query: CasesQuery): Promise<CaseListRow[]> {
    const { visible, after, q, departmentId, id } = query;
    const see = caseVisible(visible, {
      caseId: sql`c.id`,
      departmentId: sql`c.department_id`,
      regionCode: sql`d.region_code`,
    });
    const { rows } = await sql<CaseListRow>`
      select c.id, c.source, c.case_no as "caseNo", m.name as "matterName", m.code as "matterCode",
        jsonb_build_object('value', v.promised_value, 'unit', v.promised_unit) as "promisedLimit",
        jsonb_build_object('value', v.statutory_value, 'unit', v.statutory_unit) as "statutoryLimit",
        c.department_id as "departmentId", d.name as "departmentName", c.applicant_masked as applicant, c.stage,
        c.accepted_at as "acceptedAt", c.completed_at as "completedAt", c.updated_at as "updatedAt"
      from case_record c join matter m on m.id = c.matter_id join department d on d.id = c.department_id
        cross join lateral matter_version_at(c.matter_id, coalesce(c.accepted_at, c.updated_at)) v
      where ${see}
        and ${id === undefined ? sql`true` : sql`c.id = ${id}`}
        and ${departmentId === undefined ? sql`true` : sql`c.department_id = ${departmentId}`}
        and ${q ? sql`(c.case_no ilike ${contains(q)} or m.name ilike ${contains(q)} or m.code ilike ${contains(q)})` : sql`true`}
        and ${after === undefined ? sql`true` : sql`(c.updated_at, c.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`}
      order by c.updated_at desc, c.id desc limit ${query.limit + 1}`.execute(this.#db);
    return rows;
  }

  /** Undefined: there is no such case. */
  async applicantSealed(id: string): Promise<{ readonly sealed: Buffer | null } | undefined> {
    return this.#db
      .selectFrom('case_record')
      .select('applicant_sealed as sealed')
      .where('id', '=', id)
      .executeTakeFirst();
  }

  /** Windows as they were then. In the order they happened; of what was seen twice, the first to arrive first. */
  async steps(caseId: string): Promise<CaseStep[]> {
    const { rows } = await sql<
      Omit<CaseStep, 'occurredAt' | 'receivedAt'> & { occurredAt: Date; receivedAt: Date }
    >`
      select e.seq::text as seq, e.type, e.stage, e.occurred_at as "occurredAt", e.received_at as "receivedAt",
        e.clerk, e.window_id as "windowId", w.code as "windowCode", w.name as "windowName",
        d.name as "windowDepartment", e.remark
      from case_event e left join lateral window_term_at(e.window_id, e.occurred_at) w on true
        left join department d on d.id = w.department_id
      where e.case_id = ${caseId} order by e.occurred_at, e.seq limit 2000`.execute(this.#db);
    return rows.map((row) => ({
      ...row,
      occurredAt: row.occurredAt.toISOString(),
      receivedAt: row.receivedAt.toISOString(),
    }));
  }
}
