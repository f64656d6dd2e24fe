/** Matters as they are in force. There is no column for secrecy: a secret matter never gets this far. */
import { sql } from 'kysely';
import type { Matter, MatterDetail, MatterTermsFields, mattersLack } from '../contract/matters.ts';
import { departmentVisible, lockOpen, regionsBelow, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { keysMatch } from '../platform/search-keys/index.ts';
import { ofTerms, toTerms, VERSION_COLUMNS, type VersionRow } from './version-row.ts';

interface MatterRow extends VersionRow {
  id: string;
  department_id: string;
  code: string;
  listed_name: string;
  closed_at: Date | null;
  merged_into: string | null;
  next_version: number | null;
  next_from: Date | null;
}

export interface MattersQuery {
  readonly visible: Visible;
  readonly limit: number;
  /** Which version is told. */
  readonly at: Date;
  readonly after?: readonly [string, string] | undefined;
  readonly q?: string | undefined;
  readonly departmentId?: string | undefined;
  readonly below?: string | undefined;
  readonly kind?: Matter['kind'] | undefined;
  readonly lacks?: (typeof mattersLack.options)[number] | undefined;
  readonly id?: string;
  readonly closed?: 'include' | undefined;
}

const LACKS = {
  person: sql`not jsonb_path_exists(v.stages, '$[*] ? (@.responsibleName != null)')`,
  fee: sql`v.fee_least is null`,
  materials: sql`v.materials = '[]'`,
  guide: sql`v.guide = ''`,
} as const;

export class MattersStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1, by name. */
  async matters(query: MattersQuery): Promise<MatterDetail[]> {
    const { visible, at, after, q, departmentId, id, closed, below, kind, lacks } = query;
    const { rows } = await sql<MatterRow>`
      select m.id, m.department_id, m.code, m.name as listed_name, m.closed_at, m.merged_into, ${VERSION_COLUMNS},
        n.version as next_version, n.valid_from as next_from
      from matter m join department d on d.id = m.department_id
        cross join lateral matter_version_at(m.id, ${at}) v
        left join lateral (
          select version, valid_from from matter_version
          where matter_id = m.id and withdrawn_at is null and valid_from > ${at}
          order by valid_from, version desc limit 1) n on true
      where ${departmentVisible(visible, sql`d.id`, sql`d.region_code`)}
        and ${departmentId === undefined ? sql`true` : sql`m.department_id = ${departmentId}`}
        and ${id === undefined ? sql`true` : sql`m.id = ${id}`}
        and ${closed === 'include' || id !== undefined ? sql`true` : sql`m.closed_at is null`}
        and ${below === undefined ? sql`true` : sql`d.region_code in ${regionsBelow(below)}`}
        and ${kind === undefined ? sql`true` : sql`v.kind = ${kind}`}
        and ${lacks === undefined ? sql`true` : LACKS[lacks]}
        and ${keysMatch('matter', sql`m.id`, q)}
        and ${after === undefined ? sql`true` : sql`(m.name, m.id) > (${after[0]}, ${after[1]}::uuid)`}
      order by m.name, m.id limit ${query.limit + 1}`.execute(this.#db);
    return rows.map(toMatter);
  }

  /** With its first version, which holds ever since. */
  async insert(
    matter: { readonly departmentId: string; readonly code: string; readonly terms: MatterTermsFields },
    by: { readonly at: Date; readonly who: string },
  ): Promise<string> {
    return this.#db.transaction().execute(async (trx) => {
      await lockOpen(trx, 'department', matter.departmentId, 'body.departmentId');
      const { name, kind } = matter.terms;
      const { id } = await trx
        .insertInto('matter')
        .values({ department_id: matter.departmentId, code: matter.code, name, kind })
        .returning('id')
        .executeTakeFirstOrThrow();
      await trx
        .insertInto('matter_version')
        .values({
          ...ofTerms(matter.terms),
          ...{ matter_id: id, version: 1, valid_from: sql<Date>`'-infinity'` },
          ...{ changed_at: by.at, changed_by: by.who },
        })
        .execute();
      return id;
    });
  }

  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('matter').where('id', '=', id).execute();
  }

  async usesOf(id: string): Promise<Record<string, number>> {
    const { rows } = await sql<Record<string, number>>`select
      (select count(*)::int from case_record where matter_id = ${id}) as cases,
      (select count(*)::int from window_matter where matter_id = ${id}) as windows,
      (select count(*)::int from matter where merged_into = ${id}) as merged`.execute(this.#db);
    return rows[0] ?? {};
  }

  /** Names and kinds as they are in force, on the rows that lists and search go by; answers how many changed. */
  async settle(at: Date, since: Date | null): Promise<number> {
    const { numAffectedRows } = await sql`
      update matter m set name = v.name, kind = v.kind
      from matter_version n cross join lateral matter_version_at(n.matter_id, ${at}) v
      where n.matter_id = m.id and n.valid_from > '-infinity' and n.valid_from <= ${at}
        and ${since === null ? sql`true` : sql`n.valid_from > ${since}`}
        and (m.name, m.kind) is distinct from (v.name, v.kind)`.execute(this.#db);
    return Number(numAffectedRows ?? 0);
  }
}

const toMatter = (row: MatterRow): MatterDetail => ({
  ...toTerms(row),
  id: row.id,
  departmentId: row.department_id,
  code: row.code,
  // What it is listed and paged by.
  name: row.listed_name,
  version: row.version,
  upcoming:
    row.next_version === null || row.next_from === null
      ? null
      : { version: row.next_version, validFrom: row.next_from.toISOString() },
  closedAt: row.closed_at?.toISOString() ?? null,
  mergedInto: row.merged_into,
});
