/** Who sat at the desk, from when to when, and what they left for the next. */
import { type RawBuilder, sql } from 'kysely';
import type { DutyShift } from '../contract/duty.ts';
import type { Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';

interface ShiftRow {
  id: string;
  userId: string;
  userName: string;
  begunAt: Date;
  endedAt: Date | null;
  note: string | null;
}

const COLUMNS = sql`s.id, s.user_id as "userId", s.user_name as "userName", s.begun_at as "begunAt",
  s.ended_at as "endedAt", s.note`;

/** A note may tell of any place its writer saw: it is for those who see all of them. Who saw one department wrote for himself. */
const readable = (userId: string, visible: Visible): RawBuilder<boolean> => {
  if (visible.everywhere) return sql<boolean>`true`;
  const { regionCodes, hallIds } = visible;
  return sql<boolean>`(s.user_id = ${userId} or (not s.everywhere
    and cardinality(s.region_codes) + cardinality(s.hall_ids) > 0 and s.region_codes <@ ${[...regionCodes]}::text[]
    and s.hall_ids <@ array(select h.id from hall h
      where h.id = any(${[...hallIds]}::uuid[]) or h.region_code = any(${[...regionCodes]}::text[]))))`;
};

export class DutyShiftsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async nameOf(userId: string): Promise<string> {
    const { display_name: name } = await this.#db
      .selectFrom('user_account')
      .select('display_name')
      .where('id', '=', userId)
      .executeTakeFirstOrThrow();
    return name;
  }

  async open(userId: string): Promise<DutyShift | undefined> {
    const { rows } = await sql<ShiftRow>`select ${COLUMNS} from duty_shift s
      where s.user_id = ${userId} and s.ended_at is null`.execute(this.#db);
    return rows[0] && toShift(rows[0]);
  }

  /** When this person last left, before the shift that goes on; undefined: never. */
  async lastEnd(userId: string): Promise<Date | undefined> {
    const { rows } = await sql<{ at: Date }>`select ended_at as at from duty_shift
      where user_id = ${userId} and ended_at is not null order by ended_at desc limit 1`.execute(this.#db);
    return rows[0]?.at;
  }

  async begin(
    user: { readonly id: string; readonly name: string },
    visible: Visible,
    at: Date,
  ): Promise<void> {
    const seen = visible.everywhere ? { regionCodes: [], hallIds: [] } : visible;
    await this.#db
      .insertInto('duty_shift')
      .values({
        ...{ user_id: user.id, user_name: user.name, everywhere: visible.everywhere, begun_at: at },
        ...{ region_codes: [...seen.regionCodes], hall_ids: [...seen.hallIds] },
      })
      // Two browser windows may sit down at once: it is one person.
      .onConflict((conflict) => conflict.column('user_id').where('ended_at', 'is', null).doNothing())
      .execute();
  }

  /** Undefined: there is none that goes on. */
  async end(userId: string, note: string | null, at: Date): Promise<DutyShift | undefined> {
    const { rows } = await sql<ShiftRow>`update duty_shift s
      set ended_at = greatest(${at}, s.begun_at), note = coalesce(${note}, s.note)
      where s.user_id = ${userId} and s.ended_at is null returning ${COLUMNS}`.execute(this.#db);
    return rows[0] && toShift(rows[0]);
  }

  /** The newest first, up to `limit` + 1; `noted`: only those that left a note. */
  async list(
    userId: string,
    visible: Visible,
    page: {
      readonly after?: readonly [string, string] | undefined;
      readonly limit: number;
      readonly noted?: boolean;
    },
  ): Promise<DutyShift[]> {
    const { after, limit, noted = false } = page;
    const { rows } = await sql<ShiftRow>`select ${COLUMNS} from duty_shift s
      where ${readable(userId, visible)} and ${noted ? sql`s.note is not null and s.ended_at is not null` : sql`true`}
        and ${after === undefined ? sql`true` : sql`(s.begun_at, s.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`}
      order by s.begun_at desc, s.id desc limit ${limit + 1}`.execute(this.#db);
    return rows.map(toShift);
  }
}

const toShift = ({ begunAt, endedAt, ...row }: ShiftRow): DutyShift => ({
  ...row,
  begunAt: begunAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
});
