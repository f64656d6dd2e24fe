/** Feeds as they are known: from the tokens that may report, from what was heard, from what stands against them. */
import { sql } from 'kysely';
import type { Feed, FeedAlarm, FeedDay, FeedFault } from '../contract/exchange.ts';
import { departmentOwned, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import type { WatchedFeed } from './feed-faults.ts';
import { medianOffset, missingBatches } from './feed-state.ts';

export interface FeedsQuery {
  readonly visible: Visible;
  readonly departmentId?: string | undefined;
  readonly state?: Feed['state'] | undefined;
  readonly q?: string | undefined;
  readonly source?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface DaysQuery {
  readonly visible: Visible;
  readonly source?: string | undefined;
  readonly departmentId?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly verdict?: FeedDay['verdict'] | undefined;
  readonly after?: readonly [string, string] | undefined;
  readonly limit: number;
}

export interface StandingAlarm extends FeedAlarm {
  readonly id: string;
  readonly source: string;
}

/** Told when nothing was said about a source. */
const SILENT_AFTER_MINUTES = 30;

/** Every source that reported, or that a token says will. `live`: one of its tokens holds. */
const sources = (now: Date) => sql`(
  select coalesce(f.source, t.source) as source, coalesce(f.department_id, t.department_id) as department_id,
    t.source is not null as has_token, coalesce(t.live, false) as live, t.made_at, t.ended_at,
    f.first_heard_at, f.last_heard_at, f.last_sequence, coalesce(f.missing, '[]') as missing,
    coalesce(f.offsets, '[]') as offsets,
    -- A desk has no token, and is silent whenever nobody comes.
    case when s.source is not null then s.silent_after_minutes when t.source is null then null
      else ${SILENT_AFTER_MINUTES} end as silent_after_minutes
  from feed f full join (
    select source, (array_agg(department_id order by created_at desc))[1] as department_id, min(created_at) as made_at,
      max(coalesce(revoked_at, expires_at)) as ended_at,
      bool_or(revoked_at is null and (expires_at is null or expires_at > ${now})) as live
    from machine_token where department_id is not null and permissions ? 'exchange:report' group by source
  ) t on t.source = f.source left join feed_setting s on s.source = coalesce(f.source, t.source))`;

interface FeedRow {
  source: string;
  departmentId: string;
  departmentName: string;
  state: Feed['state'];
  since: Date;
  firstHeardAt: Date | null;
  lastHeardAt: Date | null;
  lastSequence: string | null;
  silentAfterMinutes: number | null;
  missing: [number, number][];
  offsets: number[];
  today: Feed['today'] | null;
  openRefusals: number;
  waiting: number;
  alarms: { fault: FeedFault; since: string; amount: number | null }[] | null;
}

interface DayRow extends Omit<FeedDay, 'sent' | 'accepted' | 'duplicate' | 'refused' | 'told' | 'toldAt'> {
  sent: string;
  accepted: string;
  duplicate: string;
  refused: string;
  told: string | null;
  toldAt: Date | null;
}

export class FeedsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1, by source. */
  async feeds(query: FeedsQuery, now: Date, day: string): Promise<Feed[]> {
    const { visible, departmentId, state, q, source, after, limit } = query;
    const { rows } = await sql<FeedRow>`
      with known as (
        select k.*, d.name as department_name, a.first_since, a.alarms,
          case when not k.live and k.has_token then 'ended' when a.alarms is not null then 'faulty'
            when k.first_heard_at is null then 'never' else 'fine' end as state
        from ${sources(now)} k join department d on d.id = k.department_id
        left join lateral (
          select min(since) as first_since,
            jsonb_agg(jsonb_build_object('fault', fault, 'since', since, 'amount', amount) order by since) as alarms
          from feed_alarm where source = k.source and until is null having count(*) > 0) a on true
        where ${departmentOwned(visible, sql`k.department_id`, sql`d.region_code`)}
          and ${departmentId === undefined ? sql`true` : sql`k.department_id = ${departmentId}::uuid`}
          and ${source === undefined ? sql`true` : sql`k.source = ${source}`}
          and ${q ? sql`(starts_with(k.source, ${q}) or position(${q} in d.name) > 0)` : sql`true`}
      )
      select k.source, k.department_id as "departmentId", k.department_name as "departmentName", k.state,
        case k.state when 'ended' then k.ended_at when 'faulty' then k.first_since when 'never' then k.made_at
          else coalesce((select max(until) from feed_alarm where source = k.source), k.first_heard_at) end as since,
        k.first_heard_at as "firstHeardAt", k.last_heard_at as "lastHeardAt", k.last_sequence as "lastSequence",
        k.silent_after_minutes as "silentAfterMinutes", k.missing, k.offsets, k.alarms,
        (select jsonb_build_object('sent', sent, 'accepted', accepted, 'duplicate', duplicate, 'refused', refused)
          from feed_day where source = k.source and day = ${day}::date) as today,
        (select count(*)::int from exchange_refusal where source = k.source and state = 'open') as "openRefusals",
        (select count(*)::int from waiting_event where source = k.source) as waiting
      from known k
      where ${state === undefined ? sql`true` : sql`k.state = ${state}`}
        and ${after === undefined ? sql`true` : sql`k.source > ${after}`}
      order by k.source limit ${limit + 1}`.execute(this.#db);
    return rows.map(toFeed);
  }

  async departmentOf(source: string): Promise<string | undefined> {
    const { rows } = await sql<{ id: string }>`
      select department_id as id from feed where source = ${source}
      union all (select department_id from machine_token
        where source = ${source} and department_id is not null and permissions ? 'exchange:report'
        order by created_at desc) limit 1`.execute(this.#db);
    return rows[0]?.id;
  }

  async watched(now: Date, day: string, waitedSince: Date): Promise<WatchedFeed[]> {
    const { rows } = await sql<WatchedFeed>`
      select k.source, k.department_id as "departmentId", d.name as "departmentName", d.region_code as "regionCode",
        k.live, k.last_heard_at as "lastHeardAt", k.silent_after_minutes as "silentAfterMinutes", k.missing, k.offsets,
        coalesce(f.sent, 0)::float8 as sent, coalesce(f.duplicate, 0)::float8 as duplicate,
        coalesce(f.kept, 0) as kept,
        (select count(*)::int from exchange_refusal r
          where r.source = k.source and r.state = 'open') as "openRefusals",
        (select count(*)::int from waiting_event w
          where w.source = k.source and w.received_at < ${waitedSince}) as "longWaiting"
      from ${sources(now)} k join department d on d.id = k.department_id
      left join feed_day f on f.source = k.source and f.day = ${day}::date`.execute(this.#db);
    return rows;
  }

  async standing(): Promise<StandingAlarm[]> {
    const { rows } = await sql<{
      id: string;
      source: string;
      fault: FeedFault;
      since: Date;
      amount: number | null;
    }>`
      select id, source, fault, since, amount from feed_alarm where until is null`.execute(this.#db);
    return rows.map(({ since, ...row }) => ({ ...row, since: since.toISOString(), until: null }));
  }

  /** Its id; undefined: another process has told it already. */
  async raise(
    source: string,
    fault: FeedFault,
    since: Date,
    amount: number | null,
  ): Promise<string | undefined> {
    const { rows } = await sql<{ id: string }>`
      insert into feed_alarm (source, fault, since, amount) values (${source}, ${fault}, ${since}, ${amount})
      on conflict (source, fault) where until is null do nothing returning id`.execute(this.#db);
    return rows[0]?.id;
  }

  async amount(id: string, amount: number | null): Promise<void> {
    await sql`update feed_alarm set amount = ${amount} where id = ${id} and until is null`.execute(this.#db);
  }

  async clear(id: string, at: Date): Promise<boolean> {
    const { rows } = await sql`
      update feed_alarm set until = greatest(${at}, since) where id = ${id} and until is null returning 1`.execute(
      this.#db,
    );
    return rows.length > 0;
  }

  async history(source: string, most: number): Promise<FeedAlarm[]> {
    const { rows } = await sql<{ fault: FeedFault; since: Date; until: Date | null; amount: number | null }>`
      select fault, since, until, amount from feed_alarm where source = ${source}
      order by since desc, id desc limit ${most}`.execute(this.#db);
    return rows.map((row) => ({
      ...row,
      since: row.since.toISOString(),
      until: row.until?.toISOString() ?? null,
    }));
  }

  async set(source: string, silentAfterMinutes: number | null): Promise<void> {
    await sql`insert into feed_setting (source, silent_after_minutes) values (${source}, ${silentAfterMinutes})
      on conflict (source) do update set silent_after_minutes = excluded.silent_after_minutes`.execute(
      this.#db,
    );
  }

  /** What never came will not come any more, somebody says: the numbers are not missed from now on. */
  async forgetMissing(source: string): Promise<void> {
    await sql`update feed set missing = '[]' where source = ${source}`.execute(this.#db);
  }

  async tell(source: string, departmentId: string, day: string, sent: number, at: Date): Promise<void> {
    await sql`insert into feed_day (source, day, department_id, told, told_at)
      values (${source}, ${day}::date, ${departmentId}::uuid, ${sent}, ${at})
      on conflict (source, day) do update set told = excluded.told, told_at = excluded.told_at`.execute(
      this.#db,
    );
  }

  /** Up to `limit` + 1, the newest first. */
  async days(query: DaysQuery): Promise<FeedDay[]> {
    const { visible, source, departmentId, from, to, verdict, after, limit } = query;
    const { rows } = await sql<DayRow>`
      with counted as (
        select f.source, f.day::text as day, f.department_id as "departmentId", d.name as "departmentName", f.batches,
          f.sent, f.accepted, f.duplicate, f.refused, f.told, f.told_at as "toldAt",
          (f.told - f.sent)::float8 as difference,
          case when f.told is null then 'untold' when f.told = f.sent then 'agrees'
            when f.told < f.sent and f.told >= f.sent - f.duplicate then 'resent' else 'differs' end as verdict
        from feed_day f join department d on d.id = f.department_id
        where ${departmentOwned(visible, sql`f.department_id`, sql`d.region_code`)}
          and ${source === undefined ? sql`true` : sql`f.source = ${source}`}
          and ${departmentId === undefined ? sql`true` : sql`f.department_id = ${departmentId}::uuid`}
          and ${from === undefined ? sql`true` : sql`f.day >= ${from}::date`}
          and ${to === undefined ? sql`true` : sql`f.day <= ${to}::date`}
          and ${after === undefined ? sql`true` : sql`(f.day < ${after[0]}::date or f.day = ${after[0]}::date and f.source > ${after[1]})`}
      )
      select * from counted where ${verdict === undefined ? sql`true` : sql`verdict = ${verdict}`}
      order by day desc, source limit ${limit + 1}`.execute(this.#db);
    return rows.map(({ sent, accepted, duplicate, refused, told, toldAt, ...row }) => ({
      ...row,
      ...{ sent: Number(sent), accepted: Number(accepted), duplicate: Number(duplicate) },
      ...{ refused: Number(refused), told: told === null ? null : Number(told) },
      toldAt: toldAt?.toISOString() ?? null,
    }));
  }
}

const NOTHING = { sent: 0, accepted: 0, duplicate: 0, refused: 0 };

const toFeed = (row: FeedRow): Feed => {
  const { missing, offsets, ...rest } = row;
  return {
    ...rest,
    since: row.since.toISOString(),
    firstHeardAt: row.firstHeardAt?.toISOString() ?? null,
    lastHeardAt: row.lastHeardAt?.toISOString() ?? null,
    lastSequence: row.lastSequence === null ? null : Number(row.lastSequence),
    offsetMs: medianOffset(offsets),
    missingBatches: missingBatches(missing),
    today: row.today ?? NOTHING,
    alarms: (row.alarms ?? []).map(({ fault, since, amount }) => ({
      ...{ fault, amount, since: new Date(since).toISOString(), until: null },
    })),
  };
};
