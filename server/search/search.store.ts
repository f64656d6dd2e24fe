/** The search over everything registered, narrowed to what the asker sees, in one statement. */
import { type RawBuilder, sql } from 'kysely';
import type { SearchHit, SearchKind } from '../contract/search.ts';
import {
  cameraVisible,
  departmentVisible,
  hallVisible,
  regionVisible,
  type Visible,
  windowVisible,
} from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { entryMatches, entryRank, type Term } from '../platform/search-keys/index.ts';

/** Where the asker may see things of each kind, and where an address finds a camera. */
export interface SearchVisible {
  readonly places: Visible;
  readonly cameras: Visible;
  readonly cameraHosts: Visible;
  readonly matters: Visible;
  readonly clerks: Visible;
  readonly users: Visible;
}

export type FoundRow = Omit<SearchHit, 'marks'>;

interface Kind {
  /** Of `e`, joined with what shows it: columns name, code, wheres, hall_id, camera_id, closed. */
  readonly from: RawBuilder<unknown>;
  readonly columns: RawBuilder<unknown>;
  readonly visible: (visible: SearchVisible) => RawBuilder<boolean>;
}

const none = sql`null::uuid`;
const region = (column: RawBuilder<unknown>) => sql`(select name from region where code = ${column})`;

const KINDS: Readonly<Record<SearchKind, Kind>> = {
  region: {
    from: sql`join region t on t.code = e.ref`,
    columns: sql`t.name, t.code, array_remove(array[${region(sql`t.parent_code`)}], null), ${none}, ${none},
      t.closed_at is not null`,
    visible: ({ places }) => regionVisible(places, sql`t.code`),
  },
  department: {
    from: sql`join department t on t.id = e.id`,
    columns: sql`t.name, t.uscc, array[${region(sql`t.region_code`)}], ${none}, ${none}, t.closed_at is not null`,
    visible: ({ places }) => departmentVisible(places, sql`t.id`, sql`t.region_code`),
  },
  hall: {
    from: sql`join hall t on t.id = e.id`,
    columns: sql`t.name, null::text, array[${region(sql`t.region_code`)}], t.id, ${none}, t.closed_at is not null`,
    visible: ({ places }) => hallVisible(places, sql`t.id`),
  },
  window: {
    from: sql`join hall_window t on t.id = e.id join hall h on h.id = t.hall_id
      join department d on d.id = t.department_id`,
    columns: sql`t.name, t.code, array[h.name, d.name], t.hall_id, (
      select l.camera_id from placement l where l.window_id = t.id and l.valid_to is null limit 1),
      t.closed_at is not null`,
    visible: ({ places }) => windowVisible(places, sql`t.hall_id`, sql`t.department_id`, sql`t.id`),
  },
  camera: {
    from: sql`join camera t on t.id = e.id join hall h on h.id = t.hall_id`,
    columns: sql`t.name, t.gb28181_id, array[h.name], t.hall_id, t.id, t.closed_at is not null`,
    visible: ({ cameras }) => cameraVisible(cameras, sql`t.id`, sql`t.hall_id`),
  },
  matter: {
    from: sql`join matter t on t.id = e.id join department d on d.id = t.department_id`,
    columns: sql`t.name, t.code, array[d.name], ${none}, ${none}, t.closed_at is not null`,
    visible: ({ matters }) => departmentVisible(matters, sql`d.id`, sql`d.region_code`),
  },
  clerk: {
    from: sql`join clerk t on t.id = e.id join department d on d.id = t.department_id`,
    columns: sql`t.name, t.staff_no, array[d.name], ${none}, ${none}, t.ended_at is not null`,
    visible: ({ clerks }) => departmentVisible(clerks, sql`d.id`, sql`d.region_code`),
  },
  user: {
    from: sql`join user_account t on t.id = e.id`,
    columns: sql`t.display_name, t.username, array[]::text[], ${none}, ${none}, t.disabled`,
    // Whose grants all lie in one's reach is the users' list to say; here people are found by who may see everybody.
    visible: ({ users }) => (users.everywhere ? sql<boolean>`true` : sql<boolean>`false`),
  },
};

/** What says that a thing is no more, where it is not `closed_at`. */
const GONE: { readonly [K in SearchKind]?: RawBuilder<unknown> } = {
  user: sql`t.disabled`,
  clerk: sql`t.ended_at is not null`,
};

export class SearchStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1 of each kind, the nearest first. */
  async find(
    terms: readonly Term[],
    kinds: readonly SearchKind[],
    visible: SearchVisible,
    limit: number,
  ): Promise<FoundRow[]> {
    const [first] = terms;
    const asked = kinds.filter((kind) => mayAny(kind, visible));
    if (first === undefined || asked.length === 0) return [];
    const parts = asked.map((kind) => this.#part(kind, terms, visible, limit));
    const { rows } = await sql<FoundRow>`
      with found (kind, id, name, code, "where", "hallId", "cameraId", closed, rank, long) as (
        ${sql.join(parts, sql` union all `)}
      ) select kind, id, name, code, "where", "hallId", "cameraId", closed from found
      order by array_position(${[...kinds]}::text[], kind), closed, rank, long, name, id`.execute(this.#db);
    return rows;
  }

  /** What is found is narrowed first and shown after: names of halls are looked up for a handful of rows only. */
  #part(kind: SearchKind, terms: readonly Term[], visible: SearchVisible, limit: number) {
    const { from, columns, visible: seen } = KINDS[kind];
    const rank = sql`least(${sql.join(terms.map(entryRank))})`;
    return sql`(select e.kind, e.ref, s.* , e.rank, length(e.name) from (
        select e.*, ${rank} as rank from search_entry e ${from}
        where e.kind = ${kind} and ${sql.join(
          terms.map((term) => this.#matches(kind, term, terms, visible)),
          sql` and `,
        )} and ${seen(visible)}
        order by ${GONE[kind] ?? sql`t.closed_at is not null`}, rank, length(e.name), e.name, e.ref
        limit ${limit + 1}
      ) e ${from} cross join lateral (select ${columns}) s)`;
  }

  /** One word of several may as well be the hall's: 惠来 A05. */
  #matches(
    kind: SearchKind,
    term: Term,
    terms: readonly Term[],
    visible: SearchVisible,
  ): RawBuilder<boolean> {
    const own = entryMatches(term);
    const ways = [own];
    if (kind === 'camera') {
      const byHost = entryMatches(term, { hosts: true });
      const may = cameraVisible(visible.cameraHosts, sql`t.id`, sql`t.hall_id`);
      ways.push(sql<boolean>`(${byHost} and ${may})`);
    }
    if (terms.length > 1 && (kind === 'window' || kind === 'camera'))
      ways.push(sql<boolean>`t.hall_id in (
        select e.id from search_entry e where e.kind = 'hall' and ${entryMatches(term)})`);
    return sql<boolean>`(${sql.join(ways, sql` or `)})`;
  }
}

/** Kinds of which the asker sees nothing anyway are not asked for. */
function mayAny(kind: SearchKind, visible: SearchVisible): boolean {
  const of = {
    region: visible.places,
    department: visible.places,
    hall: visible.places,
    window: visible.places,
    camera: visible.cameras,
    matter: visible.matters,
    user: visible.users,
    clerk: visible.clerks,
  }[kind];
  if (of.everywhere) return true;
  const { regionCodes, hallIds, departmentIds, windowIds, cameraIds } = of;
  return [regionCodes, hallIds, departmentIds, windowIds, cameraIds].some((all) => (all?.length ?? 0) > 0);
}
