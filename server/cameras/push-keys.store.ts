/** Stream keys of pushed cameras in the database: never as they are, only their hashes. */
import { sql } from 'kysely';
import type { StreamKey } from '../../streams/types.ts';
import { PUSHED } from '../contract/cameras.ts';
import type { Db } from '../platform/db/connect.ts';

export interface StoredPushKey {
  readonly profile: StreamKey['profile'];
  readonly createdAt: Date;
}

export class PushKeysStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** In the place of the one before, if there was one. */
  async put({ cameraId, profile }: StreamKey, hash: Buffer, at: Date): Promise<void> {
    const fields = { key_hash: hash, created_at: at };
    await this.#db
      .insertInto('push_key')
      .values({ camera_id: cameraId, profile, ...fields })
      .onConflict((conflict) => conflict.columns(['camera_id', 'profile']).doUpdateSet(fields))
      .execute();
  }

  /** False: there was none. */
  async remove({ cameraId, profile }: StreamKey): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('push_key')
      .where('camera_id', '=', cameraId)
      .where('profile', '=', profile)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async ofCamera(cameraId: string): Promise<StoredPushKey[]> {
    return this.#db
      .selectFrom('push_key')
      .select(['profile', 'created_at as createdAt'])
      .where('camera_id', '=', cameraId)
      .orderBy('profile')
      .execute();
  }

  async any(): Promise<boolean> {
    const row = await this.#db.selectFrom('push_key').select('camera_id').limit(1).executeTakeFirst();
    return row !== undefined;
  }

  /** The stream whose key has this hash, if that camera is in use and its profile still pushed. */
  async streamOf(hash: Buffer): Promise<StreamKey | undefined> {
    const { rows } = await sql<{ cameraId: string; profile: StreamKey['profile'] }>`
      select k.camera_id as "cameraId", k.profile as profile
      from push_key k join camera_profile p on p.camera_id = k.camera_id and p.profile = k.profile
        join camera c on c.id = k.camera_id
      where k.key_hash = ${hash} and c.closed_at is null and p.url = ${PUSHED}`.execute(this.#db);
    return rows[0];
  }
}
