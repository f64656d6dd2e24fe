/** Windows of the whole city, one page at a time. */
import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import type { windowsQuery } from '../contract/registry.ts';
import type { Db } from '../platform/db/connect.ts';
import { type Keyset, keyset, type SortKey } from '../platform/db/keyset.ts';
import { keysMatchAny } from '../platform/search-keys/index.ts';
import { regionsBelow } from './regions-below.store.ts';
import { cameraVisible, type Visible, windowVisible } from './visible.store.ts';

type Query = z.output<typeof windowsQuery>;

export interface WindowRow {
  readonly id: string;
  readonly hallName: string;
  readonly regionCode: string;
  readonly cameras: { id: string; name: string }[];
  readonly key: string[];
}

const byCode: SortKey[] = [
  { by: sql`length(w.code)`, type: 'int' },
  { by: sql`w.code`, type: 'text' },
  { by: sql`w.id`, type: 'uuid' },
];
/** Window 2 comes before window 10. */
const SORTS: Readonly<Record<Query['sort'], readonly SortKey[]>> = {
  code: byCode,
  name: [
    { by: sql`w.name`, type: 'text' },
    { by: sql`w.id`, type: 'uuid' },
  ],
  hall: [{ by: sql`h.name`, type: 'text' }, ...byCode],
  created: [
    { by: sql`w.created_at`, type: 'timestamptz' },
    { by: sql`w.id`, type: 'uuid' },
  ],
};

export class WindowsListStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Undefined: the cursor is of another order. */
  order(query: Query, after: readonly string[] | undefined): Keyset | undefined {
    return keyset(SORTS[query.sort], query.order, after);
  }

  /** Up to `limit` + 1. */
  async page(
    visible: { readonly windows: Visible; readonly cameras: Visible },
    query: Query,
    order: Keyset,
  ): Promise<WindowRow[]> {
    // The page first, and only then what is looked up for each row.
    const { rows } = await sql<WindowRow>`
      with page as materialized (
        select w.id, h.name as hall_name, h.region_code, ${order.key} as key
        from hall_window w join hall h on h.id = w.hall_id
        where ${order.after} and ${narrowed(visible.windows, query)}
        order by ${order.order} limit ${query.limit + 1}
      )
      select p.id, p.hall_name as "hallName", p.region_code as "regionCode", p.key, coalesce((
        select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name) order by c.name)
        from placement l join camera c on c.id = l.camera_id
        where l.window_id = p.id and l.valid_to is null
          and ${cameraVisible(visible.cameras, sql`c.id`, sql`c.hall_id`)}), '[]') as cameras
      from page p`.execute(this.#db);
    return rows;
  }

  async count(visible: Visible, query: Query): Promise<number> {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from hall_window w join hall h on h.id = w.hall_id
      where ${narrowed(visible, query)}`.execute(this.#db);
    return rows[0]?.n ?? 0;
  }
}

function narrowed(visible: Visible, query: Query): RawBuilder<boolean> {
  const { regionCode, hallId, departmentId, placed, closed, q } = query;
  const all = [
    windowVisible(visible, sql`w.hall_id`, sql`w.department_id`, sql`w.id`),
    // Who types a department's name wants its windows; with more words one may be the hall's.
    keysMatchAny(
      [
        { kind: 'window', id: sql`w.id` },
        { kind: 'department', id: sql`w.department_id` },
        { kind: 'hall', id: sql`w.hall_id`, beside: true },
      ],
      q,
    ),
  ];
  if (regionCode !== undefined) all.push(sql`h.region_code in ${regionsBelow(regionCode)}`);
  if (hallId !== undefined) all.push(sql`w.hall_id = ${hallId}`);
  if (departmentId !== undefined) all.push(sql`w.department_id = ${departmentId}`);
  if (placed !== undefined) {
    const seen = sql`exists (select 1 from placement l where l.window_id = w.id and l.valid_to is null)`;
    all.push(placed === 'yes' ? sql`${seen}` : sql`not ${seen}`);
  }
  if (closed !== 'include')
    all.push(closed === 'only' ? sql`w.closed_at is not null` : sql`w.closed_at is null`);
  return sql<boolean>`${sql.join(all, sql` and `)}`;
}
