import { type RawBuilder, sql } from 'kysely';
import type {
  DeliveryState,
  NoticeChannel,
  NoticeDelivery,
  NoticeKind,
  NoticePlace,
  NoticeStep,
  NoticeValues,
  SentChannel,
} from '../contract/notices.ts';
import { type Visible, windowVisible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';

interface Row {
  id: string;
  notice_id: string;
  kind: NoticeKind;
  values: NoticeValues;
  urgent: boolean;
  about: string | null;
  link: string | null;
  recipient_name: string;
  channel: NoticeChannel;
  state: DeliveryState;
  attempts: number;
  due_at: Date | null;
  sent_to: string | null;
  last_answer: string | null;
  last_at: Date | null;
  delivered_at: Date | null;
  created_at: Date;
}

export interface RecordsQuery {
  readonly visible: Visible;
  readonly state?: DeliveryState | undefined;
  readonly channel?: SentChannel | undefined;
  readonly kind?: NoticeKind | undefined;
  /** Created at, id. */
  readonly after?: readonly [string, string] | undefined;
  readonly limit: number;
}

/** Told of one thing more is not shown. */
const ABOUT_MOST = 500;

/** What became of notices, for whoever looks after them or looks at what they are about. */
export class DeliveryRecordsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Of mails and messages, the newest first; up to `limit` + 1. */
  async list({ visible, state, channel, kind, after, limit }: RecordsQuery): Promise<NoticeDelivery[]> {
    const { rows } = await sql<Row>`${SELECT}
      where ${placeVisible(visible)}
        and ${state === undefined ? sql`true` : sql`d.state = ${state}`}
        and ${channel === undefined ? sql`true` : sql`d.channel = ${channel}`}
        and ${kind === undefined ? sql`true` : sql`n.kind = ${kind}`}
        and ${after === undefined ? sql`true` : sql`(d.created_at, d.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`}
      order by d.created_at desc, d.id desc limit ${limit + 1}`.execute(this.#db);
    return rows.map(deliveryOf);
  }

  async get(id: string): Promise<{ delivery: NoticeDelivery; place: NoticePlace } | undefined> {
    const { rows } = await sql<
      Row & { region_code: string | null; hall_id: string | null; department_id: string | null }
    >`
      ${SELECT} where d.id = ${id}`.execute(this.#db);
    const [row] = rows;
    if (!row) return undefined;
    const { region_code: regionCode, hall_id: hallId, department_id: departmentId } = row;
    return { delivery: deliveryOf(row), place: { regionCode, hallId, departmentId } };
  }

  /** Everything that was told of one thing, as it was told: inboxes too. */
  async about(about: string, visible: Visible): Promise<NoticeDelivery[]> {
    const { rows } = await sql<Row>`
      with told as (select n.* from notice n where n.about = ${about} and ${placeVisible(visible)}
        order by n.seq limit ${ABOUT_MOST})
      select * from (
        select n.seq, n.id, n.id as notice_id, n.kind, n.values, n.urgent, n.about, n.link, n.recipient_name,
          'inbox' as channel, 'sent' as state, 1 as attempts, null::timestamptz as due_at, null as sent_to,
          null as last_answer, n.read_at as last_at, n.created_at as delivered_at, n.created_at
        from told n where n.inbox
        union all
        select n.seq, d.id, n.id, n.kind, n.values, n.urgent, n.about, n.link, n.recipient_name, d.channel, d.state,
          d.attempts, d.due_at, d.sent_to, d.last_answer, d.last_at, d.delivered_at, d.created_at
        from told n join notice_delivery d on d.notice_id = n.id
      ) every order by seq, channel`.execute(this.#db);
    return rows.map(deliveryOf);
  }

  async steps(about: string): Promise<NoticeStep[]> {
    const rows = await this.#db
      .selectFrom('notice_step')
      .select(['asked', 'reached', 'skipped', 'names', 'at'])
      .where('about', '=', about)
      .orderBy('at')
      .limit(ABOUT_MOST)
      .execute();
    return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
  }

  /** Those given up, and those that wait, for the figures. */
  async figures(): Promise<{ waiting: number; failed: number }> {
    const { rows } = await sql<{ waiting: number; failed: number }>`select
      (select count(*)::int from notice_delivery
        where state in ('waiting', 'sending') and (bundle is null or bundle = id)) as waiting,
      (select count(*)::int from notice_delivery where state = 'failed') as failed`.execute(this.#db);
    return rows[0] ?? { waiting: 0, failed: 0 };
  }
}

const SELECT = sql`select d.id, d.notice_id, n.kind, n.values, n.urgent, n.about, n.link, n.recipient_name, d.channel,
  d.state, d.attempts, d.due_at, d.sent_to, d.last_answer, d.last_at, d.delivered_at, d.created_at, n.region_code,
  n.hall_id, n.department_id
  from notice_delivery d join notice n on n.id = d.notice_id`;

/** Notice `n` is about something at a place that is visible. */
function placeVisible(visible: Visible): RawBuilder<boolean> {
  if (visible.everywhere) return sql<boolean>`true`;
  return sql<boolean>`coalesce(n.region_code = any(${[...visible.regionCodes]}::text[])
    or ${windowVisible(visible, sql`n.hall_id`, sql`n.department_id`)}, false)`;
}

function deliveryOf(row: Row): NoticeDelivery {
  const isOpen = row.state === 'waiting' || row.state === 'sending';
  return {
    id: row.id,
    noticeId: row.notice_id,
    kind: row.kind,
    values: row.values,
    urgent: row.urgent,
    about: row.about,
    link: row.link,
    recipientName: row.recipient_name,
    channel: row.channel,
    state: row.state,
    attempts: row.attempts,
    dueAt: isOpen ? (row.due_at?.toISOString() ?? null) : null,
    sentTo: row.sent_to,
    lastAnswer: row.last_answer,
    lastAt: row.last_at?.toISOString() ?? null,
    deliveredAt: row.delivered_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}
