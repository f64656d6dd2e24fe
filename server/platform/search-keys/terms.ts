/** What somebody typed, taken apart as it is compared. */

export interface Term {
  /** Folded as the keys are. */
  readonly text: string;
  /** As a code: `3号窗口` is window 3. */
  readonly code: string;
  /** Letters, maybe with digits (yhqj12): may be pinyin. Empty: it is none. */
  readonly letters: string;
  /** Chinese characters that may stand apart in the name (市监局 in 市场监督管理局), as a pattern; null: no such thing. */
  readonly abbreviation: string | null;
}

/** More words than anybody means. */
const TERMS_MOST = 5;
const WINDOW_NUMBER = /^([a-z-]*\d+)号(?:窗口?)?$/;
const PINYIN = /^[a-z0-9']*[a-z][a-z0-9']*$/;
const ABBREVIATION = /^\p{Script=Han}{2,8}$/u;

export const fold = (text: string): string => text.normalize('NFKC').toLowerCase().trim();

/** Every word must be found; none: everything is. */
export function termsOf(q: string | undefined): Term[] {
  if (q === undefined) return [];
  return fold(q)
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, TERMS_MOST)
    .map((text) => ({
      text,
      code: WINDOW_NUMBER.exec(text)?.[1] ?? text,
      letters: PINYIN.test(text) ? text.replaceAll("'", '') : '',
      abbreviation: ABBREVIATION.test(text) ? `%${[...text].join('%')}%` : null,
    }));
}
