/**
 * Terms of matters for those who go through many cases page by page: kept for a moment, as each page would read much the
 * same again. That they are a moment old does no harm: a correction has its cases looked at anew, and what is computed
 * by the terms of before does not overwrite that.
 */
import { type TermsBook, termsOf } from '../matters/index.ts';
import type { Db } from '../platform/db/connect.ts';

const KEPT_MS = 1000;
const KEPT_MOST = 5000;

export class KeptTerms {
  readonly #db: Db;
  #kept: { readonly book: TermsBook; readonly ids: ReadonlySet<string>; readonly atMs: number } | undefined;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async of(matterIds: ReadonlySet<string>): Promise<TermsBook> {
    const atMs = performance.now();
    const kept = this.#kept;
    const isFresh = kept !== undefined && atMs - kept.atMs < KEPT_MS;
    if (isFresh && [...matterIds].every((id) => kept.ids.has(id))) return kept.book;
    const together = new Set([...matterIds, ...(isFresh ? kept.ids : [])]);
    const ids = together.size > KEPT_MOST ? matterIds : together;
    const book = await termsOf(this.#db, ids);
    this.#kept = { book, ids, atMs };
    return book;
  }
}
