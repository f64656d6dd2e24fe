import { sql } from 'kysely';
import type { InboxNotice, NoticeKind, NoticeValues } from '../contract/notices.ts';
import type { Db } from '../platform/db/connect.ts';

interface Row {
  id: string;
  seq: string;
  kind: NoticeKind;
  urgent: boolean;
  values: NoticeValues;
  link: string | null;
  created_at: Date;
  read_at: Date | null;
}

/** More are not counted: the bar says `100+`. */
const COUNTED_MOST = 100;

/** What one person was told. */
export class InboxStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** The newest first, up to `limit` + 1. */
  async list(
    userId: string,
    query: { onlyUnread: boolean; kind: NoticeKind | undefined; before: string | undefined; limit: number },
  ): Promise<InboxNotice[]> {
    const { rows } = await sql<Row>`
      select id, seq, kind, urgent, values, link, created_at, read_at from notice
      where inbox and user_id = ${userId}
        and ${query.onlyUnread ? sql`read_at is null` : sql`true`}
        and ${query.kind === undefined ? sql`true` : sql`kind = ${query.kind}`}
        and ${query.before === undefined ? sql`true` : sql`seq < ${query.before}::bigint`}
      order by seq desc limit ${query.limit + 1}`.execute(this.#db);
    return rows.map(noticeOf);
  }

  async newest(userId: string): Promise<InboxNotice | undefined> {
    const [newest] = await this.list(userId, {
      ...{ onlyUnread: true, kind: undefined, before: undefined, limit: 1 },
    });
    return newest;
  }

  async unread(userId: string): Promise<number> {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from (
      select 1 from notice where inbox and user_id = ${userId} and read_at is null limit ${COUNTED_MOST}) counted`.execute(
      this.#db,
    );
    return rows[0]?.n ?? 0;
  }

  async read(
    userId: string,
    which: { ids: readonly string[] } | { upTo: string },
    atMs: number,
  ): Promise<void> {
    const these =
      'ids' in which ? sql`id = any(${[...which.ids]}::uuid[])` : sql`seq <= ${which.upTo}::bigint`;
    await sql`update notice set read_at = ${new Date(atMs)}
      where inbox and user_id = ${userId} and read_at is null and ${these}`.execute(this.#db);
  }
}

const noticeOf = (row: Row): InboxNotice => ({
  id: row.id,
  seq: row.seq,
  kind: row.kind,
  urgent: row.urgent,
  values: row.values,
  link: row.link,
  createdAt: row.created_at.toISOString(),
  readAt: row.read_at?.toISOString() ?? null,
});
