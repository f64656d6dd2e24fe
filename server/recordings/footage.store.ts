/** What exists of a camera, read from the index. */
import { type RawBuilder, sql } from 'kysely';
import type { Profile } from '../../streams/index.ts';
import type { GapCause } from '../contract/recordings.ts';
import type { Db } from '../platform/db/connect.ts';
import type { KnownGap, Run, Track } from './coverage.ts';

/** No file is longer: the recorder ends one at ten minutes, at the next keyframe. */
export const LONGEST_FILE_MS = 3_600_000;
const SEGMENTS_MOST = 60_000;
/**
 * A camera profile's gaps follow each other, so only the last one that began before a range reaches into it; a few more
 * are looked at, as a lost file makes a gap of its own. Without a bound all of a year would be.
 */
const GAPS_BACK = 7;
const longest = sql.lit(`${LONGEST_FILE_MS} ms`);

export interface SegmentRow {
  id: string;
  camera_id: string;
  profile: Profile;
  folder: string;
  started_at: Date;
  ended_at: Date;
  bytes: string;
  open: boolean;
  buffer: boolean;
  codec: 'h264' | 'h265';
  codec_string: string;
  width: number;
  height: number;
  sound: boolean;
  drift_ppm: number | null;
  clock_offset_ms: number | null;
}

export interface TrackRange {
  readonly cameraId: string;
  readonly profile: Profile;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Without a profile: the best there is. */
export interface AskedRange extends Omit<TrackRange, 'profile'> {
  readonly profile?: Profile | undefined;
}

/** The file that grows now: the table has only its beginning. */
export interface Growing {
  readonly cameraId: string;
  readonly profile: Profile;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** What coverage is made of. */
export interface KnownFootage {
  readonly profile: Profile;
  readonly runs: readonly Run[];
  readonly gaps: readonly KnownGap[];
  readonly track: Track | undefined;
}

type KnownRow = { readonly place: number } & (
  | {
      readonly kind: 'track';
      readonly profile: Profile;
      readonly from_at: Date | null;
      readonly to_at: Date | null;
    }
  | {
      readonly kind: 'run';
      readonly from_at: Date;
      readonly to_at: Date;
      readonly sound: boolean;
      readonly codec: string;
    }
  | {
      readonly kind: 'gap';
      readonly from_at: Date;
      readonly to_at: Date | null;
      readonly cause: GapCause;
      readonly code: string | null;
    }
);

export interface PlacementRow {
  camera_id: string;
  camera_name: string;
  from_at: Date;
  to_at: Date;
  clerk_zone: { x: number; y: number }[];
  applicant_zone: { x: number; y: number }[] | null;
}

const instants = (all: readonly number[]) =>
  sql`${all.map((ms) => new Date(ms).toISOString())}::timestamptz[]`;

const unnested = (all: readonly AskedRange[]) => sql`unnest(${all.map(({ cameraId }) => cameraId)}::uuid[],
  ${all.map(({ profile }) => profile ?? null)}::text[], ${instants(all.map(({ fromMs }) => fromMs))},
  ${instants(all.map(({ toMs }) => toMs))})`;

const anyOf = (profile: Profile): RawBuilder<boolean> => sql<boolean>`exists (
  select 1 from recording_segment s where s.camera_id = a.camera_id and s.profile = ${sql.lit(profile)}
    and s.started_at >= a.from_at - interval ${longest} and s.started_at < a.to_at
    and (s.open or s.ended_at > a.from_at) and not s.doomed)`;

/** Of the range `a`: that asked for; of a camera with one profile that one; else main, unless there is only sub then. */
const bestProfile: RawBuilder<Profile> = sql<Profile>`coalesce(a.profile,
  (select min(t.profile) from recording_track t where t.camera_id = a.camera_id having count(*) = 1),
  case when ${anyOf('sub')} and not ${anyOf('main')} then 'sub' else 'main' end)`;

const columns = sql`s.id, s.camera_id, s.profile, d.path as folder, s.started_at, s.ended_at, s.bytes, s.open,
  s.buffer, s.codec, s.codec_string, s.width, s.height, s.sound, s.drift_ppm, s.clock_offset_ms`;

export class FootageStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Those that overlap, in the order of time; open ones whenever they may. */
  async segments({ cameraId, profile, fromMs, toMs }: TrackRange): Promise<SegmentRow[]> {
    const { rows } = await sql<SegmentRow>`
      select ${columns} from recording_segment s join recording_disk d on d.id = s.disk_id
      where s.camera_id = ${cameraId} and s.profile = ${profile}
        and s.started_at >= ${new Date(fromMs - LONGEST_FILE_MS)} and s.started_at < ${new Date(toMs)}
        and (s.open or s.ended_at > ${new Date(fromMs)}) and not s.doomed
      order by s.started_at limit ${SEGMENTS_MOST}`.execute(this.#db);
    return rows;
  }

  async segment(id: string): Promise<SegmentRow | undefined> {
    const { rows } = await sql<SegmentRow>`
      select ${columns} from recording_segment s join recording_disk d on d.id = s.disk_id
      where s.id = ${id} and not s.doomed`.execute(this.#db);
    return rows[0];
  }

  /**
   * Of each range its runs, gaps and track, in one statement: a page asks of many ranges at once, and a statement costs
   * more than what it finds. Files that follow each other are joined into runs in the database: a month is 4,000 files
   * and a few runs. Holes up to `seamMs` are none; of a range not more than `most` runs and as many gaps.
   */
  async known(
    asked: readonly AskedRange[],
    growing: readonly Growing[],
    { seamMs, most }: { readonly seamMs: number; readonly most: number },
  ): Promise<KnownFootage[]> {
    const seam = sql`make_interval(secs => ${seamMs / 1000})`;
    const { rows } = await sql<KnownRow>`/* prepared */
      with asked as materialized (
        select a.place::int as place, a.camera_id, ${bestProfile} as profile, a.from_at, a.to_at
        from ${unnested(asked)} with ordinality as a(camera_id, profile, from_at, to_at, place)
      ), growing as materialized (
        select * from ${unnested(growing.map(({ startedAtMs: fromMs, endedAtMs: toMs, ...one }) => ({ ...one, fromMs, toMs })))}
          as g(camera_id, profile, started_at, ended_at)
      ), file as (
        select a.place, a.from_at, f.started_at, f.ended_at, f.sound, f.codec
        from asked a cross join lateral (
          select s.started_at, s.sound, s.codec, case when s.open then greatest(s.ended_at, (
              select max(g.ended_at) from growing g where g.camera_id = s.camera_id and g.profile = s.profile
                and g.started_at = s.started_at)) else s.ended_at end as ended_at
          from recording_segment s
          where s.camera_id = a.camera_id and s.profile = a.profile
            and s.started_at >= a.from_at - interval ${longest} and s.started_at < a.to_at + ${seam}
            and (s.open or s.ended_at > a.from_at - ${seam}) and not s.doomed) f
      ), next as (
        select *, max(ended_at) over before as seen, lag(sound) over by_time as sound_before,
          lag(codec) over by_time as codec_before
        from file
        window by_time as (partition by place order by started_at), before as (
          partition by place order by started_at rows between unbounded preceding and 1 preceding)
      ), counted as (
        select *, count(*) filter (where seen is null or started_at > seen + ${seam}
          or sound is distinct from sound_before or codec is distinct from codec_before)
          over (partition by place order by started_at rows unbounded preceding) as run
        from next where ended_at > from_at - ${seam}
      )
      select place, 'run' as kind, null as profile, min(started_at) as from_at, max(ended_at) as to_at,
        bool_or(sound) as sound, min(codec) as codec, null as cause, null as code
      from counted where run <= ${most}::int group by place, run
      union all
      select a.place, 'gap', null, g.from_at, g.to_at, null, null, g.cause, g.code
      from asked a cross join lateral (
        select * from recording_gap g where g.camera_id = a.camera_id and g.profile = a.profile
          and g.from_at < a.to_at and (g.to_at is null or g.to_at > a.from_at)
          and g.from_at >= coalesce((select b.from_at from recording_gap b
            where b.camera_id = a.camera_id and b.profile = a.profile and b.from_at <= a.from_at
            order by b.from_at desc offset ${GAPS_BACK}::int limit 1), '-infinity')
        order by g.from_at limit ${most}::int) g
      union all
      select a.place, 'track', a.profile, t.since_at, t.purged_before, null, null, null, null
      from asked a left join recording_track t on t.camera_id = a.camera_id and t.profile = a.profile
      order by place, from_at`.execute(this.#db);
    return knownOf(asked.length, rows);
  }

  async profileOf(asked: AskedRange): Promise<Profile> {
    if (asked.profile !== undefined) return asked.profile;
    const { rows } = await sql<{ profile: Profile }>`/* prepared */
      select ${bestProfile} as profile from ${unnested([asked])} as a(camera_id, profile, from_at, to_at)`.execute(
      this.#db,
    );
    return rows[0]?.profile ?? 'main';
  }

  /** Placements of a window that held within the range, cut to it. */
  async placements(windowId: string, from: Date, to: Date): Promise<PlacementRow[]> {
    const { rows } = await sql<PlacementRow>`
      select p.camera_id, c.name as camera_name, greatest(p.valid_from, ${from}::timestamptz) as from_at,
        least(coalesce(p.valid_to, ${to}::timestamptz), ${to}::timestamptz) as to_at,
        p.clerk_zone, p.applicant_zone
      from placement p join camera c on c.id = p.camera_id
      where p.window_id = ${windowId} and p.valid_from < ${to}
        and (p.valid_to is null or p.valid_to > ${from})
      order by from_at, p.camera_id limit 500`.execute(this.#db);
    return rows;
  }
}

function knownOf(asked: number, rows: readonly KnownRow[]): KnownFootage[] {
  const found = Array.from({ length: asked }, () => ({
    profile: 'main' as Profile,
    runs: [] as Run[],
    gaps: [] as KnownGap[],
    track: undefined as Track | undefined,
  }));
  for (const row of rows) {
    const known = found[row.place - 1];
    if (known === undefined) continue;
    const toMs = row.to_at?.getTime() ?? null;
    if (row.kind === 'track') {
      known.profile = row.profile;
      if (row.from_at !== null) known.track = { sinceMs: row.from_at.getTime(), purgedBeforeMs: toMs };
    } else if (row.kind === 'gap')
      known.gaps.push({ fromMs: row.from_at.getTime(), toMs, cause: row.cause, code: row.code });
    else
      known.runs.push({
        fromMs: row.from_at.getTime(),
        toMs: row.to_at.getTime(),
        sound: row.sound,
        codec: row.codec,
      });
  }
  return found;
}
