/** How the recording of each camera does, for a list: those that should and do not come first. */
import { sql } from 'kysely';
import type { GapCause, RecordingPolicy } from '../contract/recordings.ts';
import { cameraVisible, contains, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { heldFiles } from './disks.store.ts';
import { LONGEST_FILE_MS } from './footage.store.ts';
import { effectivePolicy, type PolicyFrom } from './policies.store.ts';

export type RecordingState = 'recording' | 'waiting' | 'fault' | 'off';

export interface CameraRecordingRow extends RecordingPolicy {
  readonly id: string;
  readonly name: string;
  readonly hallId: string;
  readonly hallName: string;
  readonly state: RecordingState;
  readonly cause: GapCause | null;
  readonly code: string | null;
  readonly since: Date;
  readonly of: PolicyFrom;
  readonly bytes: string;
  readonly heldBytes: string;
  readonly oldest: Date | null;
  readonly percentDay: number;
  readonly rank: number;
}

export interface CameraRecordingsPage {
  readonly visible: Visible;
  readonly hallId?: string | undefined;
  readonly state?: RecordingState | undefined;
  readonly q?: string | undefined;
  readonly after?: readonly [number, string, string] | undefined;
  readonly limit: number;
}

const DAY_MS = 86_400_000;

export class CameraRecordingsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1. Retired cameras as long as anything of them is left. */
  async page(query: CameraRecordingsPage, now: Date): Promise<CameraRecordingRow[]> {
    const { visible, hallId, state, q, after, limit } = query;
    const dayAgo = new Date(now.getTime() - DAY_MS);
    // The page first, and only then what is looked up for each row.
    const { rows } = await sql<CameraRecordingRow>`
      with camera_state as (
        select c.id, c.name, c.hall_id, h.name as hall_name, c.created_at, e.*, g.cause, g.code, g.from_at,
          case
            when e.mode = 'off' or c.closed_at is not null or h.closed_at is not null then 'off'
            when exists (select 1 from recording_segment s
              where s.camera_id = c.id and s.open and not s.buffer) then 'recording'
            when g.cause <> 'off' then 'fault' else 'waiting' end as state
        from camera c join hall h on h.id = c.hall_id ${effectivePolicy}
        left join lateral (select cause, code, from_at from recording_gap g
          where g.camera_id = c.id and g.to_at is null and g.profile = any(e.profiles)
          order by g.profile limit 1) g on true
        where ${cameraVisible(visible, sql`c.id`, sql`c.hall_id`)}
          and (c.closed_at is null or exists (
            select 1 from recording_usage u where u.camera_id = c.id and u.files > 0))
          and ${hallId === undefined ? sql`true` : sql`c.hall_id = ${hallId}`}
          and ${q ? sql`(c.name ilike ${contains(q)} or h.name ilike ${contains(q)})` : sql`true`}
      ), ranked as (
        select *, array_position(array['fault', 'waiting', 'recording', 'off'], state) as rank from camera_state
        where ${state === undefined ? sql`true` : sql`state = ${state}`}
      ), page as materialized (
        select * from ranked where ${
          after === undefined
            ? sql`true`
            : sql`(rank, name, id) > (${after[0]}::int, ${after[1]}::text, ${after[2]}::uuid)`
        } order by rank, name, id limit ${limit + 1}
      )
      select p.id, p.name, p.hall_id as "hallId", p.hall_name as "hallName", p.state, p.mode, p.profiles, p.days,
        p.sound, p.of, p.rank,
        case when p.state in ('fault', 'waiting') then p.cause end as cause,
        case when p.state in ('fault', 'waiting') then p.code end as code,
        coalesce(
          case when p.state = 'recording'
            then (select to_at from recording_gap g where g.camera_id = p.id and g.profile = p.profiles[1]
              and g.to_at is not null order by g.from_at desc limit 1)
            else p.from_at end,
          t.since_at, p.created_at) as since,
        (select coalesce(sum(bytes), 0) from recording_usage u where u.camera_id = p.id) as bytes,
        (select coalesce(sum(bytes), 0) from (
          select distinct s.id, s.bytes from hold_range r cross join lateral (${heldFiles}) s
          where r.camera_id = p.id and r.released_at is null) held) as "heldBytes",
        (select min(first) from unnest(array['main', 'sub']) f(profile) cross join lateral (
          select started_at as first from recording_segment s
          where s.camera_id = p.id and s.profile = f.profile and not s.buffer and not s.doomed
          order by started_at limit 1) s) as oldest,
        (select least(100, coalesce(sum(extract(epoch from
            least(case when s.open then ${now} else s.ended_at end, ${now}) - greatest(s.started_at, day.begun))), 0)
            * 100 / greatest(1, extract(epoch from ${now}::timestamptz - day.begun)))::float8
          from recording_segment s where s.camera_id = p.id and s.profile = p.profiles[1] and not s.doomed
            and not s.buffer and s.started_at > ${new Date(dayAgo.getTime() - LONGEST_FILE_MS)}
            and (s.open or s.ended_at > day.begun)) as "percentDay"
      from page p
      left join recording_track t on t.camera_id = p.id and t.profile = p.profiles[1]
      cross join lateral (
        select greatest(${dayAgo}::timestamptz, coalesce(t.since_at, ${dayAgo}::timestamptz)) as begun) day
      order by p.rank, p.name, p.id`.execute(this.#db);
    return rows;
  }

  /** Cameras that are recorded now, and those that should be and are not. */
  async counts(): Promise<{ recording: number; fault: number }> {
    const { rows } = await sql<{ recording: number; fault: number }>`select
      (select count(distinct camera_id)::int from recording_segment where open and not buffer) as recording,
      (select count(distinct camera_id)::int from recording_gap where to_at is null and cause <> 'off') as fault
      `.execute(this.#db);
    return rows[0] ?? { recording: 0, fault: 0 };
  }
}
