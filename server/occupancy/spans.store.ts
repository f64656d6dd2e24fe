/** Spans as they are kept: read by window and time, written in batches, removed when they are old. */
import { type RawBuilder, sql } from 'kysely';
import type { OccupancyState, UnknownCause } from '../contract/occupancy.ts';
import { type Visible, windowVisible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import type { Span } from './window-spans.ts';

interface SpanRow {
  window_id: string;
  from_at: Date;
  to_at: Date;
  camera_id: string | null;
  activity: number | null;
  state: OccupancyState;
  cause: UnknownCause | null;
  applicant: boolean | null;
  open: boolean;
}

export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Of one answer: a window's busiest month twice over. */
export const SPANS_MOST = 40_000;

export class SpansStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** New ones, and how far those have come that are known; all in one statement. */
  async keep(spans: readonly Span[]): Promise<void> {
    if (spans.length === 0) return;
    const of = <K extends keyof Span>(key: K) => spans.map((span) => span[key]);
    const at = (key: 'fromMs' | 'toMs') => spans.map((span) => new Date(span[key]).toISOString());
    await sql`
      insert into occupancy_span (window_id, from_at, to_at, camera_id, activity, state, cause, applicant, open)
      select * from unnest(${of('windowId')}::uuid[], ${at('fromMs')}::timestamptz[], ${at('toMs')}::timestamptz[],
        ${of('cameraId')}::uuid[], ${of('activity')}::real[], ${of('state')}::text[], ${of('cause')}::text[],
        ${of('applicant')}::boolean[], ${of('open')}::boolean[])
      on conflict (window_id, from_at) do update
        set to_at = excluded.to_at, activity = excluded.activity, open = excluded.open`.execute(this.#db);
  }

  /** Of each window in the order of time: what reaches into the time asked for. `cut`: there is more. */
  async between(
    windowIds: readonly string[],
    { fromMs, toMs }: Stretch,
    most = SPANS_MOST,
  ): Promise<{ readonly spans: Span[]; readonly cut: boolean }> {
    const [from, to] = [new Date(fromMs), new Date(toMs)];
    const { rows } = await sql<SpanRow>`
      select s.* from unnest(${[...windowIds]}::uuid[]) w(id) cross join lateral (
        select * from occupancy_span where window_id = w.id and from_at < ${to} and to_at > ${from}
          and from_at >= coalesce((select max(from_at) from occupancy_span
            where window_id = w.id and from_at <= ${from}), ${from})) s
      order by s.window_id, s.from_at limit ${most + 1}`.execute(this.#db);
    return { spans: rows.slice(0, most).map(spanOf), cut: rows.length > most };
  }

  /** Those that a server before this one left open: closed, and answered as they stand. */
  async closeLeftOpen(): Promise<Span[]> {
    const { rows } = await sql<SpanRow>`
      update occupancy_span set open = false where open returning *`.execute(this.#db);
    return rows.map(spanOf);
  }

  /** When some camera was placed at each window, in the order of time. */
  async placed(windowIds: readonly string[], { fromMs, toMs }: Stretch): Promise<Map<string, Stretch[]>> {
    const [from, to] = [new Date(fromMs), new Date(toMs)];
    const { rows } = await sql<{ window_id: string; valid_from: Date; valid_to: Date | null }>`
      select window_id, valid_from, valid_to from placement
      where window_id = any(${[...windowIds]}::uuid[]) and valid_from < ${to}
        and (valid_to is null or valid_to > ${from})
      order by window_id, valid_from`.execute(this.#db);
    return byWindow(rows, ({ valid_from, valid_to }) => ({
      fromMs: valid_from.getTime(),
      toMs: valid_to?.getTime() ?? Number.POSITIVE_INFINITY,
    }));
  }

  /** The times of each window that are the asker's to see; windows without one are left out. */
  async visibleTimes(windowIds: readonly string[], visible: Visible): Promise<Map<string, Stretch[]>> {
    const department = sql`t.department_id` as RawBuilder<string>;
    const { rows } = await sql<{ window_id: string; from_at: Date | null; to_at: Date | null }>`
      select t.window_id, t.from_at, t.to_at from hall_window w join lateral (
        select window_id, department_id,
          case when lag(valid_from) over (order by valid_from) is null then null else valid_from end as from_at,
          case when lead(valid_from) over (order by valid_from) is null then null else valid_to end as to_at,
          valid_from
        from window_term where window_id = w.id) t on true
      where w.id = any(${[...windowIds]}::uuid[])
        and ${windowVisible(visible, sql`w.hall_id`, department, sql`w.id`)}
      order by t.window_id, t.valid_from`.execute(this.#db);
    return byWindow(rows, ({ from_at, to_at }) => ({
      fromMs: from_at?.getTime() ?? Number.NEGATIVE_INFINITY,
      toMs: to_at?.getTime() ?? Number.POSITIVE_INFINITY,
    }));
  }

  /** Removes some that began before then; how many. */
  async removeBefore(before: Date, most: number): Promise<number> {
    const { numAffectedRows } = await sql`
      delete from occupancy_span where ctid = any(array(
        select ctid from occupancy_span where from_at < ${before} and to_at < ${before} limit ${most}))`.execute(
      this.#db,
    );
    return Number(numAffectedRows ?? 0);
  }
}

function byWindow<R extends { readonly window_id: string }>(
  rows: readonly R[],
  of: (row: R) => Stretch,
): Map<string, Stretch[]> {
  const all = new Map<string, Stretch[]>();
  for (const row of rows) {
    const known = all.get(row.window_id);
    if (known) known.push(of(row));
    else all.set(row.window_id, [of(row)]);
  }
  return all;
}

const spanOf = (row: SpanRow): Span => ({
  windowId: row.window_id,
  cameraId: row.camera_id,
  state: row.state,
  applicant: row.applicant,
  cause: row.cause,
  fromMs: row.from_at.getTime(),
  toMs: row.to_at.getTime(),
  open: row.open,
  activity: row.activity,
});
