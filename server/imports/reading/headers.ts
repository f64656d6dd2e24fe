/** Which column is which: by its header in either language, in any order, under a title or not. */
import type { ImportColumn } from '../../contract/import-columns.ts';

export interface HeaderMap {
  /** Index of the row that holds the headers. */
  readonly at: number;
  /** By position in the file. */
  readonly columns: ReadonlyMap<number, ImportColumn>;
  readonly unknown: readonly string[];
}

/** What our own lists of faults add; nobody needs to be told that it is left out. */
const OURS = new Set(['错误', '行号', 'faults', 'row']);

/** People put titles and dates above a table. */
const LOOKED_AT = 10;

/** Undefined: no row looks like headers. */
export function findHeaders(
  rows: readonly (readonly string[])[],
  columns: readonly ImportColumn[],
): HeaderMap | undefined {
  let best: HeaderMap | undefined;
  for (const [at, row] of rows.slice(0, LOOKED_AT).entries()) {
    const map = mapped(at, row, columns);
    if (map.columns.size > (best?.columns.size ?? 0)) best = map;
  }
  return best;
}

function mapped(at: number, row: readonly string[], columns: readonly ImportColumn[]): HeaderMap {
  const found = new Map<number, ImportColumn>();
  const taken = new Set<string>();
  const names = row.map(plain);
  // A column's own header goes before the other names people give it, wherever it stands.
  for (const namesOf of [ownNames, otherNames])
    for (const [index, name] of names.entries()) {
      if (name === '' || found.has(index)) continue;
      const column = columns.find(
        (one) => !taken.has(one.key) && namesOf(one).some((each) => plain(each) === name),
      );
      if (!column) continue;
      found.set(index, column);
      taken.add(column.key);
    }
  return {
    at,
    columns: found,
    unknown: row
      .map((text) => text.trim().slice(0, 100))
      .filter((text, index) => text !== '' && !found.has(index) && !OURS.has(plain(text))),
  };
}

const ownNames = (column: ImportColumn): readonly string[] => [
  column.key,
  column.header.zh,
  column.header.en,
];
const otherNames = (column: ImportColumn): readonly string[] => column.also ?? [];

/** Without blanks, marks of being needed, and what stands in brackets after it. */
const plain = (header: string): string =>
  header
    .replaceAll(/[\s\u3000*＊:：]/g, '')
    .replace(/[(（].*[)）]$/, '')
    .toLowerCase();
