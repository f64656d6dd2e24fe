/** Where windows are in cameras' pictures, and since when. Rows are closed, never overwritten. */
import { sql } from 'kysely';
import type { Placement, Polygon } from '../contract/cameras.ts';
import { lockOpen, type Visible, windowVisible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';

interface PlacementRow {
  id: string;
  camera_id: string;
  window_id: string;
  clerk_zone: Polygon;
  applicant_zone: Polygon | null;
  valid_from: Date;
  valid_to: Date | null;
}

export interface Zones {
  readonly clerkZone: Polygon;
  readonly applicantZone: Polygon | null;
}

export class PlacementsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Those valid at an instant, of one camera, of some, or of all cameras of a hall; each window as it was then. */
  async at(options: {
    visible: Visible;
    at: Date;
    cameraId?: string;
    cameraIds?: readonly string[];
    hallId?: string;
  }): Promise<Placement[]> {
    const { visible, at, cameraId, cameraIds, hallId } = options;
    const { rows } = await sql<PlacementRow>`
      select p.* from placement p join hall_window w on w.id = p.window_id
        cross join lateral window_term_at(w.id, ${at}::timestamptz) t
      where p.valid_from <= ${at} and (p.valid_to is null or p.valid_to > ${at})
        and ${windowVisible(visible, sql`w.hall_id`, sql`t.department_id`, sql`w.id`)}
        and ${cameraId === undefined ? sql`true` : sql`p.camera_id = ${cameraId}`}
        and ${cameraIds === undefined ? sql`true` : sql`p.camera_id = any(${[...cameraIds]}::uuid[])`}
        and ${hallId === undefined ? sql`true` : sql`w.hall_id = ${hallId}`}
      order by length(t.code), t.code, p.id limit 2000`.execute(this.#db);
    return rows.map(toPlacement);
  }

  /**
   * Closes the open placement of this window in this camera's picture, if there is one, and opens another. The
   * same zones again change nothing. Or says why not: the camera was retired, or one of both is in another hall now.
   */
  async replace(
    cameraId: string,
    windowId: string,
    zones: Zones,
    at: Date,
  ): Promise<Placement | 'camera_closed' | 'window_of_other_hall'> {
    return this.#db.transaction().execute(async (trx) => {
      const window = await lockOpen(trx, 'window', windowId);
      // Two people drawing at once: the second waits for the first, here; as it does for who retires the camera.
      const { rows: cameras } = await sql<{ hall_id: string; closed_at: Date | null }>`
        select hall_id, closed_at from camera where id = ${cameraId} for no key update`.execute(trx);
      const [camera] = cameras;
      if (camera === undefined || camera.closed_at !== null) return 'camera_closed';
      if (camera.hall_id !== window.hall_id) return 'window_of_other_hall';
      const open = await openPlacement(trx, cameraId, windowId);
      if (open !== undefined && sameZones(open, zones)) return toPlacement(open);
      const from = await closeAt(trx, open, at);
      const { rows } = await sql<PlacementRow>`
        insert into placement (camera_id, window_id, clerk_zone, applicant_zone, valid_from)
        values (${cameraId}, ${windowId}, ${JSON.stringify(zones.clerkZone)}::jsonb,
          ${zones.applicantZone === null ? null : JSON.stringify(zones.applicantZone)}::jsonb, ${from})
        returning *`.execute(trx);
      return toPlacement(rows[0] as PlacementRow);
    });
  }

  /** False when none was open. */
  async close(cameraId: string, windowId: string, at: Date): Promise<boolean> {
    return this.#db.transaction().execute(async (trx) => {
      await sql`select 1 from camera where id = ${cameraId} for no key update`.execute(trx);
      const open = await openPlacement(trx, cameraId, windowId);
      await closeAt(trx, open, at);
      return open !== undefined;
    });
  }
}

async function openPlacement(db: Db, cameraId: string, windowId: string): Promise<PlacementRow | undefined> {
  const { rows } = await sql<PlacementRow>`select * from placement
    where camera_id = ${cameraId} and window_id = ${windowId} and valid_to is null`.execute(db);
  return rows[0];
}

/** A placement is valid for at least a millisecond, whatever the clock does. */
async function closeAt(db: Db, open: PlacementRow | undefined, at: Date): Promise<Date> {
  if (open === undefined) return at;
  const to = new Date(Math.max(at.getTime(), open.valid_from.getTime() + 1));
  await sql`update placement set valid_to = ${to} where id = ${open.id}`.execute(db);
  return to;
}

const sameZones = (row: PlacementRow, zones: Zones): boolean =>
  samePolygon(row.clerk_zone, zones.clerkZone) && samePolygon(row.applicant_zone, zones.applicantZone);

const samePolygon = (a: Polygon | null, b: Polygon | null): boolean =>
  a === null || b === null
    ? a === b
    : a.length === b.length && a.every((point, i) => point.x === b[i]?.x && point.y === b[i]?.y);

const toPlacement = (row: PlacementRow): Placement => ({
  id: row.id,
  cameraId: row.camera_id,
  windowId: row.window_id,
  clerkZone: row.clerk_zone,
  applicantZone: row.applicant_zone,
  validFrom: row.valid_from.toISOString(),
  validTo: row.valid_to?.toISOString() ?? null,
});
