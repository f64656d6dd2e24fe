/** What the record tells of cameras and times: windows, statuses, cards, who looked, clocks. Rights are asked before. */
import { sql } from 'kysely';
import type { Polygon } from '../contract/cameras.ts';
import { type WindowStatus, windowStatus } from '../contract/overlays.ts';
import type { Db } from '../platform/db/connect.ts';
import type { JobRange } from './job.ts';

export type RecordReader = Pick<RecordStore, keyof RecordStore>;

export interface CameraRow {
  readonly id: string;
  readonly name: string;
  readonly hallName: string;
}

export interface PlacementRow {
  readonly cameraId: string;
  readonly windowId: string;
  readonly windowCode: string;
  readonly windowName: string;
  readonly departmentName: string | null;
  readonly clerkZone: Polygon;
  readonly applicantZone: Polygon | null;
  readonly validFrom: Date;
  readonly validTo: Date | null;
}

export interface CardRow {
  readonly id: string;
  readonly level: string;
  readonly state: string;
  readonly subject: string;
  readonly caseId: string;
  readonly caseNo: string;
  readonly windowId: string | null;
  readonly clerk: string | null;
  readonly ruleKey: string;
  readonly ruleVersion: number;
  readonly ruleName: string | null;
  readonly dueAt: Date;
  readonly issuedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly ground: unknown;
  readonly steps: readonly unknown[];
}

export interface ViewingRow {
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly reason: string | null;
  readonly detail: string;
}

/** More than this is cut, and said so. */
export const MOST_ROWS = 5000;

/** Nobody draws zones anew a thousand times a day. */
const BORDERS_MOST = 1000;

export class RecordStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async nameOf(userId: string): Promise<string> {
    const row = await this.#db
      .selectFrom('user_account')
      .select(['username', 'display_name as displayName'])
      .where('id', '=', userId)
      .executeTakeFirst();
    return row?.displayName ?? row?.username ?? userId;
  }

  async cameras(ids: readonly string[]): Promise<CameraRow[]> {
    const { rows } = await sql<CameraRow>`
      select c.id, c.name, h.name as "hallName" from camera c join hall h on h.id = c.hall_id
      where c.id = any(${[...ids]}::uuid[])`.execute(this.#db);
    return rows;
  }

  /** Windows as they were called then. */
  async placements({ cameraId, fromMs, toMs }: JobRange): Promise<PlacementRow[]> {
    const [from, to] = [new Date(fromMs), new Date(toMs)];
    const { rows } = await sql<PlacementRow>`
      select p.camera_id as "cameraId", p.window_id as "windowId", t.code as "windowCode", t.name as "windowName",
        d.name as "departmentName", p.clerk_zone as "clerkZone", p.applicant_zone as "applicantZone",
        p.valid_from as "validFrom", p.valid_to as "validTo"
      from placement p left join lateral window_term_at(p.window_id, greatest(p.valid_from, ${from})) t on true
        left join department d on d.id = t.department_id
      where p.camera_id = ${cameraId} and p.valid_from < ${to} and coalesce(p.valid_to, 'infinity') > ${from}
      order by p.valid_from, t.code limit 500`.execute(this.#db);
    return rows;
  }

  /** When within a range the camera's windows, or whose they were, changed. */
  async borders({ cameraId, fromMs, toMs }: JobRange): Promise<number[]> {
    const [from, to] = [new Date(fromMs), new Date(toMs)];
    const { rows } = await sql<{ at: Date }>`
      select distinct at from placement p left join window_term t on t.window_id = p.window_id,
        unnest(array[p.valid_from, p.valid_to, t.valid_from]) as b(at)
      where p.camera_id = ${cameraId} and p.valid_from < ${to} and coalesce(p.valid_to, 'infinity') > ${from}
        and b.at > ${from} and b.at < ${to}
      order by at limit ${BORDERS_MOST}`.execute(this.#db);
    return rows.map(({ at }) => at.getTime());
  }

  /** Those that began in the range, before them the one that was true as it began. */
  async statuses(windowId: string, from: Date, to: Date): Promise<WindowStatus[]> {
    const { rows } = await sql<{ status: unknown }>`
      select status from window_status where window_id = ${windowId} and at <= ${to}
        and version >= coalesce((select version from window_status where window_id = ${windowId} and at <= ${from}
          order by at desc, version desc limit 1), 0)
      order by version limit ${MOST_ROWS}`.execute(this.#db);
    return rows.flatMap(({ status }) => {
      const read = windowStatus.safeParse(status);
      return read.success ? [read.data] : [];
    });
  }

  /** Of the case, or of any at these windows that stood in the range. */
  async cards(caseId: string | null, windowIds: readonly string[], from: Date, to: Date): Promise<CardRow[]> {
    const { rows } = await sql<CardRow>`
      select a.id, a.level, a.state, a.subject, a.case_id as "caseId", c.case_no as "caseNo", a.window_id as "windowId",
        a.clerk, a.rule_key as "ruleKey", r.version as "ruleVersion", r.body->>'name' as "ruleName",
        a.due_at as "dueAt", a.issued_at as "issuedAt", a.revoked_at as "revokedAt", a.ground,
        coalesce((select jsonb_agg(jsonb_build_object('action', s.action, 'at', s.at, 'by', s.by_name,
          'reason', s.reason) order by s.seq) from alert_step s where s.alert_id = a.id), '[]') as steps
      from alert a join case_record c on c.id = a.case_id join rule_version r on r.id = a.rule_id
      where ${
        caseId === null
          ? sql`a.window_id = any(${[...windowIds]}::uuid[]) and a.issued_at <= ${to}
        and coalesce(a.revoked_at, 'infinity') >= ${from} and exists (select 1 from case_event e
          where e.case_id = a.case_id and e.occurred_at between ${from} and ${to})`
          : sql`a.case_id = ${caseId}`
      }
      order by a.created_at, a.id limit ${MOST_ROWS}`.execute(this.#db);
    return rows;
  }

  /** Who looked at footage of these cameras that reaches into the ranges, and why; not what else he looked at. */
  async viewings(ranges: readonly JobRange[]): Promise<Record<string, unknown>[]> {
    const { rows } = await sql<Record<string, unknown>>`
      select v.id, u.username as "user", u.display_name as "name", v.purpose, v.begun_at as "begunAt",
        v.ended_at as "endedAt", v.until,
        (select jsonb_agg(c) from jsonb_array_elements(v.cameras) c
          where c->>'cameraId' = any(${ranges.map((one) => one.cameraId)}::text[])) as cameras
      from footage_viewing v join user_account u on u.id = v.user_id
      where exists (select 1 from jsonb_to_recordset(v.cameras) as s("cameraId" uuid, "from" timestamptz, "to" timestamptz)
        join unnest(${ranges.map((one) => one.cameraId)}::uuid[], ${ranges.map((one) => new Date(one.fromMs))}::timestamptz[],
          ${ranges.map((one) => new Date(one.toMs))}::timestamptz[]) as r(camera, begin, ending)
          on r.camera = s."cameraId" and s."from" < r.ending and s."to" > r.begin)
      order by v.begun_at limit ${MOST_ROWS}`.execute(this.#db);
    return rows;
  }

  /** The trail's rows of looking at these cameras' recordings, and of packages of them; without addresses or other cameras. */
  async trail(cameraIds: readonly string[], since: Date): Promise<ViewingRow[]> {
    const targets = cameraIds.map((id) => `camera:${id}`);
    const { rows } = await sql<ViewingRow>`
      select at, actor, action, target, reason,
        case when target = any(${targets}::text[]) then (detail::jsonb - 'cameras')::text else '{}' end as detail
      from audit_row
      where at >= ${since} and split_part(action, '.', 1) in ('recording', 'viewing', 'evidence')
        and (target = any(${targets}::text[])
          or exists (select 1 from unnest(${[...cameraIds]}::text[]) as c(id) where position(c.id in detail) > 0))
      order by audit_row.seq limit ${MOST_ROWS}`.execute(this.#db);
    return rows;
  }

  /** As the camera's pictures last said; undefined: never measured. */
  async cameraClock(cameraId: string): Promise<{ offsetMs: number | null; at: Date | null } | undefined> {
    const row = await this.#db
      .selectFrom('camera_watch')
      .select(['clock_offset_ms as offsetMs', 'checked_at as at'])
      .where('camera_id', '=', cameraId)
      .executeTakeFirst();
    return row;
  }

  /** What a case's sender's batches said the time was, less ours; the newest last. */
  async feedOffsets(
    caseId: string,
  ): Promise<{ source: string; offsets: number[]; lastHeardAt: Date } | undefined> {
    const { rows } = await sql<{ source: string; offsets: number[]; lastHeardAt: Date }>`
      select f.source, f.offsets, f.last_heard_at as "lastHeardAt" from case_record c join feed f on f.source = c.source
      where c.id = ${caseId}`.execute(this.#db);
    return rows[0];
  }
}
