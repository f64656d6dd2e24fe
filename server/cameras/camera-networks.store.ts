/** The internal networks that cameras may be on, in the database. */
import { sql } from 'kysely';
import type { Db } from '../platform/db/connect.ts';

export interface StoredNetwork {
  readonly id: string;
  readonly cidr: string;
  readonly note: string;
  readonly createdAt: Date;
}

/** More than a city has. */
const NETWORKS_MOST = 2000;

export class CameraNetworksStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async all(): Promise<StoredNetwork[]> {
    return this.#db
      .selectFrom('camera_network')
      .select(['id', 'cidr', 'note', 'created_at as createdAt'])
      .orderBy('created_at')
      .orderBy('id')
      .limit(NETWORKS_MOST)
      .execute();
  }

  async find(id: string): Promise<StoredNetwork | undefined> {
    return this.#db
      .selectFrom('camera_network')
      .select(['id', 'cidr', 'note', 'created_at as createdAt'])
      .where('id', '=', id)
      .executeTakeFirst();
  }

  /** Undefined: it is there already. */
  async insert(network: { cidr: string; note: string }): Promise<StoredNetwork | undefined> {
    return this.#db
      .insertInto('camera_network')
      .values(network)
      .onConflict((conflict) => conflict.column('cidr').doNothing())
      .returning(['id', 'cidr', 'note', 'created_at as createdAt'])
      .executeTakeFirst();
  }

  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('camera_network').where('id', '=', id).execute();
  }

  /** Cameras in use and their addresses: for whether they may still be pulled. */
  async addresses(): Promise<{ cameraId: string; url: string }[]> {
    const { rows } = await sql<{ cameraId: string; url: string }>`
      select p.camera_id as "cameraId", p.url as url from camera_profile p join camera c on c.id = p.camera_id
      where c.closed_at is null`.execute(this.#db);
    return rows;
  }
}
