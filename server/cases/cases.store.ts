/** Reading cases: the rows of a page, and all of one. Who may see them is asked before, or by `visible`. */
import { sql } from 'kysely';
import type { Pause } from '../calendar/index.ts';
import type { CaseStep, CaseSummary, Stage } from '../contract/cases.ts';
import type { Limit } from '../contract/clock.ts';
import { caseVisible, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';

export interface CaseListRow {
  readonly id: string;
  readonly source: string;
  readonly caseNo: string;
  readonly kind: CaseSummary['kind'];
  readonly matterName: string;
  readonly departmentId: string;
  readonly departmentName: string;
  readonly regionCode: string;
  readonly hallId: string | null;
  readonly hallName: string | null;
  readonly windowCode: string | null;
  readonly clerk: string | null;
  readonly applicant: string | null;
  readonly stage: Stage | null;
  readonly stageSince: Date | null;
  readonly receivedAt: Date | null;
  readonly acceptedAt: Date | null;
  readonly completedAt: Date | null;
  readonly refusedAt: Date | null;
  readonly outcome: CaseSummary['outcome'];
  readonly gravity: number | null;
  readonly pauses: readonly Pause[] | null;
  readonly extraDays: number;
  readonly promisedLimit: Limit;
  readonly statutoryLimit: Limit;
  readonly updatedAt: Date;
}

type StepRow = Omit<CaseStep, 'occurredAt' | 'receivedAt' | 'superseded'> & {
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly ticket: string | null;
  readonly hallId: string | null;
};

export type { StepRow };

export class CasesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** In the order asked for. The window by its number of when the case came to its stage: the past stays as it was. */
  async rows(ids: readonly string[]): Promise<CaseListRow[]> {
    const { rows } = await sql<CaseListRow>`
      select c.id, c.source, c.case_no as "caseNo", c.kind, m.name as "matterName", c.department_id as "departmentId",
        d.name as "departmentName", d.region_code as "regionCode", c.hall_id as "hallId", h.name as "hallName",
        w.code as "windowCode", c.clerk, c.applicant_masked as applicant, c.stage, c.stage_since as "stageSince",
        c.received_at as "receivedAt", c.accepted_at as "acceptedAt", c.completed_at as "completedAt",
        c.refused_at as "refusedAt", c.outcome, c.gravity, c.pauses, c.extra_days as "extraDays",
        jsonb_build_object('value', v.promised_value, 'unit', v.promised_unit) as "promisedLimit",
        jsonb_build_object('value', v.statutory_value, 'unit', v.statutory_unit) as "statutoryLimit",
        c.updated_at as "updatedAt"
      from unnest(${[...ids]}::uuid[]) with ordinality as asked(id, place) join case_record c on c.id = asked.id
        join matter m on m.id = c.matter_id join department d on d.id = c.department_id
        join matter_version v on v.matter_id = c.matter_id and v.version = c.matter_version
        left join hall h on h.id = c.hall_id
        left join lateral window_term_at(c.window_id, coalesce(c.stage_since, c.updated_at)) w on true
      order by asked.place`.execute(this.#db);
    return rows;
  }

  async isVisible(id: string, visible: Visible): Promise<boolean> {
    const see = caseVisible(visible, {
      caseId: sql`c.id`,
      departmentId: sql`c.department_id`,
      regionCode: sql`d.region_code`,
    });
    const { rows } = await sql`
      select 1 from case_record c join department d on d.id = c.department_id where c.id = ${id} and ${see}`.execute(
      this.#db,
    );
    return rows.length > 0;
  }

  /** Undefined: there is no such case. */
  async applicantSealed(id: string): Promise<{ readonly sealed: Buffer | null } | undefined> {
    return this.#db
      .selectFrom('case_record')
      .select('applicant_sealed as sealed')
      .where('id', '=', id)
      .executeTakeFirst();
  }

  async named(
    id: string,
  ): Promise<
    { readonly caseNo: string; readonly matterName: string; readonly departmentName: string } | undefined
  > {
    return this.#db
      .selectFrom('case_record as c')
      .innerJoin('matter as m', 'm.id', 'c.matter_id')
      .innerJoin('department as d', 'd.id', 'c.department_id')
      .select(['c.case_no as caseNo', 'm.name as matterName', 'd.name as departmentName'])
      .where('c.id', '=', id)
      .executeTakeFirst();
  }

  async caseNo(id: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('case_record')
      .select('case_no as caseNo')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.caseNo;
  }

  /** Windows as they were then. In the order they happened; of what was seen twice, the first to arrive first. */
  async steps(caseId: string): Promise<StepRow[]> {
    const { rows } = await sql<StepRow>`/* prepared */
      select e.seq::text as seq, e.type, e.stage, e.occurred_at as "occurredAt", e.received_at as "receivedAt",
        e.clerk, e.window_id as "windowId", w.code as "windowCode", w.name as "windowName",
        d.name as "windowDepartment", e.remark, e.detail, e.event_id as "eventId", e.record_key as "recordKey",
        e.data_version as "dataVersion", e.filled_by as "filledBy", e.ticket, hw.hall_id as "hallId"
      from case_event e left join lateral window_term_at(e.window_id, e.occurred_at) w on true
        left join department d on d.id = w.department_id left join hall_window hw on hw.id = e.window_id
      where e.case_id = ${caseId} order by e.occurred_at, e.seq limit 2000`.execute(this.#db);
    return rows;
  }
}
