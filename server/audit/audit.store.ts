/** The trail in the database, which refuses to change or delete a row. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../platform/db/connect.ts';
import { isInUnitOfWork } from '../platform/db/unit-of-work.ts';
import { type ChainFields, GENESIS, hashOf } from './chain.ts';
import type { Unchained } from './stored-row.ts';

export interface StoredRow extends ChainFields {
  readonly prevHash: Buffer;
  readonly hash: Buffer;
}

export interface Head {
  readonly seq: string;
  readonly hash: Buffer;
}

/** What is asked for; what is left out is not asked. */
export interface RowsWanted {
  /** Whole, as `user:admin`, or any of these. */
  readonly actors?: readonly string[] | undefined;
  readonly action?: string | undefined;
  /** What an action begins with: `live` for `live.view`. */
  readonly things?: readonly string[] | undefined;
  readonly target?: string | undefined;
  readonly place?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly q?: string | undefined;
}

/** Any number, the same on every node: whoever holds it may append. */
const LOCK = 4_452_002_028;

const columns = sql`seq::text as seq,
  to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  actor, from_address as "fromAddress", action, target, target_name as "targetName", places, reason, detail,
  before, after, prev_hash as "prevHash", hash`;

export class AuditStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /**
   * In one transaction, or in the unit of work it is called in, as the last thing of it: nobody else appends until that
   * has committed, so numbers have no gaps.
   */
  async append(rows: readonly Unchained[]): Promise<void> {
    if (rows.length === 0) return;
    if (isInUnitOfWork()) await append(this.#db, rows);
    else await this.#db.transaction().execute((trx) => append(trx, rows));
  }

  /** Number 0 where there is no row yet. */
  head(): Promise<Head> {
    return headOf(this.#db);
  }

  /** In the chain's order, from the row after `seq`. */
  async after(seq: string, limit: number): Promise<StoredRow[]> {
    const { rows } = await sql<StoredRow>`select ${columns} from audit_row
      where seq > ${seq}::bigint order by audit_row.seq limit ${limit}`.execute(this.#db);
    return rows;
  }

  /** The number of the row that says it follows the one with this hash. */
  async seqAfterHash(hash: Buffer): Promise<string | undefined> {
    const { rows } = await sql<{ seq: string }>`select seq::text as seq from audit_row
      where prev_hash = ${hash} order by audit_row.seq limit 1`.execute(this.#db);
    return rows[0]?.seq;
  }

  /** Newest first, those before the row `before`. */
  async rows(
    wanted: RowsWanted & { readonly before?: string | undefined; readonly limit: number },
  ): Promise<StoredRow[]> {
    const { before, limit } = wanted;
    const conditions = [...conditionsOf(wanted)];
    if (before !== undefined) conditions.push(sql`seq < ${before}::bigint`);
    const where = conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
    const { rows } = await sql<StoredRow>`select ${columns} from audit_row
      where ${where} order by audit_row.seq desc limit ${limit}`.execute(this.#db);
    return rows;
  }
}

async function append(db: Db, rows: readonly Unchained[]): Promise<void> {
  // Heads are signed off: what was, must not be lost in a crash, whatever the database is set to.
  await sql`select pg_advisory_xact_lock(${LOCK}), set_config('synchronous_commit', 'on', true)`.execute(db);
  let head = await headOf(db);
  const values = rows.map((row) => {
    const seq = String(BigInt(head.seq) + 1n);
    const hash = hashOf({ ...row, seq }, head.hash);
    const stored = inTable({ ...row, seq, hash, prevHash: head.hash });
    head = { seq, hash };
    return stored;
  });
  await db.insertInto('audit_row').values(values).execute();
}

async function headOf(db: Db): Promise<Head> {
  const { rows } = await sql<Head>`select seq::text as seq, hash from audit_row
    order by audit_row.seq desc limit 1`.execute(db);
  return rows[0] ?? { seq: '0', hash: GENESIS };
}

function* conditionsOf(wanted: RowsWanted): Generator<RawBuilder<unknown>> {
  const { actors, action, things, target, place, from, to, q } = wanted;
  if (actors !== undefined) yield sql`actor = any(${[...actors]}::text[])`;
  if (action !== undefined) yield sql`action = ${action}`;
  if (things !== undefined) yield sql`split_part(action, '.', 1) = any(${[...things]}::text[])`;
  if (target !== undefined) yield sql`target = ${target}`;
  if (place !== undefined)
    yield sql`(string_to_array(places, ' ') @> array[${place}::text] or target = ${place})`;
  if (from !== undefined) yield sql`at >= ${from}::timestamptz`;
  if (to !== undefined) yield sql`at < ${to}::timestamptz`;
  if (q !== undefined && q !== '') {
    const like = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
    yield sql`(reason ilike ${like} or target_name ilike ${like} or target ilike ${like} or detail ilike ${like}
      or before ilike ${like} or after ilike ${like} or from_address ilike ${like} or actor ilike ${like})`;
  }
}

const inTable = (row: StoredRow) => ({
  seq: row.seq,
  at: row.at,
  actor: row.actor,
  from_address: row.fromAddress,
  action: row.action,
  target: row.target,
  target_name: row.targetName,
  places: row.places,
  reason: row.reason,
  detail: row.detail,
  before: row.before,
  after: row.after,
  prev_hash: row.prevHash,
  hash: row.hash,
});
