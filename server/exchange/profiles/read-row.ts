/** One row of a table read by its columns: texts, codes and times understood, or the first fault by its column. Pure. */
import { type Column, type LayoutTable, type ReadRow, RowFault } from './layout.ts';
import { readLocalTime } from './local-times.ts';

/** What senders write where they have nothing. */
const NOTHING = new Set(['', '-', '—', '无', '空', 'null', 'NULL']);
export const isNothing = (text: string): boolean => NOTHING.has(text);

type Value = string | number;

/** @throws RowFault */
export function readRow(table: LayoutTable, row: Readonly<Record<string, unknown>>, zone: string): ReadRow {
  const given = byColumn(row);
  const values = new Map<string, Value>();
  const shown = new Map<string, string>();
  for (const column of table.columns) {
    const text = textOf(given.get(column.name), column.name);
    if (text === undefined) {
      if (column.required) throw new RowFault('missing_value', column.name, `is needed: ${column.words.zh}`);
      continue;
    }
    values.set(column.name, read(column, text, zone));
    shown.set(column.name, text);
  }
  return {
    text: (name) => shown.get(name),
    number: (name) => {
      const value = values.get(name);
      return typeof value === 'number' ? value : undefined;
    },
    code: (name) => {
      const value = values.get(name);
      return typeof value === 'string' && value !== '' ? value : undefined;
    },
  };
}

/** Names as some systems write them, in small letters, are the same columns. @throws RowFault */
function byColumn(row: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  const given = new Map<string, unknown>();
  for (const [name, value] of Object.entries(row)) {
    const column = name.trim().toUpperCase();
    if (given.has(column)) throw new RowFault('invalid_value', column, 'is there twice');
    given.set(column, value);
  }
  return given;
}

/** Undefined: nothing was filled in. @throws RowFault */
export function textOf(value: unknown, column: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER)
      throw new RowFault('invalid_value', column, 'a number of so many digits loses some: send it as text');
    return String(value);
  }
  if (typeof value !== 'string') throw new RowFault('invalid_value', column, 'expected text or a number');
  const text = value.trim();
  return isNothing(text) ? undefined : text;
}

function read(column: Column, text: string, zone: string): Value {
  const { holds, name } = column;
  switch (holds.kind) {
    case 'text':
      if ([...text].length > holds.most)
        throw new RowFault('too_long', name, `at most ${holds.most} characters`);
      return text;
    case 'time': {
      const time = readLocalTime(text, zone);
      if (!time.ok) throw new RowFault(time.code, name, time.message);
      return time.atMs;
    }
    case 'integer': {
      const { least, most } = holds;
      const value = /^-?\d{1,12}(?:\.0+)?$/.test(text) ? Number(text) : Number.NaN;
      if (!(value >= least && value <= most))
        throw new RowFault('invalid_value', name, `expected a whole number from ${least} to ${most}`);
      return value;
    }
    case 'money': {
      if (!/^\d{1,9}(?:\.\d{1,2}0*)?$/.test(text))
        throw new RowFault('invalid_value', name, 'expected yuan like 120 or 120.50');
      return Number(text);
    }
    case 'code': {
      // `01` of one system is `1` of another.
      const plain = /^0+\d$/.test(text) ? text.replace(/^0+(?=\d)/, '') : text;
      const found = holds.table.codes.find(({ code }) => code === plain || code === text);
      if (found === undefined)
        throw new RowFault(
          'unknown_code',
          name,
          `is no code of ${holds.table.name}; accepted: ${listed(column)}`,
        );
      return found.is ?? '';
    }
  }
}

const listed = ({ holds }: Column): string =>
  holds.kind === 'code'
    ? holds.table.codes
        .map(({ code, words }) => (code === words.zh ? code : `${code} ${words.zh}`))
        .join('、')
    : '';
