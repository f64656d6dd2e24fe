/** Windows in the database, and what they were called and who ran them when: `hall_window` says the newest of it. */
import { sql } from 'kysely';
import type { Window, WindowTerm } from '../contract/places.ts';
import type { Db } from '../platform/db/connect.ts';
import { defined } from '../platform/defined.ts';
import { lockOpen } from './locks.store.ts';
import type { ListOptions } from './regions.store.ts';
import { contains, windowVisible } from './visible.store.ts';

interface WindowRow {
  id: string;
  hall_id: string;
  department_id: string;
  department_name: string;
  code: string;
  name: string;
  created_at: Date;
  closed_at: Date | null;
  moved_to: string | null;
}

export interface WindowFields {
  readonly departmentId: string;
  readonly code: string;
  readonly name: string;
}

/** What changed at once: since when it holds, and whether another department runs the window now. */
export interface WindowChanged {
  readonly at: Date;
  readonly handedOver: boolean;
}

export class WindowsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1, in the order of their codes as people count: 2 before 10. Closed ones only where asked for. */
  async windows(
    options: ListOptions<readonly [string, string?]> & {
      readonly hallId?: string;
      readonly ids?: readonly string[];
      readonly closed?: 'include' | undefined;
    },
  ): Promise<Window[]> {
    const { visible, after, q, hallId, ids, closed } = options;
    const [code = '', id = '00000000-0000-0000-0000-000000000000'] = after ?? [];
    const { rows } = await sql<WindowRow>`
      select w.*, d.name as department_name
      from hall_window w join department d on d.id = w.department_id
      where ${windowVisible(visible, sql`w.hall_id`, sql`w.department_id`, sql`w.id`)}
        and ${closed === 'include' ? sql`true` : sql`w.closed_at is null`}
        and ${hallId === undefined ? sql`true` : sql`w.hall_id = ${hallId}`}
        and ${ids === undefined ? sql`true` : sql`w.id = any(${[...ids]}::uuid[])`}
        and ${after === undefined ? sql`true` : sql`(length(w.code), w.code, w.id) > (${code.length}, ${code}, ${id}::uuid)`}
        and ${q ? sql`(w.name ilike ${contains(q)} or w.code ilike ${contains(q)} or d.name ilike ${contains(q)})` : sql`true`}
      order by length(w.code), w.code, w.id limit ${options.limit + 1}`.execute(this.#db);
    return rows.map(toWindow);
  }

  /** Its first term begins with it (a trigger sees to that). */
  async insert(window: WindowFields & { readonly hallId: string }): Promise<string> {
    return this.#db.transaction().execute(async (trx) => {
      await lockOpen(trx, 'hall', window.hallId);
      await lockOpen(trx, 'department', window.departmentId, 'body.departmentId');
      return insertWindow(trx, window);
    });
  }

  /** Undefined: nothing is different. */
  async change(
    id: string,
    change: { [K in keyof WindowFields]?: WindowFields[K] | undefined },
    at: Date,
  ): Promise<WindowChanged | undefined> {
    return this.#db.transaction().execute(async (trx) => {
      if (change.departmentId !== undefined)
        await lockOpen(trx, 'department', change.departmentId, 'body.departmentId');
      return changeWindow(trx, id, change, at);
    });
  }

  /** With its terms, as nothing refers to it. */
  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('hall_window').where('id', '=', id).execute();
  }

  async usesOf(id: string): Promise<Record<string, number>> {
    const { rows } = await sql<Record<string, number>>`select
      (select count(*)::int from placement where window_id = ${id}) as placements,
      (select count(*)::int from case_event where window_id = ${id}) as events,
      (select count(*)::int from shift where window_id = ${id}) as shifts,
      (select count(*)::int from window_matter where window_id = ${id}) as matters`.execute(this.#db);
    return rows[0] ?? {};
  }

  /** The newest first. */
  async terms(id: string): Promise<WindowTerm[]> {
    const { rows } = await sql<Omit<WindowTerm, 'validFrom' | 'validTo'> & { from: Date; to: Date | null }>`
      select t.window_id as "windowId", t.department_id as "departmentId", d.name as "departmentName", t.code, t.name,
        t.valid_from as "from", t.valid_to as "to"
      from window_term t join department d on d.id = t.department_id
      where t.window_id = ${id} order by t.valid_from desc limit 1000`.execute(this.#db);
    return rows.map(({ from, to, ...term }) => ({
      ...term,
      validFrom: from.toISOString(),
      validTo: to?.toISOString() ?? null,
    }));
  }
}

export async function insertWindow(
  trx: Db,
  window: WindowFields & { readonly hallId: string; readonly createdAt?: Date },
): Promise<string> {
  const row = await trx
    .insertInto('hall_window')
    .values({
      hall_id: window.hallId,
      department_id: window.departmentId,
      code: window.code,
      name: window.name,
      ...(window.createdAt && { created_at: window.createdAt }),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/**
 * Closes the window's term and opens another. Undefined: nothing is different. A term is valid for at least a
 * millisecond, whatever the clock does. Takes the same lock as statuses do, so that none comes in between.
 */
export async function changeWindow(
  trx: Db,
  id: string,
  change: { [K in keyof WindowFields]?: WindowFields[K] | undefined },
  at: Date,
): Promise<WindowChanged | undefined> {
  const before = await lockOpen(trx, 'window', id);
  const fields = defined({ department_id: change.departmentId, code: change.code, name: change.name });
  const differs = Object.entries(fields).some(([field, value]) => Reflect.get(before, field) !== value);
  if (!differs) return undefined;
  await trx.updateTable('hall_window').set(fields).where('id', '=', id).execute();
  const since = await endTerm(trx, id, at);
  await sql`insert into window_term (window_id, department_id, code, name, valid_from)
    select id, department_id, code, name, ${since} from hall_window where id = ${id}`.execute(trx);
  const handedOver = fields.department_id !== undefined && fields.department_id !== before.department_id;
  if (handedOver) await endWindowMatters(trx, id, since);
  return { at: since, handedOver };
}

/** Answers since when: never before the term began. */
export async function endTerm(trx: Db, windowId: string, at: Date): Promise<Date> {
  const { rows } = await sql<{ valid_to: Date }>`
    update window_term set valid_to = greatest(${at}::timestamptz, valid_from + interval '1 millisecond')
    where window_id = ${windowId} and valid_to is null returning valid_to`.execute(trx);
  return rows[0]?.valid_to ?? at;
}

/** What it served for its department ends with that. */
export async function endWindowMatters(trx: Db, windowId: string, at: Date): Promise<void> {
  await sql`update window_matter
    set valid_to = greatest(${at}::timestamptz, valid_from + interval '1 millisecond')
    where window_id = ${windowId} and valid_to is null`.execute(trx);
}

const toWindow = (row: WindowRow): Window => ({
  id: row.id,
  hallId: row.hall_id,
  departmentId: row.department_id,
  departmentName: row.department_name,
  code: row.code,
  name: row.name,
  createdAt: row.created_at.toISOString(),
  closedAt: row.closed_at?.toISOString() ?? null,
  movedTo: row.moved_to,
});
