/** How leads stand, and what they became, for holds that follow them. */
import { sql } from 'kysely';
import type { LeadKind, LeadState } from '../../contract/leads.ts';
import type { Db } from '../../platform/db/connect.ts';

export interface FollowedLeadRow {
  readonly id: string;
  readonly kind: LeadKind;
  readonly state: LeadState;
  readonly from: Date;
  readonly to: Date;
  readonly decidedAt: Date | null;
  readonly windowId: string | null;
  readonly windowCode: string | null;
  readonly hallId: string | null;
  readonly hallName: string | null;
  readonly departmentId: string | null;
  readonly regionCode: string;
  readonly caseId: string | null;
  readonly caseUpdatedAt: Date | null;
  readonly cameraIds: readonly string[];
  /** The card or finding it became is still somebody's to decide, answer or appeal. */
  readonly isUnsettled: boolean;
}

export class FollowedLeadsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async of(id: string, at: Date): Promise<FollowedLeadRow | undefined> {
    const { rows } = await sql<FollowedLeadRow>`
      select l.id, l.kind, l.state, l.from_at as "from", l.to_at as "to", l.decided_at as "decidedAt",
        l.window_id as "windowId", w.code as "windowCode", coalesce(l.hall_id, w.hall_id) as "hallId", h.name as "hallName",
        l.department_id as "departmentId", l.region_code as "regionCode", l.case_id as "caseId",
        c.updated_at as "caseUpdatedAt", l.camera_ids as "cameraIds",
        coalesce(a.state in ('pending', 'appealed') or (a.state = 'issued' and (a.order_state in ('ordered', 'replied')
          or a.proposed_at is not null or (a.appealed_at is null and a.appeal_until > ${at}))), false)
          or coalesce(f.state not in ('rectified', 'closed', 'withdrawn'), false) as "isUnsettled"
      from lead l left join hall_window w on w.id = l.window_id left join hall h on h.id = coalesce(l.hall_id, w.hall_id)
        left join case_record c on c.id = l.case_id left join alert a on a.id = l.alert_id
        left join finding f on f.id = l.finding_id
      where l.id = ${id}`.execute(this.#db);
    return rows[0];
  }
}
