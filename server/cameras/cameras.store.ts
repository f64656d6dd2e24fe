/** Cameras and their profiles in the database. Credentials go in and out sealed only. */
import { sql } from 'kysely';
import type { Camera, Profile } from '../contract/cameras.ts';
import { cameraVisible, contains, type Visible } from '../places/index.ts';
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
  readonly q?: string | undefined;
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
    const { visible, after, hallId, id, q } = query;
    const { rows } = await sql<CameraRow>`
      select c.*, coalesce((
        select jsonb_agg(jsonb_build_object('profile', p.profile, 'url', p.url) order by p.profile)
        from camera_profile p where p.camera_id = c.id), '[]') as profiles
      from camera c
      where ${cameraVisible(visible, sql`c.id`, sql`c.hall_id`)}
        and ${hallId === undefined ? sql`true` : sql`c.hall_id = ${hallId}`}
        and ${id === undefined ? sql`true` : sql`c.id = ${id}`}
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
      .orderBy('c.id')
      .limit(NAMES_MOST)
      .execute();
  }

  async insert(camera: {
    hallId: string;
    name: string;
    credentialsSealed: Buffer | null;
    profiles: readonly CameraProfile[];
  }): Promise<string> {
    return this.#db.transaction().execute(async (trx) => {
      const { id } = await trx
        .insertInto('camera')
        .values({ hall_id: camera.hallId, name: camera.name, credentials_sealed: camera.credentialsSealed })
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
    },
  ): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      const fields = defined({ name: change.name, credentials_sealed: change.credentialsSealed });
      if (Object.keys(fields).length > 0)
        await trx.updateTable('camera').set(fields).where('id', '=', id).execute();
      if (change.profiles !== undefined) {
        await trx.deleteFrom('camera_profile').where('camera_id', '=', id).execute();
        await writeProfiles(trx, id, change.profiles);
      }
    });
  }

  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('camera').where('id', '=', id).execute();
  }

  async usesOf(id: string): Promise<Record<string, number>> {
    const { count } = await this.#db
      .selectFrom('placement')
      .select(sql<number>`count(*)::int`.as('count'))
      .where('camera_id', '=', id)
      .executeTakeFirstOrThrow();
    return { placements: count };
  }
}

async function writeProfiles(db: Db, cameraId: string, profiles: readonly CameraProfile[]): Promise<void> {
  await db
    .insertInto('camera_profile')
    .values(profiles.map(({ profile, url }) => ({ camera_id: cameraId, profile, url })))
    .execute();
}

const toCamera = (row: CameraRow): StoredCamera => ({
  id: row.id,
  hallId: row.hall_id,
  name: row.name,
  profiles: row.profiles,
  hasCredentials: row.credentials_sealed !== null,
  credentialsSealed: row.credentials_sealed,
  createdAt: row.created_at.toISOString(),
});
