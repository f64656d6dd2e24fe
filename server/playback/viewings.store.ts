/** Who looks at footage and why, as rows. */
import { sql } from 'kysely';
import type { CameraRange, Viewing, ViewingSubject } from '../contract/playback.ts';
import type { Db } from '../platform/db/connect.ts';
import { keyset } from '../platform/db/keyset.ts';

export interface ViewingRow extends Viewing {
  readonly userId: string;
}

export interface NewViewingRow {
  readonly userId: string;
  readonly sessionId: string;
  readonly purpose: string;
  readonly subject: ViewingSubject;
  readonly cameras: readonly CameraRange[];
  readonly begunAt: Date;
  readonly until: Date;
}

interface Row {
  id: string;
  user_id: string;
  purpose: string;
  subject: ViewingSubject;
  cameras: CameraRange[];
  begun_at: Date;
  until: Date;
  ended_at: Date | null;
}

export class ViewingsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async insert(row: NewViewingRow): Promise<ViewingRow> {
    const made = await this.#db
      .insertInto('footage_viewing')
      .values({
        ...{ user_id: row.userId, session_id: row.sessionId, purpose: row.purpose },
        ...{ subject: JSON.stringify(row.subject), cameras: JSON.stringify(row.cameras) },
        ...{ begun_at: row.begunAt, until: row.until },
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return toViewing(made);
  }

  /** A person's that still hold, the newest first. */
  async holding(userId: string, sessionId: string, now: Date, most: number): Promise<ViewingRow[]> {
    const rows = await this.#db
      .selectFrom('footage_viewing')
      .selectAll()
      .where('user_id', '=', userId)
      .where('session_id', '=', sessionId)
      .where('until', '>', now)
      .where('ended_at', 'is', null)
      .orderBy('begun_at', 'desc')
      .orderBy('id', 'desc')
      .limit(most)
      .execute();
    return rows.map(toViewing);
  }

  async ofUser(userId: string, id: string): Promise<ViewingRow | undefined> {
    const row = await this.#db
      .selectFrom('footage_viewing')
      .selectAll()
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .executeTakeFirst();
    return row && toViewing(row);
  }

  /** The newest first, ended ones too; undefined: `after` is no cursor of this list. */
  async list(
    userId: string,
    limit: number,
    after: readonly string[] | undefined,
  ): Promise<{ rows: ViewingRow[]; next: string[] | null } | undefined> {
    const order = keyset(
      [
        { by: sql`begun_at`, type: 'timestamptz' },
        { by: sql`id`, type: 'uuid' },
      ],
      'desc',
      after,
    );
    if (!order) return undefined;
    const { rows } = await sql<Row & { key: string[] }>`select *, ${order.key} as key from footage_viewing
      where user_id = ${userId} and ${order.after} order by ${order.order} limit ${limit + 1}`.execute(
      this.#db,
    );
    const shown = rows.slice(0, limit);
    return { rows: shown.map(toViewing), next: rows.length > limit ? (shown.at(-1)?.key ?? null) : null };
  }

  /** False: there is none of this person's that holds. */
  async end(userId: string, id: string, at: Date): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('footage_viewing')
      .set({ ended_at: at })
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .where('until', '>', at)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async endOfSessions(sessionIds: readonly string[], at: Date): Promise<void> {
    await this.#db
      .updateTable('footage_viewing')
      .set({ ended_at: at })
      .where('session_id', 'in', [...sessionIds])
      .where('ended_at', 'is', null)
      .execute();
  }
}

function toViewing(row: Row): ViewingRow {
  const until = row.ended_at !== null && row.ended_at < row.until ? row.ended_at : row.until;
  return {
    ...{ id: row.id, userId: row.user_id, purpose: row.purpose, subject: row.subject, cameras: row.cameras },
    ...{ begunAt: row.begun_at.toISOString(), until: until.toISOString() },
  };
}
