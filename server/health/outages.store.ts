/** Times without a good picture, and how much of a time that makes. */
import { sql } from 'kysely';
import type { Availability, FindingWire, HealthFault, Outage } from '../contract/health.ts';
import { BLIND } from '../contract/health.ts';
import type { Db } from '../platform/db/connect.ts';

export interface OutageBegin {
  readonly cameraId: string;
  readonly hallId: string;
  readonly kind: Outage['kind'];
  readonly fault: HealthFault | 'line_full';
  readonly cause: string | null;
  readonly detail: string | null;
  readonly finding: FindingWire | null;
  readonly fromMs: number;
  readonly seenMs: number;
  readonly evidenceId?: string | null;
  readonly beforeId?: string | null;
}

interface OutageRow {
  id: string;
  camera_id: string;
  hall_id: string;
  kind: Outage['kind'];
  fault: Outage['fault'];
  cause: string | null;
  detail: string | null;
  finding: FindingWire | null;
  from_at: Date;
  to_at: Date | null;
  ended: Outage['ended'];
  evidence_id: string | null;
  before_id: string | null;
  told: string[];
}

export interface OpenOutage {
  readonly cameraId: string;
  readonly fault: Outage['fault'];
  readonly cause: string | null;
  readonly finding: FindingWire | null;
  readonly fromMs: number;
}

const OPEN_MOST = 100_000;

export class OutagesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Its id; of the one that is open already, where there is one. */
  async begin(outage: OutageBegin): Promise<string> {
    const { rows } = await sql<{ id: string }>`
      insert into outage (camera_id, hall_id, kind, fault, cause, detail, finding, from_at, last_seen_at,
        evidence_id, before_id)
      values (${outage.cameraId}, ${outage.hallId}, ${outage.kind}, ${outage.fault}, ${outage.cause},
        ${outage.detail}, ${outage.finding === null ? null : JSON.stringify(outage.finding)}::jsonb,
        ${new Date(outage.fromMs)}, ${new Date(outage.seenMs)}, ${outage.evidenceId ?? null},
        ${outage.beforeId ?? null})
      on conflict (camera_id, fault) where to_at is null
        do update set last_seen_at = excluded.last_seen_at
      returning id`.execute(this.#db);
    return (rows[0] as { id: string }).id;
  }

  /**
   * Ids of those that were open. One that was last seen before the server began to look anew, and is gone at the first
   * look, ended nobody knows when: it counts up to where the server had looked.
   */
  async end(
    cameraId: string,
    faults: readonly string[],
    when: { readonly atMs: number; readonly lookingSinceMs: number; readonly lookedUntilMs: number | null },
  ): Promise<string[]> {
    if (faults.length === 0) return [];
    const at = sql`${new Date(when.atMs)}::timestamptz`;
    const lookedUntil = sql`${new Date(when.lookedUntilMs ?? when.atMs)}::timestamptz`;
    const isUnseen = sql`last_seen_at < ${new Date(when.lookingSinceMs)}::timestamptz`;
    // A clock that was set back makes no outage end before it began.
    const { rows } = await sql<{ id: string }>`
      update outage set
        to_at = greatest(from_at, case when ${isUnseen} then greatest(last_seen_at, ${lookedUntil}) else ${at} end),
        ended = case when ${isUnseen} then 'unobserved' else 'recovered' end
      where camera_id = ${cameraId} and to_at is null and fault = any(${[...faults]}::text[])
      returning id`.execute(this.#db);
    return rows.map(({ id }) => id);
  }

  /** The camera is in use no more. */
  async close(cameraId: string, atMs: number): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      update outage set to_at = greatest(from_at, ${new Date(atMs)}::timestamptz), ended = 'closed'
      where camera_id = ${cameraId} and to_at is null returning id`.execute(this.#db);
    return rows.map(({ id }) => id);
  }

  /** Whatever stands at these cameras was found again. */
  async seenOf(cameraIds: readonly string[], atMs: number): Promise<void> {
    if (cameraIds.length === 0) return;
    await sql`update outage set last_seen_at = ${new Date(atMs)}
      where to_at is null and camera_id = any(${[...cameraIds]}::uuid[])`.execute(this.#db);
  }

  /** What stood when the server ended. */
  async open(): Promise<OpenOutage[]> {
    const rows = await this.#db
      .selectFrom('outage')
      .select(['camera_id', 'fault', 'cause', 'finding', 'from_at'])
      .where('to_at', 'is', null)
      .limit(OPEN_MOST)
      .execute();
    return rows.map((row) => ({
      cameraId: row.camera_id,
      fault: row.fault as Outage['fault'],
      cause: row.cause,
      finding: row.finding as FindingWire | null,
      fromMs: row.from_at.getTime(),
    }));
  }

  /** Of a camera, the newest first; up to `limit` + 1. */
  async ofCamera(
    cameraId: string,
    after: readonly [string, string] | undefined,
    limit: number,
  ): Promise<Outage[]> {
    const { rows } = await sql<OutageRow>`
      select o.*, array(select distinct jsonb_array_elements_text(a.told) from alarm_outage ao
        join alarm a on a.id = ao.alarm_id where ao.outage_id = o.id) as told
      from outage o where o.camera_id = ${cameraId}
        and ${after === undefined ? sql`true` : sql`(o.from_at, o.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`}
      order by o.from_at desc, o.id desc limit ${limit + 1}`.execute(this.#db);
    return rows.map((row) => ({
      id: row.id,
      cameraId: row.camera_id,
      kind: row.kind,
      fault: row.fault,
      cause: row.cause,
      detail: row.detail,
      finding: row.finding,
      from: row.from_at.toISOString(),
      to: row.to_at?.toISOString() ?? null,
      ended: row.ended,
      evidenceId: row.evidence_id,
      beforeId: row.before_id,
      told: row.told,
    }));
  }

  /**
   * Of one camera, or all of a hall, from then until now: the union of its blind times and of the times nobody
   * looked, the latter first, so that nothing is counted twice. Cameras count from their registration on.
   */
  async availability(
    of: { cameraId: string } | { hallId: string },
    fromMs: number,
    toMs: number,
  ): Promise<Availability> {
    const from = new Date(fromMs);
    const to = new Date(toMs);
    const { rows } = await sql<{ whole: number; blind: number; unseen: number }>`
      with camera_time as (
        select id, tstzrange(greatest(created_at, ${from}::timestamptz), ${to}::timestamptz) as t from camera
        where ${'cameraId' in of ? sql`id = ${of.cameraId}` : sql`hall_id = ${of.hallId} and closed_at is null`}
          and created_at < ${to}
      ), looked as (
        select coalesce(range_agg(tstzrange(from_at, to_at)), '{}'::tstzmultirange) as t
        from watch_span where to_at > ${from}
      ), each as (
        select c.id, c.t,
          coalesce(range_agg(tstzrange(o.from_at, coalesce(o.to_at, ${to}::timestamptz)))
            filter (where o.fault = any(${[...BLIND]}::text[])), '{}'::tstzmultirange) as blind,
          coalesce(range_agg(tstzrange(o.from_at, coalesce(o.to_at, ${to}::timestamptz)))
            filter (where o.kind = 'unobserved'), '{}'::tstzmultirange) as unseen
        from camera_time c left join outage o
          on o.camera_id = c.id and coalesce(o.to_at, 'infinity') > ${from} and o.from_at < ${to}
        group by c.id, c.t
      ), seen as (
        select e.id, e.t, tstzmultirange(e.t) * l.t - e.unseen as s, e.blind from each e cross join looked l
      )
      select coalesce(sum(extract(epoch from upper(t) - lower(t))), 0)::float8 * 1000 as whole,
        coalesce(sum(${secondsOf('s * blind')}), 0)::float8 * 1000 as blind,
        coalesce(sum(extract(epoch from upper(t) - lower(t)) - ${secondsOf('s')}), 0)::float8 * 1000 as unseen
      from seen`.execute(this.#db);
    const { whole, blind, unseen } = rows[0] as { whole: number; blind: number; unseen: number };
    const observed = Math.max(0, whole - unseen);
    return {
      share: observed < 1 ? null : Math.max(0, (observed - blind) / observed),
      availableMs: Math.max(0, Math.round(observed - blind)),
      downMs: Math.round(blind),
      unobservedMs: Math.round(unseen),
    };
  }

  async forgetBefore(atMs: number): Promise<void> {
    await sql`delete from watch_span where to_at < ${new Date(atMs)}`.execute(this.#db);
  }
}

/** How long all ranges of a multirange are together. */
const secondsOf = (multirange: string) =>
  sql.raw(
    `coalesce((select sum(extract(epoch from upper(r) - lower(r))) from unnest(${multirange}) r where not isempty(r)), 0)`,
  );
