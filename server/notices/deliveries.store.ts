import { sql } from 'kysely';
import type { NoticeKind, NoticeLanguage, NoticeValues, SentChannel } from '../contract/notices.ts';
import type { Db } from '../platform/db/connect.ts';

/** Rows that go out as one message. */
export interface Taken {
  /** The message's id, the same at every try. */
  readonly bundle: string;
  readonly attempts: number;
}

export interface TakenContent {
  readonly to: { readonly name: string; readonly email: string | null; readonly phone: string | null };
  readonly language: NoticeLanguage;
  readonly notices: readonly {
    readonly kind: NoticeKind;
    readonly values: NoticeValues;
    readonly link: string | null;
    readonly urgent: boolean;
    readonly regionCode: string | null;
    readonly hallId: string | null;
    readonly departmentId: string | null;
  }[];
}

export interface Bursts {
  /** So many messages to one person in `withinMs`; what is urgent may be more. */
  readonly most: number;
  readonly mostUrgent: number;
  readonly withinMs: number;
  /** So many that wait go out as one. */
  readonly digestFrom: number;
  readonly digestMost: number;
}

interface Waiting {
  id: string;
  urgent: boolean;
}

/** The outbox. Time is the caller's. */
export class DeliveriesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /**
   * Takes the next message that is due, for `leaseMs`: nobody else has it meanwhile. `postponed`: there was one, but its
   * reader had many just now. Undefined: nothing is due.
   */
  async take(
    channel: SentChannel,
    nowMs: number,
    leaseMs: number,
    bursts: Bursts,
  ): Promise<Taken | 'postponed' | undefined> {
    const now = new Date(nowMs);
    return this.#db.transaction().execute(async (trx) => {
      // One after the other: two at once would each see half of a burst.
      await sql`select pg_advisory_xact_lock(hashtextextended(${`notices.${channel}`}, 0))`.execute(trx);
      const { rows } = await sql<Waiting & { recipient: string; bundle: string | null }>`
        select id, recipient, bundle, urgent from notice_delivery
        where channel = ${channel} and state in ('waiting', 'sending') and (bundle is null or bundle = id)
          and due_at <= ${now}
        order by due_at limit 1 for update skip locked`.execute(trx);
      const [first] = rows;
      if (!first) return undefined;
      if (first.bundle === null) {
        const others = await this.#waiting(trx, first, channel, now, bursts.digestMost);
        const until = await this.#quietUntil(trx, first, channel, nowMs, bursts);
        const all = [first, ...others];
        if (until !== undefined) {
          await sql`update notice_delivery set due_at = ${new Date(until)}
            where id = any(${all.filter(({ urgent }) => urgent === first.urgent).map(({ id }) => id)}::uuid[])`.execute(
            trx,
          );
          return 'postponed';
        }
        const together = all.length >= bursts.digestFrom ? all : [first];
        await sql`update notice_delivery set bundle = ${first.id}
          where id = any(${together.map(({ id }) => id)}::uuid[])`.execute(trx);
      }
      const taken = await sql<{ attempts: number }>`
        update notice_delivery set state = 'sending', attempts = attempts + 1,
          due_at = ${new Date(nowMs + leaseMs)}
        where bundle = ${first.id} returning attempts`.execute(trx);
      return { bundle: first.id, attempts: Math.max(...taken.rows.map(({ attempts }) => attempts)) };
    });
  }

  async #waiting(
    trx: Db,
    { id, recipient }: Waiting & { recipient: string },
    channel: SentChannel,
    now: Date,
    most: number,
  ): Promise<Waiting[]> {
    const { rows } = await sql<Waiting>`
      select id, urgent from notice_delivery
      where recipient = ${recipient} and channel = ${channel} and state = 'waiting' and bundle is null
        and due_at <= ${now} and id <> ${id}
      order by due_at limit ${most - 1} for update skip locked`.execute(trx);
    return rows;
  }

  /** Until when somebody had enough; undefined: they had not. */
  async #quietUntil(
    trx: Db,
    { recipient, urgent }: Waiting & { recipient: string },
    channel: SentChannel,
    nowMs: number,
    { most, mostUrgent, withinMs }: Bursts,
  ): Promise<number | undefined> {
    const { rows } = await sql<{ at: Date }>`
      select max(delivered_at) as at from notice_delivery
      where recipient = ${recipient} and channel = ${channel} and state = 'sent'
        and delivered_at > ${new Date(nowMs - withinMs)}
      group by bundle order by 1 desc offset ${(urgent ? mostUrgent : most) - 1} limit 1`.execute(trx);
    const [row] = rows;
    return row && row.at.getTime() + withinMs;
  }

  /** What is in a message, as it is known now: an address may have changed since it was told. */
  async content(bundle: string): Promise<TakenContent | undefined> {
    const { rows } = await sql<{
      name: string;
      email: string | null;
      phone: string | null;
      language: NoticeLanguage | null;
      kind: NoticeKind;
      values: NoticeValues;
      link: string | null;
      urgent: boolean;
      region_code: string | null;
      hall_id: string | null;
      department_id: string | null;
    }>`
      select coalesce(u.display_name, c.name, n.recipient_name) as name, coalesce(u.email, c.email) as email,
        coalesce(p.phone, c.phone) as phone, p.language, n.kind, n.values, n.link, n.urgent, n.region_code,
        n.hall_id, n.department_id
      from notice_delivery d join notice n on n.id = d.notice_id
        left join user_account u on u.id = n.user_id and not u.disabled
        left join department_contact c on c.id = n.contact_id
        left join notice_preference p on p.user_id = u.id
      where d.bundle = ${bundle} order by n.seq`.execute(this.#db);
    const [first] = rows;
    if (!first) return undefined;
    return {
      to: { name: first.name, email: first.email, phone: first.phone },
      language: first.language ?? 'zh',
      notices: rows.map((row) => ({
        ...{ kind: row.kind, values: row.values, link: row.link, urgent: row.urgent },
        ...{ regionCode: row.region_code, hallId: row.hall_id, departmentId: row.department_id },
      })),
    };
  }

  async sent(bundle: string, told: { sentTo: string; answer: string; atMs: number }): Promise<void> {
    const at = new Date(told.atMs);
    await sql`update notice_delivery set state = 'sent', sent_to = ${told.sentTo}, last_answer = ${told.answer},
        last_at = ${at}, delivered_at = ${at}
      where bundle = ${bundle} and state in ('waiting', 'sending')`.execute(this.#db);
  }

  /** `againMs` undefined: given up. Of a try that was taken over meanwhile nothing is kept. */
  async notSent(
    { bundle, attempts }: Taken,
    told: { sentTo: string | null; answer: string; atMs: number; againMs: number | undefined },
  ): Promise<boolean> {
    const at = new Date(told.atMs);
    const { numAffectedRows } = await sql`update notice_delivery set
        state = ${told.againMs === undefined ? 'failed' : 'waiting'}, sent_to = ${told.sentTo},
        last_answer = ${told.answer}, last_at = ${at}, due_at = ${new Date(told.againMs ?? told.atMs)}
      where bundle = ${bundle} and state = 'sending' and bundle in (
        select id from notice_delivery where id = ${bundle} and attempts = ${attempts})`.execute(this.#db);
    return (numAffectedRows ?? 0n) > 0n;
  }

  /**
   * Once more from the beginning, as a message of its own that a receiver does not take for the old one. Answers its
   * new id; undefined: there is no such, or it is on its way.
   */
  async resend(id: string, nowMs: number): Promise<string | undefined> {
    const { rows } = await sql<{ id: string }>`update notice_delivery
      set id = gen_random_uuid(), state = 'waiting', bundle = null, attempts = 0,
        due_at = ${new Date(nowMs)}, delivered_at = null
      where id = ${id} and state in ('sent', 'failed') returning id`.execute(this.#db);
    return rows[0]?.id;
  }

  /** When the next message is due; undefined: none waits. */
  async nextDueMs(channel: SentChannel): Promise<number | undefined> {
    const { rows } = await sql<{ at: Date | null }>`select min(due_at) as at from notice_delivery
      where channel = ${channel} and state in ('waiting', 'sending') and (bundle is null or bundle = id)`.execute(
      this.#db,
    );
    return rows[0]?.at?.getTime();
  }
}
