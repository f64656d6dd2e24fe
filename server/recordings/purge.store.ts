/**
 * What retention may take, and taking it: rows are marked, files removed, rows removed, so that whatever comes between
 * is found again. Marking and removing hold the lock that holds are set under (`platform/db/footage-lock.ts`): a hold
 * that stands before either is never purged.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Profile } from '../../streams/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { lockForPurge } from '../platform/db/footage-lock.ts';

export interface DoomedFile {
  readonly id: string;
  readonly cameraId: string;
  readonly profile: Profile;
  readonly startedAtMs: number;
  readonly buffer: boolean;
  readonly folder: string;
  readonly bytes: number;
}

/** Marked of one go, and where the next one begins; null: that was all there is. */
export interface Marked {
  readonly files: number;
  readonly bytes: number;
  readonly next: Date | null;
}

const isHeld: RawBuilder<boolean> = sql<boolean>`exists (select 1 from hold_range r
  where r.camera_id = s.camera_id and r.released_at is null
    and r.from_at < s.ended_at and r.to_at > s.started_at)`;

export class PurgeStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** The oldest of a disk, from `from` on, until `bytes` are reached; `most` are looked at. */
  async markOldest(diskId: string, bytes: number, from: Date, most: number): Promise<Marked> {
    return this.#db.transaction().execute(async (trx) => {
      await lockForPurge(trx);
      const { rows } = await sql<{ files: number; bytes: string; looked: number; last: Date | null }>`
        with looked as (
          select s.id, s.bytes, s.started_at, ${isHeld} as held from recording_segment s
          where s.disk_id = ${diskId} and s.started_at >= ${from} and not s.open and not s.buffer and not s.doomed
          order by s.started_at limit ${most}
        ), chosen as (
          select id from (select id, sum(bytes) over (order by started_at, id) - bytes as before
            from looked where not held) free where before < ${bytes}
        ), marked as (
          update recording_segment s set doomed = true from chosen where s.id = chosen.id returning s.bytes
        )
        select (select count(*)::int from marked) as files, (select coalesce(sum(bytes), 0) from marked) as bytes,
          (select count(*)::int from looked) as looked, (select max(started_at) from looked) as last`.execute(
        trx,
      );
      return toMarked(rows[0], most);
    });
  }

  /** What is older than its camera's days. */
  async markAged(now: Date, most: number): Promise<Marked> {
    return this.#db.transaction().execute(async (trx) => {
      await lockForPurge(trx);
      const { rows } = await sql<{ files: number; bytes: string; looked: number; last: Date | null }>`
        with looked as (
          select s.id from recording_track t cross join lateral (
            select s.id from recording_segment s
            where s.camera_id = t.camera_id and s.profile = t.profile
              and s.started_at < ${now}::timestamptz - make_interval(days => t.days)
              and s.ended_at < ${now}::timestamptz - make_interval(days => t.days)
              and not s.open and not s.buffer and not s.doomed and not ${isHeld}
            order by s.started_at limit ${most}) s
          limit ${most}
        ), marked as (
          update recording_segment s set doomed = true from looked where s.id = looked.id returning s.bytes
        )
        select (select count(*)::int from marked) as files, (select coalesce(sum(bytes), 0) from marked) as bytes,
          (select count(*)::int from looked) as looked, null::timestamptz as last`.execute(trx);
      const row = rows[0] as (typeof rows)[number];
      return { files: row.files, bytes: Number(row.bytes), next: row.looked < most ? null : now };
    });
  }

  /** The live buffer's that are older; whoever records removes their files, and rows go with the others. */
  async markBuffer(before: Date): Promise<void> {
    await sql`update recording_segment set doomed = true
      where buffer and not doomed and not open and ended_at < ${before}`.execute(this.#db);
  }

  /**
   * Marked files of these disks go: those that are held by now are let be, `unlink` is called for the others, and what
   * it says is gone leaves the index. Holds wait meanwhile: few at a time. `except`: ids that would not go just now and
   * must not keep the others waiting. Answers those that are gone.
   */
  async remove(
    diskIds: readonly string[],
    most: number,
    unlink: (file: DoomedFile) => Promise<boolean>,
    except: readonly string[] = [],
  ): Promise<DoomedFile[]> {
    return this.#db.transaction().execute(async (trx) => {
      await lockForPurge(trx);
      await sql`update recording_segment s set doomed = false
        where s.doomed and not s.buffer and ${isHeld}`.execute(trx);
      const { rows } = await sql<{
        id: string;
        camera_id: string;
        profile: Profile;
        started_at: Date;
        buffer: boolean;
        folder: string;
        bytes: string;
      }>`select s.id, s.camera_id, s.profile, s.started_at, s.buffer, d.path as folder, s.bytes
        from recording_segment s join recording_disk d on d.id = s.disk_id
        where s.doomed and s.disk_id = any(${[...diskIds]}::uuid[]) and s.id <> all(${[...except]}::uuid[])
        order by s.started_at limit ${most} for update of s`.execute(trx);
      const gone: DoomedFile[] = [];
      for (const row of rows) {
        const file = {
          ...{ id: row.id, cameraId: row.camera_id, profile: row.profile, buffer: row.buffer },
          ...{ startedAtMs: row.started_at.getTime(), folder: row.folder, bytes: Number(row.bytes) },
        };
        if (await unlink(file)) gone.push(file);
      }
      await this.#forget(
        trx,
        gone.map(({ id }) => id),
      );
      return gone;
    });
  }

  /** Rows, what is counted of them, and up to when of each camera something was purged. */
  async #forget(trx: Db, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await sql`
      with gone as (
        delete from recording_segment where id = any(${[...ids]}::uuid[])
        returning disk_id, camera_id, profile, bytes, ended_at, buffer
      ), counted as (
        select disk_id, camera_id, sum(bytes) as bytes, count(*) as files from gone group by disk_id, camera_id
      ), less as (
        update recording_usage u set bytes = greatest(0, u.bytes - c.bytes), files = greatest(0, u.files - c.files)
        from counted c where u.disk_id = c.disk_id and u.camera_id = c.camera_id
      )
      update recording_track t set purged_before = greatest(t.purged_before, g.ended)
      from (select camera_id, profile, max(ended_at) as ended from gone where not buffer group by 1, 2) g
      where t.camera_id = g.camera_id and t.profile = g.profile`.execute(trx);
  }

  /** Gaps nobody can ask for any more. */
  async forgetGaps(before: Date): Promise<void> {
    await sql`delete from recording_gap where to_at < ${before}`.execute(this.#db);
  }

  async doomed(): Promise<number> {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from recording_segment where doomed`.execute(this.#db);
    return rows[0]?.n ?? 0;
  }
}

function toMarked(
  row: { files: number; bytes: string; looked: number; last: Date | null } | undefined,
  most: number,
): Marked {
  if (row === undefined) return { files: 0, bytes: 0, next: null };
  return { files: row.files, bytes: Number(row.bytes), next: row.looked < most ? null : row.last };
}
