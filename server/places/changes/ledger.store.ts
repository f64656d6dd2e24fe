/**
 * Changes rows and writes down what each was before and after: what a closing, a move or a merger did can be told, and
 * taken back row by row. Runs in the caller's transaction.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/db/connect.ts';
import type { Handover } from '../handovers.ts';
import { changeWindow, endTerm, type WindowFields } from '../windows.store.ts';

type Columns = Readonly<Record<string, unknown>>;

export interface Step {
  readonly what: What | 'grant' | 'term' | 'placement' | 'served' | 'opened';
  readonly id: string;
  readonly before: Columns;
  readonly after: Columns;
}

/** Rows that are simply changed, and simply changed back. */
export const tables = {
  region: { table: 'region', key: 'code', type: 'text' },
  department: { table: 'department', key: 'id', type: 'uuid' },
  hall: { table: 'hall', key: 'id', type: 'uuid' },
  window: { table: 'hall_window', key: 'id', type: 'uuid' },
  matter: { table: 'matter', key: 'id', type: 'uuid' },
  camera: { table: 'camera', key: 'id', type: 'uuid' },
  token: { table: 'machine_token', key: 'id', type: 'uuid' },
  clerk: { table: 'clerk', key: 'id', type: 'uuid' },
  shift: { table: 'shift', key: 'id', type: 'uuid' },
} as const;
export type What = keyof typeof tables;

export interface LedgerOptions {
  readonly trx: Db;
  readonly at: Date;
}

export class Ledger {
  readonly trx: Db;
  readonly at: Date;
  readonly steps: Step[] = [];
  readonly handovers: Handover[] = [];

  constructor(options: LedgerOptions) {
    this.trx = options.trx;
    this.at = options.at;
  }

  /** `where` speaks of the table as `t`. Answers the keys of what was changed. */
  async set(
    what: What,
    where: RawBuilder<unknown>,
    values: Readonly<Record<string, unknown>>,
  ): Promise<string[]> {
    const { table, key, type } = tables[what];
    const columns = Object.keys(values);
    const shown = shownAs(columns);
    const { rows: before } = await sql<{ id: string; row: Columns }>`
      select t.${sql.ref(key)}::text as id, ${shown} as row from ${sql.table(table)} t where ${where}
      order by 1 for no key update`.execute(this.trx);
    if (before.length === 0) return [];
    const ids = before.map((row) => row.id);
    const { rows: after } = await sql<{ id: string; row: Columns }>`
      update ${sql.table(table)} t set ${assignments(values)}
      where t.${sql.ref(key)} = any(${ids}::${sql.raw(type)}[])
      returning t.${sql.ref(key)}::text as id, ${shown} as row`.execute(this.trx);
    const now = new Map(after.map((row) => [row.id, row.row]));
    for (const { id, row } of before) this.steps.push({ what, id, before: row, after: now.get(id) ?? {} });
    return ids;
  }

  /** Grants at one place become grants at another; those who hold the other for as long keep what they have. */
  async moveGrants(from: Columns, to: Columns): Promise<void> {
    const scope = (of: Columns) => sql`${JSON.stringify(of)}::jsonb`;
    const { rows } = await sql<{ user_id: string; role: string }>`
      update user_grant g set scope = ${scope(to)} where g.scope = ${scope(from)} and not exists (
        select 1 from user_grant o where o.user_id = g.user_id and o.role = g.role and o.scope = ${scope(to)}
          and (o.until is null or o.until >= g.until))
      returning g.user_id, g.role`.execute(this.trx);
    for (const { user_id, role } of rows)
      this.steps.push({
        what: 'grant',
        id: user_id,
        before: { role, scope: from },
        after: { role, scope: to },
      });
  }

  /** Another department runs them from now on. */
  async handTo(windowIds: readonly string[], change: Partial<WindowFields>): Promise<void> {
    for (const id of windowIds) {
      const { rows } = await sql<{ department_id: string }>`
        select department_id from hall_window where id = ${id}`.execute(this.trx);
      const changed = await changeWindow(this.trx, id, change, this.at);
      if (changed === undefined) continue;
      this.steps.push({
        what: 'term',
        id,
        before: { department_id: rows[0]?.department_id },
        after: { department_id: change.departmentId },
      });
      if (changed.handedOver) this.handovers.push({ windowId: id, at: changed.at, closed: false });
    }
  }

  /** With all that holds of them: their term, their placements, the matters they serve, shifts to come. */
  async closeWindows(windowIds: readonly string[]): Promise<void> {
    const ids = sql`${[...windowIds]}::uuid[]`;
    await this.set('window', sql`t.id = any(${ids}) and t.closed_at is null`, { closed_at: this.at });
    for (const id of windowIds)
      this.handovers.push({ windowId: id, at: await endTerm(this.trx, id, this.at), closed: true });
    const ends = sql`greatest(${this.at}::timestamptz, valid_from + interval '1 millisecond')`;
    const { rows: placements } = await sql<{ id: string }>`
      update placement set valid_to = ${ends} where window_id = any(${ids}) and valid_to is null
      returning id`.execute(this.trx);
    for (const { id } of placements) this.steps.push({ what: 'placement', id, before: {}, after: {} });
    await this.endServed(sql`window_id = any(${ids})`);
    await this.set(
      'shift',
      sql`t.window_id = any(${ids}) and t.withdrawn_at is null and t.starts_at > ${this.at}`,
      { withdrawn_at: this.at },
    );
  }

  async endServed(where: RawBuilder<unknown>): Promise<void> {
    const { rows } = await sql<{ window_id: string; matter_id: string }>`
      update window_matter set valid_to = greatest(${this.at}::timestamptz, valid_from + interval '1 millisecond')
      where ${where} and valid_to is null returning window_id, matter_id`.execute(this.trx);
    for (const { window_id, matter_id } of rows)
      this.steps.push({ what: 'served', id: window_id, before: { matter_id }, after: {} });
  }

  /** A window that goes on in the place of another. */
  opened(id: string, of: string): void {
    this.steps.push({ what: 'opened', id, before: {}, after: { of } });
  }

  /** How many rows of what. */
  counts(): Record<string, number> {
    const names: Record<Step['what'], string> = {
      region: 'regions',
      department: 'departments',
      hall: 'halls',
      window: 'windows',
      term: 'windows',
      matter: 'matters',
      camera: 'cameras',
      token: 'tokens',
      clerk: 'clerks',
      shift: 'shifts',
      grant: 'grants',
      placement: 'placements',
      served: 'served',
      opened: 'opened',
    };
    const counts: Record<string, number> = {};
    for (const { what } of this.steps) counts[names[what]] = (counts[names[what]] ?? 0) + 1;
    return counts;
  }
}

/** Columns of `t` as jsonb. */
export const shownAs = (columns: readonly string[]): RawBuilder<Columns> =>
  sql`jsonb_build_object(${sql.join(columns.flatMap((column) => [sql.lit(column), sql.ref(`t.${column}`)]))})`;

function assignments(values: Readonly<Record<string, unknown>>): RawBuilder<unknown> {
  return sql.join(
    Object.entries(values).map(([column, value]) => {
      const given = value instanceof Date ? sql`${value}::timestamptz` : sql`${value}`;
      return sql`${sql.ref(column)} = ${isRaw(value) ? value : given}`;
    }),
  );
}

const isRaw = (value: unknown): value is RawBuilder<unknown> =>
  typeof value === 'object' && value !== null && 'isRawBuilder' in value;
