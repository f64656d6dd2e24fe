/** How cases and cards stand, for holds that follow them. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../platform/db/connect.ts';

export interface FollowedCaseRow {
  readonly caseId: string;
  readonly caseNo: string;
  readonly matterName: string;
  readonly isOpen: boolean;
  readonly updatedAt: Date;
  readonly regionCode: string;
  readonly departmentId: string;
  readonly hallId: string | null;
  /** Cards of it about which something is still to be decided, answered or appealed. */
  readonly unsettled: number;
  /** The card itself, where one is followed. */
  readonly rule: string | null;
  readonly isCardUnsettled: boolean;
}

/** A card waits for a person, or may be appealed still. */
const unsettled = (
  card: RawBuilder<unknown>,
  at: Date,
) => sql<boolean>`(${card}.state in ('pending', 'appealed')
  or (${card}.state = 'issued' and (${card}.order_state in ('ordered', 'replied') or ${card}.proposed_at is not null
    or (${card}.appealed_at is null and ${card}.appeal_until > ${at}))))`;

export class FollowedCasesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  ofCase(caseId: string, nowMs: number): Promise<FollowedCaseRow | undefined> {
    return this.#find(sql`c.id = ${caseId}`, null, nowMs);
  }

  ofAlert(alertId: string, nowMs: number): Promise<FollowedCaseRow | undefined> {
    return this.#find(sql`f.id is not null`, alertId, nowMs);
  }

  async #find(
    where: RawBuilder<unknown>,
    alertId: string | null,
    nowMs: number,
  ): Promise<FollowedCaseRow | undefined> {
    const at = new Date(nowMs);
    const { rows } = await sql<FollowedCaseRow>`
      select c.id as "caseId", c.case_no as "caseNo", m.name as "matterName", c.is_open as "isOpen",
        c.updated_at as "updatedAt", d.region_code as "regionCode", c.department_id as "departmentId",
        c.hall_id as "hallId", v.body->>'name' as rule, coalesce(${unsettled(sql`f`, at)}, false) as "isCardUnsettled",
        (select count(*)::int from alert a where a.case_id = c.id and ${unsettled(sql`a`, at)}) as unsettled
      from case_record c join matter m on m.id = c.matter_id join department d on d.id = c.department_id
        left join alert f on f.case_id = c.id and f.id = ${alertId} left join rule_version v on v.id = f.rule_id
      where ${where}`.execute(this.#db);
    return rows[0];
  }
}
