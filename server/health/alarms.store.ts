import { sql } from 'kysely';
import type { Alarm, HealthFault } from '../contract/health.ts';
import { cameraVisible, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';

interface AlarmRow {
  id: string;
  hall_id: string;
  hall_name: string;
  camera_id: string | null;
  camera_name: string | null;
  fault: HealthFault;
  cause: string | null;
  raised_at: Date;
  updated_at: Date;
  times: number;
  quiet: boolean;
  cleared_at: Date | null;
  taken_at: Date | null;
  taken_by: string | null;
  closed_at: Date | null;
  closed_by: string | null;
  note: string | null;
  cameras: number;
  standing: number;
  evidence_id: string | null;
}

export interface AlarmsQuery {
  readonly visible: Visible;
  readonly only: 'active' | 'all';
  readonly hallId?: string | undefined;
  readonly after?: readonly [string, string] | undefined;
  readonly limit: number;
}

export interface NewAlarm {
  readonly hallId: string;
  readonly cameraId: string | null;
  readonly fault: HealthFault;
  readonly cause: string | null;
  readonly atMs: number;
  readonly quiet: boolean;
}

const SELECT = sql`
  select a.*, h.name as hall_name, c.name as camera_name, o.cameras, o.standing, o.evidence_id
  from alarm a join hall h on h.id = a.hall_id left join camera c on c.id = a.camera_id
  cross join lateral (
    select count(distinct o.camera_id)::int as cameras,
      count(distinct o.camera_id) filter (where o.to_at is null)::int as standing,
      (array_agg(o.evidence_id order by o.from_at desc) filter (where a.camera_id is not null))[1] as evidence_id
    from alarm_outage ao join outage o on o.id = ao.outage_id where ao.alarm_id = a.id) o`;

export class AlarmsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async get(id: string): Promise<Alarm | undefined> {
    const { rows } = await sql<AlarmRow>`${SELECT} where a.id = ${id}`.execute(this.#db);
    return rows[0] && toAlarm(rows[0]);
  }

  /** The newest first; up to `limit` + 1. */
  async list({ visible, only, hallId, after, limit }: AlarmsQuery): Promise<Alarm[]> {
    const { rows } = await sql<AlarmRow>`${SELECT}
      where ${cameraVisible(visible, sql`a.camera_id`, sql`a.hall_id`)}
        and ${only === 'active' ? sql`a.closed_at is null and a.cleared_at is null` : sql`true`}
        and ${hallId === undefined ? sql`true` : sql`a.hall_id = ${hallId}`}
        and ${after === undefined ? sql`true` : sql`(a.raised_at, a.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`}
      order by a.raised_at desc, a.id desc limit ${limit + 1}`.execute(this.#db);
    return rows.map(toAlarm);
  }

  /** Nobody has taken them on, they are not over, and they were told. */
  async openCount(visible: Visible): Promise<number> {
    const { rows } = await sql<{ open: number }>`
      select count(*)::int as open from alarm a
      where a.closed_at is null and a.cleared_at is null and a.taken_at is null and not a.quiet
        and ${cameraVisible(visible, sql`a.camera_id`, sql`a.hall_id`)}`.execute(this.#db);
    return rows[0]?.open ?? 0;
  }

  async add(alarm: NewAlarm): Promise<string> {
    const at = new Date(alarm.atMs);
    const { id } = await this.#db
      .insertInto('alarm')
      .values({
        hall_id: alarm.hallId,
        camera_id: alarm.cameraId,
        fault: alarm.fault,
        cause: alarm.cause,
        raised_at: at,
        updated_at: at,
        quiet: alarm.quiet,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  }

  async link(alarmId: string, outageIds: readonly string[]): Promise<void> {
    await sql`insert into alarm_outage (alarm_id, outage_id)
      select ${alarmId}::uuid, unnest(${[...outageIds]}::uuid[]) on conflict do nothing`.execute(this.#db);
  }

  /** Not closed by anybody, and standing or over only since. `cameraId` null: the hall's. */
  async recent(
    hallId: string,
    cameraId: string | null,
    fault: HealthFault,
    clearedSinceMs: number,
  ): Promise<{ id: string; isCleared: boolean } | undefined> {
    const { rows } = await sql<{ id: string; cleared_at: Date | null }>`
      select id, cleared_at from alarm
      where hall_id = ${hallId} and camera_id is not distinct from ${cameraId}::uuid and fault = ${fault}
        and closed_at is null and (cleared_at is null or cleared_at > ${new Date(clearedSinceMs)})
      order by raised_at desc limit 1`.execute(this.#db);
    return rows[0] && { id: rows[0].id, isCleared: rows[0].cleared_at !== null };
  }

  /** It is back. */
  async again(id: string, atMs: number): Promise<void> {
    await sql`update alarm set cleared_at = null, updated_at = ${new Date(atMs)}, times = times + 1
      where id = ${id}`.execute(this.#db);
  }

  /** Single alarms that a hall's takes the place of. Answers their ids. */
  async fold(hallId: string, into: string, fault: HealthFault, atMs: number): Promise<string[]> {
    const at = new Date(atMs);
    const { rows } = await sql<{ id: string }>`
      with folded as (
        update alarm set closed_at = ${at}, updated_at = ${at}, closed_by = 'system', note = ${`→ ${into}`}
        where hall_id = ${hallId} and camera_id is not null and fault = ${fault}
          and closed_at is null and cleared_at is null and taken_at is null
        returning id
      ), linked as (
        insert into alarm_outage (alarm_id, outage_id)
        select ${into}::uuid, ao.outage_id from alarm_outage ao join folded f on f.id = ao.alarm_id
        on conflict do nothing
      ) select id from folded`.execute(this.#db);
    return rows.map(({ id }) => id);
  }

  /** Alarms of these outages of which none stands any more. Answers their ids. */
  async clear(outageIds: readonly string[], atMs: number): Promise<string[]> {
    if (outageIds.length === 0) return [];
    const at = new Date(atMs);
    const { rows } = await sql<{ id: string }>`
      update alarm a set cleared_at = ${at}, updated_at = ${at}
      where a.cleared_at is null and a.closed_at is null
        and a.id in (select alarm_id from alarm_outage where outage_id = any(${[...outageIds]}::uuid[]))
        and not exists (select 1 from alarm_outage ao join outage o on o.id = ao.outage_id
          where ao.alarm_id = a.id and o.to_at is null)
      returning a.id`.execute(this.#db);
    return rows.map(({ id }) => id);
  }

  async take(id: string, by: string, note: string | null, atMs: number): Promise<void> {
    const at = new Date(atMs);
    await sql`update alarm set taken_at = ${at}, taken_by = ${by}, updated_at = ${at},
      note = coalesce(${note}, note) where id = ${id}`.execute(this.#db);
  }

  async close(id: string, by: string, note: string, atMs: number): Promise<void> {
    const at = new Date(atMs);
    await sql`update alarm set closed_at = ${at}, closed_by = ${by}, updated_at = ${at}, note = ${note}
      where id = ${id}`.execute(this.#db);
  }

  async told(id: string, usernames: readonly string[]): Promise<void> {
    if (usernames.length === 0) return;
    await sql`update alarm set told = (
        select jsonb_agg(distinct name) from jsonb_array_elements(told || ${JSON.stringify(usernames)}::jsonb) name)
      where id = ${id}`.execute(this.#db);
  }

  /** Raised outside office hours and still standing. */
  async quiet(): Promise<{ id: string; hallId: string }[]> {
    const rows = await this.#db
      .selectFrom('alarm')
      .select(['id', 'hall_id'])
      .where('quiet', '=', true)
      .where('closed_at', 'is', null)
      .where('cleared_at', 'is', null)
      .limit(1000)
      .execute();
    return rows.map((row) => ({ id: row.id, hallId: row.hall_id }));
  }

  async speak(id: string, atMs: number): Promise<void> {
    await this.#db
      .updateTable('alarm')
      .set({ quiet: false, updated_at: new Date(atMs) })
      .where('id', '=', id)
      .execute();
  }
}

function toAlarm(row: AlarmRow): Alarm {
  const at = (date: Date | null) => date?.toISOString() ?? null;
  return {
    id: row.id,
    hallId: row.hall_id,
    hallName: row.hall_name,
    cameraId: row.camera_id,
    cameraName: row.camera_name,
    fault: row.fault,
    cause: row.cause,
    cameras: row.cameras,
    standing: row.standing,
    evidenceId: row.evidence_id,
    state: row.closed_at ? 'closed' : row.cleared_at ? 'cleared' : row.taken_at ? 'taken' : 'open',
    raisedAt: row.raised_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    times: row.times,
    quiet: row.quiet,
    clearedAt: at(row.cleared_at),
    takenAt: at(row.taken_at),
    takenBy: row.taken_by,
    closedAt: at(row.closed_at),
    closedBy: row.closed_by,
    note: row.note,
  };
}
