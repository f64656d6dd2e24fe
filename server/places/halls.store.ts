/** Halls in the database, and the counts around them. Windows: `windows.store.ts`. */
import { sql } from 'kysely';
import type { Hall, SetupSummary } from '../contract/places.ts';
import type { Db } from '../platform/db/connect.ts';
import { defined } from '../platform/defined.ts';
import { keysMatch } from '../platform/search-keys/index.ts';
import { lockOpen } from './locks.store.ts';
import type { ListOptions } from './regions.store.ts';
import { regionsBelow } from './regions-below.store.ts';
import { cameraVisible, contains, hallVisible, type Visible, windowVisible } from './visible.store.ts';

interface HallRow {
  id: string;
  region_code: string;
  name: string;
  address: string | null;
  contact: string | null;
  phone: string | null;
  line_kbps: number | null;
  line_reserve_kbps: number;
  sound_allowed: boolean;
  window_count: number;
  camera_count: number;
  created_at: Date;
  closed_at: Date | null;
  merged_into: string | null;
}
/** A hall's line, and whether its cameras may be heard. */
export type HallPolicy = Pick<Hall, 'lineKbps' | 'lineReserveKbps' | 'soundAllowed'>;
type HallFields = Pick<
  Hall,
  'name' | 'address' | 'contact' | 'phone' | 'lineKbps' | 'lineReserveKbps' | 'soundAllowed'
>;
/** What is left out stays as it is. */
type Changes<T> = { readonly [K in keyof T]?: T[K] | undefined };

export class HallsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1, by name; counts are of what the asker sees. */
  async halls(
    options: ListOptions<readonly [string, string]> & {
      readonly regionCode?: string | undefined;
      readonly id?: string;
      readonly closed?: 'include' | undefined;
    },
  ): Promise<Hall[]> {
    const { visible, after, q } = options;
    const { rows } = await sql<HallRow>`
      select h.*,
        (select count(*)::int from hall_window w
          where w.hall_id = h.id and w.closed_at is null and ${windowVisible(visible, sql`w.hall_id`, sql`w.department_id`)}) as window_count,
        (select count(*)::int from camera c
          where c.hall_id = h.id and c.closed_at is null and ${cameraVisible(visible, sql`c.id`, sql`c.hall_id`)}) as camera_count
      from hall h
      where ${hallVisible(visible, sql`h.id`)}
        and ${after === undefined ? sql`true` : sql`(h.name, h.id) > (${after[0]}, ${after[1]}::uuid)`}
        and ${q ? sql`(${keysMatch('hall', sql`h.id`, q)} or h.address ilike ${contains(q)})` : sql`true`}
        and ${options.below === undefined ? sql`true` : sql`h.region_code in ${regionsBelow(options.below)}`}
        and ${options.regionCode === undefined ? sql`true` : sql`h.region_code = ${options.regionCode}`}
        and ${options.id === undefined ? sql`true` : sql`h.id = ${options.id}`}
        and ${options.closed === 'include' || options.id !== undefined ? sql`true` : sql`h.closed_at is null`}
      order by h.name, h.id limit ${options.limit + 1}`.execute(this.#db);
    return rows.map(toHall);
  }

  async hall(id: string, visible: Visible): Promise<Hall | undefined> {
    return (await this.halls({ visible, id, after: undefined, limit: 1 }))[0];
  }

  /** What the media plane asks of a hall, several times a minute: no counts. */
  async policyOf(id: string): Promise<HallPolicy | undefined> {
    const row = await this.#db
      .selectFrom('hall')
      .select(['line_kbps', 'line_reserve_kbps', 'sound_allowed'])
      .where('id', '=', id)
      .executeTakeFirst();
    return (
      row && {
        lineKbps: row.line_kbps,
        lineReserveKbps: row.line_reserve_kbps,
        soundAllowed: row.sound_allowed,
      }
    );
  }

  async insertHall(hall: HallFields & { readonly regionCode: string }): Promise<string> {
    return this.#db.transaction().execute(async (trx) => {
      await lockOpen(trx, 'region', hall.regionCode, 'body.regionCode');
      const row = await trx
        .insertInto('hall')
        .values({
          name: hall.name,
          address: hall.address,
          contact: hall.contact,
          phone: hall.phone,
          region_code: hall.regionCode,
          line_kbps: hall.lineKbps,
          line_reserve_kbps: hall.lineReserveKbps,
          sound_allowed: hall.soundAllowed,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      return row.id;
    });
  }

  async changeHall(id: string, change: Changes<HallFields>): Promise<void> {
    const { lineKbps, lineReserveKbps, soundAllowed, ...rest } = change;
    const fields = defined({
      ...rest,
      line_kbps: lineKbps,
      line_reserve_kbps: lineReserveKbps,
      sound_allowed: soundAllowed,
    });
    if (Object.keys(fields).length === 0) return;
    await this.#db.updateTable('hall').set(fields).where('id', '=', id).execute();
  }

  async deleteHall(id: string): Promise<void> {
    await this.#db.deleteFrom('hall').where('id', '=', id).execute();
  }

  async usesOfHall(id: string): Promise<Record<string, number>> {
    const { rows } = await sql<Record<string, number>>`select
      (select count(*)::int from hall_window where hall_id = ${id}) as windows,
      (select count(*)::int from camera where hall_id = ${id}) as cameras,
      (select count(*)::int from user_grant where scope @> ${JSON.stringify({ kind: 'hall', id })}::jsonb)
        as grants`.execute(this.#db);
    return rows[0] ?? {};
  }

  async summary(visible: Visible): Promise<SetupSummary> {
    const { rows } = await sql<SetupSummary>`select
      (select count(*)::int from hall h where h.closed_at is null and ${hallVisible(visible, sql`h.id`)}) as halls,
      (select count(*)::int from camera c where ${cameraVisible(visible, sql`c.id`, sql`c.hall_id`)}) as cameras,
      (select count(*)::int from hall_window w
        where w.closed_at is null
          and ${windowVisible(visible, sql`w.hall_id`, sql`w.department_id`)}) as windows,
      (select count(*)::int from placement p join hall_window w on w.id = p.window_id
        where p.valid_to is null and ${windowVisible(visible, sql`w.hall_id`, sql`w.department_id`)}) as placements
    `.execute(this.#db);
    return rows[0] ?? { halls: 0, cameras: 0, windows: 0, placements: 0 };
  }
}

const toHall = (row: HallRow): Hall => ({
  id: row.id,
  regionCode: row.region_code,
  name: row.name,
  address: row.address,
  contact: row.contact,
  phone: row.phone,
  lineKbps: row.line_kbps,
  lineReserveKbps: row.line_reserve_kbps,
  soundAllowed: row.sound_allowed,
  windowCount: row.window_count,
  cameraCount: row.camera_count,
  createdAt: row.created_at.toISOString(),
  closedAt: row.closed_at?.toISOString() ?? null,
  mergedInto: row.merged_into,
});
