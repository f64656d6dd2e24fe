import { sql } from 'kysely';
import type { DepartmentContact } from '../contract/notices.ts';
import type { Db } from '../platform/db/connect.ts';

interface Row {
  id: string;
  department_id: string;
  role: DepartmentContact['role'];
  user_id: string | null;
  username: string | null;
  name: string;
  email: string | null;
  phone: string | null;
}

export interface ContactValues {
  readonly departmentId: string;
  readonly role: string;
  readonly userId: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
}

/** Whom a department's cards are told to. */
export class ContactsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async of(departmentId: string): Promise<DepartmentContact[]> {
    return this.#list(sql`c.department_id = ${departmentId}`);
  }

  async get(id: string): Promise<DepartmentContact | undefined> {
    return (await this.#list(sql`c.id = ${id}`))[0];
  }

  async add({ departmentId, role, userId, name, email, phone }: ContactValues): Promise<string | undefined> {
    const row = await this.#db
      .insertInto('department_contact')
      .values({ department_id: departmentId, role, user_id: userId, name, email, phone })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    return row?.id;
  }

  async remove(departmentId: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('department_contact')
      .where('id', '=', id)
      .where('department_id', '=', departmentId)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async count(departmentId: string): Promise<number> {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from department_contact where department_id = ${departmentId}`.execute(
      this.#db,
    );
    return rows[0]?.n ?? 0;
  }

  /** Of an account that is not disabled. */
  async userName(userId: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('user_account')
      .select('display_name')
      .where('id', '=', userId)
      .where('disabled', '=', false)
      .executeTakeFirst();
    return row?.display_name;
  }

  async #list(where: ReturnType<typeof sql>): Promise<DepartmentContact[]> {
    const { rows } = await sql<Row>`
      select c.id, c.department_id, c.role, c.user_id, u.username, coalesce(u.display_name, c.name) as name,
        coalesce(u.email, c.email) as email, coalesce(p.phone, c.phone) as phone
      from department_contact c left join user_account u on u.id = c.user_id
        left join notice_preference p on p.user_id = u.id
      where ${where} order by array_position(array['handler', 'sectionHead', 'leader'], c.role), c.created_at, c.id
      limit 200`.execute(this.#db);
    return rows.map(({ department_id: departmentId, user_id: userId, ...row }) => ({
      ...row,
      departmentId,
      userId,
    }));
  }
}
