/** Reading leads, narrowed to what the asker sees. */
import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import type { Lead, LeadCounts, leadDetail, leadsQuery } from '../../contract/leads.ts';
import {
  caseVisible,
  contains,
  departmentOwned,
  hallVisible,
  regionsBelow,
  type Visible,
  windowVisibleAt,
} from '../../places/index.ts';
import type { Db } from '../../platform/db/connect.ts';
import { keyset, type Order, type SortKey } from '../../platform/db/keyset.ts';
import { invalidCursor } from '../../platform/http/paging.ts';

type Instants = 'from' | 'to' | 'raisedAt' | 'explainedAt' | 'watchUntil' | 'decidedAt' | 'updatedAt';
type Nullable = 'explainedAt' | 'watchUntil' | 'decidedAt';
export type LeadRow = Omit<Lead, Instants> &
  Readonly<Record<Exclude<Instants, Nullable>, Date>> &
  Readonly<Record<Nullable, Date | null>>;

/** What its detail is made of, beside the row. */
export type LeadParts = Pick<
  z.infer<typeof leadDetail>,
  'facts' | 'reasons' | 'thresholds' | 'benign' | 'offsets' | 'holdId' | 'steps'
> & { readonly cameraIds: readonly string[] };

export type LeadsQuery = Omit<z.output<typeof leadsQuery>, 'cursor' | 'limit'>;

const COLUMNS = sql`l.id, l.kind, l.state, l.strength, l.from_at as "from", l.to_at as "to", l.raised_at as "raisedAt",
  l.region_code as "regionCode", l.hall_id as "hallId", h.name as "hallName", l.window_id as "windowId",
  w.code as "windowCode", l.department_id as "departmentId", d.name as "departmentName", l.case_id as "caseId",
  c.case_no as "caseNo", m.name as "matterName", l.clerk, l.explained_at as "explainedAt",
  l.explained_by as "explainedBy", wu.display_name as watcher, l.watch_until as "watchUntil",
  du.display_name as "decidedBy", l.decided_at as "decidedAt", l.outcome, l.alert_id as "alertId",
  l.finding_id as "findingId", l.updated_at as "updatedAt", l.version`;
const FROM = sql`lead l left join hall_window w on w.id = l.window_id left join hall h on h.id = coalesce(l.hall_id, w.hall_id)
  left join department d on d.id = l.department_id left join case_record c on c.id = l.case_id
  left join matter m on m.id = c.matter_id left join department cd on cd.id = c.department_id
  left join user_account wu on wu.id = l.watcher_id left join user_account du on du.id = l.decided_by`;

/** At a window: as it was then. Of a case alone: who sees the case. Else whose hall, department or region it is. */
export const leadSeen = (visible: Visible): RawBuilder<boolean> => {
  if (visible.everywhere) return sql<boolean>`true`;
  const window = windowVisibleAt(visible, {
    ...{ hallId: sql`h.id`, windowId: sql`l.window_id`, at: sql`l.from_at` },
  });
  const ofCase = caseVisible(visible, {
    ...{ caseId: sql`c.id`, departmentId: sql`c.department_id`, regionCode: sql`cd.region_code` },
  });
  return sql<boolean>`case when l.window_id is not null then ${window} when l.case_id is not null then ${ofCase}
    when l.department_id is not null then ${departmentOwned(visible, sql`l.department_id`, sql`d.region_code`)}
    when l.hall_id is not null then ${hallVisible(visible, sql`l.hall_id`)}
    else l.region_code = any(${[...visible.regionCodes]}::text[]) end`;
};

const STRONGEST: SortKey = { by: sql`(-l.strength)`, type: 'int' };
const ID: SortKey = { by: sql`l.id`, type: 'uuid' };
const SORTS: Readonly<
  Record<LeadsQuery['sort'], { readonly by: readonly SortKey[]; readonly order: Order }>
> = {
  queue: { by: [STRONGEST, { by: sql`l.raised_at`, type: 'timestamptz' }, ID], order: 'asc' },
  newest: { by: [{ by: sql`l.from_at`, type: 'timestamptz' }, ID], order: 'desc' },
  strength: { by: [STRONGEST, ID], order: 'asc' },
};

export class LeadRowsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1, with what a cursor is made of. */
  async list(
    query: LeadsQuery,
    asker: { readonly visible: Visible; readonly userId: string | undefined },
    page: { readonly after: readonly string[] | undefined; readonly limit: number },
  ): Promise<(LeadRow & { readonly key: string[] })[]> {
    const { by, order } = SORTS[query.sort];
    const keys = keyset(by, order, page.after);
    if (keys === undefined) throw invalidCursor();
    const { rows } = await sql<LeadRow & { key: string[] }>`
      select ${COLUMNS}, ${keys.key} as key from ${FROM}
      where ${leadSeen(asker.visible)} and ${filter(query, asker.userId)} and ${keys.after}
      order by ${keys.order} limit ${page.limit + 1}`.execute(this.#db);
    return rows;
  }

  async byIds(ids: readonly string[], visible: Visible): Promise<LeadRow[]> {
    if (ids.length === 0) return [];
    const { rows } = await sql<LeadRow>`
      select ${COLUMNS} from ${FROM} where l.id = any(${[...ids]}::uuid[]) and ${leadSeen(visible)}`.execute(
      this.#db,
    );
    return rows;
  }

  async counts(visible: Visible, userId: string | undefined): Promise<LeadCounts> {
    const { rows } = await sql<LeadCounts>`
      select count(*) filter (where l.state = 'new')::int as new,
        count(*) filter (where l.state = 'watched')::int as watched,
        count(*) filter (where l.state = 'watched' and l.watcher_id = ${userId ?? null}::uuid)::int as mine,
        count(*) filter (where l.explained_at is not null)::int as explained
      from ${FROM} where l.state in ('new', 'watched') and ${leadSeen(visible)}`.execute(this.#db);
    return rows[0] ?? { new: 0, watched: 0, mine: 0, explained: 0 };
  }

  /** For whoever is known to see it. */
  async parts(id: string): Promise<LeadParts | undefined> {
    const row = await this.#db
      .selectFrom('lead')
      .select(['facts', 'reasons', 'thresholds', 'benign', 'offsets'])
      .select(['hold_id as holdId', 'camera_ids as cameraIds'])
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { rows } = await sql<Omit<LeadParts['steps'][number], 'at'> & { at: Date }>`
      select s.seq, s.action, s.at, coalesce(u.display_name, s.by_name) as by, s.reason, s.detail
      from lead_step s left join user_account u on u.id = s.by_id
      where s.lead_id = ${id} order by s.seq desc limit 200`.execute(this.#db);
    return {
      ...row,
      reasons: [...row.reasons],
      benign: [...row.benign],
      steps: rows.reverse().map((step) => ({ ...step, at: step.at.toISOString() })),
    };
  }
}

function filter(query: LeadsQuery, userId: string | undefined): RawBuilder<boolean> {
  const is = (column: string, value: string | undefined) =>
    value === undefined ? [] : [sql`${sql.ref(column)} = ${value}`];
  const q = query.q ? contains(query.q) : undefined;
  const all = [
    ...is('l.state', query.state),
    ...is('l.kind', query.kind),
    ...is('l.department_id', query.departmentId),
    ...is('l.hall_id', query.hallId),
    ...is('l.window_id', query.windowId),
    ...is('l.case_id', query.caseId),
    ...(query.regionCode === undefined ? [] : [sql`l.region_code in ${regionsBelow(query.regionCode)}`]),
    ...(query.mine === undefined
      ? []
      : [sql`l.state = 'watched' and l.watcher_id = ${userId ?? null}::uuid`]),
    ...(query.explained === undefined
      ? []
      : [sql`l.explained_at is ${query.explained === 'yes' ? sql`not null` : sql`null`}`]),
    ...(query.from === undefined ? [] : [sql`l.to_at >= ${query.from}::timestamptz`]),
    ...(query.to === undefined ? [] : [sql`l.from_at < ${query.to}::timestamptz`]),
    ...(query.leastStrength === undefined ? [] : [sql`l.strength >= ${query.leastStrength}`]),
    ...(q === undefined
      ? []
      : [sql`(c.case_no ilike ${q} or m.name ilike ${q} or w.code ilike ${q} or l.clerk ilike ${q})`]),
  ];
  return all.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(all, sql` and `)}`;
}

export const toLead = (row: LeadRow): Lead => {
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  const { from, to, raisedAt, updatedAt, explainedAt, watchUntil, decidedAt } = row;
  return {
    ...row,
    ...{ from: from.toISOString(), to: to.toISOString(), raisedAt: raisedAt.toISOString() },
    ...{ updatedAt: updatedAt.toISOString(), explainedAt: iso(explainedAt) },
    ...{ watchUntil: iso(watchUntil), decidedAt: iso(decidedAt) },
  };
};
