/** Rows compared with files: what a disk should hold, and what is put right. */
import { sql } from 'kysely';
import type { Profile } from '../../streams/index.ts';
import type { SegmentEnd, SegmentFile } from '../../streams/recorder/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { IndexWritesStore } from './index-writes.store.ts';

export interface KnownFile {
  readonly id: string;
  readonly cameraId: string;
  readonly profile: Profile;
  readonly startedAtMs: number;
}

export interface FoundFile {
  readonly segment: SegmentFile;
  readonly end: SegmentEnd;
}

interface Row {
  id: string;
  camera_id: string;
  profile: Profile;
  started_at: Date;
}

export class ReconcileStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** When the newest closed file of a disk ended; undefined: the index knows of none. */
  async lastClosed(diskId: string): Promise<Date | undefined> {
    const { rows } = await sql<{ ended_at: Date }>`
      select ended_at from recording_segment where disk_id = ${diskId} and not open and not buffer
      order by started_at desc limit 1`.execute(this.#db);
    return rows[0]?.ended_at;
  }

  /** Closed files of a disk from an instant on. */
  async closed(diskId: string, since: Date): Promise<KnownFile[]> {
    const { rows } = await sql<Row>`
      select id, camera_id, profile, started_at from recording_segment
      where disk_id = ${diskId} and started_at >= ${since} and not open and not buffer`.execute(this.#db);
    return rows.map(toKnown);
  }

  /** Files of a disk that the index has no end of. */
  async open(diskId: string): Promise<KnownFile[]> {
    const { rows } = await sql<Row>`
      select id, camera_id, profile, started_at from recording_segment
      where disk_id = ${diskId} and open and not buffer`.execute(this.#db);
    return rows.map(toKnown);
  }

  /** The live buffer's rows, whose files were removed. */
  async dropBuffer(diskId: string): Promise<void> {
    await sql`
      with gone as (
        delete from recording_segment where disk_id = ${diskId} and buffer returning camera_id, bytes, open
      ), counted as (
        select camera_id, sum(bytes) as bytes, count(*) as files from gone where not open group by camera_id
      )
      update recording_usage u set bytes = greatest(0, u.bytes - c.bytes), files = greatest(0, u.files - c.files)
      from counted c where u.disk_id = ${diskId} and u.camera_id = c.camera_id`.execute(this.#db);
  }

  /** As they are on the disk: rows get their end, files without a row get one. Answers how many had none. */
  async settle(files: readonly FoundFile[]): Promise<number> {
    if (files.length === 0) return 0;
    return this.#db.transaction().execute(async (trx) => {
      const writes = new IndexWritesStore({ db: trx });
      const { rows } = await sql<{ id: string }>`select id from recording_segment
        where id = any(${files.map(({ segment }) => segment.id)}::uuid[])`.execute(trx);
      const known = new Set(rows.map(({ id }) => id));
      const adopted = files.filter(({ segment }) => !known.has(segment.id)).map(({ segment }) => segment);
      await writes.open(adopted, 'found');
      await writes.close(files.map(({ end }) => end));
      return adopted.length;
    });
  }

  /** Rows of files that never held anything, or of which nobody knows how long they were. */
  async forget(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await sql`delete from recording_segment where id = any(${[...ids]}::uuid[]) and open`.execute(this.#db);
  }

  /** Closed rows whose files the disk has lost: their time is a gap with that cause. Those being purged are let be. */
  async lose(ids: readonly string[]): Promise<number> {
    if (ids.length === 0) return 0;
    return this.#db.transaction().execute(async (trx) => {
      const { rows } = await sql`
        with gone as (
          delete from recording_segment where id = any(${[...ids]}::uuid[]) and not open and not doomed
          returning disk_id, camera_id, profile, started_at, ended_at, bytes
        ), counted as (
          select disk_id, camera_id, sum(bytes) as bytes, count(*) as files from gone group by disk_id, camera_id
        ), less as (
          update recording_usage u set bytes = greatest(0, u.bytes - c.bytes),
            files = greatest(0, u.files - c.files)
          from counted c where u.disk_id = c.disk_id and u.camera_id = c.camera_id
        )
        insert into recording_gap (camera_id, profile, from_at, to_at, cause, code)
        select camera_id, profile, started_at, ended_at, 'disk', 'file_lost' from gone
        on conflict do nothing returning 1`.execute(trx);
      return rows.length;
    });
  }
}

const toKnown = (row: Row): KnownFile => ({
  id: row.id,
  cameraId: row.camera_id,
  profile: row.profile,
  startedAtMs: row.started_at.getTime(),
});
