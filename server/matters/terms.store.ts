/** What cases are judged by: the version of their matter that was in force when they were accepted. */
import { sql } from 'kysely';
import type { MatterTermsFields } from '../contract/matters.ts';
import type { Db } from '../platform/db/connect.ts';
import { type StoredVersion, versionAt } from './matter-life.ts';
import { toVersion, VERSION_COLUMNS, type VersionRow } from './version-row.ts';

/** A `MatterTerms` of cases, with what a page shows beside it. */
export interface TermsInForce extends MatterTermsFields {
  readonly matterId: string;
  readonly version: number;
  readonly code: string;
}

/** Of some matters, every version: asked without the database. */
export class TermsBook {
  readonly #known: ReadonlyMap<
    string,
    { readonly code: string; readonly versions: readonly StoredVersion[] }
  >;

  constructor(
    known: ReadonlyMap<string, { readonly code: string; readonly versions: readonly StoredVersion[] }>,
  ) {
    this.#known = known;
  }

  /** In force at an instant: a case's acceptance, or, before that, when it was first heard of. */
  at(matterId: string, at: Date): TermsInForce {
    const matter = this.#known.get(matterId);
    if (matter === undefined) throw new Error(`no terms were read of matter ${matterId}`);
    const { version, terms } = versionAt(matter.versions, at.getTime());
    return { matterId, version, code: matter.code, ...terms };
  }
}

/** One query, however many cases are asked about afterwards. Follows the unit of work it is called in. */
export async function termsOf(db: Db, matterIds: Iterable<string>): Promise<TermsBook> {
  const { rows } = await sql<VersionRow & { matter_id: string; code: string }>`
    select v.matter_id, m.code, ${VERSION_COLUMNS} from matter_version v join matter m on m.id = v.matter_id
    where v.matter_id = any(${[...new Set(matterIds)]}::uuid[])`.execute(db);
  const known = new Map<string, { code: string; versions: StoredVersion[] }>();
  for (const row of rows) {
    const matter = known.get(row.matter_id) ?? { code: row.code, versions: [] };
    matter.versions.push(toVersion(row));
    known.set(row.matter_id, matter);
  }
  return new TermsBook(known);
}

export async function termsAt(db: Db, matterId: string, at: Date): Promise<TermsInForce> {
  return (await termsOf(db, [matterId])).at(matterId, at);
}
