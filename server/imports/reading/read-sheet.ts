/** A file as rows of a registry: columns found, cells understood, the example of the template left out. */
import {
  COLUMNS,
  EXAMPLE,
  exampleColumn,
  type ImportColumn,
  REGISTRY_WORDS,
} from '../../contract/import-columns.ts';
import { MOST_ROWS, type Registry } from '../../contract/imports.ts';
import { type Cell, fileRefused, readTable } from '../files/sheet-files.ts';
import { cellText, hasLostDigits, readText } from './cells.ts';
import { findHeaders, type HeaderMap } from './headers.ts';
import type { Fault, SheetRow, Values } from './sheet-row.ts';

export interface Sheet {
  /** Keys of the columns the file has, in its order. */
  readonly columns: readonly string[];
  readonly unknownHeaders: readonly string[];
  readonly rows: readonly SheetRow[];
}

/** Rows understood before others get their turn on the event loop. */
const AT_ONCE = 200;

/** Throws an AppError for what cannot be read as a table of this registry. */
export async function readSheet(bytes: Uint8Array, registry: Registry): Promise<Sheet> {
  const columns = COLUMNS[registry];
  const { zh, en } = REGISTRY_WORDS[registry];
  const table: (readonly Cell[])[] = [];
  await readTable(bytes, [zh, en, registry], (some) => {
    for (const row of some) table.push(row);
  });
  const headers = findHeaders(
    table.slice(0, 10).map((row) => row.map(cellText)),
    columns,
  );
  mustHaveKeys(headers, columns);
  const used = [...headers.columns.values()];
  const rows: SheetRow[] = [];
  for (let at = headers.at + 1; at < table.length; at += 1) {
    if (at % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    const row = readRow(table[at] ?? [], at + 1, headers.columns);
    if (row === undefined || isExample(row, columns)) continue;
    rows.push(row);
    if (rows.length > MOST_ROWS)
      throw fileRefused('too_many_rows', `The table has more than ${MOST_ROWS} rows.`);
  }
  if (rows.length === 0) throw fileRefused('no_rows', 'The table has headers, but no rows.');
  return { columns: used.map((one) => one.key), unknownHeaders: headers.unknown, rows };
}

function mustHaveKeys(
  headers: HeaderMap | undefined,
  columns: readonly ImportColumn[],
): asserts headers is HeaderMap {
  const known = new Set([...(headers?.columns.values() ?? [])].map((one) => one.key));
  const missing = columns.filter((one) => one.isKey && !known.has(one.key));
  if (headers === undefined || missing.length > 0)
    throw fileRefused('columns_missing', missing.map((one) => one.header.zh).join('、'));
}

/** Undefined: a blank row. */
function readRow(
  cells: readonly Cell[],
  row: number,
  columns: ReadonlyMap<number, ImportColumn>,
): SheetRow | undefined {
  const texts: Record<string, string> = {};
  const faults: Fault[] = [];
  let isBlank = true;
  for (const [index, column] of columns) {
    const text = cellText(cells[index]);
    texts[column.key] = text;
    if (text.trim() !== '') isBlank = false;
    if (column.kind !== 'integer' && column.kind !== 'zone' && hasLostDigits(cells[index]))
      faults.push({ column: column.key, code: 'digits_lost' });
  }
  return isBlank ? undefined : understand(row, texts, [...columns.values()], faults);
}

/** Also for rows that were kept: their texts are understood anew. */
export function understand(
  row: number,
  given: Values,
  columns: readonly ImportColumn[],
  known: readonly Fault[] = [],
): SheetRow {
  const texts: Record<string, string> = { ...given };
  const values: Record<string, string> = {};
  const faults = [...known];
  for (const column of columns) {
    const text = given[column.key];
    if (text === undefined) continue;
    const { value, fault } = readText(column, text);
    values[column.key] = value;
    if (fault !== undefined && column.kind === 'url') texts[column.key] = withoutPassword(text);
    if (fault !== undefined && !known.some((one) => one.column === column.key))
      faults.push({ column: column.key, code: fault });
  }
  return { row, texts, values, faults };
}

/** Of an address that is refused, as it may be kept and shown: it may be refused for the password that is in it. */
const withoutPassword = (address: string): string =>
  address
    .replace(/^([a-z]*:\/\/)?.*@/is, '$1***@')
    .replace(/\b(password|passwd|pwd|pass)=(?!\{password\})[^/?&;]*/gi, '$1=***');

/** The template's example, left where it was: it says so of itself. */
function isExample(row: SheetRow, columns: readonly ImportColumn[]): boolean {
  const text = row.texts[exampleColumn(columns)?.key ?? ''] ?? '';
  return Object.values(EXAMPLE).some((mark) => text.trimStart().startsWith(mark));
}
