/** Versions of rules. Append-only: what a card was issued by is never lost. */
import { sql } from 'kysely';
import type { RuleBody, RuleChange } from '../contract/rules.ts';
import type { Db } from '../platform/db/connect.ts';

export interface RuleVersion {
  readonly id: string;
  readonly key: string;
  /** Null: as it is shipped. */
  readonly regionCode: string | null;
  readonly version: number;
  /** Null: set back to what holds above. */
  readonly body: RuleBody | null;
  readonly validFrom: Date;
  readonly changedBy: string | null;
}

export interface NewRuleVersion {
  readonly key: string;
  readonly regionCode: string | null;
  readonly body: RuleBody | null;
  readonly at: Date;
  readonly by: string | null;
  readonly reason: string | null;
}

const COLUMNS = sql`id, key, region_code as "regionCode", version, body, valid_from as "validFrom",
  changed_by as "changedBy"`;

export class RulesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Another with every change, whoever makes it in whatever process. Counted: the last to begin may be the first to stand. */
  async newestSeq(): Promise<string> {
    const { rows } = await sql<{ seq: string }>`
      select coalesce(max(seq), 0) || ':' || count(*) as seq from rule_version`.execute(this.#db);
    return rows[0]?.seq ?? '0:0';
  }

  /** Of each rule and region the newest version. */
  async newest(): Promise<RuleVersion[]> {
    const { rows } = await sql<RuleVersion>`
      select distinct on (key, region_code) ${COLUMNS} from rule_version
      order by key, region_code, version desc`.execute(this.#db);
    return rows;
  }

  async byIds(ids: readonly string[]): Promise<RuleVersion[]> {
    if (ids.length === 0) return [];
    const { rows } = await sql<RuleVersion>`
      select ${COLUMNS} from rule_version where id = any(${[...ids]}::uuid[])`.execute(this.#db);
    return rows;
  }

  /** The next version. False: somebody else made it at the same moment, and this one is not kept. */
  async append(rule: NewRuleVersion): Promise<boolean> {
    const body = rule.body === null ? null : JSON.stringify(rule.body);
    const { numAffectedRows } =
      await sql`insert into rule_version (key, region_code, version, body, valid_from, changed_by, reason)
      select ${rule.key}, ${rule.regionCode}, coalesce(max(version), 0) + 1, ${body}::jsonb, ${rule.at},
        ${rule.by}, ${rule.reason}
      from rule_version where key = ${rule.key} and region_code is not distinct from ${rule.regionCode}
      on conflict do nothing`.execute(this.#db);
    return numAffectedRows === 1n;
  }

  /** The newest first. */
  async history(key: string, regionCode: string | null): Promise<RuleChange[]> {
    const { rows } = await sql<Omit<RuleChange, 'at'> & { at: Date }>`
      select version, body, valid_from as at, changed_by as by, reason from rule_version
      where key = ${key} and region_code is not distinct from ${regionCode}
      order by version desc limit 200`.execute(this.#db);
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  }

  /** Each region's parent. */
  async parents(): Promise<Map<string, string | null>> {
    const rows = await this.#db.selectFrom('region').select(['code', 'parent_code']).execute();
    return new Map(rows.map((row) => [row.code, row.parent_code]));
  }
}
