/** Walls and tours as they are kept: whose, under which name, shared with whom. */
import { type RawBuilder, sql } from 'kysely';
import type { WallShare } from '../contract/walls.ts';
import { contains } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';

export type SavedKind = 'wall' | 'tour';

export interface SavedRow<Body> {
  readonly id: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly name: string;
  readonly body: Body;
  readonly shares: readonly WallShare[];
  readonly updatedAt: Date;
  readonly removedAt: Date | null;
  readonly version: number;
}

/** Who asks: by himself, and by the roles he holds now. */
export interface Reader {
  readonly userId: string;
  readonly roles: readonly string[];
}

const COLUMNS = sql`s.id, s.owner_id as "ownerId", u.display_name as "ownerName", s.name, s.body, s.shares,
  s.updated_at as "updatedAt", s.removed_at as "removedAt", s.version`;

/** Any of the shares is with everybody, with him, or with a role of his: each by the index of shares. */
function sharedWith({ userId, roles }: Reader): RawBuilder<boolean> {
  const withs = [{ kind: 'everybody' }, { kind: 'user', id: userId }].concat(
    roles.map((role) => ({ kind: 'role', role })),
  );
  const each = withs.map((one) => sql`s.shares @> ${JSON.stringify([{ with: one }])}::jsonb`);
  return sql<boolean>`(${sql.join(each, sql` or `)})`;
}

export class SavedStore<Body> {
  readonly #db: Db;
  readonly #kind: SavedKind;

  constructor(options: { readonly db: Db; readonly kind: SavedKind }) {
    this.#db = options.db;
    this.#kind = options.kind;
  }

  /** The roles a person holds now, wherever. */
  async rolesOf(userId: string, at: Date): Promise<string[]> {
    const { rows } = await sql<{ role: string }>`
      select distinct role from user_grant where user_id = ${userId} and (until is null or until > ${at})`.execute(
      this.#db,
    );
    return rows.map(({ role }) => role);
  }

  /** By name, up to `limit` + 1. */
  async list(
    reader: Reader,
    query: { whose: 'mine' | 'shared' | 'all'; q: string | undefined; limit: number },
    after: readonly [string, string] | undefined,
  ): Promise<SavedRow<Body>[]> {
    const { whose, q, limit } = query;
    const mine = sql<boolean>`s.owner_id = ${reader.userId}`;
    const whoseOf = {
      mine,
      shared: sql<boolean>`(s.owner_id <> ${reader.userId} and ${sharedWith(reader)})`,
      all: sql<boolean>`(${mine} or ${sharedWith(reader)})`,
    }[whose];
    return this.#read(
      sql`s.removed_at is null and ${whoseOf}
        and ${q ? sql`(s.name ilike ${contains(q)} or u.display_name ilike ${contains(q)})` : sql`true`}
        and ${after === undefined ? sql`true` : sql`(s.name, s.id) > (${after[0]}, ${after[1]}::uuid)`}
        order by s.name, s.id limit ${limit + 1}`,
    );
  }

  /** Removed ones too: their owner brings them back. */
  async get(id: string, reader: Reader): Promise<SavedRow<Body> | undefined> {
    return (
      await this.#read(
        sql`s.id = ${id} and (s.owner_id = ${reader.userId} or (s.removed_at is null and ${sharedWith(reader)}))`,
      )
    )[0];
  }

  async countOf(ownerId: string): Promise<number> {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from saved_layout
      where owner_id = ${ownerId} and kind = ${this.#kind} and removed_at is null`.execute(this.#db);
    return rows[0]?.n ?? 0;
  }

  async insert(row: {
    ownerId: string;
    name: string;
    body: Body;
    shares: readonly WallShare[];
    at: Date;
  }): Promise<string> {
    const { id } = await this.#db
      .insertInto('saved_layout')
      .values({
        ...{ kind: this.#kind, owner_id: row.ownerId, name: row.name },
        ...{ body: JSON.stringify(row.body), shares: JSON.stringify(row.shares) },
        ...{ created_at: row.at, updated_at: row.at },
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  }

  /** False: it is another version by now, or removed. */
  async change(
    id: string,
    version: number,
    row: { name: string; body: Body; shares: readonly WallShare[]; at: Date },
  ): Promise<boolean> {
    const { rows } =
      await sql`update saved_layout set name = ${row.name}, body = ${JSON.stringify(row.body)}::jsonb,
        shares = ${JSON.stringify(row.shares)}::jsonb, updated_at = ${row.at}, version = version + 1
      where id = ${id} and kind = ${this.#kind} and version = ${version} and removed_at is null
      returning id`.execute(this.#db);
    return rows.length > 0;
  }

  /** False: it is not this owner's, or removed already. */
  async remove(id: string, ownerId: string, at: Date): Promise<boolean> {
    const { rows } = await sql`update saved_layout set removed_at = ${at}
      where id = ${id} and kind = ${this.#kind} and owner_id = ${ownerId} and removed_at is null
      returning id`.execute(this.#db);
    return rows.length > 0;
  }

  /** False: removed before `since`, not removed, or not this owner's. */
  async restore(id: string, ownerId: string, since: Date): Promise<boolean> {
    const { rows } = await sql`update saved_layout set removed_at = null
      where id = ${id} and kind = ${this.#kind} and owner_id = ${ownerId} and removed_at >= ${since}
      returning id`.execute(this.#db);
    return rows.length > 0;
  }

  async #read(whereAndOrder: RawBuilder<unknown>): Promise<SavedRow<Body>[]> {
    const { rows } = await sql<SavedRow<Body>>`
      select ${COLUMNS} from saved_layout s join user_account u on u.id = s.owner_id
      where s.kind = ${this.#kind} and ${whereAndOrder}`.execute(this.#db);
    return rows;
  }
}
