/** Versions of matters in the database. None is ever changed; one that was announced can be withdrawn. */
import { sql } from 'kysely';
import type { MatterTermsFields } from '../contract/matters.ts';
import type { Db } from '../platform/db/connect.ts';
import type { StoredVersion } from './matter-life.ts';
import { ofTerms, toVersion, VERSION_COLUMNS, type VersionRow } from './version-row.ts';

export interface NewVersion {
  readonly matterId: string;
  readonly version: number;
  /** Null: ever since. */
  readonly validFrom: Date | null;
  readonly terms: MatterTermsFields;
  readonly at: Date;
  readonly who: string;
  readonly reason: string | null;
}

export class VersionsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** By number. */
  async of(matterId: string): Promise<StoredVersion[]> {
    return (await this.ofMany([matterId])).get(matterId) ?? [];
  }

  async ofMany(matterIds: readonly string[]): Promise<Map<string, StoredVersion[]>> {
    const { rows } = await sql<VersionRow & { matter_id: string }>`
      select v.matter_id, ${VERSION_COLUMNS} from matter_version v
      where v.matter_id = any(${[...matterIds]}::uuid[]) order by v.matter_id, v.version`.execute(this.#db);
    const found = new Map<string, StoredVersion[]>();
    for (const row of rows) {
      const all = found.get(row.matter_id) ?? [];
      all.push(toVersion(row));
      found.set(row.matter_id, all);
    }
    return found;
  }

  /** Who changes it next waits until this one is done. */
  async lock(matterId: string): Promise<void> {
    await sql`select 1 from matter where id = ${matterId} for update`.execute(this.#db);
  }

  async insert(one: NewVersion): Promise<void> {
    await this.#db
      .insertInto('matter_version')
      .values({
        ...ofTerms(one.terms),
        ...{ matter_id: one.matterId, version: one.version },
        valid_from: one.validFrom ?? sql<Date>`'-infinity'`,
        ...{ changed_at: one.at, changed_by: one.who, reason: one.reason },
      })
      .execute();
  }

  async withdraw(matterId: string, version: number, by: { at: Date; who: string }): Promise<void> {
    await this.#db
      .updateTable('matter_version')
      .set({ withdrawn_at: by.at, withdrawn_by: by.who })
      .where('matter_id', '=', matterId)
      .where('version', '=', version)
      .execute();
  }

  /** What lists and search go by. */
  async mirror(matterId: string, { name, kind }: Pick<MatterTermsFields, 'name' | 'kind'>): Promise<void> {
    await this.#db.updateTable('matter').set({ name, kind }).where('id', '=', matterId).execute();
  }

  /** Cases accepted (or first heard of) in [from, to), counted to `most` at most. */
  async casesBetween(
    matterId: string,
    { from, to }: { from: Date | null; to: Date | null },
    most: number,
  ): Promise<number> {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from (
        select 1 from case_record
        where matter_id = ${matterId}
          and ${from === null ? sql`true` : sql`coalesce(accepted_at, updated_at) >= ${from}`}
          and ${to === null ? sql`true` : sql`coalesce(accepted_at, updated_at) < ${to}`}
        limit ${most}) counted`.execute(this.#db);
    return rows[0]?.n ?? 0;
  }
}
