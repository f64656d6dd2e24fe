/** Cameras of the whole city, one page at a time. */
import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import type { camerasQuery } from '../contract/registry.ts';
import { cameraVisible, regionsBelow, type Visible, windowVisible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { type Keyset, keyset, type SortKey } from '../platform/db/keyset.ts';
import { keysMatch } from '../platform/search-keys/index.ts';

type Query = z.output<typeof camerasQuery>;

export interface ListedCameraRow {
  readonly id: string;
  readonly hallName: string;
  readonly regionCode: string;
  readonly windows: { id: string; code: string }[];
  readonly key: string[];
}

/** What of the world the asker sees. Only where they may change cameras an address finds one. */
export interface CamerasListVisible {
  readonly cameras: Visible;
  readonly windows: Visible;
  readonly changeable: Visible;
}

const byName: SortKey[] = [
  { by: sql`c.name`, type: 'text' },
  { by: sql`c.id`, type: 'uuid' },
];
const SORTS: Readonly<Record<Query['sort'], readonly SortKey[]>> = {
  name: byName,
  hall: [{ by: sql`h.name`, type: 'text' }, ...byName],
  created: [
    { by: sql`c.created_at`, type: 'timestamptz' },
    { by: sql`c.id`, type: 'uuid' },
  ],
};

export class CamerasListStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Undefined: the cursor is of another order. */
  order(query: Query, after: readonly string[] | undefined): Keyset | undefined {
    return keyset(SORTS[query.sort], query.order, after);
  }

  /** Up to `limit` + 1. */
  async page(visible: CamerasListVisible, query: Query, order: Keyset): Promise<ListedCameraRow[]> {
    // The page first, and only then what is looked up for each row.
    const { rows } = await sql<ListedCameraRow>`
      with page as materialized (
        select c.id, h.name as hall_name, h.region_code, ${order.key} as key
        from camera c join hall h on h.id = c.hall_id
        where ${order.after} and ${narrowed(visible, query)}
        order by ${order.order} limit ${query.limit + 1}
      )
      select p.id, p.hall_name as "hallName", p.region_code as "regionCode", p.key, coalesce((
        select jsonb_agg(jsonb_build_object('id', w.id, 'code', w.code) order by length(w.code), w.code)
        from placement l join hall_window w on w.id = l.window_id
        where l.camera_id = p.id and l.valid_to is null
          and ${windowVisible(visible.windows, sql`w.hall_id`, sql`w.department_id`, sql`w.id`)}), '[]') as windows
      from page p`.execute(this.#db);
    return rows;
  }

  async count(visible: CamerasListVisible, query: Query): Promise<number> {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from camera c join hall h on h.id = c.hall_id
      where ${narrowed(visible, query)}`.execute(this.#db);
    return rows[0]?.n ?? 0;
  }
}

function matching(changeable: Visible, q: string | undefined): RawBuilder<boolean> {
  const byKeys = keysMatch('camera', sql`c.id`, q);
  const byHosts = keysMatch('camera', sql`c.id`, q, { hosts: true });
  if (changeable.everywhere) return byHosts;
  return sql<boolean>`(${byKeys} or (${byHosts} and ${cameraVisible(changeable, sql`c.id`, sql`c.hall_id`)}))`;
}

function narrowed(visible: CamerasListVisible, query: Query): RawBuilder<boolean> {
  const { regionCode, hallId, departmentId, placed, closed, q } = query;
  const all = [cameraVisible(visible.cameras, sql`c.id`, sql`c.hall_id`), matching(visible.changeable, q)];
  if (regionCode !== undefined) all.push(sql`h.region_code in ${regionsBelow(regionCode)}`);
  if (hallId !== undefined) all.push(sql`c.hall_id = ${hallId}`);
  const open = sql`select 1 from placement l join hall_window w on w.id = l.window_id
    where l.camera_id = c.id and l.valid_to is null`;
  if (departmentId !== undefined) all.push(sql`exists (${open} and w.department_id = ${departmentId})`);
  if (placed !== undefined) all.push(placed === 'yes' ? sql`exists (${open})` : sql`not exists (${open})`);
  if (closed !== 'include')
    all.push(closed === 'only' ? sql`c.closed_at is not null` : sql`c.closed_at is null`);
  return sql<boolean>`${sql.join(all, sql` and `)}`;
}
