/** Gone through: open cases whose deadlines another calendar, other hours or another version of a matter may move. */
import { type RawBuilder, sql } from 'kysely';
import type { Pause } from '../calendar/index.ts';
import type { ClockFault } from '../contract/clock.ts';
import type { Db } from '../platform/db/connect.ts';
import type { DeadlineColumns } from './kept-states.store.ts';

/** Which cases; nothing given: all of them. Places together: those of any. */
export interface RecomputeFilter {
  readonly hallIds?: readonly string[] | undefined;
  /** Of departments and halls there, as they are: those below are named, too. */
  readonly regionCodes?: readonly string[] | undefined;
  readonly matterId?: string | undefined;
  /** Only what was heard of since. */
  readonly since?: Date | undefined;
}

export interface RecomputeJob extends RecomputeFilter {
  readonly id: string;
  readonly askedAt: Date;
  readonly afterDue: string | null;
  readonly afterId: string | null;
}

export interface ClockedRow {
  readonly id: string;
  readonly dueOrder: string;
  readonly matterId: string;
  readonly matterVersion: number;
  readonly hallId: string | null;
  readonly regionCode: string;
  readonly acceptedAt: Date;
  readonly pauses: readonly Pause[] | null;
  readonly extraDays: number;
  readonly nearAt: Date | null;
  readonly dueAt: Date | null;
  readonly statutoryDueAt: Date | null;
  readonly suspendedSince: Date | null;
  readonly suspendedUntil: Date | null;
  readonly clockFault: ClockFault | null;
  readonly updatedAt: Date;
}

export interface ChangedRow extends DeadlineColumns {
  readonly id: string;
  readonly matter_version: number;
  readonly clock_key: string;
  readonly clock_version: number;
  /** What it was computed from: a case that events changed meanwhile is left to them. */
  readonly read_at: string;
}

export interface JobProgress {
  readonly lookedAt: number;
  readonly changed: number;
  readonly faults: number;
}

export async function addJob(db: Db, filter: RecomputeFilter, at: Date, notBefore: Date): Promise<void> {
  const { hallIds, regionCodes, matterId, since } = filter;
  await sql`insert into case_recompute (hall_ids, region_codes, matter_id, since, asked_at, not_before)
    values (${list(hallIds)}::uuid[], ${list(regionCodes)}::text[], ${matterId ?? null}, ${since ?? null}, ${at},
      ${notBefore})`.execute(db);
}

const list = (all: readonly string[] | undefined) => (all === undefined ? null : [...all]);

/** The oldest that is due and nobody is at. Held until the transaction ends. */
export async function takeJob(trx: Db, now: Date): Promise<RecomputeJob | undefined> {
  const { rows } = await sql<RecomputeJob>`
    select id::text as id, hall_ids as "hallIds", region_codes as "regionCodes", matter_id as "matterId", since,
      asked_at as "askedAt", after_due::text as "afterDue", after_id as "afterId"
    from case_recompute where finished_at is null and not_before <= ${now}
    order by id limit 1 for update skip locked`.execute(trx);
  return rows[0];
}

/** In the order of their deadlines: a row that is moved on by this may be met again, and then stands. */
export async function openCases(trx: Db, job: RecomputeJob, most: number): Promise<ClockedRow[]> {
  const { since, afterDue, afterId } = job;
  const { rows } = await sql<ClockedRow>`
    select c.id, c.due_order::text as "dueOrder", c.matter_id as "matterId", c.matter_version as "matterVersion",
      c.hall_id as "hallId", d.region_code as "regionCode", c.accepted_at as "acceptedAt", c.pauses,
      c.extra_days as "extraDays", c.near_at as "nearAt", c.due_at as "dueAt", c.statutory_due_at as "statutoryDueAt",
      c.suspended_since as "suspendedSince", c.suspended_until as "suspendedUntil", c.clock_fault as "clockFault",
      c.updated_at as "updatedAt"
    from case_record c join department d on d.id = c.department_id
    where c.is_open and c.accepted_at is not null
      and ${afterId === null ? sql`true` : sql`(c.due_order, c.id) > (${afterDue}::timestamptz, ${afterId}::uuid)`}
      and ${since === null ? sql`true` : sql`c.updated_at >= ${since}`}
      and ${concerned(job)}
    order by c.due_order, c.id limit ${most}`.execute(trx);
  return rows;
}

/** Of `case_record c` and its department `d`. */
function concerned({ hallIds, regionCodes, matterId }: RecomputeJob): RawBuilder<boolean> {
  const ofMatter = matterId === null ? sql`true` : sql`c.matter_id = ${matterId}`;
  if (hallIds === null && regionCodes === null) return sql<boolean>`${ofMatter}`;
  return sql<boolean>`${ofMatter} and (c.hall_id = any(${list(hallIds ?? [])}::uuid[])
    or c.hall_id in (select id from hall where region_code = any(${list(regionCodes ?? [])}::text[]))
    or c.hall_id is null and d.region_code = any(${list(regionCodes ?? [])}::text[]))`;
}

/**
 * Closed cases whose cards stand, of the last year: rules are to look whether they still would. One after the other a
 * millisecond apart, so that what is reported meanwhile does not wait behind them all. Answers how many.
 */
export async function lookAtClosed(trx: Db, job: RecomputeJob, at: Date): Promise<number> {
  const { numAffectedRows } = await sql`
    update case_record c set evaluated_at = null,
      evaluate_at = least(c.evaluate_at, ${at}::timestamptz + n.place * interval '1 millisecond')
    from (select c.id, row_number() over (order by c.id) - 1 as place
      from case_record c join department d on d.id = c.department_id
      where c.gravity is not null and not c.is_open
        and c.updated_at > ${at}::timestamptz - interval '1 year' and ${concerned(job)}) n
    where c.id = n.id`.execute(trx);
  return Number(numAffectedRows ?? 0);
}

/** How many of them were still as they had been read. */
export async function writeDeadlines(trx: Db, rows: readonly ChangedRow[], at: Date): Promise<number> {
  if (rows.length === 0) return 0;
  const { numAffectedRows } = await sql`
    update case_record c set near_at = n.near_at, due_at = n.due_at, statutory_due_at = n.statutory_due_at,
      suspended_since = n.suspended_since, suspended_until = n.suspended_until, clock_fault = n.clock_fault,
      matter_version = n.matter_version, clock_key = n.clock_key, clock_version = n.clock_version,
      evaluate_at = least(c.evaluate_at, ${at}), evaluated_at = null
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(id uuid, near_at timestamptz, due_at timestamptz,
      statutory_due_at timestamptz, suspended_since timestamptz, suspended_until timestamptz, clock_fault jsonb,
      matter_version int, clock_key text, clock_version int, read_at timestamptz)
    where c.id = n.id and date_trunc('milliseconds', c.updated_at) = n.read_at`.execute(trx);
  return Number(numAffectedRows ?? 0);
}

/** `last` undefined: it is done. */
export async function moveOn(
  trx: Db,
  job: RecomputeJob,
  last: ClockedRow | undefined,
  done: JobProgress,
  now: Date,
): Promise<JobProgress> {
  const { rows } = await sql<JobProgress>`
    update case_recompute set looked_at = looked_at + ${done.lookedAt}, changed = changed + ${done.changed},
      faults = faults + ${done.faults}, after_due = coalesce(${last?.dueOrder ?? null}::timestamptz, after_due),
      after_id = coalesce(${last?.id ?? null}::uuid, after_id),
      finished_at = ${last === undefined ? now : null}::timestamptz
    where id = ${job.id} returning looked_at as "lookedAt", changed, faults`.execute(trx);
  return rows[0] ?? done;
}

/** Under way, waiting, and the last few that are done. */
export async function jobs(
  db: Db,
): Promise<(JobProgress & { askedAt: Date; finishedAt: Date | null; matterId: string | null })[]> {
  const { rows } = await sql<
    JobProgress & { askedAt: Date; finishedAt: Date | null; matterId: string | null }
  >`
    select looked_at as "lookedAt", changed, faults, asked_at as "askedAt", finished_at as "finishedAt",
      matter_id as "matterId"
    from case_recompute where since is null order by finished_at is null desc, id desc limit 20`.execute(db);
  return rows;
}

/** Regions and those below them; `CN` is above all: undefined. */
export async function regionsBelow(db: Db, codes: readonly string[]): Promise<string[] | undefined> {
  if (codes.includes('CN')) return undefined;
  const { rows } = await sql<{ code: string }>`
    with recursive below(code) as (select code from region where code = any(${[...codes]}::text[])
      union select r.code from region r join below b on r.parent_code = b.code)
    select code from below`.execute(db);
  return rows.map((row) => row.code);
}

/** The clocks' versions that these batches were computed by. */
export async function markChecked(trx: Db, versions: ReadonlyMap<string, number>): Promise<void> {
  if (versions.size === 0) return;
  const all = [...versions].sort(([a], [b]) => (a < b ? -1 : 1));
  await sql`insert into case_clock_checked (clock_key, clock_version)
    select * from unnest(${all.map(([key]) => key)}::text[], ${all.map(([, version]) => version)}::int[])
    on conflict (clock_key) do update set clock_version = excluded.clock_version
      where case_clock_checked.clock_version <> excluded.clock_version`.execute(trx);
}

/** Every clock that open cases were computed by: the oldest version of it that some were, unless all were gone through. */
export async function keptClocks(
  db: Db,
): Promise<{ readonly key: string; readonly oldest: number; readonly checked: number | null }[]> {
  const { rows } = await sql<{ key: string; oldest: number; checked: number | null }>`
    select c.clock_key as key, min(c.clock_version) as oldest, k.clock_version as checked
    from case_record c left join case_clock_checked k using (clock_key)
    where c.is_open and c.clock_key is not null group by c.clock_key, k.clock_version`.execute(db);
  return rows;
}
