/** What things and people of the trail are called today, for rows that kept no name. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../platform/db/connect.ts';

/** By kind, how a reference's id finds a name. Each is given the ids as texts. */
const LOOK_UPS: Readonly<Record<string, (ids: string[]) => RawBuilder<{ id: string; name: string }>>> = {
  user: (ids) => sql`select coalesce(nullif(k.id, u.id::text), u.id::text) as id,
      u.display_name || ' (' || u.username || ')' as name
    from unnest(${ids}::text[]) as k (id) join user_account u on u.username = k.id or u.id::text = k.id`,
  region: (ids) => sql`select code as id, name from region where code = any(${ids})`,
  department: (ids) => sql`select id::text as id, name from department where id::text = any(${ids})`,
  hall: (ids) => sql`select id::text as id, name from hall where id::text = any(${ids})`,
  window: (ids) => sql`select w.id::text as id, w.code || ' ' || w.name || ' · ' || h.name as name
    from hall_window w join hall h on h.id = w.hall_id where w.id::text = any(${ids})`,
  camera: (ids) => sql`select c.id::text as id, c.name || ' · ' || h.name as name
    from camera c join hall h on h.id = c.hall_id where c.id::text = any(${ids})`,
  matter: (ids) =>
    sql`select id::text as id, code || ' ' || name as name from matter where id::text = any(${ids})`,
  token: (ids) => sql`select id::text as id, name from machine_token where id::text = any(${ids})`,
  machine: (ids) => sql`select distinct on (source) source as id, name from machine_token
    where source = any(${ids}) order by source, created_at desc`,
  case: (ids) => sql`select id::text as id, case_no as name from case_record where id::text = any(${ids})`,
  placement: (ids) => sql`select k.id, w.code || ' ' || w.name || ' · ' || c.name as name
    from unnest(${ids}::text[]) as k (id)
    join camera c on c.id::text = split_part(k.id, '/', 1)
    join hall_window w on w.id::text = split_part(k.id, '/', 2)`,
  'push-key': (ids) => sql`select k.id, c.name || ' · ' || split_part(k.id, '/', 2) as name
    from unnest(${ids}::text[]) as k (id) join camera c on c.id::text = split_part(k.id, '/', 1)`,
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
