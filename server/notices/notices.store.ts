import { sql } from 'kysely';
import type { SentChannel } from '../contract/notices.ts';
import type { Db } from '../platform/db/connect.ts';
import type { NewNotice, Told } from './new-notice.ts';
import type { Person } from './recipients.store.ts';

export interface NoticeFor {
  readonly person: Person;
  readonly ways: readonly { readonly channel: SentChannel; readonly dueMs: number }[];
}

/** Writes what people are told, through the connection of whoever tells. */
export class NoticesStore {
  /** Those who were told of it already are left out. Answers the recipients to whom it is new. */
  async add(db: Db, notice: NewNotice, all: readonly NoticeFor[], nowMs: number): Promise<string[]> {
    if (all.length === 0) return [];
    const { kind, values, link, dedupeKey, about, urgent, place } = notice;
    const now = new Date(nowMs);
    const rows = await db
      .insertInto('notice')
      .values(
        all.map(({ person }) => ({
          dedupe_key: dedupeKey,
          recipient: person.recipient,
          user_id: person.userId,
          contact_id: person.contactId,
          recipient_name: person.name,
          ...{ kind, urgent, about, link },
          values: JSON.stringify(values),
          region_code: place.regionCode,
          hall_id: place.hallId,
          department_id: place.departmentId,
          inbox: person.userId !== null,
          created_at: now,
        })),
      )
      .onConflict((conflict) => conflict.columns(['dedupe_key', 'recipient']).doNothing())
      .returning(['id', 'recipient'])
      .execute();
    const ids = new Map(rows.map(({ id, recipient }) => [recipient, id]));
    const deliveries = all.flatMap(({ person, ways }) => {
      const noticeId = ids.get(person.recipient);
      if (noticeId === undefined) return [];
      return ways.map(({ channel, dueMs }) => ({
        notice_id: noticeId,
        ...{ channel, urgent },
        recipient: person.recipient,
        due_at: new Date(dueMs),
        created_at: now,
      }));
    });
    if (deliveries.length > 0) await db.insertInto('notice_delivery').values(deliveries).execute();
    return rows.map(({ recipient }) => recipient);
  }

  async addStep(db: Db, notice: NewNotice, asked: string, told: Told, nowMs: number): Promise<void> {
    await sql`insert into notice_step (dedupe_key, about, asked, reached, skipped, names, at)
      values (${notice.dedupeKey}, ${notice.about}, ${asked}, ${told.reached}, ${[...told.skipped]}::text[],
        ${[...told.names]}::text[], ${new Date(nowMs)})
      on conflict (dedupe_key) do nothing`.execute(db);
  }
}
