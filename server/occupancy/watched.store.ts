/** Which cameras are looked at, where windows are in their pictures, and what was learnt of those. */
import { sql } from 'kysely';
import type { LearntPlaces } from '../../streams/occupancy/types.ts';
import type { Profile } from '../../streams/types.ts';
import type { Polygon } from '../contract/cameras.ts';
import type { Db } from '../platform/db/connect.ts';

export interface WatchedPlacement {
  readonly placementId: string;
  readonly windowId: string;
  readonly cameraId: string;
  readonly profile: Profile;
  readonly clerk: Polygon;
  readonly applicant: Polygon | null;
}

interface Row {
  id: string;
  window_id: string;
  camera_id: string;
  clerk_zone: Polygon;
  applicant_zone: Polygon | null;
  has_sub: boolean;
}

/** More than a node looks at. */
const PLACEMENTS_MOST = 20_000;

export class WatchedStore implements LearntPlaces {
  readonly #db: Db;
  readonly #now: () => number;

  constructor(options: { readonly db: Db; readonly now: () => number }) {
    this.#db = options.db;
    this.#now = options.now;
  }

  /** Every open placement of an open window, in an open camera that is to be looked at. */
  async placements(): Promise<WatchedPlacement[]> {
    const { rows } = await sql<Row>`
      select p.id, p.window_id, p.camera_id, p.clerk_zone, p.applicant_zone,
        exists (select 1 from camera_profile cp where cp.camera_id = c.id and cp.profile = 'sub') as has_sub
      from placement p
        join camera c on c.id = p.camera_id and c.closed_at is null
        join hall h on h.id = c.hall_id and h.closed_at is null
        join hall_window w on w.id = p.window_id and w.closed_at is null
        left join occupancy_camera o on o.camera_id = c.id
      where p.valid_to is null and coalesce(o.analysed, true)
      order by p.camera_id, p.id limit ${PLACEMENTS_MOST}`.execute(this.#db);
    return rows.map((row) => ({
      placementId: row.id,
      windowId: row.window_id,
      cameraId: row.camera_id,
      profile: row.has_sub ? 'sub' : 'main',
      clerk: row.clerk_zone,
      applicant: row.applicant_zone,
    }));
  }

  /** Whether the camera is to be looked at, and at how many places. Undefined: no such camera. */
  async switchOf(cameraId: string): Promise<{ on: boolean; windows: number } | undefined> {
    const { rows } = await sql<{ on: boolean; windows: number }>`
      select coalesce(o.analysed, true) as on, (
        select count(*)::int from placement p join hall_window w on w.id = p.window_id and w.closed_at is null
        where p.camera_id = c.id and p.valid_to is null) as windows
      from camera c left join occupancy_camera o on o.camera_id = c.id where c.id = ${cameraId}`.execute(
      this.#db,
    );
    return rows[0];
  }

  async turn(cameraId: string, on: boolean): Promise<void> {
    await sql`insert into occupancy_camera (camera_id, analysed) values (${cameraId}, ${on})
      on conflict (camera_id) do update set analysed = excluded.analysed`.execute(this.#db);
  }

  async load(cameraId: string): Promise<Buffer | undefined> {
    const { rows } = await sql<{ learnt: Buffer }>`
      select learnt from occupancy_learnt where camera_id = ${cameraId}`.execute(this.#db);
    return rows[0]?.learnt;
  }

  /** A camera that is gone by now is no fault. */
  async save(cameraId: string, learnt: Buffer): Promise<void> {
    await sql`insert into occupancy_learnt (camera_id, learnt, saved_at)
      select id, ${learnt}, ${new Date(this.#now())} from camera where id = ${cameraId}
      on conflict (camera_id) do update set learnt = excluded.learnt, saved_at = excluded.saved_at`.execute(
      this.#db,
    );
  }
}
