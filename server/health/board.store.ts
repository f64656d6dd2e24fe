/** The health board: every camera one may see, the worst first, counted by fault. */
import { type RawBuilder, sql } from 'kysely';
import type { CameraHealth, HealthFault, StandingFault } from '../contract/health.ts';
import { cameraVisible, contains, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';

export interface BoardQuery {
  readonly visible: Visible;
  readonly regionCode?: string | undefined;
  readonly hallId?: string | undefined;
  readonly cameraId?: string | undefined;
  readonly q?: string | undefined;
  readonly fault?: HealthFault | undefined;
  readonly only?: 'broken' | 'well' | 'unknown' | undefined;
}

export interface BoardPage extends BoardQuery {
  readonly sort: 'worst' | 'name' | 'hall';
  readonly after?: readonly [string | number, string | number, string] | undefined;
  readonly limit: number;
}

interface BoardRow {
  id: string;
  name: string;
  hall_id: string;
  hall_name: string;
  region_code: string;
  expected_kbps: number | null;
  expected_fps: number | null;
  state: string | null;
  since: Date | null;
  fault: HealthFault | null;
  cause: string | null;
  fault_since: Date | null;
  faults: StandingFault[] | null;
  checked_at: Date | null;
  skipped: string | null;
  picture_at: Date | null;
  profile: 'main' | 'sub' | null;
  codec: string | null;
  width: number | null;
  height: number | null;
  fps: number | null;
  bitrate_kbps: number | null;
  usual_kbps: { main?: number; sub?: number } | null;
  clock_offset_ms: number | null;
  source_kind: string | null;
  source_reason: string | null;
  reconnects: Record<string, number> | null;
  sort_one: string | number;
  sort_two: string | number;
}

/** As stored; advice, and what is only known of running streams, is added by the service. */
export type BoardCamera = Omit<CameraHealth, 'advice' | 'day'>;

const DAY_MS = 86_400_000;

export class BoardStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1, with their sort keys. */
  async page(query: BoardPage, nowMs: number): Promise<{ camera: BoardCamera; key: readonly unknown[] }[]> {
    const { sort, after, limit } = query;
    // Never checked comes after what is broken, and before what is well.
    const worst: readonly [RawBuilder<unknown>, RawBuilder<unknown>] = [
      sql`-(case when w.checked_at is null then 1 else w.severity end)`,
      sql`-coalesce(floor(extract(epoch from w.fault_since) * 1000), 0)::float8`,
    ];
    const [one, two] =
      sort === 'worst' ? worst : sort === 'name' ? [sql`c.name`, sql`h.name`] : [sql`h.name`, sql`c.name`];
    const key = sort === 'worst' ? sql`::float8` : sql`::text`;
    const { rows } = await sql<BoardRow>`
      select c.id, c.name, c.hall_id, h.name as hall_name, h.region_code, c.expected_kbps, c.expected_fps,
        w.state, w.since, w.fault, w.cause, w.fault_since, w.faults, w.checked_at, w.skipped, w.picture_at,
        w.profile, w.codec, w.width, w.height, w.fps, w.bitrate_kbps, w.usual_kbps, w.clock_offset_ms,
        w.source_kind, w.source_reason, w.reconnects, ${one} as sort_one, ${two} as sort_two
      from camera c join hall h on h.id = c.hall_id left join camera_watch w on w.camera_id = c.id
      where ${matching(query)}
        and ${
          after === undefined
            ? sql`true`
            : sql`(${one}, ${two}, c.id) > (${after[0]}${key}, ${after[1]}${key}, ${after[2]}::uuid)`
        }
      order by ${one}, ${two}, c.id limit ${limit + 1}`.execute(this.#db);
    return rows.map((row) => ({ camera: toCamera(row, nowMs), key: [row.sort_one, row.sort_two, row.id] }));
  }

  async summary(query: BoardQuery): Promise<{
    cameras: number;
    well: number;
    broken: number;
    unknown: number;
    faults: { fault: HealthFault; cameras: number }[];
  }> {
    const { rows } = await sql<{
      cameras: number;
      well: number;
      broken: number;
      unknown: number;
      faults: { fault: HealthFault; cameras: number }[] | null;
    }>`
      with mine as (
        select w.severity, w.checked_at, w.faults
        from camera c join hall h on h.id = c.hall_id left join camera_watch w on w.camera_id = c.id
        where ${matching(query)}
      )
      select count(*)::int as cameras,
        count(*) filter (where checked_at is not null and severity = 0)::int as well,
        count(*) filter (where severity > 0)::int as broken,
        count(*) filter (where checked_at is null and coalesce(severity, 0) = 0)::int as unknown,
        (select jsonb_agg(jsonb_build_object('fault', fault, 'cameras', n)) from (
          select f ->> 'fault' as fault, count(*)::int as n
          from mine, jsonb_array_elements(mine.faults) f where severity > 0 group by 1) counted) as faults
      from mine`.execute(this.#db);
    const row = rows[0] as (typeof rows)[number];
    return { ...row, faults: row.faults ?? [] };
  }

  /** Of the last 24 hours, what was not well. */
  async day(cameraIds: readonly string[], nowMs: number): Promise<Map<string, CameraHealth['day']>> {
    const day = new Map<string, CameraHealth['day']>();
    if (cameraIds.length === 0) return day;
    const { rows } = await sql<{
      camera_id: string;
      kind: CameraHealth['day'][number]['kind'];
      from_at: Date;
      to_at: Date | null;
    }>`
      select camera_id, kind, from_at, to_at from outage
      where camera_id = any(${[...cameraIds]}::uuid[])
        and coalesce(to_at, 'infinity') > ${new Date(nowMs - DAY_MS)}
      order by from_at limit 5000`.execute(this.#db);
    for (const row of rows) {
      const list = day.get(row.camera_id) ?? [];
      list.push({
        from: row.from_at.toISOString(),
        to: row.to_at?.toISOString() ?? null,
        kind: row.kind,
      });
      day.set(row.camera_id, list);
    }
    return day;
  }

  /** Times within the last 24 hours in which the server did not look at anything. */
  async gaps(nowMs: number): Promise<{ from: string; to: string }[]> {
    const from = new Date(nowMs - DAY_MS);
    const { rows } = await sql<{ from_at: Date; to_at: Date }>`
      select lower(r) as from_at, upper(r) as to_at from unnest(
        tstzmultirange(tstzrange(${from}::timestamptz, ${new Date(nowMs)}::timestamptz)) - (
          select coalesce(range_agg(tstzrange(from_at, to_at)), '{}'::tstzmultirange)
          from watch_span where to_at > ${from})) r
      where upper(r) - lower(r) > interval '2 minutes' limit 100`.execute(this.#db);
    return rows.map((row) => ({ from: row.from_at.toISOString(), to: row.to_at.toISOString() }));
  }

  /** Those of them that one may see, in the order asked. */
  async visibleOf(visible: Visible, cameraIds: readonly string[]): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select c.id from camera c where c.id = any(${[...cameraIds]}::uuid[])
        and ${cameraVisible(visible, sql`c.id`, sql`c.hall_id`)}`.execute(this.#db);
    const seen = new Set(rows.map(({ id }) => id));
    return cameraIds.filter((one) => seen.has(one));
  }

  /** How many cameras have each fault, of all: for figures. */
  async faultCounts(): Promise<{ fault: string; cameras: number }[]> {
    const { rows } = await sql<{ fault: string; cameras: number }>`
      select fault, count(*)::int as cameras from outage where to_at is null group by fault`.execute(
      this.#db,
    );
    return rows;
  }
}

function matching(query: BoardQuery): RawBuilder<boolean> {
  const { visible, regionCode, hallId, cameraId, q, fault, only } = query;
  const all = [
    sql`c.closed_at is null`,
    cameraVisible(visible, sql`c.id`, sql`c.hall_id`),
    ...(hallId === undefined ? [] : [sql`c.hall_id = ${hallId}`]),
    ...(cameraId === undefined ? [] : [sql`c.id = ${cameraId}`]),
    ...(regionCode === undefined
      ? []
      : [
          sql`h.region_code in (with recursive below(code) as (
            select ${regionCode}::text union select r.code from region r join below b on r.parent_code = b.code
          ) select code from below)`,
        ]),
    ...(q ? [sql`(c.name ilike ${contains(q)} or h.name ilike ${contains(q)})`] : []),
    ...(fault === undefined ? [] : [sql`w.faults @> ${JSON.stringify([{ fault }])}::jsonb`]),
    ...(only === 'broken' ? [sql`w.severity > 0`] : []),
    ...(only === 'well' ? [sql`w.checked_at is not null and w.severity = 0`] : []),
    ...(only === 'unknown' ? [sql`w.checked_at is null and coalesce(w.severity, 0) = 0`] : []),
  ];
  return sql<boolean>`${sql.join(all, sql` and `)}`;
}

function toCamera(row: BoardRow, nowMs: number): BoardCamera {
  const sinceHour = new Date(nowMs - DAY_MS).toISOString().slice(0, 13);
  const reconnects = Object.entries(row.reconnects ?? {}).filter(([hour]) => hour > sinceHour);
  // What is registered is said of the main picture.
  const registered = row.profile === 'sub' ? null : row.expected_kbps;
  const usual = row.profile === null ? undefined : row.usual_kbps?.[row.profile];
  return {
    cameraId: row.id,
    name: row.name,
    hallId: row.hall_id,
    hallName: row.hall_name,
    regionCode: row.region_code,
    state: (row.state ?? 'unknown') as BoardCamera['state'],
    since: row.since?.toISOString() ?? null,
    fault: row.fault,
    cause: row.cause,
    faultSince: row.fault_since?.toISOString() ?? null,
    faults: row.faults ?? [],
    checkedAt: row.checked_at?.toISOString() ?? null,
    skipped: row.skipped as BoardCamera['skipped'],
    pictureAt: row.picture_at?.toISOString() ?? null,
    profile: row.profile,
    codec: row.codec,
    width: row.width,
    height: row.height,
    fps: row.fps,
    bitrateKbps: row.bitrate_kbps,
    expectedKbps: registered ?? (usual === undefined ? null : Math.round(usual)),
    expectedFps: row.expected_fps,
    reconnects24h: reconnects.reduce((sum, [, count]) => sum + count, 0),
    clockOffsetMs: row.clock_offset_ms,
    sourceKind: row.source_kind as BoardCamera['sourceKind'],
    sourceReason: row.source_reason,
  };
}
