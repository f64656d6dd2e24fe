import { sql } from 'kysely';
import type { SentChannel } from '../contract/notices.ts';
import type { Db } from '../platform/db/connect.ts';
import type { NewNotice, Told } from './new-notice.ts';
import type { Person } from './recipients.store.ts';

export interface NoticeFor {
  readonly person: Person;
  readonly ways: readonly { readonly channel: SentChannel; readonly dueMs: number }[];
}

export interface ToTell {
  readonly notice: NewNotice;
  readonly people: readonly NoticeFor[];
}

export interface NoticeStep {
  readonly notice: Pick<NewNotice, 'dedupeKey' | 'about'>;
  /** The role that was meant. */
  readonly asked: string;
  readonly told: Told;
}

/** Rows of one statement: what they come to stays small. */
const AT_ONCE = 1000;

/** Writes what people are told, through the connection of whoever tells. */
export class NoticesStore {
  /** Those who were told of it already are left out. Answers those to whom it is new. */
  async add(db: Db, all: readonly ToTell[], nowMs: number): Promise<NoticeFor[]> {
    const told = all.flatMap(({ notice, people }) => people.map((to) => ({ notice, to })));
    const fresh: NoticeFor[] = [];
    for (let at = 0; at < told.length; at += AT_ONCE)
      fresh.push(...(await this.#add(db, told.slice(at, at + AT_ONCE), nowMs)));
    return fresh;
  }

  async #add(
    db: Db,
    told: readonly { readonly notice: NewNotice; readonly to: NoticeFor }[],
    nowMs: number,
  ): Promise<NoticeFor[]> {
    const now = new Date(nowMs);
    const rows = await db
      .insertInto('notice')
      .values(
        told.map(({ notice: { kind, values, link, dedupeKey, about, urgent, place }, to: { person } }) => ({
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
      .returning(['id', 'dedupe_key', 'recipient'])
      .execute();
    const ids = new Map(rows.map((row) => [`${row.dedupe_key} ${row.recipient}`, row.id]));
    const fresh = told.flatMap(({ notice, to }) => {
      const key = `${notice.dedupeKey} ${to.person.recipient}`;
      const noticeId = ids.get(key);
      // Whoever is reached in several roles at once is told in the first of them.
      ids.delete(key);
      return noticeId === undefined ? [] : [{ noticeId, notice, to }];
    });
    const deliveries = fresh.flatMap(({ noticeId, notice: { urgent }, to: { person, ways } }) =>
      ways.map(({ channel, dueMs }) => ({
        notice_id: noticeId,
        ...{ channel, urgent },
        recipient: person.recipient,
        due_at: new Date(dueMs),
        created_at: now,
      })),
    );
    if (deliveries.length > 0) await db.insertInto('notice_delivery').values(deliveries).execute();
    return fresh.map(({ to }) => to);
  }

  async addSteps(db: Db, steps: readonly NoticeStep[], nowMs: number): Promise<void> {
    if (steps.length === 0) return;
    const rows = JSON.stringify(
      steps.map(({ notice, asked, told }) => ({
        ...{ dedupe_key: notice.dedupeKey, about: notice.about, asked },
        ...{ reached: told.reached, skipped: told.skipped, names: told.names },
      })),
    );
    await sql`insert into notice_step (dedupe_key, about, asked, reached, skipped, names, at)
      select n.dedupe_key, n.about, n.asked, n.reached, n.skipped, n.names, ${new Date(nowMs)}
      from jsonb_to_recordset(${rows}::jsonb) as n(dedupe_key text, about text, asked text, reached text,
        skipped text[], names text[])
      on conflict (dedupe_key) do nothing`.execute(db);
  }
}
