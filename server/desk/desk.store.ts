/** What the desk keeps: numbers given, who did what, what can be taken back. Cases themselves are the exchange's. */
import { sql } from 'kysely';
import type { Stage } from '../contract/cases.ts';
import type { DeedDone, DeskCase, DeskPlaces } from '../contract/desk.ts';
import { contains, departmentVisible, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';

export interface DeskCaseRow {
  readonly id: string;
  readonly caseNo: string;
  readonly departmentId: string;
  /** Who has taken the department's work over. */
  readonly successorId: string | null;
  readonly source: string;
  readonly matterId: string;
  readonly matterName: string;
  readonly kind: DeskCase['kind'];
  readonly applicant: string | null;
  readonly stage: Stage | null;
  readonly windowId: string | null;
  readonly registeredAt: Date;
  readonly registeredBy: string;
  readonly acceptedAt: Date | null;
  readonly dueAt: Date | null;
}

export interface DeskQuery {
  readonly visible: Visible;
  readonly limit: number;
  readonly after?: readonly [string, string] | undefined;
  readonly departmentId?: string | undefined;
  readonly q?: string | undefined;
  /** Registered since, or not finished yet. */
  readonly since?: Date | undefined;
  readonly id?: string | undefined;
}

export interface NewDeed {
  readonly departmentId: string;
  readonly deedId: string;
  readonly caseId: string | null;
  readonly windowId: string | null;
  readonly step: string;
  readonly occurredAt: Date;
  readonly clerk: string;
  readonly byUser: string;
  readonly at: Date;
}

/** Of one case; a case has few. */
const DEEDS_MOST = 500;

export class DeskStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** The day's counter of a region, held until the transaction ends: who asks next waits. Answers the last number given. */
  async holdCounter(regionCode: string, day: string): Promise<number> {
    await sql`insert into desk_counter (region_code, day, last) values (${regionCode}, ${day}::date, 0)
      on conflict do nothing`.execute(this.#db);
    const { rows } = await sql<{ last: number }>`
      select last from desk_counter where region_code = ${regionCode} and day = ${day}::date for update`.execute(
      this.#db,
    );
    return rows[0]?.last ?? 0;
  }

  async setCounter(regionCode: string, day: string, last: number): Promise<void> {
    await sql`update desk_counter set last = ${last}
      where region_code = ${regionCode} and day = ${day}::date`.execute(this.#db);
  }

  /** The case that this registration made already. */
  async registered(departmentId: string, deedId: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('desk_case')
      .select('case_id')
      .where('department_id', '=', departmentId)
      .where('deed_id', '=', deedId)
      .executeTakeFirst();
    return row?.case_id;
  }

  async caseIdOf(source: string, caseNo: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('case_record')
      .select('id')
      .where('source', '=', source)
      .where('case_no', '=', caseNo)
      .executeTakeFirst();
    return row?.id;
  }

  async insertCase(one: {
    caseId: string;
    departmentId: string;
    deedId: string;
    caseNo: string;
    at: Date;
    by: string;
    windowId: string | null;
  }): Promise<void> {
    await this.#db
      .insertInto('desk_case')
      .values({
        ...{ case_id: one.caseId, department_id: one.departmentId, deed_id: one.deedId, case_no: one.caseNo },
        ...{ registered_at: one.at, registered_by: one.by, window_id: one.windowId },
      })
      .execute();
  }

  /** Until the transaction ends nobody else does anything with it. */
  async lockCase(caseId: string): Promise<void> {
    await sql`select 1 from desk_case where case_id = ${caseId} for update`.execute(this.#db);
  }

  async insertDeed(one: NewDeed): Promise<void> {
    await this.#db
      .insertInto('desk_deed')
      .values({
        ...{ department_id: one.departmentId, deed_id: one.deedId, case_id: one.caseId },
        ...{ window_id: one.windowId, step: one.step, occurred_at: one.occurredAt, clerk: one.clerk },
        ...{ by_user: one.byUser, at: one.at },
      })
      .execute();
  }

  async undoDeed(departmentId: string, deedId: string, by: { at: Date; who: string }): Promise<void> {
    await this.#db
      .updateTable('desk_deed')
      .set({ undone_at: by.at, undone_by: by.who })
      .where('department_id', '=', departmentId)
      .where('deed_id', '=', deedId)
      .execute();
  }

  async isDone(departmentId: string, deedId: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('desk_deed')
      .select('seq')
      .where('department_id', '=', departmentId)
      .where('deed_id', '=', deedId)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** By case, in the order they were done. */
  async deedsOf(caseIds: readonly string[]): Promise<Map<string, DeedDone[]>> {
    const { rows } = await sql<{
      caseId: string;
      deedId: string;
      step: string;
      occurredAt: Date;
      clerk: string;
      undone: boolean;
    }>`
      select d.* from unnest(${[...caseIds]}::uuid[]) as c (id) cross join lateral (
        select case_id as "caseId", deed_id as "deedId", step, occurred_at as "occurredAt", clerk,
          undone_at is not null as undone
        from desk_deed where case_id = c.id order by seq limit ${DEEDS_MOST}) d`.execute(this.#db);
    const found = new Map<string, DeedDone[]>();
    for (const { caseId, occurredAt, ...deed } of rows) {
      const all = found.get(caseId) ?? [];
      all.push({ ...deed, occurredAt: occurredAt.toISOString() });
      found.set(caseId, all);
    }
    return found;
  }

  /** Up to `limit` + 1, the one registered last first. */
  async cases(query: DeskQuery): Promise<DeskCaseRow[]> {
    const { visible, after, departmentId, q, since, id } = query;
    const { rows } = await sql<DeskCaseRow>`
      select c.id, c.case_no as "caseNo", c.department_id as "departmentId", d.successor_id as "successorId", c.source,
        c.matter_id as "matterId", m.name as "matterName", c.kind, c.applicant_masked as applicant, c.stage,
        k.window_id as "windowId", k.registered_at as "registeredAt", k.registered_by as "registeredBy",
        c.accepted_at as "acceptedAt", c.due_at as "dueAt"
      from desk_case k join case_record c on c.id = k.case_id join matter m on m.id = c.matter_id
        join department d on d.id = c.department_id
      where ${departmentVisible(visible, sql`d.id`, sql`d.region_code`)}
        and ${id === undefined ? sql`true` : sql`c.id = ${id}`}
        and ${departmentId === undefined ? sql`true` : sql`k.department_id = ${departmentId}`}
        and ${since === undefined ? sql`true` : sql`(k.registered_at >= ${since} or c.is_open)`}
        and ${q ? sql`(c.case_no ilike ${contains(q)} or m.name ilike ${contains(q)})` : sql`true`}
        and ${after === undefined ? sql`true` : sql`(k.registered_at, k.case_id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`}
      order by k.registered_at desc, k.case_id desc limit ${query.limit + 1}`.execute(this.#db);
    return rows;
  }

  async applicantSealed(caseId: string): Promise<Buffer | null> {
    const row = await this.#db
      .selectFrom('case_record')
      .select('applicant_sealed')
      .where('id', '=', caseId)
      .executeTakeFirst();
    return row?.applicant_sealed ?? null;
  }

  /** The name a person signs with. */
  async clerkName(userId: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('user_account')
      .select('display_name')
      .where('id', '=', userId)
      .executeTakeFirst();
    return row?.display_name;
  }

  async department(id: string): Promise<{ name: string; regionCode: string } | undefined> {
    return this.#db
      .selectFrom('department')
      .select(['name', 'region_code as regionCode'])
      .where('id', '=', id)
      .where('closed_at', 'is', null)
      .executeTakeFirst();
  }

  /** Open ones only. */
  async matter(id: string, departmentId: string): Promise<{ code: string } | undefined> {
    return this.#db
      .selectFrom('matter')
      .select('code')
      .where('id', '=', id)
      .where('department_id', '=', departmentId)
      .where('closed_at', 'is', null)
      .executeTakeFirst();
  }

  async window(
    id: string,
  ): Promise<{ hallId: string; windowCode: string; departmentId: string; hallName: string } | undefined> {
    return this.#db
      .selectFrom('hall_window')
      .innerJoin('hall', 'hall.id', 'hall_window.hall_id')
      .select(['hall_window.hall_id as hallId', 'hall_window.code as windowCode'])
      .select(['hall_window.department_id as departmentId', 'hall.name as hallName'])
      .where('hall_window.id', '=', id)
      .executeTakeFirst();
  }

  /** Departments one may work at the desk of, and their windows; the first of each by name. */
  async places(visible: Visible, most: { departments: number; windows: number }): Promise<DeskPlaces> {
    const { rows: departments } = await sql<DeskPlaces['departments'][number]>`
      select d.id, d.name, d.region_code as "regionCode" from department d
      where d.closed_at is null and ${departmentVisible(visible, sql`d.id`, sql`d.region_code`)}
      order by d.name, d.id limit ${most.departments}`.execute(this.#db);
    const { rows: windows } = await sql<DeskPlaces['windows'][number]>`
      select w.id, w.code, w.name, w.hall_id as "hallId", h.name as "hallName", w.department_id as "departmentId"
      from hall_window w join hall h on h.id = w.hall_id
      where w.closed_at is null and w.department_id = any(${departments.map((one) => one.id)}::uuid[])
      order by h.name, w.code, w.id limit ${most.windows}`.execute(this.#db);
    return { departments, windows };
  }
}
