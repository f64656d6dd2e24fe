/** Halls and their windows in the database, and the counts around them. */
import { sql } from 'kysely';
import type { Hall, SetupSummary, Window } from '../contract/places.ts';
import type { Db } from '../platform/db/connect.ts';
import { defined } from '../platform/defined.ts';
import type { ListOptions } from './regions.store.ts';
import { cameraVisible, contains, hallVisible, type Visible, windowVisible } from './visible.store.ts';

interface HallRow {
  id: string;
  region_code: string;
  name: string;
  address: string | null;
  line_kbps: number | null;
  line_reserve_kbps: number;
  sound_allowed: boolean;
  window_count: number;
  camera_count: number;
  created_at: Date;
}
interface WindowRow {
  id: string;
  hall_id: string;
  department_id: string;
  department_name: string;
  code: string;
  name: string;
  created_at: Date;
}

/** A hall's line, and whether its cameras may be heard. */
export type HallPolicy = Pick<Hall, 'lineKbps' | 'lineReserveKbps' | 'soundAllowed'>;
type HallFields = Pick<Hall, 'name' | 'address' | 'lineKbps' | 'lineReserveKbps' | 'soundAllowed'>;
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
    },
  ): Promise<Hall[]> {
    const { visible, after, q } = options;
    const { rows } = await sql<HallRow>`
      select h.*,
        (select count(*)::int from hall_window w
          where w.hall_id = h.id and ${windowVisible(visible, sql`w.hall_id`, sql`w.department_id`)}) as window_count,
        (select count(*)::int from camera c
          where c.hall_id = h.id and ${cameraVisible(visible, sql`c.id`, sql`c.hall_id`)}) as camera_count
      from hall h
      where ${hallVisible(visible, sql`h.id`)}
        and ${after === undefined ? sql`true` : sql`(h.name, h.id) > (${after[0]}, ${after[1]}::uuid)`}
        and ${q ? sql`(h.name ilike ${contains(q)} or h.address ilike ${contains(q)})` : sql`true`}
        and ${options.regionCode === undefined ? sql`true` : sql`h.region_code = ${options.regionCode}`}
        and ${options.id === undefined ? sql`true` : sql`h.id = ${options.id}`}
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
    const { regionCode, name, address } = hall;
    const row = await this.#db
      .insertInto('hall')
      .values({
        name,
        address,
        region_code: regionCode,
        line_kbps: hall.lineKbps,
        line_reserve_kbps: hall.lineReserveKbps,
        sound_allowed: hall.soundAllowed,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return row.id;
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

  /** Up to `limit` + 1, in the order of their codes as people count: 2 before 10. */
  async windows(
    options: ListOptions<string> & {
      readonly hallId?: string;
      readonly ids?: readonly string[];
    },
  ): Promise<Window[]> {
    const { visible, after, q, hallId, ids } = options;
    const { rows } = await sql<WindowRow>`
      select w.*, d.name as department_name
      from hall_window w join department d on d.id = w.department_id
      where ${windowVisible(visible, sql`w.hall_id`, sql`w.department_id`, sql`w.id`)}
        and ${hallId === undefined ? sql`true` : sql`w.hall_id = ${hallId}`}
        and ${ids === undefined ? sql`true` : sql`w.id = any(${[...ids]}::uuid[])`}
        and ${after === undefined ? sql`true` : sql`(length(w.code), w.code) > (${after.length}, ${after})`}
        and ${q ? sql`(w.name ilike ${contains(q)} or w.code ilike ${contains(q)} or d.name ilike ${contains(q)})` : sql`true`}
      order by length(w.code), w.code, w.id limit ${options.limit + 1}`.execute(this.#db);
    return rows.map(toWindow);
  }

  async insertWindow(window: {
    hallId: string;
    departmentId: string;
    code: string;
    name: string;
  }): Promise<string> {
    const row = await this.#db
      .insertInto('hall_window')
      .values({
        hall_id: window.hallId,
        department_id: window.departmentId,
        code: window.code,
        name: window.name,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return row.id;
  }

  async changeWindow(
    id: string,
    change: { departmentId?: string | undefined; code?: string | undefined; name?: string | undefined },
  ): Promise<void> {
    const { departmentId, ...rest } = change;
    const fields = defined({ ...rest, department_id: departmentId });
    if (Object.keys(fields).length === 0) return;
    await this.#db.updateTable('hall_window').set(fields).where('id', '=', id).execute();
  }

  async deleteWindow(id: string): Promise<void> {
    await this.#db.deleteFrom('hall_window').where('id', '=', id).execute();
  }

  async usesOfWindow(id: string): Promise<Record<string, number>> {
    const { rows } = await sql<Record<string, number>>`select
      (select count(*)::int from placement where window_id = ${id}) as placements,
      (select count(*)::int from case_event where window_id = ${id}) as events`.execute(this.#db);
    return rows[0] ?? {};
  }

  async summary(visible: Visible): Promise<SetupSummary> {
    const { rows } = await sql<SetupSummary>`select
      (select count(*)::int from hall h where ${hallVisible(visible, sql`h.id`)}) as halls,
      (select count(*)::int from camera c where ${cameraVisible(visible, sql`c.id`, sql`c.hall_id`)}) as cameras,
      (select count(*)::int from hall_window w
        where ${windowVisible(visible, sql`w.hall_id`, sql`w.department_id`)}) as windows,
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
  lineKbps: row.line_kbps,
  lineReserveKbps: row.line_reserve_kbps,
  soundAllowed: row.sound_allowed,
  windowCount: row.window_count,
  cameraCount: row.camera_count,
  createdAt: row.created_at.toISOString(),
});

const toWindow = (row: WindowRow): Window => ({
  id: row.id,
  hallId: row.hall_id,
  departmentId: row.department_id,
  departmentName: row.department_name,
  code: row.code,
  name: row.name,
  createdAt: row.created_at.toISOString(),
});
