/** What the record says around a lead: events at its window and of its case, and the roster; narrowed in each query. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { leadEvent, leadShift } from '../../contract/leads.ts';
import { caseVisible, type Visible, windowVisible } from '../../places/index.ts';
import type { Db } from '../../platform/db/connect.ts';

type LeadEvent = z.infer<typeof leadEvent>;
type LeadShift = z.infer<typeof leadShift>;

/** More than that are not beside one clip. */
const EVENTS_MOST = 300;
const SHIFTS_MOST = 20;

export interface Around {
  readonly windowId: string | null;
  readonly caseId: string | null;
  readonly from: Date;
  readonly to: Date;
}

export class EvidenceStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** In the order they happened; of the case itself the whole course, as what disagrees may lie days apart. */
  async events({ windowId, caseId, from, to }: Around, visible: Visible): Promise<LeadEvent[]> {
    const { rows } = await sql<Omit<LeadEvent, 'at' | 'receivedAt'> & { at: Date; receivedAt: Date }>`
      select e.occurred_at as at, e.received_at as "receivedAt",
        case when e.type = 'stage' then coalesce(e.stage, e.type) else e.type end as what,
        e.case_id as "caseId", c.case_no as "caseNo", e.clerk, e.ticket
      from case_event e left join case_record c on c.id = e.case_id left join department d on d.id = c.department_id
      where ((e.window_id = ${windowId}::uuid and e.occurred_at between ${from} and ${to}) or e.case_id = ${caseId}::uuid)
        and (e.case_id is null or ${caseVisible(visible, {
          ...{ caseId: sql`c.id`, departmentId: sql`c.department_id`, regionCode: sql`d.region_code` },
        })})
      order by abs(extract(epoch from e.occurred_at - ${from}::timestamptz)) limit ${EVENTS_MOST}`.execute(
      this.#db,
    );
    return rows
      .map((row) => ({ ...row, at: row.at.toISOString(), receivedAt: row.receivedAt.toISOString() }))
      .sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  async roster({ windowId, from, to }: Around, visible: Visible): Promise<LeadShift[]> {
    if (windowId === null) return [];
    const { rows } = await sql<{ clerkName: string; from: Date; to: Date }>`
      select k.name as "clerkName", s.starts_at as "from", s.ends_at as "to"
      from shift s join clerk k on k.id = s.clerk_id join hall_window w on w.id = s.window_id
      where s.window_id = ${windowId} and s.withdrawn_at is null and s.starts_at < ${to} and s.ends_at > ${from}
        and ${windowVisible(visible, sql`w.hall_id`, sql`w.department_id`)}
      order by s.starts_at limit ${SHIFTS_MOST}`.execute(this.#db);
    return rows.map((row) => ({ ...row, from: row.from.toISOString(), to: row.to.toISOString() }));
  }

  /** Cameras that are the evidence though no window is: what they are called. */
  async cameraNames(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom('camera')
      .select(['id', 'name'])
      .where('id', 'in', [...ids])
      .execute();
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
