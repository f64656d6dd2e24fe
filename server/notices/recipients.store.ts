import { sql } from 'kysely';
import type { NoticeChannel, NoticeKind, NoticeLanguage } from '../contract/notices.ts';
import type { Db } from '../platform/db/connect.ts';

/** Somebody who can be told: with an account, or a department's contact without one. */
export interface Person {
  /** `user:<id>` or `contact:<id>`. */
  readonly recipient: string;
  readonly userId: string | null;
  readonly contactId: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly language: NoticeLanguage;
  readonly quiet: { readonly from: number; readonly to: number } | null;
  /** Null: chose nothing. */
  readonly channels: Partial<Record<NoticeKind, NoticeChannel[]>> | null;
}

interface Row {
  user_id: string | null;
  contact_id: string | null;
  name: string;
  email: string | null;
  phone: string | null;
  language: NoticeLanguage | null;
  quiet_from: number | null;
  quiet_to: number | null;
  channels: Partial<Record<NoticeKind, NoticeChannel[]>> | null;
}

const OF_USER = sql`u.id as user_id, u.display_name as name, u.email, p.phone, p.language, p.quiet_from,
  p.quiet_to, p.channels`;

/** Whom things are told to. Each is asked through the connection it is given: that of whoever tells. */
export class RecipientsStore {
  /** Those that are there and not disabled, in the order asked for. */
  async users(db: Db, ids: readonly string[]): Promise<Person[]> {
    if (ids.length === 0) return [];
    const { rows } = await sql<Row>`
      select ${OF_USER}, null as contact_id from unnest(${[...ids]}::uuid[]) with ordinality as asked(id, at)
        join user_account u on u.id = asked.id and not u.disabled left join notice_preference p on p.user_id = u.id
      order by asked.at`.execute(db);
    return rows.map(personOf);
  }

  /** Of a department, and of the one that goes on in its place. */
  async contacts(db: Db, departmentId: string, role: string): Promise<(Person & { contactName: string })[]> {
    const { rows } = await sql<Row & { contact_name: string }>`
      select c.id as contact_id, c.user_id, coalesce(u.display_name, c.name) as name, c.name as contact_name,
        coalesce(u.email, c.email) as email, coalesce(p.phone, c.phone) as phone, p.language, p.quiet_from,
        p.quiet_to, p.channels
      from department_contact c left join user_account u on u.id = c.user_id
        left join notice_preference p on p.user_id = u.id
      where c.role = ${role} and coalesce(not u.disabled, true)
        and c.department_id in (select id from department where id = ${departmentId}
          union select successor_id from department where id = ${departmentId})
      order by c.created_at, c.id limit 20`.execute(db);
    return rows.map((row) => ({ ...personOf(row), contactName: row.contact_name }));
  }

  /** The one account of the department that goes by a clerk's name, or is called by their staff number. */
  async clerk(db: Db, departmentId: string, clerk: string): Promise<Person | undefined> {
    const { rows } = await sql<Row>`
      select distinct on (u.id) ${OF_USER}, null as contact_id
      from user_account u join user_grant g on g.user_id = u.id left join notice_preference p on p.user_id = u.id
      where not u.disabled and g.scope->>'kind' = 'department' and g.scope->>'id' = ${departmentId}
        and (u.display_name = ${clerk} or u.username = lower(${clerk}) or exists (
          select 1 from clerk c where c.department_id = ${departmentId} and c.name = ${clerk}
            and c.ended_at is null and u.username = lower(c.staff_no)))
      order by u.id limit 2`.execute(db);
    // Two of one name: nobody is told of another's case.
    return rows.length === 1 && rows[0] ? personOf(rows[0]) : undefined;
  }
}

function personOf(row: Row): Person {
  const { user_id: userId, contact_id: contactId, quiet_from: from, quiet_to: to } = row;
  return {
    recipient: userId === null ? `contact:${contactId}` : `user:${userId}`,
    userId,
    contactId,
    name: row.name,
    email: row.email,
    phone: row.phone,
    language: row.language ?? 'zh',
    quiet: from === null || to === null ? null : { from, to },
    channels: row.channels,
  };
}
