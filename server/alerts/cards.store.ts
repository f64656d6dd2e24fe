/** Reading cards, narrowed to what the asker sees. */
import { type RawBuilder, sql } from 'kysely';
import type {
  Alert,
  AlertCounts,
  AlertDetail,
  AlertFile,
  AlertGround,
  AlertStep,
  EvaluationFault,
} from '../contract/alerts.ts';
import { caseVisible, contains, regionsBelow, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { keyset } from '../platform/db/keyset.ts';
import { invalidCursor } from '../platform/http/paging.ts';

type Instants =
  | 'dueAt'
  | 'createdAt'
  | 'issuedAt'
  | 'appealUntil'
  | 'orderUntil'
  | 'revocationProposed'
  | 'updatedAt';
export type CardRow = Omit<Alert, Instants> & {
  readonly dueAt: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly issuedAt: Date | null;
  readonly appealUntil: Date | null;
  readonly orderUntil: Date | null;
  readonly revocationProposed: Date | null;
};

export interface CardsQuery {
  readonly level?: string | undefined;
  readonly state?: string | undefined;
  readonly order?: string | undefined;
  readonly subject?: string | undefined;
  readonly regionCode?: string | undefined;
  readonly departmentId?: string | undefined;
  readonly hallId?: string | undefined;
  readonly windowId?: string | undefined;
  readonly caseId?: string | undefined;
  readonly ruleKey?: string | undefined;
  readonly proposed?: 'yes' | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly q?: string | undefined;
  readonly sort: 'urgency' | 'newest' | 'due';
}

export interface Narrowed {
  readonly visible: Visible;
  /** What waits for whoever decides (`decide`) or answers (`reply`) where; undefined: everything. */
  readonly waitingFor?: { readonly decide: Visible; readonly reply: Visible } | undefined;
}

const COLUMNS = sql`a.id, a.level, a.subject, a.subject_key as "subjectKey", a.state, a.order_state as "order",
  a.rule_id as "ruleId", a.rule_key as "ruleKey", r.version as "ruleVersion", r.body->>'name' as "ruleName",
  a.case_id as "caseId", c.case_no as "caseNo", m.name as "matterName", a.department_id as "departmentId",
  d.name as "departmentName", d.region_code as "regionCode", g.name as "regionName", a.hall_id as "hallId",
  h.name as "hallName", a.window_id as "windowId", w.code as "windowCode", a.clerk, a.due_at as "dueAt",
  a.created_at as "createdAt", a.issued_at as "issuedAt", a.appeal_until as "appealUntil",
  a.order_until as "orderUntil", a.proposed_at as "revocationProposed", a.updated_at as "updatedAt", a.version`;
const FROM = sql`alert a join rule_version r on r.id = a.rule_id join case_record c on c.id = a.case_id
  join matter m on m.id = c.matter_id join department d on d.id = a.department_id
  join region g on g.code = d.region_code left join hall h on h.id = a.hall_id
  left join hall_window w on w.id = a.window_id`;

const see = (visible: Visible): RawBuilder<boolean> =>
  caseVisible(visible, {
    caseId: sql`a.case_id`,
    departmentId: sql`a.department_id`,
    regionCode: sql`d.region_code`,
  });

const SORTS = {
  urgency: { by: ['urgency', 'due_at', 'id'], order: 'asc' },
  newest: { by: ['created_at', 'id'], order: 'desc' },
  due: { by: ['due_at', 'id'], order: 'asc' },
} as const;
const TYPES = { urgency: 'int', due_at: 'timestamptz', created_at: 'timestamptz', id: 'uuid' } as const;

/** Only what waits for somebody can wait for whoever asks: few, and by the index of urgency. */
const waiting = ({ decide, reply }: NonNullable<Narrowed['waitingFor']>): RawBuilder<boolean> =>
  sql<boolean>`((a.urgency < 10 and ${see(decide)}) or (a.order_state = 'ordered' and ${see(reply)}))`;

export class CardsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1, with what a cursor is made of. */
  async list(
    query: CardsQuery,
    narrowed: Narrowed,
    page: { readonly after: readonly string[] | undefined; readonly limit: number },
  ): Promise<(CardRow & { readonly key: string[] })[]> {
    const { by, order } = SORTS[query.sort];
    const keys = keyset(
      by.map((name) => ({ by: sql.ref(`a.${name}`), type: TYPES[name] })),
      order,
      page.after,
    );
    if (keys === undefined) throw invalidCursor();
    const { rows } = await sql<CardRow & { key: string[] }>`
      select ${COLUMNS}, ${keys.key} as key from ${FROM}
      where ${see(narrowed.visible)} and ${filter(query)} and ${keys.after}
        and ${narrowed.waitingFor === undefined ? sql`true` : waiting(narrowed.waitingFor)}
      order by ${keys.order} limit ${page.limit + 1}`.execute(this.#db);
    return rows;
  }

  async byIds(ids: readonly string[], visible: Visible): Promise<CardRow[]> {
    if (ids.length === 0) return [];
    const { rows } = await sql<CardRow>`
      select ${COLUMNS} from ${FROM} where a.id = any(${[...ids]}::uuid[]) and ${see(visible)}`.execute(
      this.#db,
    );
    return rows;
  }

  /** Changed since, the oldest change first; up to `limit` + 1. */
  async changedSince(since: Date, visible: Visible, limit: number): Promise<CardRow[]> {
    const { rows } = await sql<CardRow>`
      select ${COLUMNS} from ${FROM} where a.updated_at > ${since} and ${see(visible)}
      order by a.updated_at limit ${limit + 1}`.execute(this.#db);
    return rows;
  }

  async counts(visible: Visible): Promise<AlertCounts> {
    const { rows } = await sql<Omit<AlertCounts, 'issued'> & AlertCounts['issued']>`
      select count(*) filter (where a.state = 'pending')::int as pending,
        count(*) filter (where a.state = 'appealed')::int as appealed,
        count(*) filter (where a.order_state = 'replied')::int as replied,
        count(*) filter (where a.order_state = 'ordered')::int as ordered,
        count(*) filter (where a.proposed_at is not null)::int as proposed,
        count(*) filter (where a.state = 'issued' and a.level = 'warning')::int as warning,
        count(*) filter (where a.state = 'issued' and a.level = 'yellow')::int as yellow,
        count(*) filter (where a.state = 'issued' and a.level = 'red')::int as red
      from alert a join department d on d.id = a.department_id
      where a.urgency < 20 and ${see(visible)}`.execute(this.#db);
    const [row] = rows;
    const { warning = 0, yellow = 0, red = 0 } = row ?? {};
    const { pending = 0, appealed = 0, replied = 0, ordered = 0, proposed = 0 } = row ?? {};
    return { pending, appealed, replied, ordered, proposed, issued: { warning, yellow, red } };
  }

  async caseOf(id: string): Promise<string | undefined> {
    const row = await this.#db.selectFrom('alert').select('case_id').where('id', '=', id).executeTakeFirst();
    return row?.case_id;
  }

  async wasAppealed(id: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('alert')
      .select('appealed_at')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.appealed_at != null;
  }

  async groundOf(id: string): Promise<AlertGround | undefined> {
    const row = await this.#db.selectFrom('alert').select('ground').where('id', '=', id).executeTakeFirst();
    return row?.ground;
  }

  async snapshotsOf(id: string): Promise<AlertDetail['snapshots']> {
    const { rows } = await sql<{ at: Date; why: 'created' | 'proposed' | 'revoked'; state: object }>`
      select at, why, state from alert_snapshot where alert_id = ${id} order by seq desc limit 20`.execute(
      this.#db,
    );
    return rows.reverse().map(({ at, why, state }) => ({ at: at.toISOString(), why, state: { ...state } }));
  }

  /** In the order they were taken, with their files. */
  async stepsOf(id: string): Promise<AlertStep[]> {
    const { rows } = await sql<Omit<AlertStep, 'at' | 'files'> & { at: Date; files: AlertFile[] | null }>`
      select s.seq, s.action, s.at, coalesce(u.display_name, s.by_name) as by, s.reason, s.detail, (
        select jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name, 'bytes', f.bytes, 'type', f.type) order by f.at)
        from alert_file f where f.alert_id = s.alert_id and f.step_seq = s.seq) as files
      from alert_step s left join user_account u on u.id = s.by_id
      where s.alert_id = ${id} order by s.seq desc limit 500`.execute(this.#db);
    return rows.reverse().map((row) => ({ ...row, at: row.at.toISOString(), files: row.files ?? [] }));
  }

  async faults(visible: Visible): Promise<EvaluationFault[]> {
    const { rows } = await sql<Omit<EvaluationFault, 'at' | 'retryAt'> & { at: Date; retryAt: Date }>`
      select a.case_id as "caseId", c.case_no as "caseNo", a.at, a.times, a.message, a.retry_at as "retryAt"
      from evaluation_fault a join case_record c on c.id = a.case_id
        join department d on d.id = c.department_id
      where ${caseVisible(visible, { caseId: sql`c.id`, departmentId: sql`c.department_id`, regionCode: sql`d.region_code` })}
      order by a.at desc limit 200`.execute(this.#db);
    return rows.map((row) => ({ ...row, at: row.at.toISOString(), retryAt: row.retryAt.toISOString() }));
  }
}

function filter(query: CardsQuery): RawBuilder<boolean> {
  const is = (column: string, value: string | undefined) =>
    value === undefined ? [] : [sql`${sql.ref(column)} = ${value}`];
  const all = [
    ...is('a.level', query.level),
    ...is('a.state', query.state),
    ...is('a.order_state', query.order),
    ...is('a.subject', query.subject),
    ...is('a.department_id', query.departmentId),
    ...is('a.hall_id', query.hallId),
    ...is('a.window_id', query.windowId),
    ...is('a.case_id', query.caseId),
    ...is('a.rule_key', query.ruleKey),
    ...(query.regionCode === undefined ? [] : [sql`d.region_code in ${regionsBelow(query.regionCode)}`]),
    ...(query.proposed === undefined ? [] : [sql`a.proposed_at is not null`]),
    ...(query.from === undefined ? [] : [sql`a.created_at >= ${query.from}::timestamptz`]),
    ...(query.to === undefined ? [] : [sql`a.created_at < ${query.to}::timestamptz`]),
    ...(query.q ? [sql`(c.case_no ilike ${contains(query.q)} or m.name ilike ${contains(query.q)})`] : []),
  ];
  return all.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(all, sql` and `)}`;
}

export const toAlert = (row: CardRow): Alert => {
  const { dueAt, createdAt, updatedAt, issuedAt, appealUntil, orderUntil, revocationProposed } = row;
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  return {
    ...row,
    dueAt: dueAt.toISOString(),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    ...{ issuedAt: iso(issuedAt), appealUntil: iso(appealUntil), orderUntil: iso(orderUntil) },
    revocationProposed: iso(revocationProposed),
  };
};
