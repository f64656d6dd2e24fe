/** Floor plans in the database: which file, and what is where on it. */
import { sql } from 'kysely';
import type { FloorPlanPositions } from '../../contract/floor-plan.ts';
import type { Db } from '../../platform/db/connect.ts';
import { lockOpen } from '../locks.store.ts';
import { cameraVisible, type Visible, windowVisible } from '../visible.store.ts';

export interface PlanRow {
  readonly file_id: string;
  readonly width: number;
  readonly height: number;
  readonly updated_at: Date;
}

type Positions = Omit<FloorPlanPositions, 'plan'>;

export class FloorPlanStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async of(hallId: string): Promise<PlanRow | undefined> {
    return this.#db
      .selectFrom('floor_plan')
      .select(['file_id', 'width', 'height', 'updated_at'])
      .where('hall_id', '=', hallId)
      .executeTakeFirst();
  }

  /** Answers the file it was before, which nobody needs any more. */
  async set(
    hallId: string,
    plan: { fileId: string; width: number; height: number; bytes: number; at: Date },
  ): Promise<string | undefined> {
    return this.#db.transaction().execute(async (trx) => {
      await lockOpen(trx, 'hall', hallId);
      const { rows } = await sql<{ file_id: string }>`
        select file_id from floor_plan where hall_id = ${hallId} for update`.execute(trx);
      await sql`insert into floor_plan (hall_id, file_id, width, height, bytes, updated_at)
        values (${hallId}, ${plan.fileId}, ${plan.width}, ${plan.height}, ${plan.bytes}, ${plan.at})
        on conflict (hall_id) do update set file_id = excluded.file_id, width = excluded.width,
          height = excluded.height, bytes = excluded.bytes, updated_at = excluded.updated_at`.execute(trx);
      return rows[0]?.file_id;
    });
  }

  /** Positions stay: a newer picture of the same hall comes next. */
  async remove(hallId: string): Promise<string | undefined> {
    const { rows } = await sql<{ file_id: string }>`
      delete from floor_plan where hall_id = ${hallId} returning file_id`.execute(this.#db);
    return rows[0]?.file_id;
  }

  async positions(hallId: string, seen: { places: Visible; cameras: Visible }): Promise<Positions> {
    const [cameras, windows] = await Promise.all([
      sql<Positions['cameras'][number]>`
        select p.camera_id as "cameraId", p.x, p.y, p.direction from floor_plan_camera p
        join camera c on c.id = p.camera_id and c.hall_id = p.hall_id
        where p.hall_id = ${hallId} and c.closed_at is null and ${cameraVisible(seen.cameras, sql`c.id`, sql`c.hall_id`)}
        order by p.camera_id limit 1000`.execute(this.#db),
      sql<Positions['windows'][number]>`
        select p.window_id as "windowId", p.x, p.y from floor_plan_window p
        join hall_window w on w.id = p.window_id
        where p.hall_id = ${hallId} and w.closed_at is null
          and ${windowVisible(seen.places, sql`w.hall_id`, sql`w.department_id`, sql`w.id`)}
        order by p.window_id limit 2000`.execute(this.#db),
    ]);
    return { cameras: cameras.rows, windows: windows.rows };
  }

  /**
   * Answers the ids that are no camera or window of the hall, or none in use; then nothing was changed. What has been
   * closed keeps its spot: a closing that is taken back brings it back.
   */
  async setPositions(hallId: string, { cameras, windows }: Positions): Promise<string[]> {
    return this.#db.transaction().execute(async (trx) => {
      // Two who drag at once: one after the other.
      await sql`select 1 from hall where id = ${hallId} for no key update`.execute(trx);
      const cameraIds = cameras.map((one) => one.cameraId);
      const windowIds = windows.map((one) => one.windowId);
      const { rows } = await sql<{ id: string }>`
        select n.id from unnest(${cameraIds}::uuid[]) as n(id)
          where not exists (select 1 from camera c where c.id = n.id and c.hall_id = ${hallId}
            and c.closed_at is null)
        union all select n.id from unnest(${windowIds}::uuid[]) as n(id)
          where not exists (select 1 from hall_window w where w.id = n.id and w.hall_id = ${hallId}
            and w.closed_at is null)`.execute(trx);
      if (rows.length > 0) return rows.map((row) => row.id);
      await sql`delete from floor_plan_camera p using camera c where c.id = p.camera_id and c.closed_at is null
        and (p.hall_id = ${hallId} or p.camera_id = any(${cameraIds}::uuid[]))`.execute(trx);
      await sql`delete from floor_plan_window p using hall_window w where w.id = p.window_id
        and w.closed_at is null and (p.hall_id = ${hallId} or p.window_id = any(${windowIds}::uuid[]))`.execute(
        trx,
      );
      await sql`insert into floor_plan_camera (camera_id, hall_id, x, y, direction)
        select n.id, ${hallId}::uuid, n.x, n.y, n.direction from unnest(${cameraIds}::uuid[],
          ${cameras.map((one) => one.x)}::real[], ${cameras.map((one) => one.y)}::real[],
          ${cameras.map((one) => one.direction)}::real[]) as n(id, x, y, direction)`.execute(trx);
      await sql`insert into floor_plan_window (window_id, hall_id, x, y)
        select n.id, ${hallId}::uuid, n.x, n.y from unnest(${windowIds}::uuid[],
          ${windows.map((one) => one.x)}::real[], ${windows.map((one) => one.y)}::real[]) as n(id, x, y)`.execute(
        trx,
      );
      return [];
    });
  }

  /** Which of these files a plan names. */
  async named(fileIds: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await sql<{ file_id: string }>`
      select file_id from floor_plan where file_id = any(${[...fileIds]}::uuid[])`.execute(this.#db);
    return new Set(rows.map((row) => row.file_id));
  }
}
