/** The secrets of days, what is drawn from, and what was drawn. */
import { sql } from 'kysely';
import type { DrawBasis } from '../contract/patrol-draw.ts';
import type { DrawDay, PatrolDraw } from '../contract/patrols.ts';
import type { Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { patrolVisible } from './reach.store.ts';

export interface NewDay {
  readonly day: string;
  readonly sealed: Buffer;
  readonly commitment: string;
  readonly at: Date;
}

export interface NewDraw {
  readonly day: string;
  readonly planId: string;
  readonly planName: string;
  readonly regionCode: string;
  readonly hallIds: readonly string[];
  readonly basis: DrawBasis;
  readonly basisHash: string;
}

/** Of a plan that still stands: what is to be drawn today. */
export interface DrawInForce extends Omit<NewDraw, 'day' | 'basisHash'> {
  readonly enabledAt: Date;
  readonly checklist: string[];
  readonly graceMinutes: number;
}

type DayRow = { readonly [K in keyof DrawDay]: K extends `${string}At` ? Date | null : DrawDay[K] };

const DAY = sql`d.day::text as day, d.commitment, d.committed_at as "committedAt", d.frozen_at as "frozenAt",
  d.secret, d.revealed_at as "revealedAt"`;

export class DrawsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async daysFrom(day: string): Promise<string[]> {
    const { rows } = await sql<{ day: string }>`select day::text as day from patrol_day
      where day >= ${day}::date limit 100`.execute(this.#db);
    return rows.map((row) => row.day);
  }

  /** False: it has one. */
  async addDay({ day, sealed, commitment, at }: NewDay): Promise<boolean> {
    const { rows } = await sql`insert into patrol_day (day, secret_sealed, commitment, committed_at)
      values (${day}::date, ${sealed}, ${commitment}, ${at}) on conflict do nothing returning day`.execute(
      this.#db,
    );
    return rows.length > 0;
  }

  /** True once: whoever gets it writes down what the day is drawn from. */
  async freeze(day: string, at: Date): Promise<boolean> {
    const { rows } = await sql`update patrol_day set frozen_at = ${at}
      where day = ${day}::date and frozen_at is null returning day`.execute(this.#db);
    return rows.length > 0;
  }

  async addDraw(draw: NewDraw): Promise<void> {
    await this.#db
      .insertInto('patrol_draw')
      .values({
        ...{ day: draw.day, plan_id: draw.planId, plan_name: draw.planName, region_code: draw.regionCode },
        ...{ hall_ids: [...draw.hallIds], basis: JSON.stringify(draw.basis), basis_hash: draw.basisHash },
      })
      .execute();
  }

  async sealed(day: string): Promise<Buffer | undefined> {
    const { rows } = await sql<{ sealed: Buffer }>`select secret_sealed as sealed from patrol_day
      where day = ${day}::date`.execute(this.#db);
    return rows[0]?.sealed;
  }

  async inForce(day: string): Promise<DrawInForce[]> {
    const { rows } = await sql<DrawInForce>`
      select d.plan_id as "planId", d.plan_name as "planName", d.region_code as "regionCode", d.hall_ids as "hallIds",
        d.basis, p.enabled_at as "enabledAt", p.body->'checklist' as checklist,
        (p.body->>'graceMinutes')::int as "graceMinutes"
      from patrol_draw d join patrol_plan p on p.id = d.plan_id and p.removed_at is null and p.enabled
      where d.day = ${day}::date order by d.plan_id`.execute(this.#db);
    return rows;
  }

  /** Days before this one whose secrets are to be told. */
  async over(today: string): Promise<{ day: string; sealed: Buffer; commitment: string }[]> {
    const { rows } = await sql<{ day: string; sealed: Buffer; commitment: string }>`
      select day::text as day, secret_sealed as sealed, commitment from patrol_day
      where revealed_at is null and day < ${today}::date order by day limit 100`.execute(this.#db);
    return rows;
  }

  async reveal(day: string, secret: string, at: Date): Promise<boolean> {
    const { rows } = await sql`update patrol_day set secret = ${secret}, revealed_at = ${at}
      where day = ${day}::date and revealed_at is null returning day`.execute(this.#db);
    return rows.length > 0;
  }

  /** Up to `limit` + 1, the newest first. */
  async days(page: { readonly before: string | undefined; readonly limit: number }): Promise<DrawDay[]> {
    const { rows } = await sql<DayRow>`select ${DAY} from patrol_day d
      where ${page.before === undefined ? sql`true` : sql`d.day < ${page.before}::date`}
      order by d.day desc limit ${page.limit + 1}`.execute(this.#db);
    return rows.map(toDay);
  }

  async day(day: string): Promise<DrawDay | undefined> {
    const { rows } = await sql<DayRow>`select ${DAY} from patrol_day d where d.day = ${day}::date`.execute(
      this.#db,
    );
    return rows.map(toDay)[0];
  }

  /** `told`: the day is over, and what was drawn from is told. */
  async drawsOf(day: string, told: boolean, visible: Visible): Promise<PatrolDraw[]> {
    const { rows } = await sql<PatrolDraw>`
      select d.plan_id as "planId", d.plan_name as "planName", d.basis_hash as "basisHash",
        case when ${told}::boolean then d.basis end as basis,
        coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'state', r.state,
            'dueAt', to_char(r.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'windowIds', (select coalesce(jsonb_agg(v.window_id order by v.position), '[]'::jsonb)
              from patrol_visit v where v.round_id = r.id)) order by r.due_at, r.id)
          from patrol_round r where r.plan_id = d.plan_id and r.day = d.day and r.kind = 'drawn'), '[]'::jsonb) as rounds
      from patrol_draw d
      where d.day = ${day}::date
        and ${patrolVisible(visible, { regionCode: sql`d.region_code`, hallIds: sql`d.hall_ids` })}
      order by d.plan_name, d.plan_id limit 1000`.execute(this.#db);
    return rows;
  }
}

const toDay = ({ committedAt, frozenAt, revealedAt, ...row }: DayRow): DrawDay => ({
  ...row,
  committedAt: committedAt?.toISOString() ?? '',
  frozenAt: frozenAt?.toISOString() ?? null,
  revealedAt: revealedAt?.toISOString() ?? null,
});
