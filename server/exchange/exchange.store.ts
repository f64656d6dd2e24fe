/** What reported codes stand for in the registry. */
import { sql } from 'kysely';
import type { Db } from '../platform/db/connect.ts';

/** What a code stood for over an hall's counters in [from, to): a window under its name and department of that time. */
export interface KnownTerm {
  readonly id: string;
  readonly hallId: string;
  readonly code: string;
  /** Who ran it then, and who has taken that one's work over since. */
  readonly departmentId: string;
  readonly successorId: string | null;
  readonly fromMs: number;
  /** Null: it holds. */
  readonly toMs: number | null;
  /** Of a closed window: the one that goes on in its place. */
  readonly movedTo: string | null;
  readonly closed: boolean;
}

export interface KnownMatter {
  readonly id: string;
  readonly code: string;
  readonly kind: string;
  /** No case of it that was begun later. */
  readonly closedAtMs: number | null;
}

interface TermRow {
  readonly id: string;
  readonly hallId: string;
  readonly code: string;
  readonly departmentId: string;
  readonly successorId: string | null;
  readonly from: Date;
  readonly to: Date | null;
  readonly movedTo: string | null;
  readonly closed: boolean;
}

const terms = sql`select w.id, w.hall_id as "hallId", t.code, t.department_id as "departmentId",
    d.successor_id as "successorId", t.valid_from as "from", t.valid_to as "to", w.moved_to as "movedTo",
    w.closed_at is not null as closed
  from window_term t join hall_window w on w.id = t.window_id join department d on d.id = t.department_id`;

/** Every term under these codes, and every term of the windows that those passed on to; the earliest first. */
export async function termsByCode(
  db: Db,
  places: readonly { hallId: string; windowCode: string }[],
): Promise<KnownTerm[]> {
  if (places.length === 0) return [];
  const { rows } = await sql<TermRow>`/* prepared */
    with recursive named as materialized (
      ${terms} join (select distinct * from unnest(${places.map((one) => one.hallId)}::uuid[],
        ${places.map((one) => one.windowCode)}::text[])) as n(hall_id, code)
        on n.hall_id = w.hall_id and n.code = t.code
    ), next(id) as (
      select "movedTo" from named where "movedTo" is not null
      union select w.moved_to from next join hall_window w on w.id = next.id where w.moved_to is not null
    )
    select * from named union all (${terms} where w.id in (select id from next)
      and not exists (select 1 from named where named.id = w.id and named."from" = t.valid_from))
    order by "from"`.execute(db);
  return rows.map(({ from, to, ...row }) => ({
    ...row,
    fromMs: from.getTime(),
    toMs: to?.getTime() ?? null,
  }));
}

/** Codes are a department's own: another department's matter of the same code is another matter. */
export async function mattersByCode(
  db: Db,
  departmentId: string,
  codes: readonly string[],
): Promise<Map<string, KnownMatter>> {
  if (codes.length === 0) return new Map();
  const { rows } = await sql<KnownMatter>`/* prepared */
    select id, code, kind, (extract(epoch from closed_at) * 1000)::float8 as "closedAtMs" from matter
    where department_id = ${departmentId} and code = any(${[...codes]}::text[])`.execute(db);
  return new Map(rows.map((row) => [row.code, row]));
}
