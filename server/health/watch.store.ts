/** What is watched, how each camera is, and when the server was looking at all. */
import { sql } from 'kysely';
import type { Learnt } from '../../streams/analysis/index.ts';
import type { Profile } from '../contract/cameras.ts';
import type { StandingFault } from '../contract/health.ts';
import type { Db } from '../platform/db/connect.ts';

/** A camera to be watched. */
export interface WatchedCamera {
  readonly cameraId: string;
  readonly hallId: string;
  readonly profiles: readonly Profile[];
  readonly createdAtMs: number;
  /** When the newest of its zones was drawn. */
  readonly zonesAtMs: number | null;
}

export interface WatchRow {
  readonly cameraId: string;
  readonly state: 'unknown' | 'online' | 'offline';
  readonly sinceMs: number;
  readonly faults: readonly StandingFault[];
  readonly severity: number;
  readonly checkedAtMs: number | null;
  readonly skipped: string | null;
  readonly pictureAtMs: number | null;
  readonly profile: Profile | null;
  readonly codec: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly fps: number | null;
  readonly bitrateKbps: number | null;
  readonly usualKbps: Readonly<Partial<Record<Profile, number>>>;
  readonly clockOffsetMs: number | null;
  readonly sourceKind: string | null;
  readonly sourceReason: string | null;
  readonly reconnects: Readonly<Record<string, number>>;
  readonly learnt: Learnt | null;
}

/** More than a province's halls have. */
const CAMERAS_MOST = 50_000;

export class WatchStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Every camera that is in use. */
  async cameras(): Promise<WatchedCamera[]> {
    const { rows } = await sql<{
      id: string;
      hall_id: string;
      profiles: Profile[] | null;
      created_at: Date;
      zones_at: Date | null;
    }>`
      select c.id, c.hall_id, c.created_at, p.profiles, z.zones_at
      from camera c
      left join (select camera_id, array_agg(profile) as profiles from camera_profile group by camera_id) p
        on p.camera_id = c.id
      left join (select camera_id, max(valid_from) as zones_at from placement where valid_to is null
        group by camera_id) z on z.camera_id = c.id
      where c.closed_at is null order by c.id limit ${CAMERAS_MOST}`.execute(this.#db);
    return rows.map((row) => ({
      cameraId: row.id,
      hallId: row.hall_id,
      profiles: row.profiles ?? [],
      createdAtMs: row.created_at.getTime(),
      zonesAtMs: row.zones_at?.getTime() ?? null,
    }));
  }

  /** Cameras whose zones were drawn since. */
  async zonesDrawnSince(atMs: number): Promise<{ cameraId: string; atMs: number }[]> {
    const { rows } = await sql<{ camera_id: string; at: Date }>`
      select camera_id, max(valid_from) as at from placement
      where valid_from > ${new Date(atMs)} and valid_to is null group by camera_id limit 1000`.execute(
      this.#db,
    );
    return rows.map((row) => ({ cameraId: row.camera_id, atMs: row.at.getTime() }));
  }

  async rows(): Promise<WatchRow[]> {
    const rows = await this.#db.selectFrom('camera_watch').selectAll().limit(CAMERAS_MOST).execute();
    return rows.map((row) => ({
      cameraId: row.camera_id,
      state: row.state as WatchRow['state'],
      sinceMs: row.since.getTime(),
      faults: row.faults as StandingFault[],
      severity: row.severity,
      checkedAtMs: row.checked_at?.getTime() ?? null,
      skipped: row.skipped,
      pictureAtMs: row.picture_at?.getTime() ?? null,
      profile: row.profile as Profile | null,
      codec: row.codec,
      width: row.width,
      height: row.height,
      fps: row.fps,
      bitrateKbps: row.bitrate_kbps,
      usualKbps: row.usual_kbps as WatchRow['usualKbps'],
      clockOffsetMs: row.clock_offset_ms,
      sourceKind: row.source_kind,
      sourceReason: row.source_reason,
      reconnects: row.reconnects as WatchRow['reconnects'],
      learnt: row.learnt as Learnt | null,
    }));
  }

  /** All in one statement. Cameras that are gone meanwhile are passed over. */
  async save(rows: readonly WatchRow[]): Promise<void> {
    if (rows.length === 0) return;
    const at = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
    const data = rows.map((row) => {
      const [worst] = row.faults;
      return {
        camera_id: row.cameraId,
        state: row.state,
        since: at(row.sinceMs),
        fault: worst?.fault ?? null,
        cause: worst?.cause ?? null,
        fault_since: worst?.since ?? null,
        faults: row.faults,
        severity: row.severity,
        checked_at: at(row.checkedAtMs),
        skipped: row.skipped,
        picture_at: at(row.pictureAtMs),
        profile: row.profile,
        codec: row.codec,
        width: row.width,
        height: row.height,
        fps: row.fps,
        bitrate_kbps: row.bitrateKbps,
        usual_kbps: row.usualKbps,
        clock_offset_ms: row.clockOffsetMs,
        source_kind: row.sourceKind,
        source_reason: row.sourceReason,
        reconnects: row.reconnects,
        learnt: row.learnt,
      };
    });
    await sql`
      insert into camera_watch (${sql.raw(COLUMNS.join(', '))})
      select ${sql.raw(COLUMNS.map((column) => `n.${column}`).join(', '))}
      from jsonb_populate_recordset(null::camera_watch, ${JSON.stringify(data)}::jsonb) n
      where exists (select 1 from camera c where c.id = n.camera_id)
      on conflict (camera_id) do update set ${sql.raw(
        COLUMNS.slice(1)
          .map((column) => `${column} = excluded.${column}`)
          .join(', '),
      )}`.execute(this.#db);
  }

  /** The end of the newest time of looking, as far as it was told. */
  async lastLookedMs(): Promise<number | null> {
    const row = await this.#db
      .selectFrom('watch_span')
      .select('to_at')
      .orderBy('from_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.to_at.getTime() ?? null;
  }

  async beginSpan(atMs: number): Promise<void> {
    const at = new Date(atMs);
    await sql`insert into watch_span (from_at, to_at) values (${at}, ${at})
      on conflict (from_at) do nothing`.execute(this.#db);
  }

  async growSpan(fromMs: number, toMs: number): Promise<void> {
    await this.#db
      .updateTable('watch_span')
      .set({ to_at: new Date(toMs) })
      .where('from_at', '=', new Date(fromMs))
      .execute();
  }

  async setting(key: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('setting')
      .select('value')
      .where('key', '=', key)
      .executeTakeFirst();
    return row?.value;
  }

  async set(key: string, value: string): Promise<void> {
    await sql`insert into setting (key, value) values (${key}, ${value})
      on conflict (key) do update set value = excluded.value`.execute(this.#db);
  }
}

const COLUMNS = [
  'camera_id',
  'state',
  'since',
  'fault',
  'cause',
  'fault_since',
  'faults',
  'severity',
  'checked_at',
  'skipped',
  'picture_at',
  'profile',
  'codec',
  'width',
  'height',
  'fps',
  'bitrate_kbps',
  'usual_kbps',
  'clock_offset_ms',
  'source_kind',
  'source_reason',
  'reconnects',
  'learnt',
] as const;
