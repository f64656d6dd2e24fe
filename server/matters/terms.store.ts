/** What cases are judged by: the version of their matter that was in force when they were accepted. */
import { sql } from 'kysely';
import type { MatterTermsFields } from '../contract/matters.ts';
import type { Db } from '../platform/db/connect.ts';
import { ChangedMeanwhile } from '../platform/db/faults.ts';
import { holding, type StoredVersion } from './matter-life.ts';
import { toVersion, VERSION_COLUMNS, type VersionRow } from './version-row.ts';

/** A `MatterTerms` of cases, with what a page shows beside it. */
export interface TermsInForce extends MatterTermsFields {
  readonly matterId: string;
  readonly version: number;
  readonly code: string;
}

interface KnownMatter {
  readonly code: string;
  readonly versions: readonly StoredVersion[];
}

/** Of some matters, every version: asked without the database. */
export class TermsBook {
  readonly #known: ReadonlyMap<string, KnownMatter>;
  /** Cases are many more than matters: what one has been asked of is not put together again. */
  readonly #held = new Map<string, readonly { readonly fromMs: number; readonly terms: TermsInForce }[]>();

  constructor(known: ReadonlyMap<string, KnownMatter>) {
    this.#known = known;
  }

  /** In force at an instant: a case's acceptance, or, before that, when it was first heard of. */
  at(matterId: string, at: Date): TermsInForce {
    const held = this.#held.get(matterId) ?? this.#hold(matterId);
    const atMs = at.getTime();
    const found = held.findLast((one) => one.fromMs <= atMs);
    if (found === undefined) throw new Error('a matter without a version that holds ever since');
    return found.terms;
  }

  #hold(matterId: string) {
    const matter = this.#known.get(matterId);
    if (matter === undefined) throw new ChangedMeanwhile(`no terms were read of matter ${matterId}`);
    const held = holding(matter.versions).map(({ version, validFrom, terms }) => ({
      fromMs: validFrom?.getTime() ?? Number.NEGATIVE_INFINITY,
      terms: { matterId, version, code: matter.code, ...terms },
    }));
    this.#held.set(matterId, held);
    return held;
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
