/** What stands or stood by itself: feeds' alarms, and outages of cameras beside what is in dispute at their windows. */
import { sql } from 'kysely';
import type { FeedFault } from '../../contract/exchange.ts';
import type { Db } from '../../platform/db/connect.ts';
import type { OutageFacts } from './camera-down.ts';
import type { AlarmFacts } from './feed-fault.ts';

const MOST = 2000;

export class StandingStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Those that touch a span of time. */
  async alarms(fromMs: number, toMs: number, nowMs: number): Promise<AlarmFacts[]> {
    const { rows } = await sql<{
      id: string;
      source: string;
      fault: FeedFault;
      since: Date;
      until: Date | null;
      amount: number | null;
      departmentId: string;
      regionCode: string;
      halls: string[];
    }>`
      select a.id, a.source, a.fault, a.since, a.until, a.amount, d.id as "departmentId",
        d.region_code as "regionCode",
        array(select distinct hall_id from hall_window w where w.department_id = d.id and closed_at is null limit 2) as halls
      from feed_alarm a join feed f on f.source = a.source join department d on d.id = f.department_id
      where a.since < ${new Date(toMs)} and coalesce(a.until, 'infinity') > ${new Date(fromMs)}
      order by a.since desc limit ${MOST}`.execute(this.#db);
    return rows.map(({ since, until, halls, ...row }) => ({
      ...row,
      ...{ nowMs, sinceMs: since.getTime(), untilMs: until?.getTime() ?? null },
      hallId: halls.length === 1 ? (halls[0] ?? null) : null,
    }));
  }

  /** A row an outage and window, with what is in dispute there up to `aroundMs` before and after. */
  async outages(
    fromMs: number,
    toMs: number,
    options: { readonly nowMs: number; readonly aroundMs: number; readonly hallId?: string },
  ): Promise<OutageFacts[]> {
    const now = new Date(options.nowMs);
    const around = sql`make_interval(secs => ${options.aroundMs / 1000})`;
    const { rows } = await sql<
      Omit<OutageFacts, 'fromMs' | 'toMs' | 'disputes'> & {
        fromAt: Date;
        toAt: Date;
        disputes: {
          what: 'card' | 'hold' | 'lead';
          id: string;
          caseId: string | null;
          from: string;
          to: string;
        }[];
      }
    >`
      with out as (
        select o.id, o.camera_id, o.fault, o.from_at, coalesce(o.to_at, ${now}) as to_at, o.to_at is null as open,
          p.window_id
        from outage o join placement p on p.camera_id = o.camera_id and p.valid_from < coalesce(o.to_at, ${now})
          and coalesce(p.valid_to, 'infinity') > o.from_at
        where ${options.hallId === undefined ? sql`true` : sql`o.hall_id = ${options.hallId}`}
          and o.kind <> 'unobserved' and o.fault <> 'line_full' and o.from_at < ${new Date(toMs)}
          and (o.to_at is null or o.to_at > ${new Date(fromMs)})
        order by o.from_at desc limit ${MOST}
      )
      select out.id as "outageId", out.camera_id as "cameraId", out.fault, out.from_at as "fromAt",
        out.to_at as "toAt", out.open, out.window_id as "windowId", w.hall_id as "hallId",
        h.region_code as "regionCode", w.department_id as "departmentId",
        (select count(distinct q.camera_id)::int from placement q where q.window_id = out.window_id
          and q.camera_id <> out.camera_id and q.valid_from < out.to_at
          and coalesce(q.valid_to, 'infinity') > out.from_at) as "otherCameras",
        coalesce(d.found, '[]') as disputes
      from out join hall_window w on w.id = out.window_id join hall h on h.id = w.hall_id
        left join lateral (
          select jsonb_agg(jsonb_build_object('what', what, 'id', id, 'caseId', case_id, 'from', from_at, 'to', to_at))
            as found from (
            (select distinct on (a.id) 'card' as what, a.id::text as id, a.case_id, e.occurred_at as from_at,
              e.occurred_at as to_at
            from case_event e join alert a on a.case_id = e.case_id and a.state not in ('cancelled', 'revoked')
            where e.window_id = out.window_id
              and e.occurred_at between out.from_at - ${around} and out.to_at + ${around} limit 20)
            union all
            (select 'hold', r.hold_id::text, k.case_id, r.from_at, r.to_at
            from hold_range r join hold k on k.id = r.hold_id and k.kind <> 'lead'
            where r.camera_id = out.camera_id and r.released_at is null and r.from_at < out.to_at + ${around}
              and r.to_at > out.from_at - ${around} limit 20)
            union all
            (select 'lead', l.id::text, l.case_id, l.from_at, l.to_at from lead l
            where l.window_id = out.window_id and l.kind <> 'cameraDown' and l.state <> 'dismissed' and l.explained_at is null
              and l.from_at < out.to_at + ${around} and l.to_at > out.from_at - ${around} limit 20)
          ) found
        ) d on true
      where d.found is not null
        and ${options.hallId === undefined ? sql`true` : sql`w.hall_id = ${options.hallId}`}`.execute(
      this.#db,
    );
    return rows.map(({ fromAt, toAt, disputes, ...row }) => ({
      ...row,
      ...{ fromMs: fromAt.getTime(), toMs: toAt.getTime() },
      disputes: disputes.map(({ from, to, ...one }) => ({
        ...one,
        ...{ fromMs: Date.parse(from), toMs: Date.parse(to) },
      })),
    }));
  }

  /** How far what was reported has been read; undefined: never. */
  async cursor(): Promise<number | undefined> {
    const { rows } = await sql<{ seq: number }>`
      select event_seq::float8 as seq from lead_cursor`.execute(this.#db);
    return rows[0]?.seq;
  }

  /** Never backwards: several processes read. */
  async moveCursor(seq: number, nowMs: number): Promise<void> {
    await sql`insert into lead_cursor (event_seq, at) values (${seq}, ${new Date(nowMs)})
      on conflict (one) do update set event_seq = greatest(lead_cursor.event_seq, excluded.event_seq), at = excluded.at`.execute(
      this.#db,
    );
  }
}
