/**
 * A dropped file → the rows in it: our events as JSON, JSON lines or CSV, or rows of a published layout as XML or JSON.
 * Which it is says its name's ending. A file that cannot be read says where it is broken. Pure.
 */
import { type CsvError, parse } from 'csv-parse/sync';
import { id } from '../../contract/common.ts';
import { profileNames } from '../../contract/profiles.ts';
import { layouts } from '../profiles/layouts.ts';
import { decodeXml, rowsOfXml, XmlFault } from '../profiles/xml-rows.ts';
import type { FileRows } from './file-rows.ts';
import { withoutSecrets } from './secret-cases.ts';

export const MOST_ROWS = 50_000;
export const FILE_KINDS = ['json', 'jsonl', 'csv', 'xml'] as const;

export class FileFault extends Error {
  readonly line: number | null;
  readonly column: number | null;

  constructor(message: string, line: number | null = null, column: number | null = null) {
    super(message);
    this.name = 'FileFault';
    this.line = line;
    this.column = column;
  }
}

/** @throws FileFault */
export function readFileRows(name: string, bytes: Uint8Array): FileRows {
  const read = byKind(kindOf(name), bytes);
  if (read.rows.length === 0) throw new FileFault('holds no row');
  if (read.rows.length > MOST_ROWS)
    throw new FileFault(`holds ${read.rows.length} rows; at most ${MOST_ROWS}`);
  return withoutSecrets(read);
}

export const kindOf = (name: string): string => /\.([A-Za-z]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

function byKind(kind: string, bytes: Uint8Array): FileRows {
  switch (kind) {
    case 'json':
      return fromJson(decoded(bytes));
    case 'jsonl':
      return { kind: 'events', rows: fromLines(decoded(bytes)) };
    case 'csv':
      return { kind: 'events', rows: fromCsv(decoded(bytes)) };
    case 'xml':
      return fromXml(bytes);
    default:
      throw new FileFault(
        `a name’s ending says what is in it; accepted: ${FILE_KINDS.map((one) => `.${one}`).join(' ')}`,
      );
  }
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new FileFault('is not in UTF-8');
  }
}

function fromJson(text: string): FileRows {
  const body = parsedJson(text, 1);
  if (Array.isArray(body)) return { kind: 'events', rows: body };
  if (!isRecord(body)) throw new FileFault('expected {"events": […]} or {"profile", "table", "rows": […]}');
  if (Array.isArray(body.events)) return { kind: 'events', rows: body.events };
  const profile = profileNames.find((name) => name === body.profile);
  const { table, rows, hallId } = body;
  if (profile === undefined || typeof table !== 'string' || !Array.isArray(rows))
    throw new FileFault('expected {"events": […]} or {"profile": "gdbs" or "step", "table", "rows": […]}');
  const hall = id.optional().safeParse(hallId ?? undefined);
  if (!hall.success) throw new FileFault('hallId: expected the id of a registered hall');
  return { kind: 'rows', profile, rows: rows.map((row: unknown) => ({ table, row })), hallId: hall.data };
}

function fromLines(text: string): unknown[] {
  return text.split(/\r?\n/).flatMap((line, at) => (line.trim() === '' ? [] : [parsedJson(line, at + 1)]));
}

function parsedJson(text: string, firstLine: number): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const at = Number(/position (\d+)/.exec(error.message)?.[1] ?? text.length);
    const before = text.slice(0, at);
    const line = firstLine + before.split('\n').length - 1;
    throw new FileFault('is no JSON from here on', line, at - before.lastIndexOf('\n'));
  }
}

/** The first line names our fields; `applied.value` and `applied.unit` are within `applied`. Empty cells are left out. */
function fromCsv(text: string): unknown[] {
  try {
    const rows = parse(text, {
      ...{ bom: true, columns: true, skip_empty_lines: true, trim: true },
      max_record_size: 64 * 1024,
    }) as unknown as Record<string, string>[];
    return rows.map((row) => eventOfCells(row));
  } catch (error) {
    if (!isCsvError(error)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : null;
    throw new FileFault(`is no CSV: ${error.code.toLowerCase().replaceAll('_', ' ')}`, line, null);
  }
}

const NUMBERS = new Set(['dataVersion', 'days', 'fee', 'applied.value']);

function eventOfCells(cells: Readonly<Record<string, string>>): unknown {
  const event: Record<string, unknown> = {};
  for (const [name, cell] of Object.entries(cells)) {
    if (cell === '') continue;
    // What is no number stays as it is, to be refused by its field.
    const value = NUMBERS.has(name) && /^-?\d+(?:\.\d+)?$/.test(cell) ? Number(cell) : cell;
    const [outer, inner] = name.split('.');
    if (inner === undefined) event[name] = value;
    else if (outer === 'applied')
      event.applied = { ...(event.applied as object | undefined), [inner]: value };
  }
  return event;
}

function fromXml(bytes: Uint8Array): FileRows {
  try {
    const text = decodeXml(bytes);
    const profile = profileNames.find((name) =>
      layouts[name].tables.some((table) => new RegExp(`\\b${table.name}\\b`, 'i').test(text)),
    );
    if (profile === undefined)
      throw new FileFault('names no table of a published layout; accepted: EX_GDBS_…, EA_JC_STEP_…');
    return { kind: 'rows', profile, rows: rowsOfXml(layouts[profile], bytes, MOST_ROWS) };
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    throw new FileFault(error.message, error.line ?? null, error.column ?? null);
  }
}

const isCsvError = (error: unknown): error is CsvError =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
