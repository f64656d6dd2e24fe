/** Closings, moves and mergers in the database. */
import { sql } from 'kysely';
import type { PlaceChangeKind, PlaceThing } from '../../contract/place-changes.ts';
import type { Db } from '../../platform/db/connect.ts';
import type { Step } from './ledger.store.ts';

export interface ChangeRow {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly reason: string;
  readonly kind: PlaceChangeKind;
  readonly thing: PlaceThing;
  readonly thingId: string;
  readonly targetId: string | null;
  readonly steps: readonly Step[];
  readonly undoneAt: Date | null;
}

const columns = sql`id, at, actor, reason, kind, thing, thing_id as "thingId", target_id as "targetId", steps,
  undone_at as "undoneAt"`;

export class PlaceChangesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** The transaction of the unit of work it is used in. */
  get db(): Db {
    return this.#db;
  }

  async insert(change: Omit<ChangeRow, 'id' | 'undoneAt'>): Promise<string> {
    const { rows } = await sql<{ id: string }>`
      insert into place_change (at, actor, reason, kind, thing, thing_id, target_id, steps)
      values (${change.at}, ${change.actor}, ${change.reason}, ${change.kind}, ${change.thing}, ${change.thingId},
        ${change.targetId}, ${JSON.stringify(change.steps)}::jsonb) returning id`.execute(this.#db);
    return rows[0]?.id ?? '';
  }

  /** Held until the transaction ends, where it is to be taken back. */
  async change(id: string, hold = false): Promise<ChangeRow | undefined> {
    const { rows } = await sql<ChangeRow>`
      select ${columns} from place_change where id = ${id} ${hold ? sql`for update` : sql``}`.execute(
      this.#db,
    );
    return rows[0];
  }

  /** Of this place, and those that it took over or was given; the newest first. */
  async of(thing: PlaceThing, id: string): Promise<ChangeRow[]> {
    const { rows } = await sql<ChangeRow>`
      select ${columns} from place_change
      where (thing = ${thing} and (thing_id = ${id} or target_id = ${id} and kind = 'merge'))
      order by at desc, id limit 200`.execute(this.#db);
    return rows;
  }

  async markUndone(id: string, at: Date, by: string): Promise<void> {
    await sql`update place_change set undone_at = ${at}, undone_by = ${by} where id = ${id}`.execute(
      this.#db,
    );
  }

  /** What places are called, closed ones too: by `thing id`. */
  async names(places: readonly { thing: PlaceThing; id: string }[]): Promise<ReadonlyMap<string, string>> {
    const of = (thing: PlaceThing) => places.filter((one) => one.thing === thing).map((one) => one.id);
    const { rows } = await sql<{ key: string; name: string }>`
      select 'region ' || code as key, name from region where code = any(${of('region')}::text[])
      union all select 'department ' || id, name from department where id = any(${of('department')}::uuid[])
      union all select 'hall ' || id, name from hall where id = any(${of('hall')}::uuid[])
      union all select 'window ' || id, code || ' ' || name from hall_window where id = any(${of('window')}::uuid[])
      union all select 'matter ' || id, name from matter where id = any(${of('matter')}::uuid[])`.execute(
      this.#db,
    );
    return new Map(rows.map((row) => [row.key, row.name]));
  }
}
