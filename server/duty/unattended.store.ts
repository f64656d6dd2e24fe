/** What stands since too long and nobody took it on. */
import { sql } from 'kysely';
import type { NoticePlace } from '../contract/notices.ts';
import type { Db } from '../platform/db/connect.ts';

export interface Unattended {
  readonly what: 'alarm' | 'lead' | 'card';
  readonly id: string;
  readonly since: Date;
  readonly hallName: string | null;
  readonly departmentName: string | null;
  readonly caseNo: string | null;
  readonly place: NoticePlace;
}

interface Row extends Omit<Unattended, 'place'> {
  regionCode: string;
  hallId: string | null;
  departmentId: string | null;
}

/** How long each may stand. */
export interface Patience {
  readonly alarmMs: number;
  readonly leadMs: number;
  readonly cardMs: number;
}

/** Older ones were told long ago, or lie since before anybody watched. */
const BACK_MS = 86_400_000;
const MOST = 500;

export class UnattendedStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Those that were not told of yet, by the notice each of them makes. */
  async due({ alarmMs, leadMs, cardMs }: Patience, nowMs: number): Promise<Unattended[]> {
    const back = new Date(nowMs - BACK_MS);
    const before = (ms: number) => new Date(nowMs - ms);
    const { rows } = await sql<Row>`
      select * from (
        select 'alarm' as what, a.id::text as id, a.raised_at as since, h.name as "hallName",
          null as "departmentName", null as "caseNo", h.region_code as "regionCode", h.id as "hallId",
          null::uuid as "departmentId"
        from alarm a join hall h on h.id = a.hall_id
        where a.raised_at between ${back} and ${before(alarmMs)} and a.taken_at is null and a.closed_at is null
          and a.cleared_at is null and not a.quiet
        union all
        select 'lead', l.id::text, l.raised_at, h.name, d.name, c.case_no, l.region_code, l.hall_id, l.department_id
        from lead l left join hall h on h.id = l.hall_id left join department d on d.id = l.department_id
          left join case_record c on c.id = l.case_id
        where l.state = 'new' and l.strength >= 70 and l.explained_at is null
          and l.raised_at between ${back} and ${before(leadMs)}
        union all
        select 'card', a.id::text, a.created_at, h.name, d.name, c.case_no, d.region_code, a.hall_id, a.department_id
        from alert a join department d on d.id = a.department_id join case_record c on c.id = a.case_id
          left join hall h on h.id = a.hall_id
        where a.urgency = 0 and a.created_at between ${back} and ${before(cardMs)}
      ) waiting
      where not exists (select 1 from notice n where n.dedupe_key = 'unattended:' || waiting.what || ':' || waiting.id)
      order by since limit ${MOST}`.execute(this.#db);
    return rows.map(({ regionCode, hallId, departmentId, ...row }) => ({
      ...row,
      place: { regionCode, hallId, departmentId },
    }));
  }
}
