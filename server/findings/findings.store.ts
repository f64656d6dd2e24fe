/** Reading findings, narrowed to what the asker sees. */
import { type RawBuilder, sql } from 'kysely';
import type { AlertFile } from '../contract/alerts.ts';
import type { Finding, FindingStep, FindingsQuery } from '../contract/findings.ts';
import { contains, regionsBelow, type Visible, windowVisible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { keyset } from '../platform/db/keyset.ts';
import { invalidCursor } from '../platform/http/paging.ts';
import { NUMBER } from './finding-writes.store.ts';

type Instants = 'at' | 'pictureAt' | 'notedAt' | 'orderUntil' | 'updatedAt' | 'clip';
export type FindingRow = Omit<Finding, Instants> & {
  readonly at: Date;
  readonly pictureAt: Date | null;
  readonly notedAt: Date;
  readonly endedAt: Date | null;
  readonly orderUntil: Date | null;
  readonly updatedAt: Date;
  readonly clipFrom: Date | null;
  readonly clipTo: Date | null;
};

/** A row of the ledger: with what was ordered, answered and decided last. */
export interface LedgerRow extends FindingRow {
  readonly order: string | null;
  readonly orderedAt: Date | null;
  readonly orderedBy: string | null;
  readonly reply: string | null;
  readonly repliedAt: Date | null;
  readonly repliedBy: string | null;
  readonly result: string | null;
}

export interface Narrowed {
  readonly visible: Visible;
  /** What waits for whoever decides (`decide`) or answers (`reply`) where; undefined: everything. */
  readonly waitingFor?: { readonly decide: Visible; readonly reply: Visible } | undefined;
}

type Asked = Omit<FindingsQuery, 'limit' | 'cursor'>;
interface PageAsked {
  readonly after: readonly string[] | undefined;
  readonly limit: number;
}

const COLUMNS = sql`f.id, ${NUMBER} as no, f.kind, f.state, f.origin, f.origin_id as "originId",
  f.window_id as "windowId", w.code as "windowCode", w.name as "windowName", f.hall_id as "hallId", h.name as "hallName",
  f.region_code as "regionCode", f.department_id as "departmentId", d.name as "departmentName",
  f.camera_id as "cameraId", f.case_id as "caseId", c.case_no as "caseNo", f.clerk, f.seen_at as at, f.text,
  f.clip_from as "clipFrom", f.clip_to as "clipTo", f.picture_state = 'ready' as picture,
  f.picture_state as "pictureState", f.picture_at as "pictureAt", f.noted_by as "notedBy",
  coalesce(u.display_name, f.noted_by_name) as "notedByName", f.noted_at as "notedAt", f.ended_at as "endedAt",
  f.order_until as "orderUntil", f.overdue, f.updated_at as "updatedAt", f.version`;
const FROM = sql`finding f join hall_window w on w.id = f.window_id join hall h on h.id = f.hall_id
  left join department d on d.id = f.department_id left join case_record c on c.id = f.case_id
  left join user_account u on u.id = f.noted_by`;

/** By whose the window was when it was seen: who came later does not see what was done there before. */
const see = (visible: Visible): RawBuilder<boolean> =>
  windowVisible(visible, sql`f.hall_id`, sql`f.department_id`);

const FAR = sql`timestamptz '9999-12-31'`;
const SORTS = {
  newest: { by: [sql`f.seen_at`, sql`f.id`], order: 'desc' },
  oldest: { by: [sql`f.seen_at`, sql`f.id`], order: 'asc' },
  due: { by: [sql`coalesce(f.order_until, ${FAR})`, sql`f.id`], order: 'asc' },
} as const;

const waiting = ({ decide, reply }: NonNullable<Narrowed['waitingFor']>): RawBuilder<boolean> =>
  sql<boolean>`((f.state in ('noted', 'replied') and ${see(decide)}) or (f.state = 'ordered' and ${see(reply)}))`;

export class FindingsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1, with what a cursor is made of. */
  list(
    query: Asked,
    narrowed: Narrowed,
    page: PageAsked,
  ): Promise<(FindingRow & { readonly key: string[] })[]> {
    return this.#select(COLUMNS, query, narrowed, page);
  }

  /** As `list`, with what became of each. */
  ledger(
    query: Asked,
    narrowed: Narrowed,
    page: PageAsked,
  ): Promise<(LedgerRow & { readonly key: string[] })[]> {
    const last = (actions: readonly string[], column: RawBuilder<unknown>) => sql`(select ${column}
      from finding_step s left join user_account su on su.id = s.by_id
      where s.finding_id = f.id and s.action = any(${[...actions]}::text[]) order by s.seq desc limit 1)`;
    const by = sql`coalesce(su.display_name, s.by_name)`;
    const columns = sql`${COLUMNS}, ${last(['order', 'send_back'], sql`s.reason`)} as "order",
      ${last(['order', 'send_back'], sql`s.at`)} as "orderedAt", ${last(['order', 'send_back'], by)} as "orderedBy",
      ${last(['reply'], sql`s.reason`)} as reply, ${last(['reply'], sql`s.at`)} as "repliedAt",
      ${last(['reply'], by)} as "repliedBy", ${last(['rectify', 'close', 'withdraw'], sql`s.reason`)} as result`;
    return this.#select(columns, query, narrowed, page);
  }

  async #select<R>(
    columns: RawBuilder<unknown>,
    query: Asked,
    narrowed: Narrowed,
    page: PageAsked,
  ): Promise<(R & { readonly key: string[] })[]> {
    const { by, order } = SORTS[query.sort];
    const [first, second] = by;
    const keys = keyset(
      [
        { by: first, type: 'timestamptz' },
        { by: second, type: 'uuid' },
      ],
      order,
      page.after,
    );
    if (keys === undefined) throw invalidCursor();
    const { rows } = await sql<R & { key: string[] }>`
      select ${columns}, ${keys.key} as key from ${FROM}
      where ${see(narrowed.visible)} and ${filter(query)} and ${keys.after}
        and ${narrowed.waitingFor === undefined ? sql`true` : waiting(narrowed.waitingFor)}
      order by ${keys.order} limit ${page.limit + 1}`.execute(this.#db);
    return rows;
  }

  async get(id: string, visible: Visible): Promise<FindingRow | undefined> {
    const { rows } = await sql<FindingRow>`
      select ${COLUMNS} from ${FROM} where f.id = ${id} and ${see(visible)}`.execute(this.#db);
    return rows[0];
  }

  /** In the order they were taken, with their files. */
  async stepsOf(id: string): Promise<FindingStep[]> {
    const { rows } = await sql<Omit<FindingStep, 'at' | 'files'> & { at: Date; files: AlertFile[] | null }>`
      select s.seq, s.action, s.at, coalesce(u.display_name, s.by_name) as by, s.reason, s.detail, (
        select jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name, 'bytes', f.bytes, 'type', f.type) order by f.at)
        from finding_file f where f.finding_id = s.finding_id and f.step_seq = s.seq) as files
      from finding_step s left join user_account u on u.id = s.by_id
      where s.finding_id = ${id} order by s.seq desc limit 500`.execute(this.#db);
    return rows.reverse().map((row) => ({ ...row, at: row.at.toISOString(), files: row.files ?? [] }));
  }
}

function filter(query: Asked): RawBuilder<boolean> {
  const is = (column: string, value: string | undefined) =>
    value === undefined ? [] : [sql`${sql.ref(column)} = ${value}`];
  const all = [
    ...is('f.state', query.state),
    ...is('f.kind', query.kind),
    ...is('f.origin', query.origin),
    ...is('f.department_id', query.departmentId),
    ...is('f.hall_id', query.hallId),
    ...is('f.window_id', query.windowId),
    // What was taken back at once is shown to who asks for it.
    ...(query.state === undefined ? [sql`f.state <> 'withdrawn'`] : []),
    ...(query.regionCode === undefined ? [] : [sql`f.region_code in ${regionsBelow(query.regionCode)}`]),
    ...(query.overdue === undefined ? [] : [sql`f.overdue and f.state = 'ordered'`]),
    ...(query.from === undefined ? [] : [sql`f.seen_at >= ${query.from}::timestamptz`]),
    ...(query.to === undefined ? [] : [sql`f.seen_at < ${query.to}::timestamptz`]),
    ...(query.q ? [matches(query.q)] : []),
  ];
  return sql<boolean>`(${sql.join(all.length === 0 ? [sql`true`] : all, sql` and `)})`;
}

const matches = (q: string): RawBuilder<boolean> => {
  const like = contains(q);
  return sql<boolean>`(${NUMBER} ilike ${like} or w.code ilike ${like} or w.name ilike ${like} or h.name ilike ${like}
    or d.name ilike ${like} or f.clerk ilike ${like} or f.text ilike ${like} or c.case_no ilike ${like})`;
};

export function toFinding(row: FindingRow): Finding {
  const { clipFrom, clipTo, endedAt: _, ...rest } = row;
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  return {
    ...rest,
    at: row.at.toISOString(),
    clip:
      clipFrom === null || clipTo === null
        ? null
        : { from: clipFrom.toISOString(), to: clipTo.toISOString() },
    pictureAt: iso(row.pictureAt),
    notedAt: row.notedAt.toISOString(),
    orderUntil: iso(row.orderUntil),
    updatedAt: row.updatedAt.toISOString(),
  };
}
