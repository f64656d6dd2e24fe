/** The tree beside the registry's lists: what is in each hall, counted as far as the asker sees it. */
import { sql } from 'kysely';
import type { RegistryTree } from '../contract/registry.ts';
import type { Db } from '../platform/db/connect.ts';
import { cameraVisible, hallVisible, regionVisible, type Visible, windowVisible } from './visible.store.ts';

/** More than a province has townships, and than a city has halls. */
const REGIONS_MOST = 5000;
const HALLS_MOST = 5000;

export class TreeStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async tree(places: Visible, cameras: Visible): Promise<RegistryTree> {
    const [regions, halls] = await Promise.all([this.#regions(places), this.#halls(places, cameras)]);
    return { regions, halls };
  }

  async #regions(visible: Visible): Promise<RegistryTree['regions']> {
    const { rows } = await sql<RegistryTree['regions'][number]>`
      select code, name, level, parent_code as "parentCode" from region
      where closed_at is null and ${regionVisible(visible, sql`region.code`)}
      order by code limit ${REGIONS_MOST}`.execute(this.#db);
    return rows;
  }

  async #halls(visible: Visible, cameras: Visible): Promise<RegistryTree['halls']> {
    const { rows } = await sql<RegistryTree['halls'][number]>`
      with placed as materialized (select distinct window_id from placement where valid_to is null),
      windows as (
        select w.hall_id, count(*)::int as windows, count(*) filter (where p.window_id is null)::int as unseen,
          count(distinct w.department_id)::int as departments
        from hall_window w left join placed p on p.window_id = w.id
        where w.closed_at is null and ${windowVisible(visible, sql`w.hall_id`, sql`w.department_id`, sql`w.id`)}
        group by w.hall_id
      ), cameras as (
        select c.hall_id, count(*)::int as cameras from camera c
        where c.closed_at is null and ${cameraVisible(cameras, sql`c.id`, sql`c.hall_id`)}
        group by c.hall_id
      )
      select h.id, h.name, h.region_code as "regionCode", coalesce(w.windows, 0) as windows,
        coalesce(c.cameras, 0) as cameras, coalesce(w.unseen, 0) as unseen, coalesce(w.departments, 0) as departments
      from hall h left join windows w on w.hall_id = h.id left join cameras c on c.hall_id = h.id
      where h.closed_at is null and ${hallVisible(visible, sql`h.id`)}
      order by h.region_code, h.name, h.id limit ${HALLS_MOST}`.execute(this.#db);
    return rows;
  }
}
