/** What imports ask of cameras at once. */
import { sql } from 'kysely';
import type { Db } from '../platform/db/connect.ts';

export class CameraImportsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Which cameras in use have these GB/T 28181 ids: id of the camera by its GB/T 28181 id. */
  async holdersOf(gb28181Ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { rows } = await sql<{ id: string; held: string }>`
      select id, gb28181_id as held from camera
      where closed_at is null and gb28181_id = any(${[...gb28181Ids]}::text[])`.execute(this.#db);
    return new Map(rows.map((row) => [row.held, row.id]));
  }
}
