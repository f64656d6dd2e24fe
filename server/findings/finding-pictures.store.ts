/** Pictures of findings that are still to be fetched, and where those that were lie. */
import { sql } from 'kysely';
import type { Db } from '../platform/db/connect.ts';

export interface DuePicture {
  readonly id: string;
  readonly cameraId: string;
  readonly windowId: string;
  readonly seenAt: Date;
  readonly tries: number;
}

export interface FetchedPicture {
  readonly fileId: string;
  readonly cropId: string | null;
  readonly capturedAt: Date;
}

export class FindingPicturesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Those whose time has come; put off at once, so that nobody else fetches them meanwhile. */
  async take(at: Date, until: Date, limit: number): Promise<DuePicture[]> {
    const { rows } = await sql<DuePicture>`
      with due as (
        select id from finding where picture_due <= ${at} and camera_id is not null
        order by picture_due desc limit ${limit} for no key update skip locked)
      update finding f set picture_due = ${until}, picture_tries = f.picture_tries + 1
      from due where f.id = due.id
      returning f.id, f.camera_id as "cameraId", f.window_id as "windowId", f.seen_at as "seenAt",
        f.picture_tries as tries`.execute(this.#db);
    return rows;
  }

  async nextDue(): Promise<Date | undefined> {
    const { rows } = await sql<{ at: Date | null }>`
      select min(picture_due) as at from finding where picture_due is not null`.execute(this.#db);
    return rows[0]?.at ?? undefined;
  }

  /** False: it is there already. */
  async fetched(id: string, { fileId, cropId, capturedAt }: FetchedPicture, at: Date): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('finding')
      .set({ picture_state: 'ready', picture_file: fileId, crop_file: cropId, picture_at: capturedAt })
      .set({ picture_due: null, updated_at: at })
      .where('id', '=', id)
      .where('picture_state', '=', 'waiting')
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** Null: it is given up. */
  async failed(id: string, again: Date | null): Promise<void> {
    await this.#db
      .updateTable('finding')
      .set({ picture_due: again, ...(again === null && { picture_state: 'none' as const }) })
      .where('id', '=', id)
      .where('picture_state', '=', 'waiting')
      .execute();
  }

  async of(id: string): Promise<{ fileId: string; cropId: string | null; at: Date } | undefined> {
    const { rows } = await sql<{ fileId: string; cropId: string | null; at: Date }>`
      select picture_file as "fileId", crop_file as "cropId", coalesce(picture_at, seen_at) as at
      from finding where id = ${id} and picture_file is not null`.execute(this.#db);
    return rows[0];
  }

  /** Which of these files belong to a finding. */
  async named(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await sql<{ id: string }>`
      select picture_file as id from finding where picture_file = any(${[...ids]}::uuid[])
      union select crop_file from finding where crop_file = any(${[...ids]}::uuid[])`.execute(this.#db);
    return new Set(rows.map((row) => row.id));
  }
}
