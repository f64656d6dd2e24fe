/** What is told on a timeline beside the footage, from the tables of those who keep it; narrowed in each query. */
import { type RawBuilder, sql } from 'kysely';
import type { CardLevel } from '../contract/alerts.ts';
import type { Stage } from '../contract/cases.ts';
import type { TimelineMark } from '../contract/playback.ts';
import { cameraVisible, caseVisible, type Visible, windowVisibleAt } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';

/** A lane with more than this is cut: a timeline has no more pixels. */
export const LANE_MOST = 2000;

export interface MarksRange {
  readonly from: Date;
  readonly to: Date;
  /** Of what lies in the same so many ms, the first is told with the count. */
  readonly grainMs: number;
}

/** Whose marks: a case's, or those of cameras and of the windows they looked at. */
export type MarksOf =
  | { readonly kind: 'case'; readonly caseId: string }
  | { readonly kind: 'cameras'; readonly cameraIds: readonly string[] };

interface MarkRow {
  readonly id: string;
  readonly at: Date;
  readonly to: Date | null;
  readonly what: string;
  readonly text: string | null;
  readonly stage: Stage | null;
  readonly level: CardLevel | null;
  readonly count: number;
  readonly caseId: string | null;
  readonly caseNo: string | null;
  readonly windowId: string | null;
  readonly cameraId: string | null;
}

const uuids = (ids: readonly string[]) => sql`${[...ids]}::uuid[]`;
const seesCase = (visible: Visible) =>
  caseVisible(visible, {
    caseId: sql`c.id`,
    departmentId: sql`c.department_id`,
    regionCode: sql`d.region_code`,
  });
const CASE = sql`join case_record c on c.id = e.case_id join department d on d.id = c.department_id`;
const none = { to: null, text: null, stage: null, level: null, windowId: null, cameraId: null };
const SESSION_TYPES = sql`('called', 'started', 'finished')`;
/** A stay at a window with nothing said for longer than this is two. */
const ONE_SESSION = sql`interval '2 hours'`;

export class MarksStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Steps of cases; those that make sessions are told as sessions. */
  async steps(of: MarksOf, range: MarksRange, visible: Visible): Promise<TimelineMark[]> {
    const { rows } = await sql<MarkRow>`
      with found as (
        select e.seq::text as id, e.occurred_at as at, null::timestamptz as "to", coalesce(e.stage, e.type) as what,
          e.clerk as text, e.stage, null as level, e.case_id as "caseId", c.case_no as "caseNo",
          e.window_id as "windowId", null::uuid as "cameraId"
        from case_event e ${CASE}
        where ${this.#events(of, range)} and e.type not in ${SESSION_TYPES} and ${seesCase(visible)})
      ${thinned(range)}`.execute(this.#db);
    return rows.map((row) => markOf('step', row));
  }

  /** A case at a window, from the first to the last that was reported of it there; open where no end was. */
  async sessions(of: MarksOf, range: MarksRange, visible: Visible): Promise<TimelineMark[]> {
    const { rows } = await sql<MarkRow>`
      with said as (
        select e.seq, e.occurred_at as at, e.type, e.clerk, e.case_id, c.case_no, e.window_id,
          lag(e.occurred_at) over same as before, lag(e.type) over same as type_before
        from case_event e ${CASE}
        where ${this.#events(of, range)} and e.type in ${SESSION_TYPES} and ${seesCase(visible)}
        window same as (partition by e.case_id, e.window_id order by e.occurred_at, e.seq)
      ), numbered as (
        select *, count(*) filter (where before is null or at - before > ${ONE_SESSION} or type_before = 'finished')
          over (partition by case_id, window_id order by at, seq) as session from said
      ), found as (
        select min(seq)::text as id, min(at) as at, max(at) filter (where type = 'finished') as "to",
          'session' as what, max(clerk) as text, null as stage, null as level, case_id as "caseId",
          min(case_no) as "caseNo", window_id as "windowId", null::uuid as "cameraId"
        from numbered group by case_id, window_id, session)
      ${thinned(range)}`.execute(this.#db);
    return rows.map((row) => markOf('session', row));
  }

  /** Cards as they stood: from when they were issued to when they were taken back. */
  async cards(of: MarksOf, range: MarksRange, visible: Visible): Promise<TimelineMark[]> {
    const whose =
      of.kind === 'case'
        ? sql`a.case_id = ${of.caseId}`
        : sql`a.created_at >= ${range.from}::timestamptz - interval '1 day' and a.window_id in (
            select p.window_id from placement p where p.camera_id = any(${uuids(of.cameraIds)})
              and p.valid_from <= a.issued_at and (p.valid_to is null or p.valid_to > a.issued_at))`;
    const { rows } = await sql<MarkRow>`
      with found as (
        select a.id::text as id, a.issued_at as at, a.revoked_at as "to", a.subject as what,
          r.body->>'name' as text, null as stage, a.level, a.case_id as "caseId", c.case_no as "caseNo",
          a.window_id as "windowId", null::uuid as "cameraId"
        from alert a join rule_version r on r.id = a.rule_id join case_record c on c.id = a.case_id
          join department d on d.id = a.department_id
        where ${whose} and a.issued_at between ${range.from} and ${range.to} and ${seesCase(visible)})
      ${thinned(range)}`.execute(this.#db);
    return rows.map((row) => markOf('card', row));
  }

  /** Where picture and record disagreed, of whatever became of it. */
  async leads(of: MarksOf, range: MarksRange, visible: Visible): Promise<TimelineMark[]> {
    const whose =
      of.kind === 'case'
        ? sql`l.case_id = ${of.caseId}`
        : sql`(l.camera_ids && ${uuids(of.cameraIds)} or l.window_id in (
            select p.window_id from placement p where p.camera_id = any(${uuids(of.cameraIds)})
              and p.valid_from <= l.from_at and (p.valid_to is null or p.valid_to > l.from_at)))`;
    const seen = sql`case when l.window_id is null then ${seesCase(visible)} else ${windowVisibleAt(visible, {
      ...{ hallId: sql`w.hall_id`, windowId: sql`l.window_id`, at: sql`l.from_at` },
    })} end`;
    const { rows } = await sql<MarkRow>`
      with found as (
        select l.id::text as id, l.from_at as at, l.to_at as "to", l.kind as what, l.state as text, null as stage,
          null as level, l.case_id as "caseId", c.case_no as "caseNo", l.window_id as "windowId",
          null::uuid as "cameraId"
        from lead l left join hall_window w on w.id = l.window_id left join case_record c on c.id = l.case_id
          left join department d on d.id = c.department_id
        where ${whose} and l.from_at < ${range.to} and l.to_at > ${range.from}
          and l.from_at > ${range.from}::timestamptz - interval '7 days' and ${seen})
      ${thinned(range)}`.execute(this.#db);
    return rows.map((row) => markOf('lead', row));
  }

  /** That it is held: for whose case, or with which other cameras, is told by the holds to who may see them. */
  async holds(of: MarksOf, range: MarksRange): Promise<TimelineMark[]> {
    const whose =
      of.kind === 'case'
        ? sql`h.kind = 'case' and h.subject_id = ${of.caseId}`
        : sql`r.camera_id = any(${uuids(of.cameraIds)})`;
    const { rows } = await sql<MarkRow>`
      with found as (
        select h.id::text || ' ' || r.camera_id::text as id, r.from_at as at, r.to_at as "to", h.kind as what,
          null as text, null as stage, null as level,
          null::uuid as "caseId", null as "caseNo", null::uuid as "windowId", r.camera_id as "cameraId"
        from hold_range r join hold h on h.id = r.hold_id
        where ${whose} and r.released_at is null and r.from_at < ${range.to} and r.to_at > ${range.from})
      ${thinned(range)}`.execute(this.#db);
    return rows.map((row) => markOf('hold', row));
  }

  /** Times without a good picture, of cameras whose health the asker may see. */
  async outages(cameraIds: readonly string[], range: MarksRange, visible: Visible): Promise<TimelineMark[]> {
    if (cameraIds.length === 0) return [];
    const { rows } = await sql<MarkRow>`
      with found as (
        select o.id::text as id, o.from_at as at, o.to_at as "to", o.fault as what, o.detail as text, null as stage,
          null as level, null::uuid as "caseId", null as "caseNo", null::uuid as "windowId",
          o.camera_id as "cameraId"
        from outage o join camera c on c.id = o.camera_id
        where o.camera_id = any(${uuids(cameraIds)}) and o.from_at < ${range.to}
          and coalesce(o.to_at, 'infinity') > ${range.from}
          and ${cameraVisible(visible, sql`c.id`, sql`c.hall_id`)})
      ${thinned(range)}`.execute(this.#db);
    return rows.map((row) => markOf('outage', row));
  }

  #events(of: MarksOf, { from, to }: MarksRange): RawBuilder<boolean> {
    if (of.kind === 'case')
      return sql<boolean>`e.case_id = ${of.caseId} and e.occurred_at between ${from} and ${to}`;
    return sql<boolean>`e.occurred_at between ${from} and ${to} and e.window_id in (
      select window_id from placement where camera_id = any(${uuids(of.cameraIds)})) and exists (
      select 1 from placement p where p.window_id = e.window_id and p.camera_id = any(${uuids(of.cameraIds)})
        and p.valid_from <= e.occurred_at and (p.valid_to is null or p.valid_to > e.occurred_at))`;
  }
}

/** Of `found` the first of each grain and level, with how many it stands for; one more than a lane holds. */
function thinned({ from, grainMs }: MarksRange): RawBuilder<unknown> {
  const bucket = sql`floor(extract(epoch from at - ${from}::timestamptz) * 1000 / ${grainMs}::float8)`;
  return sql`select * from (
    select distinct on (bucket, level) *, count(*) over (partition by bucket, level)::int as count
    from (select *, ${bucket} as bucket from found) each order by bucket, level, at, id) told
    order by at, id limit ${LANE_MOST + 1}`;
}

/** Picked by name: the query says more than is told. */
function markOf(kind: TimelineMark['kind'], row: MarkRow): TimelineMark {
  const { id, what, text, stage, level, count, caseId, caseNo, windowId, cameraId } = row;
  const instants = { at: row.at.toISOString(), to: row.to?.toISOString() ?? null };
  return {
    ...none,
    ...{ kind, id, ...instants, what, text, stage, level, count, caseId, caseNo, windowId, cameraId },
  };
}
