/** The trail in the database, which refuses to change or delete a row. */
import { sql } from 'kysely';
import type { AuditRow } from '../contract/access.ts';
import type { Db } from '../platform/db/connect.ts';

export class AuditStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async insert(row: Omit<AuditRow, 'seq'>): Promise<void> {
    await this.#db
      .insertInto('audit_row')
      .values({
        at: row.at,
        actor: row.actor,
        from_address: row.from,
        action: row.action,
        target: row.target,
        detail: JSON.stringify(row.detail),
      })
      .execute();
  }

  /** Newest first. */
  async rows(options: {
    readonly before?: string | undefined;
    readonly actor?: string | undefined;
    readonly action?: string | undefined;
    readonly target?: string | undefined;
    readonly limit: number;
  }): Promise<AuditRow[]> {
    let query = this.#db.selectFrom('audit_row').selectAll().orderBy('seq', 'desc').limit(options.limit);
    if (options.before !== undefined) query = query.where('seq', '<', sql<string>`${options.before}::bigint`);
    for (const column of ['actor', 'action', 'target'] as const) {
      const wanted = options[column];
      if (wanted !== undefined) query = query.where(column, '=', wanted);
    }
    const rows = await query.execute();
    return rows.map((row) => ({
      seq: row.seq,
      at: row.at.toISOString(),
      actor: row.actor,
      from: row.from_address,
      action: row.action,
      target: row.target,
      detail: row.detail,
    }));
  }
}
