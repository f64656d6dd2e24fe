/** The roster in the database. Rows are withdrawn, never overwritten: what it said at any time can be told. */
import { type RawBuilder, sql } from 'kysely';
import type { Shift } from '../contract/clerks.ts';
import { lockOpen, type Visible, windowVisible, windowVisibleAt } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';

/** One shift as it is planned: a day, and times of day in the region's zone. */
export interface Planned {
  readonly windowId: string;
  readonly clerkId: string;
  readonly day: string;
  readonly from: string;
  readonly to: string;
}

type Row = Omit<Shift, 'startsAt' | 'endsAt'> & { readonly startsAt: Date; readonly endsAt: Date };

const columns = sql`s.id, s.window_id as "windowId", s.clerk_id as "clerkId", c.name as "clerkName",
  c.staff_no as "staffNo", s.day::text as day, s.starts_at as "startsAt", s.ends_at as "endsAt"`;

export class ShiftsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Of a hall's windows from a day to another, both included; of windows as they were then. */
  inHall(visible: Visible, hallId: string, from: string, to: string): Promise<Shift[]> {
    return this.#shifts(
      sql`w.hall_id = ${hallId} and s.day between ${from}::date and ${to}::date`,
      visible,
      20_000,
    );
  }

  /** Wherever these clerks are rostered in those days: who is at two windows may be so in two halls. */
  ofClerks(clerkIds: readonly string[], from: string, to: string): Promise<Shift[]> {
    return this.#shifts(
      sql`s.clerk_id = any(${[...clerkIds]}::uuid[]) and s.day between ${from}::date and ${to}::date`,
      { everywhere: true },
      20_000,
    );
  }

  at(visible: Visible, windowId: string, at: Date): Promise<Shift[]> {
    return this.#shifts(
      sql`s.window_id = ${windowId} and s.starts_at <= ${at} and s.ends_at > ${at}`,
      visible,
      20,
    );
  }

  ofDay(windowId: string, day: string): Promise<Shift[]> {
    return this.#shifts(sql`s.window_id = ${windowId} and s.day = ${day}::date`, { everywhere: true }, 100);
  }

  async #shifts(where: RawBuilder<unknown>, visible: Visible, limit: number): Promise<Shift[]> {
    const { rows } = await sql<Row>`
      select ${columns} from shift s join clerk c on c.id = s.clerk_id join hall_window w on w.id = s.window_id
      where s.withdrawn_at is null and ${where}
        and ${windowVisibleAt(visible, { hallId: sql`w.hall_id`, windowId: sql`w.id`, at: sql`s.starts_at` })}
      order by s.starts_at, s.window_id, s.id limit ${limit}`.execute(this.#db);
    return rows.map((row) => ({
      ...row,
      startsAt: row.startsAt.toISOString(),
      endsAt: row.endsAt.toISOString(),
    }));
  }

  /** Open windows of a hall that the asker may see, or plan for. */
  async windowsOf(visible: Visible, hallId: string): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select w.id from hall_window w where w.hall_id = ${hallId} and w.closed_at is null
        and ${windowVisible(visible, sql`w.hall_id`, sql`w.department_id`, sql`w.id`)}
      order by length(w.code), w.code limit 2000`.execute(this.#db);
    return rows.map((row) => row.id);
  }

  /** Those of these clerks that may not be planned at the window: of another department, or no longer there. */
  async foreignTo(planned: readonly Pick<Planned, 'windowId' | 'clerkId'>[]): Promise<Set<string>> {
    const { rows } = await sql<{ key: string }>`
      select distinct n.window_id || ' ' || n.clerk_id as key
      from unnest(${planned.map((one) => one.windowId)}::uuid[], ${planned.map((one) => one.clerkId)}::uuid[])
        as n(window_id, clerk_id)
      where not exists (select 1 from clerk c join hall_window w on w.department_id = c.department_id
        where c.id = n.clerk_id and w.id = n.window_id and c.ended_at is null)`.execute(this.#db);
    return new Set(rows.map((row) => row.key));
  }

  /** On these days these windows have just these shifts. What is there already and stays keeps its row. */
  async replace(
    scope: { readonly windowIds: readonly string[]; readonly days: readonly string[] },
    planned: readonly Planned[],
    plan: { readonly at: Date; readonly zone: string },
  ): Promise<void> {
    const column = (pick: (one: Planned) => string) => planned.map(pick);
    const wanted = sql`(select n.window_id, n.clerk_id, n.day,
        (n.day + n.from_time) at time zone ${plan.zone} as starts_at,
        (n.day + n.to_time) at time zone ${plan.zone} as ends_at
      from unnest(${column((one) => one.windowId)}::uuid[], ${column((one) => one.clerkId)}::uuid[],
        ${column((one) => one.day)}::date[], ${column((one) => one.from)}::time[],
        ${column((one) => one.to)}::time[]) as n(window_id, clerk_id, day, from_time, to_time))`;
    const same = sql`n.window_id = s.window_id and n.clerk_id = s.clerk_id and n.starts_at = s.starts_at
      and n.ends_at = s.ends_at`;
    await this.#db.transaction().execute(async (trx) => {
      for (const windowId of [...scope.windowIds].sort()) await lockOpen(trx, 'window', windowId);
      await sql`update shift s set withdrawn_at = ${plan.at}
        where s.withdrawn_at is null and s.window_id = any(${[...scope.windowIds]}::uuid[])
          and s.day = any(${[...scope.days]}::date[])
          and not exists (select 1 from ${wanted} n where ${same})`.execute(trx);
      await sql`insert into shift (window_id, clerk_id, day, starts_at, ends_at, made_at)
        select distinct n.window_id, n.clerk_id, n.day, n.starts_at, n.ends_at, ${plan.at}::timestamptz
        from ${wanted} n where not exists (
          select 1 from shift s where s.withdrawn_at is null and ${same})`.execute(trx);
    });
  }
}
