/** Days that are over, added up once. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../platform/db/connect.ts';
import type { Spot } from './counts.store.ts';

export interface DayCount extends Spot {
  readonly day: string;
  readonly accepted: number;
  readonly completed: number;
  readonly late: number;
  readonly yellow: number;
  readonly red: number;
}

export interface PaceBucket {
  readonly matterId: string;
  readonly bucket: number;
  readonly cases: number;
}

/** A day of the region's zone, and the instants it is between. */
export interface Day {
  readonly day: string;
  readonly from: Date;
  readonly to: Date;
}

/** Whose cases: any of the departments, or at any of the halls; null: no matter whose. */
export interface SpotFilter {
  readonly departmentIds: readonly string[];
  readonly hallIds: readonly string[];
}

/** Events that were numbered earlier may be committed later: so many are looked at once more. */
const OVERLAP = 5000;
/** More events than that since the last look: the days are made anew anyway when they are a day old. */
const LOOKED_MOST = 500_000;

export class DaysStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** When each of these days was added up last. */
  async made(days: readonly string[]): Promise<Map<string, Date>> {
    const { rows } = await sql<{ day: string; made_at: Date }>`
      select day::text, made_at from overview_made where day = any(${[...days]}::date[])`.execute(this.#db);
    return new Map(rows.map(({ day, made_at }) => [day, made_at]));
  }

  /** Days before `before` that something was told of since this was last asked. */
  async touched(before: Date, zone: string): Promise<string[]> {
    return this.#db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ seq: string | null; newest: string | null }>`
        select (select seq from overview_watermark)::text as seq, (select max(seq) from case_event)::text as newest`.execute(
        trx,
      );
      const [row] = rows;
      if (!row?.newest) return [];
      const from = Math.max(Number(row.seq ?? row.newest) - OVERLAP, Number(row.newest) - LOOKED_MOST);
      const found = await sql<{ day: string }>`
        select distinct (occurred_at at time zone ${zone})::date::text as day from case_event
        where seq > ${from} and occurred_at < ${before} and type in ('stage', 'refused')
          and received_at > occurred_at + interval '1 minute'`.execute(trx);
      await sql`insert into overview_watermark (seq) values (${row.newest})
        on conflict (one) do update set seq = greatest(overview_watermark.seq, excluded.seq)`.execute(trx);
      return found.rows.map(({ day }) => day);
    });
  }

  /** Adds a day up. False: another server is doing so. */
  async make({ day, from, to }: Day, madeAt: Date): Promise<boolean> {
    return this.#db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ mine: boolean }>`
        select pg_try_advisory_xact_lock(hashtextextended(${`overview.${day}`}, 0)) as mine`.execute(trx);
      if (!rows[0]?.mine) return false;
      const ended = sql`coalesce(completed_at, refused_at)`;
      await sql`delete from overview_day where day = ${day}::date`.execute(trx);
      await sql`delete from overview_pace where day = ${day}::date`.execute(trx);
      await sql`
        insert into overview_day (day, department_id, hall_id, received, accepted, completed, late, refused,
          warning, yellow, red)
        select ${day}::date, department_id, hall_id, sum(received), sum(accepted), sum(completed), sum(late),
          sum(refused), sum(warning), sum(yellow), sum(red)
        from (
          select department_id, hall_id, 1 as received, 0 as accepted, 0 as completed, 0 as late, 0 as refused,
            0 as warning, 0 as yellow, 0 as red
          from case_record where received_at >= ${from} and received_at < ${to}
          union all
          select department_id, hall_id, 0, 1, 0, 0, 0, 0, 0, 0
          from case_record where accepted_at >= ${from} and accepted_at < ${to}
          union all
          select department_id, hall_id, 0, 0, (completed_at is not null)::int,
            coalesce(completed_at > due_at, false)::int, (completed_at is null)::int, 0, 0, 0
          from case_record where ${ended} >= ${from} and ${ended} < ${to}
          union all
          select department_id, hall_id, 0, 0, 0, 0, 0, (level = 'warning')::int, (level = 'yellow')::int,
            (level = 'red')::int
          from alert where issued_at >= ${from} and issued_at < ${to}
            and created_at >= ${new Date(from.getTime() - 30 * 86_400_000)} and created_at < ${to}
        ) everything group by department_id, hall_id`.execute(trx);
      await sql`
        insert into overview_pace (day, matter_id, department_id, hall_id, bucket, cases)
        select ${day}::date, matter_id, department_id, hall_id,
          least(60, greatest(0, floor(20 * extract(epoch from completed_at - accepted_at)
            / extract(epoch from due_at - accepted_at))))::smallint as bucket, count(*)::int
        from case_record
        where ${ended} >= ${from} and ${ended} < ${to} and completed_at is not null and due_at > accepted_at
        group by 2, 3, 4, 5`.execute(trx);
      await sql`insert into overview_made (day, made_at) values (${day}::date, ${madeAt})
        on conflict (day) do update set made_at = excluded.made_at`.execute(trx);
      return true;
    });
  }

  async counts(days: readonly string[]): Promise<DayCount[]> {
    const { rows } = await sql<DayCount>`
      select day::text, department_id as "departmentId", hall_id as "hallId", accepted, completed, late, yellow, red
      from overview_day where day = any(${[...days]}::date[])`.execute(this.#db);
    return rows;
  }

  /** Of these days together. Each filter narrows further. */
  async pace(days: readonly string[], filters: readonly SpotFilter[]): Promise<PaceBucket[]> {
    const conditions: RawBuilder<boolean>[] = filters.map(
      ({ departmentIds, hallIds }) =>
        sql<boolean>`(department_id = any(${[...departmentIds]}::uuid[]) or hall_id = any(${[...hallIds]}::uuid[]))`,
    );
    const { rows } = await sql<PaceBucket>`
      select matter_id as "matterId", bucket, sum(cases)::int as cases from overview_pace
      where ${sql.join([sql<boolean>`day = any(${[...days]}::date[])`, ...conditions], sql` and `)}
      group by 1, 2`.execute(this.#db);
    return rows;
  }

  async matters(ids: readonly string[]): Promise<Map<string, { name: string; departmentName: string }>> {
    const { rows } = await sql<{ id: string; name: string; departmentName: string }>`
      select m.id, m.name, d.name as "departmentName" from matter m join department d on d.id = m.department_id
      where m.id = any(${[...ids]}::uuid[])`.execute(this.#db);
    return new Map(rows.map(({ id, ...row }) => [id, row]));
  }

  /** Days of long ago are not shown any more. */
  async tidy(before: string): Promise<void> {
    for (const table of ['overview_day', 'overview_pace', 'overview_made'])
      await sql`delete from ${sql.table(table)} where day < ${before}::date`.execute(this.#db);
  }
}
