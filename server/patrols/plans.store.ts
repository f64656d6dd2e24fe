/** Plans of patrols, each with what it was before. */
import { sql } from 'kysely';
import type { PatrolPlanBody } from '../contract/patrols.ts';
import { contains, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { hallOfPlan, patrolVisible } from './reach.store.ts';

export interface PlanRow {
  readonly id: string;
  readonly body: PatrolPlanBody;
  readonly regionName: string;
  readonly hallNames: string[];
  readonly windows: number;
  readonly version: number;
  readonly updatedAt: Date;
  readonly updatedBy: string | null;
}

/** What rounds are made of. */
export interface PlanInForce {
  readonly id: string;
  readonly body: PatrolPlanBody;
  readonly effectiveAt: Date;
}

export interface PlanHall {
  readonly hallId: string;
  readonly regionCode: string;
  /** In the order they are walked. */
  readonly windowIds: string[];
}

const ofPlan = { regionCode: sql<string>`p.region_code`, hallIds: sql<string>`p.hall_ids` };

export class PlansStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1, by name. */
  async list(
    visible: Visible,
    filter: { readonly q?: string | undefined; readonly id?: string },
    page: { readonly after: readonly [string, string] | undefined; readonly limit: number },
  ): Promise<PlanRow[]> {
    const { q, id } = filter;
    const { rows } = await sql<PlanRow>`
      select p.id, p.body, p.version, p.updated_at as "updatedAt", u.display_name as "updatedBy",
        coalesce((select r.name from region r where r.code = p.region_code), '') as "regionName",
        array(select h.name from hall h where h.id = any(p.hall_ids) order by h.name limit 200) as "hallNames",
        (select count(*)::int from hall h join hall_window w on w.hall_id = h.id
          where ${hallOfPlan(ofPlan.regionCode, ofPlan.hallIds)} and w.closed_at is null) as windows
      from patrol_plan p left join user_account u on u.id = p.updated_by
      where p.removed_at is null and ${patrolVisible(visible, ofPlan)}
        and ${id === undefined ? sql`true` : sql`p.id = ${id}`}
        and ${q === undefined ? sql`true` : sql`p.name ilike ${contains(q)}`}
        and ${page.after === undefined ? sql`true` : sql`(p.name, p.id) > (${page.after[0]}, ${page.after[1]}::uuid)`}
      order by p.name, p.id limit ${page.limit + 1}`.execute(this.#db);
    return rows;
  }

  /** For a change; removed ones too. Whoever else changes it waits. */
  async lock(
    id: string,
  ): Promise<
    { readonly body: PatrolPlanBody; readonly version: number; readonly removedAt: Date | null } | undefined
  > {
    const { rows } = await sql<{ body: PatrolPlanBody; version: number; removedAt: Date | null }>`
      select body, version, removed_at as "removedAt" from patrol_plan where id = ${id} for update`.execute(
      this.#db,
    );
    return rows[0];
  }

  async insert(body: PatrolPlanBody, by: string, at: Date): Promise<string> {
    const { id } = await this.#db
      .insertInto('patrol_plan')
      .values({ ...columnsOf(body), effective_at: at, enabled_at: at, updated_at: at, updated_by: by })
      .returning('id')
      .executeTakeFirstOrThrow();
    await this.#keep(id, 1, body, by, at);
    return id;
  }

  async set(id: string, version: number, body: PatrolPlanBody, by: string, at: Date): Promise<void> {
    await this.#db
      .updateTable('patrol_plan')
      .set({
        ...{ ...columnsOf(body), version, effective_at: at, updated_at: at, updated_by: by },
        enabled_at: sql`case when enabled then enabled_at else ${at} end`,
      })
      .where('id', '=', id)
      .execute();
    await this.#keep(id, version, body, by, at);
  }

  /** `at` null: it is brought back, and looks from now on are its again. */
  async remove(id: string, at: Date | null, by: string, now: Date): Promise<void> {
    await sql`update patrol_plan set removed_at = ${at}, effective_at = ${now}, enabled_at = ${now}, updated_at = ${now}, updated_by = ${by}
      where id = ${id}`.execute(this.#db);
  }

  /** Looks that nobody has begun: those ahead, and those at times (`fixed 09:00`) the plan no longer has. */
  async dropUnbegun(id: string, slots: readonly string[], at: Date): Promise<void> {
    await sql`delete from patrol_round where plan_id = ${id} and kind = 'fixed' and state = 'due'
      and (due_at > ${at} or not (slot = any(${[...slots]}::text[])))`.execute(this.#db);
  }

  async inForce(): Promise<PlanInForce[]> {
    const { rows } = await sql<PlanInForce>`select id, body, effective_at as "effectiveAt" from patrol_plan
      where removed_at is null and enabled order by id limit 1000`.execute(this.#db);
    return rows;
  }

  halls({ regionCode, hallIds }: PatrolPlanBody): Promise<PlanHall[]> {
    return this.hallsOf({ regionCode, hallIds });
  }

  /** Halls with open windows, by name. */
  async hallsOf({
    regionCode,
    hallIds,
  }: {
    readonly regionCode: string | null;
    readonly hallIds: readonly string[];
  }): Promise<PlanHall[]> {
    const { rows } = await sql<PlanHall>`
      select h.id as "hallId", h.region_code as "regionCode",
        array_agg(w.id order by length(w.code), w.code, w.id) as "windowIds"
      from hall h join hall_window w on w.hall_id = h.id and w.closed_at is null
      where ${hallOfPlan(sql`${regionCode}::text`, sql`${[...hallIds]}::uuid[]`)}
      group by h.id order by h.name, h.id`.execute(this.#db);
    return rows;
  }

  async #keep(id: string, version: number, body: PatrolPlanBody, by: string, at: Date): Promise<void> {
    await this.#db
      .insertInto('patrol_plan_version')
      .values({ plan_id: id, version, body: JSON.stringify(body), at, by_user: by })
      .execute();
  }
}

const columnsOf = (body: PatrolPlanBody) => ({
  ...{ region_code: body.regionCode, hall_ids: [...body.hallIds], name: body.name, enabled: body.enabled },
  body: JSON.stringify(body),
});
