/** What is counted from the cases themselves: now, and today. Each is one pass over an index. */
import { sql } from 'kysely';
import type { ClockFault } from '../contract/clock.ts';
import type { FeedFault } from '../contract/exchange.ts';
import type { Db } from '../platform/db/connect.ts';

/** Of one department at one hall; null: at no window of a hall. */
export interface Spot {
  readonly departmentId: string;
  readonly hallId: string | null;
}

export interface OpenCount extends Spot {
  readonly open: number;
  readonly near: number;
  readonly over: number;
  readonly suspended: number;
  readonly warning: number;
  readonly yellow: number;
  readonly red: number;
}

export type DayKind = 'received' | 'accepted' | 'completed' | 'late' | 'refused';
export interface HourCount extends Spot {
  readonly kind: DayKind;
  readonly hour: number;
  readonly cases: number;
}

export interface IssuedCount extends Spot {
  readonly level: 'warning' | 'yellow' | 'red';
  readonly cards: number;
}

export interface FaultCount extends Spot {
  readonly code: ClockFault['code'];
  readonly placeName: string;
  readonly day: string;
  readonly cases: number;
}

export interface FeedTrouble {
  readonly source: string;
  readonly departmentId: string;
  readonly departmentName: string;
  readonly fault: FeedFault;
  readonly since: string;
}

export interface PlaceNames {
  readonly regions: readonly { code: string; name: string; parentCode: string | null }[];
  readonly departments: readonly {
    id: string;
    name: string;
    regionCode: string;
    successorId: string | null;
  }[];
  readonly halls: readonly { id: string; name: string; regionCode: string }[];
}

const SPOT = sql`department_id as "departmentId", hall_id as "hallId"`;

export class CountsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** As the list of cases tells states apart. */
  async open(now: Date): Promise<OpenCount[]> {
    const { rows } = await sql<OpenCount>`
      select ${SPOT}, count(*)::int as open,
        count(*) filter (where due_order >= ${now} and near_at < ${now})::int as near,
        count(*) filter (where due_order < ${now})::int as over,
        count(*) filter (where suspended_since is not null
          and (suspended_until is null or suspended_until > ${now}))::int as suspended,
        count(*) filter (where gravity = 0)::int as warning, count(*) filter (where gravity = 1)::int as yellow,
        count(*) filter (where gravity = 2)::int as red
      from case_record where is_open group by 1, 2`.execute(this.#db);
    return rows;
  }

  /** What happened from an instant on, to before another, by the hour of the zone's day. */
  async hours(from: Date, to: Date, zone: string): Promise<HourCount[]> {
    const hour = (at: ReturnType<typeof sql>) =>
      sql`extract(hour from ${at} at time zone ${zone})::int as hour`;
    const ended = sql`coalesce(completed_at, refused_at)`;
    const { rows } = await sql<HourCount>`
      select 'received' as kind, ${SPOT}, ${hour(sql`received_at`)}, count(*)::int as cases from case_record
        where received_at >= ${from} and received_at < ${to} group by 2, 3, 4
      union all
      select 'accepted', ${SPOT}, ${hour(sql`accepted_at`)}, count(*)::int from case_record
        where accepted_at >= ${from} and accepted_at < ${to} group by 2, 3, 4
      union all
      select unnest(case when completed_at is null then array['refused']
          when completed_at > due_at then array['completed', 'late'] else array['completed'] end),
        ${SPOT}, ${hour(ended)}, count(*)::int from case_record
        where ${ended} >= ${from} and ${ended} < ${to} group by 1, 2, 3, 4`.execute(this.#db);
    return rows;
  }

  /** Cards issued from an instant on, to before another; those that were revoked since too: they were issued. */
  async issued(from: Date, to: Date): Promise<IssuedCount[]> {
    // A card that waited for a supervisor was made earlier; longer than that none waits.
    const made = new Date(from.getTime() - 30 * 86_400_000);
    const { rows } = await sql<IssuedCount>`
      select ${SPOT}, level, count(*)::int as cards from alert
      where created_at >= ${made} and created_at < ${to} and issued_at >= ${from} and issued_at < ${to}
      group by 1, 2, 3`.execute(this.#db);
    return rows;
  }

  async faults(): Promise<FaultCount[]> {
    const { rows } = await sql<FaultCount>`
      select c.department_id as "departmentId", c.hall_id as "hallId", c.clock_fault->>'code' as code,
        coalesce(h.name, r.name, '') as "placeName", min(c.clock_fault->>'day') as day, count(*)::int as cases
      from case_record c left join hall h on h.id = (c.clock_fault->>'hallId')::uuid
        left join region r on r.code = c.clock_fault->>'regionCode'
      where c.is_open and c.clock_fault is not null group by 1, 2, 3, 4`.execute(this.#db);
    return rows;
  }

  async feeds(): Promise<FeedTrouble[]> {
    const { rows } = await sql<Omit<FeedTrouble, 'since'> & { since: Date }>`
      select a.source, f.department_id as "departmentId", d.name as "departmentName", a.fault, a.since
      from feed_alarm a join feed f on f.source = a.source join department d on d.id = f.department_id
      where a.until is null order by a.since limit 500`.execute(this.#db);
    return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
  }

  async places(): Promise<PlaceNames> {
    const [regions, departments, halls] = await Promise.all([
      sql<PlaceNames['regions'][number]>`select code, name, parent_code as "parentCode" from region`.execute(
        this.#db,
      ),
      sql<PlaceNames['departments'][number]>`select id, name, region_code as "regionCode",
        successor_id as "successorId" from department`.execute(this.#db),
      sql<PlaceNames['halls'][number]>`select id, name, region_code as "regionCode" from hall`.execute(
        this.#db,
      ),
    ]);
    return { regions: regions.rows, departments: departments.rows, halls: halls.rows };
  }
}
