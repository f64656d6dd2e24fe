/** Disks of recordings in the database, and what lies on them. */
import { sql } from 'kysely';
import type { Db } from '../platform/db/connect.ts';
import { LONGEST_FILE_MS } from './footage.store.ts';

export interface DiskRow {
  readonly id: string;
  readonly path: string;
  readonly quotaBytes: number | null;
  readonly state: 'ok' | 'full' | 'failed' | 'absent';
  readonly fault: string | null;
  readonly since: Date;
}

export interface DiskContent {
  readonly usedBytes: number;
  readonly heldBytes: number;
  readonly oldest: Date | null;
  /** Bytes an hour, of the last hours; null: nothing was written. */
  readonly hourlyBytes: number | null;
}

/** How long back it is looked how fast a disk fills. */
const RATE_MS = 6 * 3_600_000;
/** A shorter time than this tells no rate. */
const RATE_LEAST_MS = 600_000;

/**
 * Of a range held, `r`: its files, looked up range by range (`offset 0`). A plan that begins with the files reads all of
 * a camera's year.
 */
export const heldFiles = sql`select s.id, s.bytes, s.disk_id from (values ('main'), ('sub')) f(profile)
  join recording_segment s on s.camera_id = r.camera_id and s.profile = f.profile and s.started_at < r.to_at
    and s.started_at > r.from_at - ${LONGEST_FILE_MS} * interval '1 ms' and s.ended_at > r.from_at and not s.buffer
  offset 0`;

export class DisksStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async disks(): Promise<DiskRow[]> {
    const rows = await this.#db.selectFrom('recording_disk').selectAll().orderBy('path').limit(200).execute();
    return rows.map((row) => ({
      id: row.id,
      path: row.path,
      quotaBytes: row.quota_bytes === null ? null : Number(row.quota_bytes),
      state: row.state,
      fault: row.fault,
      since: row.since,
    }));
  }

  /** A disk is where it says it is, whatever was there before. */
  async place(id: string, path: string, at: Date): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      await sql`update recording_disk set path = path || '?' || id
        where path = ${path} and id <> ${id}`.execute(trx);
      await sql`insert into recording_disk (id, path, since) values (${id}, ${path}, ${at})
        on conflict (id) do update set path = excluded.path where recording_disk.path <> excluded.path`.execute(
        trx,
      );
    });
  }

  async setState(id: string, state: DiskRow['state'], fault: string | null, at: Date): Promise<void> {
    await this.#db
      .updateTable('recording_disk')
      .set({ state, fault, since: at })
      .where('id', '=', id)
      .execute();
  }

  async setQuota(id: string, quotaBytes: number | null): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('recording_disk')
      .set({ quota_bytes: quotaBytes })
      .where('id', '=', id)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** By disk. */
  async used(): Promise<Map<string, number>> {
    const { rows } = await sql<{ disk_id: string; bytes: string }>`
      select disk_id, sum(bytes) as bytes from recording_usage group by disk_id`.execute(this.#db);
    return new Map(rows.map((row) => [row.disk_id, Number(row.bytes)]));
  }

  /** How much, since when, how fast, and what of it is held. */
  async content(id: string, now: Date): Promise<DiskContent> {
    const since = new Date(now.getTime() - RATE_MS);
    const { rows } = await sql<{
      used: string;
      oldest: Date | null;
      written: string | null;
      first: Date | null;
      held: string;
    }>`
      select
        (select coalesce(sum(bytes), 0) from recording_usage where disk_id = ${id}) as used,
        (select started_at from recording_segment where disk_id = ${id} and not buffer and not doomed
          order by started_at limit 1) as oldest,
        (select sum(bytes) from recording_segment where disk_id = ${id} and started_at >= ${since}) as written,
        (select started_at from recording_segment where disk_id = ${id} and started_at >= ${since}
          order by started_at limit 1) as first,
        (select coalesce(sum(bytes), 0) from (
          select distinct s.id, s.bytes from hold_range r cross join lateral (${heldFiles}) s
          where r.released_at is null and s.disk_id = ${id}) held) as held`.execute(this.#db);
    const row = rows[0] as (typeof rows)[number];
    const spanMs = Math.max(RATE_LEAST_MS, now.getTime() - (row.first?.getTime() ?? now.getTime()));
    const written = Number(row.written ?? 0);
    return {
      usedBytes: Number(row.used),
      heldBytes: Number(row.held),
      oldest: row.oldest,
      hourlyBytes: written > 0 ? (written / spanMs) * 3_600_000 : null,
    };
  }
}
