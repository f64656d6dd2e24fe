/** Where a thing is, as permission checks ask it. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../platform/db/connect.ts';
import type { Place } from '../platform/http/route.ts';

interface PlaceRow {
  region_path: string[];
  hall_id: string;
  department_ids: string[];
  camera_id?: string;
  window_id?: string;
}

export class PlaceStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Its departments: every one with an open window there. */
  ofHall(id: string): Promise<Place | undefined> {
    return this.#find(
      sql`select h.id as hall_id, h.region_code, array(
        select distinct department_id from hall_window where hall_id = h.id and closed_at is null) as department_ids
        from hall h where h.id = ${id}`,
    );
  }

  ofWindow(id: string): Promise<Place | undefined> {
    return this.#find(
      sql`select h.id as hall_id, w.id as window_id, h.region_code, array[w.department_id] as department_ids
        from hall_window w join hall h on h.id = w.hall_id where w.id = ${id}`,
    );
  }

  /** A window with every department that ever ran it, and who took those over: what each may see, the query says. */
  ofWindowEver(id: string): Promise<Place | undefined> {
    return this.#find(
      sql`select h.id as hall_id, w.id as window_id, h.region_code, array(
        select t.department_id from window_term t where t.window_id = w.id
        union select d.successor_id from window_term t join department d on d.id = t.department_id
          where t.window_id = w.id and d.successor_id is not null) as department_ids
        from hall_window w join hall h on h.id = w.hall_id where w.id = ${id}`,
    );
  }

  /** Its departments: those of the windows in its picture now. */
  ofCamera(id: string): Promise<Place | undefined> {
    return this.#find(
      sql`select h.id as hall_id, c.id as camera_id, h.region_code, array(
        select distinct w.department_id from placement p join hall_window w on w.id = p.window_id
        where p.camera_id = c.id and p.valid_to is null) as department_ids
        from camera c join hall h on h.id = c.hall_id where c.id = ${id}`,
    );
  }

  /** Its departments: those whose windows were in its picture at that instant, and who took those over. */
  ofCameraAt(id: string, at: Date): Promise<Place | undefined> {
    return this.#find(
      sql`select h.id as hall_id, c.id as camera_id, h.region_code, array(
        select t.department_id from placement p cross join lateral window_term_at(p.window_id, ${at}::timestamptz) t
          where p.camera_id = c.id and p.valid_from <= ${at} and (p.valid_to is null or p.valid_to > ${at})
        union select d.successor_id from placement p cross join lateral window_term_at(p.window_id, ${at}::timestamptz) t
          join department d on d.id = t.department_id
          where p.camera_id = c.id and p.valid_from <= ${at} and (p.valid_to is null or p.valid_to > ${at})
            and d.successor_id is not null) as department_ids
        from camera c join hall h on h.id = c.hall_id where c.id = ${id}`,
    );
  }

  /** Its department's region and those of the halls it was served at, each with what lies above: as `caseVisible`. */
  async ofCase(id: string): Promise<Place | undefined> {
    const { rows } = await sql<{
      region_path: string[];
      hall_ids: string[];
      department_id: string;
      successor_id: string | null;
    }>`
      with recursive thing as (
        select c.id, c.department_id, (select successor_id from department where id = c.department_id) as successor_id, array(select distinct w.hall_id from case_event e
          join hall_window w on w.id = e.window_id where e.case_id = c.id) as hall_ids
        from case_record c where c.id = ${id}
      ), path(code, parent_code) as (
        select r.code, r.parent_code from region r where r.code in (
          select d.region_code from department d join thing t on t.department_id = d.id
          union select h.region_code from hall h join thing t on h.id = any(t.hall_ids))
        union select r.code, r.parent_code from region r join path p on r.code = p.parent_code
      ) select thing.*, array(select code from path) as region_path from thing`.execute(this.#db);
    const row = rows[0];
    return (
      row && {
        regionPath: row.region_path,
        hallIds: row.hall_ids,
        departmentIds: [row.department_id, ...(row.successor_id === null ? [] : [row.successor_id])],
        caseId: id,
      }
    );
  }

  async departmentOfMatter(id: string): Promise<string | undefined> {
    const { rows } = await sql<{ department_id: string }>`
      select department_id from matter where id = ${id}`.execute(this.#db);
    return rows[0]?.department_id;
  }

  async #find(thing: RawBuilder<unknown>): Promise<Place | undefined> {
    const { rows } = await sql<PlaceRow>`
      with recursive thing as (${thing}), path(code, parent_code) as (
        select r.code, r.parent_code from region r join thing t on r.code = t.region_code
        union select r.code, r.parent_code from region r join path p on r.code = p.parent_code
      ) select thing.*, array(select code from path) as region_path from thing`.execute(this.#db);
    const row = rows[0];
    return (
      row && {
        regionPath: row.region_path,
        hallId: row.hall_id,
        departmentIds: row.department_ids ?? [],
        ...(row.camera_id !== undefined && { cameraId: row.camera_id }),
        ...(row.window_id !== undefined && { windowId: row.window_id }),
      }
    );
  }
}
