/** Writing holds: what is held, released, looked at again. Always within a unit of work. */
import { type RawBuilder, sql } from 'kysely';
import type { HoldKind, HoldState } from '../contract/holds.ts';
import type { NoticePlace } from '../contract/notices.ts';
import type { Db } from '../platform/db/connect.ts';
import { lockAgainstPurge } from '../platform/db/footage-lock.ts';
import type { HeldRange } from './grow-ranges.ts';

export interface StoredHold {
  readonly id: string;
  readonly kind: HoldKind;
  readonly subjectId: string | null;
  readonly caseId: string | null;
  readonly title: string;
  readonly state: HoldState;
  readonly setBy: string | null;
  readonly until: Date | null;
  readonly releasedAt: Date | null;
}

export interface NewHoldRow {
  readonly kind: HoldKind;
  readonly subjectId: string | null;
  readonly caseId: string | null;
  readonly asked: {
    readonly cameraIds: readonly string[];
    readonly from: string;
    readonly to: string;
  } | null;
  readonly title: string;
  readonly reason: string;
  /** Null: the program itself. */
  readonly by: { readonly id: string; readonly name: string } | null;
  readonly at: Date;
  readonly until: Date | null;
  readonly lookAt: Date | null;
}

const COLUMNS = sql`h.id, h.kind, h.subject_id as "subjectId", h.case_id as "caseId", h.title, h.state,
  h.set_by as "setBy", h.until, h.released_at as "releasedAt"`;

export class HoldsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async insert(row: NewHoldRow): Promise<string> {
    const { id } = await this.#db
      .insertInto('hold')
      .values({
        ...{ kind: row.kind, subject_id: row.subjectId, case_id: row.caseId, title: row.title },
        asked: row.asked === null ? null : JSON.stringify(row.asked),
        ...{ reason: row.reason, set_by: row.by?.id ?? null, set_by_name: row.by?.name ?? '' },
        set_at: row.at,
        ...{ until: row.until, look_at: row.lookAt },
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  }

  /** To change it: nobody else does meanwhile. */
  lock(id: string): Promise<StoredHold | undefined> {
    return this.#one(sql`h.id = ${id} for update`);
  }

  /** One that is to be gone through (instants here know no microseconds), which nobody else has in hand; the most overdue first. */
  takeDue(nowMs: number): Promise<StoredHold | undefined> {
    return this.#one(sql`h.state <> 'released' and (h.look_at <= ${new Date(nowMs)} or exists (
        select 1 from case_record c where c.id = h.case_id and date_trunc('milliseconds', c.updated_at) is distinct from h.seen_at))
      order by h.look_at nulls last limit 1 for update skip locked`);
  }

  /** Whether there are any. */
  async dueByCards(alertIds: readonly string[], at: Date): Promise<boolean> {
    const { numAffectedRows } =
      await sql`update hold set look_at = ${at} where state <> 'released' and case_id in (
      select case_id from alert where id = any(${[...alertIds]}::uuid[]))`.execute(this.#db);
    return (numAffectedRows ?? 0n) > 0n;
  }

  /** Of these something was decided: they are looked at next. Answers whether there are any. */
  async dueBySubjects(kind: HoldKind, subjectIds: readonly string[], at: Date): Promise<boolean> {
    const { numAffectedRows } = await sql`update hold set look_at = ${at}
      where state <> 'released' and kind = ${kind} and subject_id = any(${[...subjectIds]}::uuid[])`.execute(
      this.#db,
    );
    return (numAffectedRows ?? 0n) > 0n;
  }

  async #one(where: RawBuilder<unknown>): Promise<StoredHold | undefined> {
    const { rows } = await sql<StoredHold>`select ${COLUMNS} from hold h where ${where}`.execute(this.#db);
    return rows[0];
  }

  async ranges(holdId: string): Promise<HeldRange[]> {
    const { rows } = await sql<{ cameraId: string; from: Date; to: Date }>`
      select camera_id as "cameraId", from_at as "from", to_at as "to" from hold_range
      where hold_id = ${holdId} order by camera_id, from_at`.execute(this.#db);
    return rows.map(({ cameraId, from, to }) => ({ cameraId, fromMs: from.getTime(), toMs: to.getTime() }));
  }

  /** Where its cameras are, each hall once. */
  async halls(holdId: string): Promise<NoticePlace[]> {
    const { rows } = await sql<NoticePlace>`
      select distinct h.region_code as "regionCode", h.id as "hallId", null as "departmentId"
      from hold_range r join camera c on c.id = r.camera_id join hall h on h.id = c.hall_id
      where r.hold_id = ${holdId} limit 64`.execute(this.#db);
    return rows;
  }

  /** These instead of those it has; purging waits until it stands. */
  async setRanges(holdId: string, ranges: readonly HeldRange[]): Promise<void> {
    await lockAgainstPurge(this.#db);
    await this.#db.deleteFrom('hold_range').where('hold_id', '=', holdId).execute();
    const rows = ranges.map(({ cameraId, fromMs, toMs }) => ({
      ...{ hold_id: holdId, camera_id: cameraId },
      ...{ from_at: new Date(fromMs), to_at: new Date(toMs) },
    }));
    if (rows.length > 0) await this.#db.insertInto('hold_range').values(rows).execute();
  }

  async release(id: string, by: { id: string; name: string }, reason: string, at: Date): Promise<void> {
    await this.#db
      .updateTable('hold')
      .set({ state: 'released', released_by: by.id, released_by_name: by.name, released_at: at })
      .set({ release_reason: reason })
      .where('id', '=', id)
      .execute();
    await this.#db.updateTable('hold_range').set({ released_at: at }).where('hold_id', '=', id).execute();
  }

  /** As if it had not been released; what it follows is looked at anew. */
  async restore(id: string, at: Date): Promise<void> {
    await lockAgainstPurge(this.#db);
    await this.#db
      .updateTable('hold')
      .set({ state: 'held', released_by: null, released_by_name: null, released_at: null })
      .set({ release_reason: null, ending_since: null, look_at: at })
      .where('id', '=', id)
      .execute();
    await this.#db.updateTable('hold_range').set({ released_at: null }).where('hold_id', '=', id).execute();
  }

  async looked(
    id: string,
    look: { readonly ending: Date | null; readonly lookAt: Date | null; readonly seenAt: Date | null },
  ): Promise<void> {
    const { ending, lookAt, seenAt } = look;
    await sql`update hold set look_at = ${lookAt}, seen_at = ${seenAt},
      state = case when ${ending}::timestamptz is null then 'held' else 'ending' end,
      ending_since = case when ${ending}::timestamptz is null then null else coalesce(ending_since, ${ending}) end
      where id = ${id} and state <> 'released'`.execute(this.#db);
  }

  /** A fault of ours: again later. */
  async putOff(id: string, until: Date): Promise<void> {
    await sql`update hold h set look_at = ${until},
      seen_at = coalesce((select date_trunc('milliseconds', c.updated_at) from case_record c where c.id = h.case_id), seen_at)
      where id = ${id}`.execute(this.#db);
  }
}
