/** What things and people of the trail are called today, for rows that kept no name. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../platform/db/connect.ts';

type LookUp = (ids: readonly string[]) => RawBuilder<{ id: string; name: string }>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const uuids = (ids: readonly string[]) => sql`${ids.filter((id) => UUID.test(id))}::uuid[]`;
/** Of references like `placement:<camera>/<window>`: the nth part, as a uuid or null. */
const part = (nth: number) =>
  sql`substring(split_part(k.id, '/', ${sql.lit(nth)}) from '^[0-9a-f-]{36}$')::uuid`;

/** By kind, how a reference's id finds a name. By the tables' keys: some of them have millions of rows. */
const LOOK_UPS: Readonly<Record<string, LookUp>> = {
  user: (ids) => sql`select username as id, display_name || ' (' || username || ')' as name
      from user_account where username = any(${[...ids]}::text[])
    union all select id::text, display_name || ' (' || username || ')'
      from user_account where id = any(${uuids(ids)})`,
  region: (ids) => sql`select code as id, name from region where code = any(${[...ids]}::text[])`,
  department: (ids) => sql`select id::text as id, name from department where id = any(${uuids(ids)})`,
  hall: (ids) => sql`select id::text as id, name from hall where id = any(${uuids(ids)})`,
  window: (ids) => sql`select w.id::text as id, w.code || ' ' || w.name || ' · ' || h.name as name
    from hall_window w join hall h on h.id = w.hall_id where w.id = any(${uuids(ids)})`,
  camera: (ids) => sql`select c.id::text as id, c.name || ' · ' || h.name as name
    from camera c join hall h on h.id = c.hall_id where c.id = any(${uuids(ids)})`,
  matter: (ids) =>
    sql`select id::text as id, code || ' ' || name as name from matter where id = any(${uuids(ids)})`,
  token: (ids) => sql`select id::text as id, name from machine_token where id = any(${uuids(ids)})`,
  machine: (ids) => sql`select distinct on (source) source as id, name from machine_token
    where source = any(${[...ids]}::text[]) order by source, created_at desc`,
  // Of a deed at the desk: its case, or its window.
  desk: (ids) => sql`select id::text as id, case_no as name from case_record where id = any(${uuids(ids)})
    union all select id::text, code || ' ' || name from hall_window where id = any(${uuids(ids)})`,
  case: (ids) => sql`select id::text as id, case_no as name from case_record where id = any(${uuids(ids)})`,
  placement: (ids) => sql`select k.id, w.code || ' ' || w.name || ' · ' || c.name as name
    from unnest(${[...ids]}::text[]) as k (id)
    left join placement p on p.id = ${part(1)}
    join camera c on c.id = coalesce(p.camera_id, ${part(1)})
    join hall_window w on w.id = coalesce(p.window_id, ${part(2)})`,
  'push-key': (ids) => sql`select k.id, c.name || ' · ' || split_part(k.id, '/', 2) as name
    from unnest(${[...ids]}::text[]) as k (id) join camera c on c.id = ${part(1)}`,
};

export class NamesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Of references like `hall:<id>`; those of things that are gone are not among them. */
  async namesOf(references: Iterable<string>): Promise<Map<string, string>> {
    const byKind = new Map<string, Set<string>>();
    for (const reference of references) {
      const at = reference.indexOf(':');
      const kind = reference.slice(0, at);
      if (at > 0 && Object.hasOwn(LOOK_UPS, kind))
        byKind.set(kind, (byKind.get(kind) ?? new Set()).add(reference.slice(at + 1)));
    }
    const names = new Map<string, string>();
    for (const [kind, ids] of byKind) {
      const found = await LOOK_UPS[kind]?.([...ids]).execute(this.#db);
      for (const { id, name } of found?.rows ?? []) names.set(`${kind}:${id}`, name);
    }
    return names;
  }

  /** `user:<username>` of people whose name, shown or for signing in, has this in it. At most 200. */
  async usersLike(part: string): Promise<string[]> {
    const like = `%${part.replace(/[\\%_]/g, '\\$&')}%`;
    const { rows } = await sql<{ username: string }>`select username from user_account
      where username ilike ${like} or display_name ilike ${like} order by username limit 200`.execute(
      this.#db,
    );
    return rows.map(({ username }) => `user:${username}`);
  }
}
