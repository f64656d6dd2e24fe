/** People of the other sign-in service and their accounts, and which of its groups hold what here. */
import { sql } from 'kysely';
import { z } from 'zod';
import { type SsoMapping, type SsoPerson, ssoMapping } from '../../contract/account.ts';
import type { Db } from '../../platform/db/connect.ts';

const MAPPINGS = 'sso-mappings';

export interface Identity {
  readonly id: string;
  readonly userId: string;
  readonly linked: boolean;
}

interface PersonRow {
  id: string;
  issuer: string;
  subject: string;
  name: string;
  groups: string[];
  user_id: string;
  username: string;
  display_name: string;
  linked: boolean;
  last_at: Date;
}

export class SsoStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  transaction<T>(work: (store: SsoStore, db: Db) => Promise<T>): Promise<T> {
    return this.#db.transaction().execute((trx) => work(new SsoStore({ db: trx }), trx));
  }

  async mappings(): Promise<SsoMapping[]> {
    const row = await this.#db
      .selectFrom('setting')
      .select('value')
      .where('key', '=', MAPPINGS)
      .executeTakeFirst();
    return row ? z.array(ssoMapping).parse(JSON.parse(row.value)) : [];
  }

  async setMappings(mappings: readonly SsoMapping[]): Promise<void> {
    const value = JSON.stringify(mappings);
    await this.#db
      .insertInto('setting')
      .values({ key: MAPPINGS, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
      .execute();
  }

  /** Two sign-ins of one person at once: one waits for the other's account. */
  async hold(issuer: string, subject: string): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`sso ${issuer} ${subject}`}, 0))`.execute(
      this.#db,
    );
  }

  async find(issuer: string, subject: string): Promise<Identity | undefined> {
    const row = await this.#db
      .selectFrom('sso_identity')
      .select(['id', 'user_id', 'linked'])
      .where('issuer', '=', issuer)
      .where('subject', '=', subject)
      .executeTakeFirst();
    return row && { id: row.id, userId: row.user_id, linked: row.linked };
  }

  async ofUser(userId: string): Promise<{ issuer: string; name: string; linked: boolean } | null> {
    const row = await this.#db
      .selectFrom('sso_identity')
      .select(['issuer', 'name', 'linked'])
      .where('user_id', '=', userId)
      .orderBy('last_at', 'desc')
      .executeTakeFirst();
    return row ?? null;
  }

  async insert(identity: {
    issuer: string;
    subject: string;
    userId: string;
    name: string;
    groups: readonly string[];
    nowMs: number;
  }): Promise<void> {
    const now = new Date(identity.nowMs);
    await this.#db
      .insertInto('sso_identity')
      .values({
        issuer: identity.issuer,
        subject: identity.subject,
        user_id: identity.userId,
        name: identity.name,
        groups: JSON.stringify(identity.groups),
        created_at: now,
        last_at: now,
      })
      .execute();
  }

  async seen(id: string, name: string, groups: readonly string[], nowMs: number): Promise<void> {
    await this.#db
      .updateTable('sso_identity')
      .set({ name, groups: JSON.stringify(groups), last_at: new Date(nowMs) })
      .where('id', '=', id)
      .execute();
  }

  async link(id: string, userId: string): Promise<void> {
    await this.#db
      .updateTable('sso_identity')
      .set({ user_id: userId, linked: true })
      .where('id', '=', id)
      .execute();
  }

  async remove(id: string): Promise<void> {
    await this.#db.deleteFrom('sso_identity').where('id', '=', id).execute();
  }

  async setDisplayName(userId: string, name: string): Promise<void> {
    await this.#db.updateTable('user_account').set({ display_name: name }).where('id', '=', userId).execute();
  }

  /** Newest sign-in first; `before`: the last one seen. */
  async people(options: {
    limit: number;
    id?: string;
    q?: string | undefined;
    offset?: number;
  }): Promise<SsoPerson[]> {
    const { limit, id, q, offset } = options;
    const like = `%${(q ?? '').replace(/[\\%_]/g, '\\$&')}%`;
    const { rows } = await sql<PersonRow>`
      select i.id, i.issuer, i.subject, i.name, i.groups, i.user_id, u.username, u.display_name, i.linked, i.last_at
      from sso_identity i join user_account u on u.id = i.user_id
      where ${id === undefined ? sql`true` : sql`i.id = ${id}`}
        and ${q ? sql`(i.name ilike ${like} or u.username ilike ${like})` : sql`true`}
      order by i.last_at desc, i.id limit ${limit} offset ${offset ?? 0}`.execute(this.#db);
    return rows.map((row) => ({
      id: row.id,
      issuer: row.issuer,
      subject: row.subject,
      name: row.name,
      groups: row.groups,
      userId: row.user_id,
      username: row.username,
      displayName: row.display_name,
      linked: row.linked,
      lastAt: row.last_at.toISOString(),
    }));
  }
}
