/** Which cameras somebody may watch. */
import { sql } from 'kysely';
import { cameraVisible, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';

/** Watching one needs both: its picture, and what it is called. */
export interface Sight {
  readonly live: Visible;
  readonly cameras: Visible;
}

export class SightStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Of these, retired ones too. */
  async seen(ids: readonly string[], sight: Sight): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const { rows } = await sql<{ id: string }>`
      select c.id from camera c where c.id = any(${[...new Set(ids)]}::uuid[])
        and ${cameraVisible(sight.live, sql`c.id`, sql`c.hall_id`)}
        and ${cameraVisible(sight.cameras, sql`c.id`, sql`c.hall_id`)}`.execute(this.#db);
    return new Set(rows.map(({ id }) => id));
  }
}
