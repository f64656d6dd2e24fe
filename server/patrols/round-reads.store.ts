/** Reading rounds, their visits and what they come to, narrowed to what the asker sees. */
import { type RawBuilder, sql } from 'kysely';
import type {
  CheckItem,
  PatrolCoverage,
  PatrolRound,
  PatrolVisit,
  RoundsQuery,
} from '../contract/patrols.ts';
import { contains, hallVisible, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { keyset } from '../platform/db/keyset.ts';
import { invalidCursor } from '../platform/http/paging.ts';
import { hallOfPlan, patrolVisible, placeName } from './reach.store.ts';

type Instants = 'dueAt' | 'until' | 'begunAt' | 'endedAt';
export type RoundRow = Omit<PatrolRound, Instants> & {
  readonly dueAt: Date;
  readonly until: Date;
  readonly begunAt: Date | null;
  readonly endedAt: Date | null;
  readonly checklist: CheckItem[];
  readonly key: string[];
};
export type VisitRow = Omit<PatrolVisit, 'lookedFrom' | 'lookedTo' | 'cameraIds'> & {
  readonly lookedFrom: Date | null;
  readonly lookedTo: Date | null;
};
export type CoverageRow = Omit<PatrolCoverage, 'lastAt'> & {
  readonly lastAt: Date | null;
  readonly key: string[];
};
type Filter = Partial<Omit<RoundsQuery, 'cursor' | 'limit'>> & {
  readonly id?: string;
};

const ofRound = { regionCode: sql<string>`r.region_code`, hallIds: sql<string>`r.hall_ids` };
/** Everything on the list could be told. `v`: the visit. */
const SEEN = sql<boolean>`(v.state = 'done' and not exists (
  select 1 from jsonb_each_text(v.checks) c where c.value = 'unseen'))`;
/** How a window came to be walked: what could not be told is told. `r`: its round. */
const UNSEEN = sql<boolean>`(v.state = 'skipped' or (v.state = 'done' and not ${SEEN})
  or (v.state in ('waiting', 'looking') and r.state = 'done'))`;

/** Findings that were not taken back. */
const FOUND = sql`(select count(*) from finding f where f.id = any(v.finding_ids) and f.state <> 'withdrawn')`;

export class RoundReadsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1, with what a cursor is made of. */
  async list(
    filter: Filter,
    visible: Visible,
    page: { readonly after: readonly string[] | undefined; readonly limit: number },
  ): Promise<RoundRow[]> {
    const keys = keyset(
      [
        { by: sql`r.due_at`, type: 'timestamptz' },
        { by: sql`r.id`, type: 'uuid' },
      ],
      filter.sort === 'next' ? 'asc' : 'desc',
      page.after,
    );
    if (keys === undefined) throw invalidCursor();
    const { rows } = await sql<RoundRow>`
      select r.id, r.plan_id as "planId", r.plan_name as "planName", r.kind, r.state, r.day::text as day,
        ${placeName(ofRound.regionCode, ofRound.hallIds)} as "placeName", r.due_at as "dueAt", r.until_at as until,
        r.officer_id as officer, coalesce(u.display_name, r.officer_name) as "officerName",
        r.begun_at as "begunAt", r.ended_at as "endedAt", r.checklist,
        case when n.windows > 0 then n.windows else coalesce(r.windows, (
          select count(*)::int from hall h join hall_window w on w.hall_id = h.id and w.closed_at is null
          where r.kind = 'fixed' and ${hallOfPlan(ofRound.regionCode, ofRound.hallIds)}), 0) end as windows,
        n.looked, n.unseen, n.findings, ${keys.key} as key
      from patrol_round r left join user_account u on u.id = r.officer_id
        cross join lateral (select count(*)::int as windows, (count(*) filter (where ${SEEN}))::int as looked,
          (count(*) filter (where ${UNSEEN}))::int as unseen,
          coalesce(sum(${FOUND}), 0)::int as findings
          from patrol_visit v where v.round_id = r.id) n
      where ${patrolVisible(visible, ofRound)} and ${matching(filter)} and ${keys.after}
      order by ${keys.order} limit ${page.limit + 1}`.execute(this.#db);
    return rows;
  }

  /** Windows as they were called when they were looked at, or are now. */
  async visits(roundIds: readonly string[], now: Date): Promise<(VisitRow & { readonly roundId: string })[]> {
    const { rows } = await sql<VisitRow & { roundId: string }>`
      select v.id, v.round_id as "roundId", v.position, v.window_id as "windowId", t.code as "windowCode",
        t.name as "windowName", h.id as "hallId", h.name as "hallName", d.name as "departmentName",
        v.camera_id as "cameraId", v.state, v.looked_from as "lookedFrom", v.looked_to as "lookedTo", v.checks,
        v.finding_ids as "findingIds", v.remark
      from patrol_visit v join hall_window w on w.id = v.window_id join hall h on h.id = w.hall_id
        cross join lateral window_term_at(v.window_id, coalesce(v.looked_from, ${now}::timestamptz)) t
        left join department d on d.id = t.department_id
      where v.round_id = any(${[...roundIds]}::uuid[]) order by v.round_id, v.position`.execute(this.#db);
    return rows;
  }

  /** Open windows and those looked at in the time, by hall and code; up to `limit` + 1. */
  async coverage(
    filter: { readonly from: Date; readonly to: Date; readonly hallId?: string; readonly planId?: string },
    visible: Visible,
    page: { readonly after: readonly string[] | undefined; readonly limit: number },
  ): Promise<CoverageRow[]> {
    const keys = keyset(
      [
        { by: sql`h.name`, type: 'text' },
        { by: sql`h.id`, type: 'uuid' },
        { by: sql`length(w.code)`, type: 'int' },
        { by: sql`w.code`, type: 'text' },
        { by: sql`w.id`, type: 'uuid' },
      ],
      'asc',
      page.after,
    );
    if (keys === undefined) throw invalidCursor();
    const { from, to, hallId, planId } = filter;
    const kind = (one: string) =>
      sql`(count(*) filter (where r.kind = ${one} and v.looked_from is not null and ${SEEN}))::int`;
    // Somebody's own halls only: a department is in halls with others.
    const own = visible.everywhere ? visible : { ...visible, departmentIds: [] };
    const { rows } = await sql<CoverageRow>`
      select w.id as "windowId", w.code as "windowCode", w.name as "windowName", h.id as "hallId", h.name as "hallName",
        d.name as "departmentName", n.fixed, n.drawn, n.own, n.unseen, n.findings, n.last as "lastAt",
        ${keys.key} as key
      from hall_window w join hall h on h.id = w.hall_id left join department d on d.id = w.department_id
        cross join lateral (
          select ${kind('fixed')} as fixed, ${kind('drawn')} as drawn, ${kind('own')} as own,
            (count(*) filter (where ${UNSEEN}))::int as unseen, count(*)::int as visits,
            coalesce(sum(${FOUND}), 0)::int as findings,
            max(v.looked_from) filter (where ${SEEN}) as last
          from patrol_visit v join patrol_round r on r.id = v.round_id
          where v.window_id = w.id and r.due_at >= ${from} and r.due_at < ${to} and r.state in ('walking', 'done')
            and ${patrolVisible(visible, ofRound)}
            and ${planId === undefined ? sql`true` : sql`r.plan_id = ${planId}`}) n
      where ${hallVisible(own, sql`h.id`)} and ${hallId === undefined ? sql`true` : sql`h.id = ${hallId}`}
        and ((w.closed_at is null and h.closed_at is null) or n.visits > 0) and ${keys.after}
      order by ${keys.order} limit ${page.limit + 1}`.execute(this.#db);
    return rows;
  }
}

function matching(filter: Filter): RawBuilder<unknown> {
  const { q, id, planId, kind, state, officer, from, to, found } = filter;
  const when = <T>(given: T | undefined, condition: (value: T) => RawBuilder<unknown>) =>
    given === undefined ? sql`true` : condition(given);
  return sql`${when(id, (value) => sql`r.id = ${value}`)} and ${when(planId, (value) => sql`r.plan_id = ${value}`)}
    and ${when(kind, (value) => sql`r.kind = ${value}`)} and ${when(state, (value) => sql`r.state = ${value}`)}
    and ${when(officer, (value) => sql`r.officer_id = ${value}`)}
    and ${when(from, (value) => sql`r.due_at >= ${value}::timestamptz`)}
    and ${when(to, (value) => sql`r.due_at < ${value}::timestamptz`)}
    and ${when(found, () => sql`n.findings > 0`)}
    and ${when(
      q,
      (value) => sql`(r.plan_name ilike ${contains(value)} or r.officer_name ilike ${contains(value)}
      or u.display_name ilike ${contains(value)} or exists (select 1 from hall qh
        where qh.id = any(r.hall_ids) and qh.name ilike ${contains(value)}))`,
    )}`;
}
