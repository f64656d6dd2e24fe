/** Rounds and their visits: made once, taken by one officer, walked window by window. */
import { sql } from 'kysely';
import type { CheckItem, CheckResult, RoundKind, RoundState } from '../contract/patrols.ts';
import type { Db } from '../platform/db/connect.ts';

export interface NewRoundRow {
  readonly planId: string | null;
  readonly planName: string | null;
  readonly kind: RoundKind;
  readonly regionCode: string | null;
  readonly hallIds: readonly string[];
  readonly day: string;
  readonly slot: string;
  readonly dueAt: Date;
  readonly untilAt: Date;
  readonly checklist: readonly string[];
}

/** As far as changing it needs. */
export interface LockedRound {
  readonly id: string;
  readonly planId: string | null;
  readonly kind: RoundKind;
  readonly state: RoundState;
  readonly dueAt: Date;
  readonly untilAt: Date;
  readonly officerId: string | null;
  readonly officerName: string | null;
  readonly checklist: CheckItem[];
}

/** One to be told of. */
export interface ToldRound {
  readonly id: string;
  readonly planName: string;
  readonly regionCode: string | null;
  readonly hallIds: string[];
  readonly dueAt: Date;
  readonly untilAt: Date;
  readonly windows: number;
}

export interface LockedVisit {
  readonly id: string;
  readonly windowId: string;
  readonly state: string;
  readonly cameraId: string | null;
  readonly checks: Partial<Record<CheckItem, CheckResult>>;
  readonly findingIds: string[];
}

export interface VisitChange {
  readonly state: string;
  readonly cameraId: string | null;
  readonly lookedFrom: Date;
  /** Null: it goes on. */
  readonly lookedTo: Date | null;
  readonly checks: Partial<Record<CheckItem, CheckResult>>;
  /** Left out: as it is. */
  readonly remark: string | undefined;
}

const TOLD = sql`id, plan_name as "planName", region_code as "regionCode", hall_ids as "hallIds", due_at as "dueAt",
  until_at as "untilAt", coalesce(windows, (select count(*)::int from patrol_visit v where v.round_id = id)) as windows`;

export class RoundsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Undefined: there is one of that plan, day and slot. */
  async insert(row: NewRoundRow): Promise<string | undefined> {
    const { rows } = await sql<{ id: string }>`
      insert into patrol_round (plan_id, plan_name, kind, region_code, hall_ids, day, slot, due_at, until_at, checklist)
      values (${row.planId}, ${row.planName}, ${row.kind}, ${row.regionCode}, ${[...row.hallIds]}::uuid[],
        ${row.day}::date, ${row.slot}, ${row.dueAt}, ${row.untilAt}, ${[...row.checklist]}::text[])
      on conflict (plan_id, day, slot) do nothing returning id`.execute(this.#db);
    return rows[0]?.id;
  }

  async addVisits(roundId: string, windowIds: readonly string[]): Promise<void> {
    await sql`insert into patrol_visit (round_id, position, window_id)
      select ${roundId}, nth, id from unnest(${[...windowIds]}::uuid[]) with ordinality w(id, nth)`.execute(
      this.#db,
    );
  }

  /** What of a plan's looks of these days is there already: `2026-11-23 fixed 09:00`. */
  async slots(planId: string, fromDay: string): Promise<ReadonlySet<string>> {
    const { rows } = await sql<{ slot: string }>`select day::text || ' ' || slot as slot from patrol_round
      where plan_id = ${planId} and day >= ${fromDay}::date limit 1000`.execute(this.#db);
    return new Set(rows.map((row) => row.slot));
  }

  async lock(id: string): Promise<LockedRound | undefined> {
    const { rows } = await sql<LockedRound>`
      select id, plan_id as "planId", kind, state, due_at as "dueAt", until_at as "untilAt", officer_id as "officerId",
        officer_name as "officerName", checklist from patrol_round where id = ${id} for update`.execute(
      this.#db,
    );
    return rows[0];
  }

  /** Somebody takes it; what he looks for is as the plan has it now. */
  async begin(
    id: string,
    officer: { readonly id: string; readonly name: string },
    checklist: readonly string[],
    at: Date,
  ): Promise<void> {
    await sql`update patrol_round set state = 'walking', officer_id = ${officer.id}, officer_name = ${officer.name},
      begun_at = ${at}, checklist = ${[...checklist]}::text[] where id = ${id}`.execute(this.#db);
  }

  async end(id: string, at: Date): Promise<void> {
    await sql`update patrol_visit set looked_to = ${at} where round_id = ${id} and state = 'looking'`.execute(
      this.#db,
    );
    await sql`update patrol_round set state = 'done', ended_at = ${at} where id = ${id}`.execute(this.#db);
  }

  /** Due since, and nobody was told yet; each is answered once. */
  async takeDue(at: Date): Promise<ToldRound[]> {
    const { rows } = await sql<ToldRound>`update patrol_round set told_at = ${at}
      where id in (select id from patrol_round where state = 'due' and due_at <= ${at} and until_at > ${at}
        and told_at is null order by due_at limit 200 for update skip locked) returning ${TOLD}`.execute(
      this.#db,
    );
    return rows;
  }

  /** Not begun within its grace; each is answered once. */
  async takeMissed(at: Date): Promise<ToldRound[]> {
    const { rows } = await sql<ToldRound>`update patrol_round set state = 'missed'
      where id in (select id from patrol_round where state = 'due' and until_at <= ${at}
        order by due_at limit 200 for update skip locked) returning ${TOLD}`.execute(this.#db);
    return rows;
  }

  async setWindows(id: string, windows: number): Promise<void> {
    await sql`update patrol_round set windows = ${windows} where id = ${id}`.execute(this.#db);
  }

  /** Walks that were left: begun before, not ended. */
  async left(before: Date): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`select id from patrol_round
      where state = 'walking' and begun_at < ${before} limit 200`.execute(this.#db);
    return rows.map((row) => row.id);
  }

  async lockVisit(roundId: string, visitId: string): Promise<LockedVisit | undefined> {
    const { rows } = await sql<LockedVisit>`
      select id, window_id as "windowId", state, camera_id as "cameraId", checks, finding_ids as "findingIds"
      from patrol_visit where id = ${visitId} and round_id = ${roundId} for update`.execute(this.#db);
    return rows[0];
  }

  /** Nobody looks at two windows at once. */
  async leaveOthers(roundId: string, visitId: string, at: Date): Promise<void> {
    await sql`update patrol_visit set looked_to = ${at}, state = 'waiting'
      where round_id = ${roundId} and id <> ${visitId} and state = 'looking'`.execute(this.#db);
  }

  async change(visitId: string, change: VisitChange): Promise<void> {
    const { state, cameraId, lookedFrom, lookedTo, checks, remark } = change;
    await sql`update patrol_visit set state = ${state}, camera_id = ${cameraId}, checks = ${JSON.stringify(checks)}::jsonb,
        looked_from = coalesce(looked_from, ${lookedFrom}), looked_to = ${lookedTo},
        remark = case when ${remark === undefined}::boolean then remark else ${remark ?? null} end
      where id = ${visitId}`.execute(this.#db);
  }

  async found(visitId: string, item: CheckItem, findingId: string, at: Date): Promise<void> {
    await sql`update patrol_visit set checks = checks || jsonb_build_object(${item}::text, 'found'),
        finding_ids = array_append(finding_ids, ${findingId}::uuid), looked_from = coalesce(looked_from, ${at})
      where id = ${visitId}`.execute(this.#db);
  }

  async unfound(visitId: string, checks: LockedVisit['checks'], findingId: string): Promise<void> {
    await sql`update patrol_visit set checks = ${JSON.stringify(checks)}::jsonb,
        finding_ids = array_remove(finding_ids, ${findingId}::uuid) where id = ${visitId}`.execute(this.#db);
  }

  /** What became of what was written down. */
  async findings(
    ids: readonly string[],
  ): Promise<{ readonly id: string; readonly kind: string; readonly state: string }[]> {
    const { rows } = await sql<{
      id: string;
      kind: string;
      state: string;
    }>`select id, kind, state from finding
      where id = any(${[...ids]}::uuid[])`.execute(this.#db);
    return rows;
  }

  /** What looks at windows now, the camera with the fewest windows in it first. */
  async camerasOf(windowIds: readonly string[], at: Date): Promise<ReadonlyMap<string, string[]>> {
    const { rows } = await sql<{ windowId: string; cameraIds: string[] }>`
      select p.window_id as "windowId", array_agg(p.camera_id order by (
          select count(*) from placement o where o.camera_id = p.camera_id and o.valid_from <= ${at}
            and (o.valid_to is null or o.valid_to > ${at})), p.camera_id) as "cameraIds"
      from placement p where p.window_id = any(${[...windowIds]}::uuid[]) and p.valid_from <= ${at}
        and (p.valid_to is null or p.valid_to > ${at}) group by p.window_id`.execute(this.#db);
    return new Map(rows.map((row) => [row.windowId, row.cameraIds]));
  }

  /** Open windows of a hall in the order they are walked. */
  async windowsOfHall(hallId: string): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`select id from hall_window
      where hall_id = ${hallId} and closed_at is null order by length(code), code, id limit 200`.execute(
      this.#db,
    );
    return rows.map((row) => row.id);
  }
}
