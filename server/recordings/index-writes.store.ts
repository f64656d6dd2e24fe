/** What the recorder tells, written into the index: many at a time, and the same again changes nothing. */
import { sql } from 'kysely';
import type { GapTold, SegmentEnd, SegmentFile } from '../../streams/recorder/types.ts';
import { DEFAULT_POLICY } from '../contract/recordings.ts';
import type { Db } from '../platform/db/connect.ts';

const times = (all: readonly number[]) => sql`${all.map((ms) => new Date(ms).toISOString())}::timestamptz[]`;
const uuids = (all: readonly string[]) => sql`${[...all]}::uuid[]`;
const texts = (all: readonly (string | null)[]) => sql`${[...all]}::text[]`;

export class IndexWritesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  inTransaction(work: (store: IndexWritesStore) => Promise<void>): Promise<void> {
    return this.#db.transaction().execute((trx) => work(new IndexWritesStore({ db: trx })));
  }

  /** Each that was just begun ends the gap its camera profile was in. Of those at most one of a camera profile. */
  async open(files: readonly SegmentFile[], how: 'begun' | 'found' = 'begun'): Promise<void> {
    if (files.length === 0) return;
    const { rows } = await sql<{ id: string }>`
      insert into recording_segment (id, camera_id, disk_id, started_at, ended_at, bytes, width, height, sound,
        open, buffer, profile, codec, codec_string)
      select id, camera, disk, at, at, 0, width, height, sound, true, buffer, profile, codec, codec_string
      from unnest(${uuids(files.map(({ id }) => id))}, ${uuids(files.map(({ cameraId }) => cameraId))},
        ${uuids(files.map(({ diskId }) => diskId))}, ${times(files.map(({ startedAtMs }) => startedAtMs))},
        ${files.map(({ width }) => width)}::int[], ${files.map(({ height }) => height)}::int[],
        ${files.map(({ sound }) => sound)}::bool[], ${files.map(({ buffer }) => buffer)}::bool[],
        ${texts(files.map(({ profile }) => profile))}, ${texts(files.map(({ codec }) => codec))},
        ${texts(files.map(({ codecString }) => codecString))})
        as f(id, camera, disk, at, width, height, sound, buffer, profile, codec, codec_string)
      on conflict (id) do nothing returning id`.execute(this.#db);
    const lasting = files.filter(({ buffer }) => !buffer);
    // One told again ended its gap when it was told first: what lasts now began after it.
    const made = new Set(rows.map(({ id }) => id));
    if (how === 'begun') await this.#endGaps(lasting.filter(({ id }) => made.has(id)));
    await this.#know(lasting.map((one) => ({ ...one, sinceMs: one.startedAtMs })));
  }

  /** Gaps that last end where footage goes on. */
  async #endGaps(begun: readonly Pick<SegmentFile, 'cameraId' | 'profile' | 'startedAtMs'>[]): Promise<void> {
    if (begun.length === 0) return;
    const all = sql`unnest(${uuids(begun.map(({ cameraId }) => cameraId))},
      ${texts(begun.map(({ profile }) => profile))}, ${times(begun.map(({ startedAtMs }) => startedAtMs))})
      as f(camera, profile, at)`;
    await sql`update recording_gap g set to_at = greatest(g.from_at, f.at) from ${all}
      where g.camera_id = f.camera and g.profile = f.profile and g.to_at is null`.execute(this.#db);
  }

  async close(ends: readonly SegmentEnd[]): Promise<void> {
    if (ends.length === 0) return;
    await sql`
      with told as (
        select * from unnest(${uuids(ends.map(({ id }) => id))}, ${times(ends.map(({ endedAtMs }) => endedAtMs))},
          ${ends.map(({ bytes }) => bytes)}::bigint[], ${ends.map(({ driftPpm }) => driftPpm)}::real[],
          ${ends.map(({ clockOffsetMs }) => clockOffsetMs)}::real[]) as t(id, ended, bytes, drift, clock_offset)
      ), closed as (
        update recording_segment s set ended_at = greatest(s.started_at, told.ended), bytes = told.bytes,
          drift_ppm = told.drift, clock_offset_ms = told.clock_offset, open = false
        from told where s.id = told.id and s.open
        returning s.disk_id, s.camera_id, s.bytes
      )
      insert into recording_usage (disk_id, camera_id, bytes, files)
      select disk_id, camera_id, sum(bytes), count(*) from closed group by disk_id, camera_id
      on conflict (disk_id, camera_id) do update
        set bytes = recording_usage.bytes + excluded.bytes, files = recording_usage.files + excluded.files
      `.execute(this.#db);
  }

  /** Files of the live buffer that are gone. */
  async removed(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await sql`
      with gone as (
        delete from recording_segment where id = any(${uuids(ids)}) and buffer and not open
        returning disk_id, camera_id, bytes
      ), counted as (
        select disk_id, camera_id, sum(bytes) as bytes, count(*) as files from gone group by disk_id, camera_id
      )
      update recording_usage u set bytes = greatest(0, u.bytes - c.bytes), files = greatest(0, u.files - c.files)
      from counted c where u.disk_id = c.disk_id and u.camera_id = c.camera_id`.execute(this.#db);
  }

  /** Each ends another that lasts; the same instant again: the cause is known better. At most one of a camera profile. */
  async gaps(gaps: readonly GapTold[]): Promise<void> {
    if (gaps.length === 0) return;
    const all = sql`unnest(${uuids(gaps.map(({ cameraId }) => cameraId))},
      ${texts(gaps.map(({ profile }) => profile))}, ${times(gaps.map(({ fromMs }) => fromMs))},
      ${texts(gaps.map(({ cause }) => cause))}, ${texts(gaps.map(({ code }) => code))})
      as n(camera, profile, at, cause, code)`;
    await sql`update recording_gap g set to_at = n.at from ${all}
      where g.camera_id = n.camera and g.profile = n.profile and g.to_at is null and g.from_at < n.at
        and (g.cause, g.code) is distinct from (n.cause, n.code)`.execute(this.#db);
    await sql`insert into recording_gap (camera_id, profile, from_at, cause, code)
      select n.camera, n.profile, n.at, n.cause, n.code from ${all}
      where not exists (select 1 from recording_gap g
        where g.camera_id = n.camera and g.profile = n.profile and g.to_at is null and g.from_at <> n.at)
      on conflict (camera_id, profile, from_at) do update set cause = excluded.cause, code = excluded.code`.execute(
      this.#db,
    );
    await this.#know(gaps.map((one) => ({ ...one, sinceMs: one.fromMs })));
  }

  async #know(
    tracks: readonly { readonly cameraId: string; readonly profile: string; readonly sinceMs: number }[],
  ): Promise<void> {
    if (tracks.length === 0) return;
    // Found files come many of a camera profile.
    await sql`insert into recording_track (camera_id, profile, since_at, days)
      select camera, profile, min(since), ${DEFAULT_POLICY.days}::int from unnest(${uuids(tracks.map(({ cameraId }) => cameraId))},
        ${texts(tracks.map(({ profile }) => profile))}, ${times(tracks.map(({ sinceMs }) => sinceMs))})
        as t(camera, profile, since) group by camera, profile
      on conflict (camera_id, profile) do update set since_at = excluded.since_at
        where recording_track.since_at > excluded.since_at`.execute(this.#db);
  }
}
