/** What was reported, as rules look at it: what a newer report replaced is left out, and times are on our clock. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/db/connect.ts';
import type { RecordEvent } from './facts.ts';

/** Of each source its clock less ours, ms, as measured lately. */
export type Offsets = ReadonlyMap<string, number>;

export async function offsetsOf(db: Db): Promise<Offsets> {
  const { rows } = await sql<{ source: string; ms: number | null }>`
    select source, (select percentile_cont(0.5) within group (order by o::float8)
      from jsonb_array_elements_text(offsets) o) as ms from feed`.execute(db);
  return new Map(rows.flatMap(({ source, ms }) => (ms === null ? [] : [[source, ms] as const])));
}

interface EventRow extends Omit<RecordEvent, 'occurredMs' | 'atMs' | 'receivedMs' | 'offsetMs'> {
  readonly occurredAt: Date;
  readonly receivedAt: Date;
}

export const eventColumns = sql`e.seq::float8 as seq, e.source, e.event_id as "eventId", e.type, e.stage,
  e.occurred_at as "occurredAt", e.received_at as "receivedAt", e.clerk, e.ticket, e.filled_by as "filledBy",
  e.window_id as "windowId", coalesce(w.hall_id, c.hall_id) as "hallId", d.region_code as "regionCode",
  d.id as "departmentId", e.case_id as "caseId", c.case_no as "caseNo"`;
export const eventJoins = sql`case_event e left join case_record c on c.id = e.case_id
  left join hall_window w on w.id = e.window_id
  join department d on d.id = coalesce(c.department_id, w.department_id)`;
/** No newer report of the same fact came since. */
export const stands = sql`(e.record_key is null or e.case_id is null or not exists (
  select 1 from case_event n where n.case_id = e.case_id and n.record_key = e.record_key
    and (coalesce(n.data_version, 0), n.event_id) > (coalesce(e.data_version, 0), e.event_id)))`;
/** Nobody had reported the same fact before: a correction is not something entered late. */
const isFirst = sql`(e.record_key is null or e.case_id is null or not exists (
  select 1 from case_event n where n.case_id = e.case_id and n.record_key = e.record_key and n.seq < e.seq))`;

export function toEvent<R extends EventRow>(
  row: R,
  offsets: Offsets,
): Omit<R, 'occurredAt' | 'receivedAt'> & RecordEvent {
  const { occurredAt, receivedAt, ...rest } = row;
  const occurredMs = occurredAt.getTime();
  const offsetMs = offsets.get(row.source) ?? null;
  return {
    ...rest,
    ...{ occurredMs, receivedMs: receivedAt.getTime(), offsetMs },
    atMs: occurredMs - (offsetMs ?? 0),
  };
}

export class EventsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  offsets(): Promise<Offsets> {
    return offsetsOf(this.#db);
  }

  /** In the order they were written. */
  after(seq: number, most: number, offsets: Offsets): Promise<RecordEvent[]> {
    return this.#events(sql`e.seq > ${seq} order by e.seq limit ${most}`, offsets);
  }

  async newestSeq(): Promise<number> {
    const { rows } = await sql<{ seq: number }>`
      select coalesce(max(seq), 0)::float8 as seq from case_event`.execute(this.#db);
    return rows[0]?.seq ?? 0;
  }

  /** What came of a hall in a time. */
  receivedInHall(hallId: string, fromMs: number, toMs: number, most: number, offsets: Offsets) {
    return this.#events(
      sql`${receivedWithin(fromMs, toMs)} and coalesce(w.hall_id, c.hall_id) = ${hallId} and ${stands}
        order by e.seq limit ${most}`,
      offsets,
    );
  }

  /** What came of a source in a time, and happened long before; not before it was first heard: that could not come sooner. */
  lateOf(source: string, fromMs: number, toMs: number, leastMs: number, offsets: Offsets) {
    return this.#events(
      sql`${receivedWithin(fromMs, toMs)} and e.source = ${source} and ${isFirst}
        and e.received_at - e.occurred_at > make_interval(secs => ${leastMs / 1000 - 3600})
        and e.occurred_at >= coalesce((select first_heard_at from feed where source = ${source}), '-infinity')
        order by e.received_at, e.seq limit 5000`,
      offsets,
    );
  }

  /** What these accounts of a department did at its windows in a time. */
  async ofAccounts(
    departmentId: string,
    clerks: readonly string[],
    fromMs: number,
    toMs: number,
    offsets: Offsets,
  ): Promise<RecordEvent[]> {
    return this.#events(
      sql`e.window_id in (select id from hall_window where department_id = ${departmentId})
        and e.occurred_at between ${new Date(fromMs)} and ${new Date(toMs)} and e.clerk = any(${[...clerks]}::text[])
        and ${stands} order by e.occurred_at, e.seq limit 10000`,
      offsets,
    );
  }

  async #events(where: RawBuilder<unknown>, offsets: Offsets): Promise<RecordEvent[]> {
    const { rows } = await sql<EventRow>`
      select ${eventColumns} from ${eventJoins} where ${where}`.execute(this.#db);
    return rows.map((row) => toEvent(row, offsets));
  }
}

const receivedWithin = (fromMs: number, toMs: number) =>
  sql`e.received_at >= ${new Date(fromMs)} and e.received_at < ${new Date(toMs)}`;
