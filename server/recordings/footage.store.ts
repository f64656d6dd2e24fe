/** What exists of a camera, read from the index. */
import { type RawBuilder, sql } from 'kysely';
import type { Profile } from '../../streams/index.ts';
import type { GapCause } from '../contract/recordings.ts';
import type { Db } from '../platform/db/connect.ts';
import { type KnownGap, type Run, SEAM_MS, type Track } from './coverage.ts';

/** No file is longer: the recorder ends one at ten minutes, at the next keyframe. */
export const LONGEST_FILE_MS = 3_600_000;
const SEGMENTS_MOST = 60_000;
const GAPS_MOST = 20_000;

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

/** The file that grows now: the table has only its beginning. */
export interface Growing {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

export interface PlacementRow {
  camera_id: string;
  camera_name: string;
  from_at: Date;
  to_at: Date;
  clerk_zone: { x: number; y: number }[];
  applicant_zone: { x: number; y: number }[] | null;
}

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
   * Files that follow each other joined into runs, in the database: a month is 4,000 files and a few runs. Holes up to
   * `seamMs` are none.
   */
  async runs(
    { cameraId, profile, fromMs, toMs }: TrackRange,
    growing: Growing | undefined,
    seamMs: number,
    most: number,
  ): Promise<Run[]> {
    const from = new Date(fromMs - SEAM_MS);
    const seam = sql`make_interval(secs => ${seamMs / 1000})`;
    const ended: RawBuilder<Date> = growing
      ? sql`case when open and started_at = ${new Date(growing.startedAtMs)}
          then greatest(ended_at, ${new Date(growing.endedAtMs)}) else ended_at end`
      : sql`ended_at`;
    const { rows } = await sql<{ from_at: Date; to_at: Date; sound: boolean; codec: string }>`
      with file as (
        select started_at, ${ended} as ended_at, sound, codec from recording_segment
        where camera_id = ${cameraId} and profile = ${profile}
          and started_at >= ${new Date(fromMs - LONGEST_FILE_MS)} and started_at < ${new Date(toMs + SEAM_MS)}
          and (open or ended_at > ${from}) and not doomed
      ), next as (
        select *, max(ended_at) over before as seen, lag(sound) over by_time as sound_before,
          lag(codec) over by_time as codec_before
        from file
        window by_time as (order by started_at),
          before as (order by started_at rows between unbounded preceding and 1 preceding)
      ), counted as (
        select *, count(*) filter (where seen is null or started_at > seen + ${seam}
          or sound is distinct from sound_before or codec is distinct from codec_before)
          over (order by started_at rows unbounded preceding) as run
        from next where ended_at > ${from}
      )
      select min(started_at) as from_at, max(ended_at) as to_at, bool_or(sound) as sound, min(codec) as codec
      from counted group by run order by 1 limit ${most}`.execute(this.#db);
    return rows.map((row) => ({
      fromMs: row.from_at.getTime(),
      toMs: row.to_at.getTime(),
      sound: row.sound,
      codec: row.codec,
    }));
  }

  /** Those that overlap, in the order of time, at least `leastMs` long. */
  async gaps({ cameraId, profile, fromMs, toMs }: TrackRange, leastMs: number): Promise<KnownGap[]> {
    const { rows } = await sql<{ from_at: Date; to_at: Date | null; cause: GapCause; code: string | null }>`
      select from_at, to_at, cause, code from recording_gap
      where camera_id = ${cameraId} and profile = ${profile} and from_at < ${new Date(toMs)}
        and (to_at is null or (to_at > ${new Date(fromMs)}
          and to_at - from_at >= make_interval(secs => ${leastMs / 1000})))
      order by from_at limit ${GAPS_MOST}`.execute(this.#db);
    return rows.map((row) => ({
      fromMs: row.from_at.getTime(),
      toMs: row.to_at?.getTime() ?? null,
      cause: row.cause,
      code: row.code,
    }));
  }

  async track(cameraId: string, profile: Profile): Promise<Track | undefined> {
    const row = await this.#db
      .selectFrom('recording_track')
      .select(['since_at', 'purged_before'])
      .where('camera_id', '=', cameraId)
      .where('profile', '=', profile)
      .executeTakeFirst();
    return row && { sinceMs: row.since_at.getTime(), purgedBeforeMs: row.purged_before?.getTime() ?? null };
  }

  /** Profiles of which anything was ever recorded or wanted. */
  async profilesOf(cameraId: string): Promise<Profile[]> {
    const rows = await this.#db
      .selectFrom('recording_track')
      .select('profile')
      .where('camera_id', '=', cameraId)
      .orderBy('profile')
      .execute();
    return rows.map(({ profile }) => profile);
  }

  async anyIn({ cameraId, profile, fromMs, toMs }: TrackRange): Promise<boolean> {
    const { rows } = await sql`
      select 1 from recording_segment
      where camera_id = ${cameraId} and profile = ${profile}
        and started_at >= ${new Date(fromMs - LONGEST_FILE_MS)} and started_at < ${new Date(toMs)}
        and (open or ended_at > ${new Date(fromMs)}) and not doomed limit 1`.execute(this.#db);
    return rows.length > 0;
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
