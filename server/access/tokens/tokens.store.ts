/** Machines' tokens in the database; of the secret only its SHA-256. */
import { sql } from 'kysely';
import type { MachinePermission, Scope, Token } from '../../contract/access.ts';
import type { Db } from '../../platform/db/connect.ts';
import type { Visible } from '../rights/visible.ts';

interface TokenRow {
  id: string;
  name: string;
  source: string;
  department_id: string | null;
  permissions: string[];
  scope: Scope;
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
  last_used_from: string | null;
}

export class TokensStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /**
   * Undefined where another department already reports under the source: its events would be taken for the same.
   * Of two departments that ask at once, one waits for the other's answer. Who only reads may call itself anything.
   */
  async insert(token: {
    readonly name: string;
    readonly source: string;
    readonly departmentId: string | null;
    readonly permissions: readonly MachinePermission[];
    readonly scope: Scope;
    readonly expiresAt: string | null;
    readonly secretHash: Buffer;
  }): Promise<Token | undefined> {
    return this.#db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`token source ${token.source}`}, 0))`.execute(
        trx,
      );
      if (token.departmentId !== null) {
        const other = await trx
          .selectFrom('machine_token')
          .select('id')
          .where('source', '=', token.source)
          .where('department_id', '<>', token.departmentId)
          .executeTakeFirst();
        if (other !== undefined) return undefined;
      }
      const row = await trx
        .insertInto('machine_token')
        .values({
          name: token.name,
          source: token.source,
          department_id: token.departmentId,
          permissions: JSON.stringify(token.permissions),
          scope: JSON.stringify(token.scope),
          expires_at: token.expiresAt,
          secret_hash: token.secretHash,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return toToken(row);
    });
  }

  /** Neither revoked nor expired. */
  async bySecret(secretHash: Buffer, nowMs: number): Promise<Token | undefined> {
    const row = await this.#db
      .selectFrom('machine_token')
      .selectAll()
      .where('secret_hash', '=', secretHash)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    return row && (row.expires_at === null || row.expires_at.getTime() > nowMs) ? toToken(row) : undefined;
  }

  async token(id: string): Promise<Token | undefined> {
    const row = await this.#db
      .selectFrom('machine_token')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && toToken(row);
  }

  async tokens(options: {
    readonly visible: Visible;
    readonly after?: string | undefined;
    readonly limit: number;
  }): Promise<Token[]> {
    const { visible, after, limit } = options;
    const codes = visible.everywhere ? [] : [...visible.regionCodes];
    const halls = visible.everywhere ? [] : [...visible.hallIds];
    const departments = visible.everywhere ? [] : [...visible.departmentIds];
    const seen = visible.everywhere
      ? sql`true`
      : sql`coalesce(case t.scope->>'kind'
          when 'region' then t.scope->>'code' = any(${codes}::text[])
          when 'hall' then t.scope->>'id' = any(${halls}::text[])
            or exists (select 1 from hall h where h.id::text = t.scope->>'id' and h.region_code = any(${codes}::text[]))
          when 'department' then t.scope->>'id' = any(${departments}::text[])
            or exists (select 1 from department d where d.id::text = t.scope->>'id' and d.region_code = any(${codes}::text[]))
          end, false)`;
    const { rows } = await sql<TokenRow>`
      select t.* from machine_token t
      where ${seen} and ${after === undefined ? sql`true` : sql`t.id > ${after}::uuid`}
      order by t.id limit ${limit}`.execute(this.#db);
    return rows.map(toToken);
  }

  async used(id: string, nowMs: number, from: string): Promise<void> {
    await this.#db
      .updateTable('machine_token')
      .set({ last_used_at: new Date(nowMs), last_used_from: from })
      .where('id', '=', id)
      .execute();
  }

  async revoke(id: string, nowMs: number): Promise<void> {
    await this.#db
      .updateTable('machine_token')
      .set({ revoked_at: new Date(nowMs) })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .execute();
  }
}

const toToken = (row: TokenRow): Token => ({
  id: row.id,
  name: row.name,
  source: row.source,
  departmentId: row.department_id,
  // What a token holds was checked when it was made.
  permissions: row.permissions as MachinePermission[],
  scope: row.scope,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at?.toISOString() ?? null,
  revokedAt: row.revoked_at?.toISOString() ?? null,
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
  lastUsedFrom: row.last_used_from,
});
