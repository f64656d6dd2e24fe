/** Cameras and their profiles in the database. Credentials go in and out sealed only. */
import { sql } from 'kysely';
import type { Camera, Profile } from '../contract/cameras.ts';
import { cameraVisible, contains, lockOpen, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { defined } from '../platform/defined.ts';

export interface CameraProfile {
  readonly profile: Profile;
  readonly url: string;
}

interface CameraRow {
  id: string;
  hall_id: string;
  name: string;
  credentials_sealed: Buffer | null;
  gb28181_id: string | null;
  make: string | null;
  model: string | null;
  serial: string | null;
  firmware: string | null;
  onvif_address: string | null;
  expected_fps: number | null;
  expected_kbps: number | null;
  note: string;
  closed_at: Date | null;
  moved_from: string | null;
  moved_to: string | null;
  created_at: Date;
  profiles: CameraProfile[];
}

export interface StoredCamera extends Camera {
  readonly credentialsSealed: Buffer | null;
}

export interface CamerasQuery {
  readonly visible: Visible;
  readonly limit: number;
  readonly after?: readonly [string, string] | undefined;
  readonly hallId?: string;
  readonly id?: string;
  /** These only, retired ones too. */
  readonly ids?: readonly string[];
  readonly q?: string | undefined;
  /** Retired ones too. */
  readonly closed?: boolean;
}

export interface CameraAtHost {
  readonly id: string;
  readonly name: string;
  readonly hallId: string;
  readonly host: string;
  /** Host and port of its ONVIF service. */
  readonly authority: string | null;
}

/** What is known of a camera beside how it is reached; what is left out stays, or is not known. */
export interface CameraDetails {
  readonly gb28181Id?: string | null | undefined;
  readonly make?: string | null | undefined;
  readonly model?: string | null | undefined;
  readonly serial?: string | null | undefined;
  readonly firmware?: string | null | undefined;
  readonly onvifAddress?: string | null | undefined;
  readonly expectedFps?: number | null | undefined;
  readonly expectedKbps?: number | null | undefined;
  readonly note?: string | undefined;
}

/** More than a city has. */
const NAMES_MOST = 20_000;

export class CamerasStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1, by name. */
  async cameras(query: CamerasQuery): Promise<StoredCamera[]> {
    const { visible, after, hallId, id, ids, q, closed = false } = query;
    const { rows } = await sql<CameraRow>`
      select c.*, coalesce((
        select jsonb_agg(jsonb_build_object('profile', p.profile, 'url', p.url) order by p.profile)
        from camera_profile p where p.camera_id = c.id), '[]') as profiles,
        (select n.id from camera n where n.moved_from = c.id) as moved_to
      from camera c
      where ${cameraVisible(visible, sql`c.id`, sql`c.hall_id`)}
        and ${hallId === undefined ? sql`true` : sql`c.hall_id = ${hallId}`}
        and ${id === undefined ? sql`true` : sql`c.id = ${id}`}
        and ${ids === undefined ? sql`true` : sql`c.id = any(${[...ids]}::uuid[])`}
        and ${closed || id !== undefined || ids !== undefined ? sql`true` : sql`c.closed_at is null`}
        and ${q ? sql`c.name ilike ${contains(q)}` : sql`true`}
        and ${after === undefined ? sql`true` : sql`(c.name, c.id) > (${after[0]}, ${after[1]}::uuid)`}
      order by c.name, c.id limit ${query.limit + 1}`.execute(this.#db);
    return rows.map(toCamera);
  }

  /** Every camera and its hall, by their names: for figures. */
  async names(): Promise<{ id: string; name: string; hallId: string; hall: string }[]> {
    return this.#db
      .selectFrom('camera as c')
      .innerJoin('hall as h', 'h.id', 'c.hall_id')
      .select(['c.id as id', 'c.name as name', 'c.hall_id as hallId', 'h.name as hall'])
      .where('c.closed_at', 'is', null)
      .orderBy('c.id')
      .limit(NAMES_MOST)
      .execute();
  }

  async insert(
    camera: {
      hallId: string;
      name: string;
      credentialsSealed: Buffer | null;
      profiles: readonly CameraProfile[];
      movedFrom?: string;
    } & CameraDetails,
  ): Promise<string> {
    return this.#db.transaction().execute(async (trx) => {
      await lockOpen(trx, 'hall', camera.hallId);
      const { id } = await trx
        .insertInto('camera')
        .values({
          hall_id: camera.hallId,
          name: camera.name,
          credentials_sealed: camera.credentialsSealed,
          moved_from: camera.movedFrom ?? null,
          ...columnsOf(camera),
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      await writeProfiles(trx, id, camera.profiles);
      return id;
    });
  }

  /** What is left out stays as it is. */
  async change(
    id: string,
    change: {
      name?: string | undefined;
      credentialsSealed?: Buffer | null | undefined;
      profiles?: readonly CameraProfile[] | undefined;
    } & CameraDetails,
  ): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      const fields = defined({
        name: change.name,
        credentials_sealed: change.credentialsSealed,
        ...columnsOf(change),
      });
      if (Object.keys(fields).length > 0)
        await trx.updateTable('camera').set(fields).where('id', '=', id).execute();
      if (change.profiles !== undefined) {
        await trx.deleteFrom('camera_profile').where('camera_id', '=', id).execute();
        await writeProfiles(trx, id, change.profiles);
      }
    });
  }

  /** False: it is not there, or there is footage of it by now. */
  async delete(id: string): Promise<boolean> {
    const { rows } = await sql`delete from camera c where c.id = ${id} and not exists (
      select from recording_segment s where s.camera_id = c.id and not s.buffer) returning id`.execute(
      this.#db,
    );
    return rows.length > 0;
  }

  /** Not pulled any more; windows leave its picture, its keys are void. False: it was retired already. */
  async close(id: string, at: Date): Promise<boolean> {
    return this.#db.transaction().execute(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('camera')
        .set({ closed_at: at })
        .where('id', '=', id)
        .where('closed_at', 'is', null)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      await sql`update placement set valid_to = greatest(${at}, valid_from + interval '1 millisecond')
        where camera_id = ${id} and valid_to is null`.execute(trx);
      await trx.deleteFrom('push_key').where('camera_id', '=', id).execute();
      return true;
    });
  }

  /** Retires it and registers it in another hall, in one go. Undefined: it was retired already. */
  async move(id: string, to: { hallId: string; name: string }, at: Date): Promise<string | undefined> {
    return this.#db.transaction().execute(async (trx) => {
      await lockOpen(trx, 'hall', to.hallId, 'body.hallId');
      if (!(await new CamerasStore({ db: trx }).close(id, at))) return undefined;
      const { rows } = await sql<{ id: string }>`
        insert into camera (hall_id, name, credentials_sealed, gb28181_id, make, model, serial, firmware,
          onvif_address, expected_fps, expected_kbps, note, moved_from)
        select ${to.hallId}, ${to.name}, credentials_sealed, gb28181_id, make, model, serial, firmware,
          onvif_address, expected_fps, expected_kbps, note, id
        from camera where id = ${id} returning id`.execute(trx);
      const made = rows[0]?.id as string;
      await sql`insert into camera_profile (camera_id, profile, url)
        select ${made}, profile, url from camera_profile where camera_id = ${id}`.execute(trx);
      return made;
    });
  }

  /** Cameras in use that are pulled from these hosts, or whose ONVIF service is there. */
  async atHosts(hosts: readonly string[]): Promise<CameraAtHost[]> {
    const { rows } = await sql<CameraAtHost>`
      select distinct on (a.host, c.id) c.id as id, c.name as name, c.hall_id as "hallId", a.host as host,
        lower(substring(c.onvif_address from '^[a-z]+://([^/?#]+)')) as authority
      from camera c cross join lateral (
        select lower(substring(url from '^[a-z]+://(?:[^/@]*@)?([^/:?#]+)')) as host
          from camera_profile where camera_id = c.id
        union select lower(substring(c.onvif_address from '^[a-z]+://([^/:?#]+)'))) a
      where c.closed_at is null and a.host = any(${[...hosts]}::text[])
      limit 5000`.execute(this.#db);
    return rows;
  }

  /** Who may see footage follows from its camera: one that has any, or that is named with some, stays. */
  async usesOf(id: string): Promise<Record<string, number>> {
    const { rows } = await sql<Record<string, number>>`select
      (select count(*)::int from placement where camera_id = ${id}) as placements,
      (select count(*)::int from recording_segment where camera_id = ${id} and not buffer) as recordings,
      (select count(distinct hold_id)::int from hold_range where camera_id = ${id}) as holds,
      (select count(*)::int from playback_note where camera_id = ${id} and removed_at is null) as notes,
      (select count(distinct package_id)::int from evidence_range where camera_id = ${id}) as evidence
    `.execute(this.#db);
    return rows[0] ?? {};
  }
}

async function writeProfiles(db: Db, cameraId: string, profiles: readonly CameraProfile[]): Promise<void> {
  await db
    .insertInto('camera_profile')
    .values(profiles.map(({ profile, url }) => ({ camera_id: cameraId, profile, url })))
    .execute();
}

const columnsOf = (details: CameraDetails) =>
  defined({
    gb28181_id: details.gb28181Id,
    make: details.make,
    model: details.model,
    serial: details.serial,
    firmware: details.firmware,
    onvif_address: details.onvifAddress,
    expected_fps: details.expectedFps,
    expected_kbps: details.expectedKbps,
    note: details.note,
  });

const toCamera = (row: CameraRow): StoredCamera => ({
  id: row.id,
  hallId: row.hall_id,
  name: row.name,
  profiles: row.profiles,
  hasCredentials: row.credentials_sealed !== null,
  credentialsSealed: row.credentials_sealed,
  gb28181Id: row.gb28181_id,
  make: row.make,
  model: row.model,
  serial: row.serial,
  firmware: row.firmware,
  onvifAddress: row.onvif_address,
  expectedFps: row.expected_fps,
  expectedKbps: row.expected_kbps,
  note: row.note,
  closedAt: row.closed_at?.toISOString() ?? null,
  movedFrom: row.moved_from,
  movedTo: row.moved_to,
  createdAt: row.created_at.toISOString(),
});
