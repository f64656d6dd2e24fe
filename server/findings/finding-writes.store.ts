/** Writing findings: numbered, changed, their steps. Always within a unit of work. */
import { sql } from 'kysely';
import type { FindingAction, FindingKind, FindingState } from '../contract/findings.ts';
import type { Db } from '../platform/db/connect.ts';

export interface NewFindingRow {
  readonly kind: FindingKind;
  readonly origin: 'patrol' | 'lead' | 'live' | 'playback';
  readonly originId: string | null;
  readonly windowId: string;
  readonly hallId: string;
  readonly regionCode: string;
  readonly departmentId: string | null;
  readonly cameraId: string | null;
  readonly caseId: string | null;
  readonly clerk: string | null;
  readonly seenAt: Date;
  readonly text: string;
  readonly clip: { readonly from: Date; readonly to: Date } | null;
  readonly by: { readonly id: string; readonly name: string };
  readonly at: Date;
}

export interface LockedFinding {
  readonly id: string;
  readonly no: string;
  readonly kind: FindingKind;
  readonly state: FindingState;
  readonly windowId: string;
  readonly hallId: string;
  readonly regionCode: string;
  readonly departmentId: string | null;
  readonly notedBy: string;
  readonly notedAt: Date;
  readonly endedAt: Date | null;
  readonly orderUntil: Date | null;
  readonly told: number;
  readonly version: number;
}

/** Left out: stays as it is. */
export interface FindingChange {
  readonly state?: FindingState;
  readonly kind?: FindingKind;
  readonly text?: string;
  readonly endedAt?: Date | null;
  readonly orderUntil?: Date | null;
  readonly overdue?: boolean;
  readonly told?: number;
  readonly actAt?: Date | null;
}

export interface NewStep {
  readonly findingId: string;
  readonly action: FindingAction;
  /** Null: by itself. */
  readonly by: { readonly id: string; readonly name: string } | null;
  readonly reason: string | null;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** What the roster and the register say of a window at an instant. */
export interface WindowThen {
  readonly hallId: string;
  readonly regionCode: string;
  readonly departmentId: string | null;
  readonly clerk: string | null;
}

export const NUMBER = sql`f.year || '-' || lpad(f.number::text, greatest(4, length(f.number::text)), '0')`;

export class FindingWritesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Undefined: there is no such window. A roster that was changed since says what it says now. */
  async windowThen(windowId: string, at: Date): Promise<WindowThen | undefined> {
    const { rows } = await sql<WindowThen>`
      select w.hall_id as "hallId", h.region_code as "regionCode",
        coalesce(t.department_id, w.department_id) as "departmentId",
        (select c.name from shift s join clerk c on c.id = s.clerk_id
          where s.window_id = w.id and s.withdrawn_at is null and s.starts_at <= ${at} and s.ends_at > ${at}
          order by s.starts_at desc limit 1) as clerk
      from hall_window w join hall h on h.id = w.hall_id left join window_term_at(w.id, ${at}) t on true
      where w.id = ${windowId}`.execute(this.#db);
    return rows[0];
  }

  /** The next number of the year is taken with it; whoever takes one meanwhile waits. */
  async insert(row: NewFindingRow, year: number): Promise<string> {
    const { rows } = await sql<{ last: number }>`
      insert into finding_year as y (year, last) values (${year}, 1)
      on conflict (year) do update set last = y.last + 1 returning last`.execute(this.#db);
    const { id } = await this.#db
      .insertInto('finding')
      .values({
        ...{ year, number: rows[0]?.last ?? 1, kind: row.kind, origin: row.origin, origin_id: row.originId },
        ...{ window_id: row.windowId, hall_id: row.hallId, region_code: row.regionCode },
        ...{ department_id: row.departmentId, camera_id: row.cameraId, case_id: row.caseId },
        ...{ clerk: row.clerk, seen_at: row.seenAt, text: row.text },
        ...{ clip_from: row.clip?.from ?? null, clip_to: row.clip?.to ?? null },
        picture_state: row.cameraId === null ? 'none' : 'waiting',
        picture_due: row.cameraId === null ? null : row.at,
        ...{ noted_by: row.by.id, noted_by_name: row.by.name, noted_at: row.at, updated_at: row.at },
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  }

  async lock(id: string): Promise<LockedFinding | undefined> {
    const { rows } = await sql<LockedFinding>`
      select f.id, ${NUMBER} as no, f.kind, f.state, f.window_id as "windowId", f.hall_id as "hallId",
        f.region_code as "regionCode", f.department_id as "departmentId",
        f.noted_by as "notedBy", f.noted_at as "notedAt", f.ended_at as "endedAt",
        f.order_until as "orderUntil", f.told, f.version
      from finding f where f.id = ${id} for no key update`.execute(this.#db);
    return rows[0];
  }

  async change(id: string, change: FindingChange, at: Date): Promise<void> {
    const { state, kind, text, endedAt, orderUntil, overdue, told, actAt } = change;
    await this.#db
      .updateTable('finding')
      .set({
        ...(state !== undefined && { state }),
        ...(kind !== undefined && { kind }),
        ...(text !== undefined && { text }),
        ...(endedAt !== undefined && { ended_at: endedAt }),
        ...(orderUntil !== undefined && { order_until: orderUntil }),
        ...(overdue !== undefined && { overdue }),
        ...(told !== undefined && { told }),
        ...(actAt !== undefined && { act_at: actAt }),
        updated_at: at,
        version: sql<number>`version + 1`,
      })
      .where('id', '=', id)
      .execute();
  }

  /** Of a finding that is locked, or that nobody else knows yet. Answers its number. */
  async addStep({ findingId, action, by, reason, detail = {} }: NewStep, at: Date): Promise<number> {
    const { rows } = await sql<{ seq: number }>`
      insert into finding_step (finding_id, seq, action, at, by_id, by_name, reason, detail)
      values (${findingId}, coalesce((select max(seq) from finding_step where finding_id = ${findingId}), 0) + 1,
        ${action}, ${at}, ${by?.id ?? null}, ${by?.name ?? null}, ${reason}, ${JSON.stringify(detail)}::jsonb)
      returning seq`.execute(this.#db);
    return rows[0]?.seq ?? 0;
  }

  /** Nobody else has them in hand until the transaction ends. */
  async takeDue(at: Date, limit: number): Promise<LockedFinding[]> {
    const { rows } = await sql<LockedFinding>`
      select f.id, ${NUMBER} as no, f.kind, f.state, f.window_id as "windowId", f.hall_id as "hallId",
        f.region_code as "regionCode", f.department_id as "departmentId",
        f.noted_by as "notedBy", f.noted_at as "notedAt", f.ended_at as "endedAt",
        f.order_until as "orderUntil", f.told, f.version
      from finding f where f.act_at <= ${at} order by f.act_at limit ${limit}
      for no key update skip locked`.execute(this.#db);
    return rows;
  }
}
