/** What is still to be done about leads beside deciding; each taken with a lock that nobody waits for. */
import { sql } from 'kysely';
import type { LeadKind } from '../../contract/leads.ts';
import type { Db } from '../../platform/db/connect.ts';

export interface UntoldLead {
  readonly id: string;
  readonly kind: LeadKind;
  readonly strength: number;
  readonly from: Date;
  readonly regionCode: string;
  readonly hallId: string | null;
  readonly hallName: string | null;
  readonly departmentId: string | null;
  readonly windowCode: string | null;
  readonly clerk: string | null;
}

export class LeadKeeperStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Of these (left out: of all) whose footage is not held and could be. Within a unit of work. */
  async withoutHold(ids: readonly string[] | undefined, limit: number): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select id from lead where hold_id is null and state <> 'dismissed'
        and (window_id is not null or camera_ids <> '{}')
        and ${ids === undefined ? sql`true` : sql`id = any(${[...ids]}::uuid[])`}
      order by raised_at limit ${limit} for update skip locked`.execute(this.#db);
    return rows.map((row) => row.id);
  }

  async setHold(id: string, holdId: string): Promise<void> {
    await this.#db.updateTable('lead').set({ hold_id: holdId }).where('id', '=', id).execute();
  }

  /** Strong ones of which nobody was told: marked so at once. Within a unit of work. */
  async takeUntold(least: number, since: Date, at: Date, limit: number): Promise<UntoldLead[]> {
    const { rows } = await sql<UntoldLead>`
      with due as (
        select id from lead where told_at is null and state = 'new' and explained_at is null
          and strength >= ${least} and raised_at >= ${since}
        order by raised_at limit ${limit} for update skip locked)
      update lead l set told_at = ${at} from due, lead o left join hall_window w on w.id = o.window_id
        left join hall h on h.id = coalesce(o.hall_id, w.hall_id)
      where l.id = due.id and o.id = due.id
      returning l.id, l.kind, l.strength, l.from_at as "from", l.region_code as "regionCode", h.id as "hallId",
        h.name as "hallName", l.department_id as "departmentId", w.code as "windowCode", l.clerk`.execute(
      this.#db,
    );
    return rows;
  }

  /** Watched long enough: they wait for everybody again. Within a unit of work. */
  async endWatches(at: Date, limit: number): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      with due as (
        select id from lead where state = 'watched' and watch_until <= ${at}
        order by watch_until limit ${limit} for update skip locked)
      update lead l set state = 'new', watcher_id = null, watch_until = null, updated_at = ${at}, version = version + 1
      from due where l.id = due.id returning l.id`.execute(this.#db);
    return rows.map((row) => row.id);
  }
}
