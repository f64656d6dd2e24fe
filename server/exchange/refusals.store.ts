/** Refused rows until they are put right. What was sent is sealed: it may name people. */
import { sql } from 'kysely';
import type { Refusal, RefusalCounts, RefusalState } from '../contract/exchange.ts';
import { departmentOwned, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import type { Machine } from './submission.ts';

export interface NewRefusal {
  readonly rowKey: string;
  readonly format: string;
  readonly table: string | null;
  readonly hallId: string | null;
  readonly eventId: string | null;
  readonly caseNo: string | null;
  readonly code: string;
  readonly field: string;
  readonly message: string;
  readonly sealed: Buffer;
}

export interface RefusalsQuery {
  readonly visible: Visible;
  readonly state?: RefusalState | 'all' | undefined;
  readonly source?: string | undefined;
  readonly departmentId?: string | undefined;
  readonly code?: string | undefined;
  readonly field?: string | undefined;
  readonly q?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly id?: string | undefined;
  readonly after?: readonly [string, string] | undefined;
  readonly limit: number;
}

/** With what it was sent as, and where its layout finds a hall. */
export interface SealedRefusal {
  readonly refusal: Refusal;
  readonly sealed: Buffer;
  readonly hallId: string | null;
}

export interface OpenOfDepartment {
  readonly departmentId: string;
  readonly departmentName: string;
  readonly regionCode: string;
  readonly count: number;
  readonly since: Date;
}

export interface Closing {
  readonly state: Exclude<RefusalState, 'open'>;
  readonly at: Date;
  readonly by: string | null;
  readonly reason: string | null;
}

interface RefusalRow extends Omit<Refusal, 'receivedAt' | 'lastAt' | 'closedAt'> {
  receivedAt: Date;
  lastAt: Date;
  closedAt: Date | null;
  sealed: Buffer;
  hallId: string | null;
}

/** Rows that were refused before and are still open are said to have come again. Answers how many are new. */
export async function keepRefusals(
  trx: Db,
  { source, departmentId }: Machine,
  receivedAt: Date,
  rows: readonly NewRefusal[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const column = (pick: (row: NewRefusal) => string | null) => rows.map(pick);
  const kept = await sql<{ isNew: boolean }>`
    insert into exchange_refusal as r (source, department_id, format, table_name, hall_id, row_key, event_id, case_no,
      code, field, message, received_at, last_at, row_sealed)
    select ${source}, ${departmentId}::uuid, n.format, n.table_name, n.hall_id, n.row_key, n.event_id, n.case_no, n.code,
      n.field, n.message, ${receivedAt}, ${receivedAt}, decode(n.sealed, 'hex')
    from unnest(${column((r) => r.format)}::text[], ${column((r) => r.table)}::text[],
      ${column((r) => r.hallId)}::uuid[], ${column((r) => r.rowKey)}::text[], ${column((r) => r.eventId)}::text[],
      ${column((r) => r.caseNo)}::text[], ${column((r) => r.code)}::text[], ${column((r) => r.field)}::text[],
      ${column((r) => r.message)}::text[], ${column((r) => r.sealed.toString('hex'))}::text[])
      as n(format, table_name, hall_id, row_key, event_id, case_no, code, field, message, sealed)
    on conflict (source, row_key) where state = 'open' do update set times = r.times + 1, last_at = excluded.last_at,
      code = excluded.code, field = excluded.field, message = excluded.message, case_no = excluded.case_no,
      row_sealed = excluded.row_sealed
    returning (xmax = 0) as "isNew"`.execute(trx);
  return kept.rows.filter((row) => row.isNew).length;
}

/** The rows under these keys were accepted after all. `corrected`: the one a person put right, under whatever key. */
export async function closeAccepted(
  trx: Db,
  source: string,
  accepted: readonly { rowKey: string; eventId: string }[],
  at: Date,
  corrected?: { readonly id: string; readonly by: string; readonly eventId: string },
): Promise<void> {
  await sql`
    update exchange_refusal r set state = 'resent', closed_at = ${at}, closed_event_id = n.event_id
    from unnest(${accepted.map((one) => one.rowKey)}::text[], ${accepted.map((one) => one.eventId)}::text[])
      as n(row_key, event_id)
    where r.source = ${source} and r.row_key = n.row_key and r.state = 'open'
      and r.id is distinct from ${corrected?.id ?? null}::uuid`.execute(trx);
  if (corrected === undefined) return;
  await sql`
    update exchange_refusal set state = 'corrected', closed_at = ${at}, closed_by = ${corrected.by},
      closed_event_id = ${corrected.eventId}
    where id = ${corrected.id}::uuid and state = 'open'`.execute(trx);
}

export class RefusalsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1, the newest first. */
  async refusals(query: RefusalsQuery): Promise<SealedRefusal[]> {
    const { after, limit } = query;
    const { rows } = await sql<RefusalRow>`
      select r.id, r.source, r.department_id as "departmentId", d.name as "departmentName", r.format,
        r.table_name as table, r.event_id as "eventId", r.case_no as "caseNo", r.code, r.field, r.message,
        r.received_at as "receivedAt", r.last_at as "lastAt", r.times, r.state, r.closed_at as "closedAt",
        r.closed_by as "closedBy", r.reason, r.closed_event_id as "closedEventId", r.row_sealed as sealed,
        r.hall_id as "hallId"
      from exchange_refusal r join department d on d.id = r.department_id
      where ${wanted(query)}
        and ${after === undefined ? sql`true` : sql`(r.received_at, r.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`}
      order by r.received_at desc, r.id desc limit ${limit + 1}`.execute(this.#db);
    return rows.map(({ sealed, hallId, ...row }) => ({
      sealed,
      hallId,
      refusal: {
        ...row,
        receivedAt: row.receivedAt.toISOString(),
        lastAt: row.lastAt.toISOString(),
        closedAt: row.closedAt?.toISOString() ?? null,
      },
    }));
  }

  async counts(visible: Visible): Promise<RefusalCounts> {
    const { rows } = await sql<{ code: string; field: string; open: number }>`
      select r.code, r.field, count(*)::int as open
      from exchange_refusal r join department d on d.id = r.department_id
      where ${wanted({ visible, state: 'open' })}
      group by r.code, r.field order by count(*) desc, r.code, r.field`.execute(this.#db);
    return { open: rows.reduce((sum, row) => sum + row.open, 0), by: rows.slice(0, 100) };
  }

  /** Departments with something to put right, and since when. */
  async openByDepartment(): Promise<OpenOfDepartment[]> {
    const { rows } = await sql<OpenOfDepartment>`
      select r.department_id as "departmentId", d.name as "departmentName", d.region_code as "regionCode",
        count(*)::int as count, min(r.received_at) as since
      from exchange_refusal r join department d on d.id = r.department_id
      where r.state = 'open' group by r.department_id, d.name, d.region_code`.execute(this.#db);
    return rows;
  }

  async departmentOf(id: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('exchange_refusal')
      .select('department_id')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.department_id;
  }

  /** Those of them that are open and that the asker may close. */
  async close(ids: readonly string[], visible: Visible, closing: Closing): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      update exchange_refusal r set state = ${closing.state}, closed_at = ${closing.at}, closed_by = ${closing.by},
        reason = ${closing.reason}
      from department d
      where d.id = r.department_id and r.id = any(${[...ids]}::uuid[]) and ${wanted({ visible, state: 'open' })}
      returning r.id`.execute(this.#db);
    return rows.map((row) => row.id);
  }

  /** What was put right or let go so long ago is forgotten; what is open stays. Bounded: call it again for the rest. */
  async forget(closedBefore: Date, most: number): Promise<number> {
    const { rows } = await sql<{ id: string }>`
      delete from exchange_refusal where id in (
        select id from exchange_refusal where state <> 'open' and closed_at < ${closedBefore} limit ${most})
      returning id`.execute(this.#db);
    return rows.length;
  }
}

function wanted(query: Omit<RefusalsQuery, 'limit' | 'after'>) {
  const { visible, state, source, departmentId, code, field, q, from, to, id } = query;
  return sql`${departmentOwned(visible, sql`r.department_id`, sql`d.region_code`)}
    and ${state === undefined || state === 'all' ? sql`true` : sql`r.state = ${state}`}
    and ${id === undefined ? sql`true` : sql`r.id = ${id}::uuid`}
    and ${source === undefined ? sql`true` : sql`r.source = ${source}`}
    and ${departmentId === undefined ? sql`true` : sql`r.department_id = ${departmentId}::uuid`}
    and ${code === undefined ? sql`true` : sql`r.code = ${code}`}
    and ${field === undefined ? sql`true` : sql`r.field = ${field}`}
    and ${q ? sql`(starts_with(r.case_no, ${q}) or starts_with(r.event_id, ${q}))` : sql`true`}
    and ${from === undefined ? sql`true` : sql`r.received_at >= ${from}::timestamptz`}
    and ${to === undefined ? sql`true` : sql`r.received_at < ${to}::timestamptz`}`;
}
