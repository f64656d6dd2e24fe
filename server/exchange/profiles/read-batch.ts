/**
 * Rows of a published layout → what the core takes: a submission a row. Pure: what the layout has to know of the
 * department is handed in. Nothing is invented: no time, no stage, no window that the row does not name.
 */
import { createHash } from 'node:crypto';
import type { Submission } from '../submission.ts';
import {
  type Column,
  type Layout,
  type LayoutTable,
  type Made,
  type ReadRow,
  RowFault,
  type SentRow,
  tableOf,
} from './layout.ts';
import { isNothing, readRow, textOf } from './read-row.ts';
import { spellings } from './regions-named.ts';
import type { RowOrigin } from './row-origin.ts';

/** What of the department the rows are judged by. */
export interface RowContext {
  /** The zone that times without one are of. */
  readonly zone: string;
  /** The department's region and all below it. */
  readonly regionCodes: ReadonlySet<string>;
  /** Every region there is. */
  readonly knownRegions: ReadonlySet<string>;
  /** Halls where the department has a window. */
  readonly hallIds: readonly string[];
  /** As the batch says. */
  readonly hallId: string | undefined;
}

export interface ReadSubmission {
  readonly submission: Submission;
  readonly table: string | null;
  readonly key: string | null;
}

const ID_MOST = 100;

export function readBatch(layout: Layout, rows: readonly SentRow[], context: RowContext): ReadSubmission[] {
  const secret = new Set(
    rows.flatMap(({ row }) => (isSecret(layout, row) ? (caseNoOf(layout, row) ?? []) : [])),
  );
  return rows.map((sent) => {
    const caseNo = caseNoOf(layout, sent.row);
    // One row that says so makes the whole case secret: nothing of its other rows is kept either.
    if (isSecret(layout, sent.row) || (caseNo !== undefined && secret.has(caseNo)))
      return secretRow(layout, sent);
    return readOne(layout, sent, context);
  });
}

function readOne(layout: Layout, sent: SentRow, context: RowContext): ReadSubmission {
  const table = tableOf(layout, sent.table);
  const row = isRecord(sent.row) ? sent.row : undefined;
  const caseNo = caseNoOf(layout, sent.row);
  const origin = {
    profile: layout.name,
    table: table?.name ?? sent.table,
    sent: row ?? { row: sent.row },
    hallId: context.hallId,
  };
  const refuse = ({ code, field, message }: RowFault, id?: string): ReadSubmission => ({
    submission: {
      events: [
        {
          ...{ eventId: id ?? null, caseNo: caseNo ?? null },
          // Somebody meant to mark it, perhaps: such a row is not kept.
          ...(secrecyOf(layout, sent.row) === 'unclear' && { secrecy: 'unclear' }),
        },
      ],
      origin: { ...origin, columns: {}, refused: { code, field, message } },
    },
    table: table?.name ?? null,
    key: row === undefined || table === undefined ? null : keyOf(layout, table, row),
  });
  if (table === undefined)
    return refuse(
      new RowFault(
        'unknown_table',
        'table',
        `there is no such table; accepted: ${layout.tables.map(({ name }) => name).join(', ')}`,
      ),
    );
  if (row === undefined) return refuse(new RowFault('invalid_row', '', 'expected columns and their values'));
  try {
    const read = readRow(table, row, context.zone);
    checkRegion(layout, read, context);
    const made = table.make(read);
    const events = made.flatMap((one) => eventOf(layout, table, read, one, context) ?? []);
    return {
      submission: { events, origin: { ...origin, columns: columnsOf(layout, table, made) } },
      table: table.name,
      key: keyOf(layout, table, row),
    };
  } catch (error) {
    if (!(error instanceof RowFault)) throw error;
    return refuse(error, idOf(layout, table, row));
  }
}

/** Undefined: it has not happened yet, as its time is not there. @throws RowFault */
function eventOf(
  layout: Layout,
  table: LayoutTable,
  row: ReadRow,
  made: Made,
  context: RowContext,
): Record<string, unknown> | undefined {
  const atMs = row.number(made.at);
  const part = made.part ?? '';
  if (atMs === undefined) {
    if (part !== '') return undefined;
    throw new RowFault('missing_value', made.at, 'is needed; a time is never taken from another column');
  }
  const version = row.number(layout.version) ?? 1;
  const subject = subjectOf(layout, table, (name) => row.text(name), part);
  return defined({
    ...takenAsTheyAre(table, row),
    ...windowOf(layout, row, context),
    ...made.fields,
    eventId: fitted(`${layout.name}/${subject}/${version}`),
    recordKey: fitted(subject),
    dataVersion: version,
    occurredAt: new Date(atMs).toISOString(),
  });
}

/** `SPCL/<case>/1/<part>`: the fact a row reports, whichever version of it. */
const subjectOf = (
  layout: Layout,
  table: LayoutTable,
  textAt: (column: string) => string | undefined,
  part: string,
): string =>
  [
    table.short,
    textAt(layout.caseNo) ?? '',
    ...table.key.map((name) => textAt(name) ?? ''),
    ...(part === '' ? [] : [part]),
  ].join('/');

/** Ids have a limit and case numbers are long: what does not fit is named by its digest. */
const fitted = (text: string): string =>
  text.length <= ID_MOST
    ? text
    : `${text.slice(0, 40)}~${createHash('sha256').update(text).digest('hex').slice(0, 40)}`;

/** Values that go into an event unchanged. Of several columns for one field the first that is filled. */
function takenAsTheyAre(table: LayoutTable, row: ReadRow): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const { name, to, holds } of table.columns) {
    if (to === undefined || fields[to] !== undefined) continue;
    fields[to] = fieldValue(row, name, holds.kind);
  }
  return fields;
}

const fieldValue = (row: ReadRow, name: string, kind: Column['holds']['kind']): unknown => {
  if (kind === 'code') return row.code(name);
  return kind === 'text' ? row.text(name) : row.number(name);
};

/** A window code means nothing without its hall: the row's, the batch's, or the only one the department is at. */
function windowOf(layout: Layout, row: ReadRow, context: RowContext): Record<string, unknown> {
  const windowCode = layout.window === undefined ? undefined : row.text(layout.window);
  if (windowCode === undefined) return { windowCode: undefined, hallId: undefined };
  const only = context.hallIds.length === 1 ? context.hallIds[0] : undefined;
  const hallId = row.text('BJDTBM') ?? context.hallId ?? only;
  if (hallId === undefined)
    throw new RowFault(
      'unknown_hall',
      layout.window ?? '',
      'of which hall? The department has windows in several or none: say BJDTBM, or hallId with the batch',
    );
  return { windowCode, hallId };
}

/** 12 digits with zeros at the end, as some systems write it, is the same region. @throws RowFault */
function checkRegion(layout: Layout, row: ReadRow, { regionCodes, knownRegions }: RowContext): void {
  const given = row.text(layout.region);
  if (given === undefined) return;
  const code = spellings(given).find((one) => knownRegions.has(one));
  if (code === undefined)
    throw new RowFault('unknown_region', layout.region, 'no region with this code is registered');
  if (!regionCodes.has(code))
    throw new RowFault(
      'region_of_other_department',
      layout.region,
      'is neither the department’s own region nor below it',
    );
}

/** Our field → the column a fault of it is about. */
function columnsOf(layout: Layout, table: LayoutTable, made: readonly Made[]): RowOrigin['columns'] {
  const columns: Record<string, string> = {
    eventId: layout.caseNo,
    recordKey: layout.caseNo,
    dataVersion: layout.version,
    secrecy: layout.secret,
    ...(layout.window !== undefined && { hallId: layout.window, windowCode: layout.window }),
  };
  for (const { name, to } of table.columns) if (to !== undefined) columns[to] ??= name;
  for (const { at, from } of made) Object.assign(columns, from, { occurredAt: at });
  return columns;
}

function keyOf(layout: Layout, table: LayoutTable, row: Readonly<Record<string, unknown>>): string {
  const parts = [layout.caseNo, ...table.key].map((name) => looseText(row, name));
  return parts
    .filter((part) => part !== undefined)
    .join('/')
    .slice(0, 200);
}

/** Of a refused row, so that the same row put right and sent again is known to be in its place. */
function idOf(
  layout: Layout,
  table: LayoutTable,
  row: Readonly<Record<string, unknown>>,
): string | undefined {
  if (looseText(row, layout.caseNo) === undefined) return undefined;
  const version = looseText(row, layout.version) ?? '1';
  return fitted(`${layout.name}/${subjectOf(layout, table, (name) => looseText(row, name), '')}/${version}`);
}

function secretRow(layout: Layout, sent: SentRow): ReadSubmission {
  return {
    // Its number only, so that nothing of the case stays that came before it was said to be secret.
    submission: { events: [{ secrecy: 'secret', caseNo: caseNoOf(layout, sent.row) ?? null }] },
    table: tableOf(layout, sent.table)?.name ?? null,
    key: null,
  };
}

const YES = /^(?:0*1|是|true|y|yes|secret)$/i;
const NO = /^(?:0+|否|false|n|no|none)$/i;

/** Asked of every column that is called so, whatever else is wrong with the row. */
function secrecyOf(layout: Layout, row: unknown): 'none' | 'unclear' | 'secret' {
  const said = valuesOf(row, layout.secret).map((value) =>
    ['string', 'number', 'boolean'].includes(typeof value) ? String(value).trim() : '?',
  );
  if (said.some((text) => YES.test(text))) return 'secret';
  return said.every((text) => isNothing(text) || NO.test(text)) ? 'none' : 'unclear';
}

export const isSecret = (layout: Layout, row: unknown): boolean => secrecyOf(layout, row) === 'secret';

export const caseNoOf = (layout: Layout, row: unknown): string | undefined =>
  isRecord(row) ? looseText(row, layout.caseNo) : undefined;

/** As it can be read of a row that may be at fault. */
function looseText(row: Readonly<Record<string, unknown>>, column: string): string | undefined {
  try {
    return textOf(valuesOf(row, column)[0], column);
  } catch (error) {
    if (error instanceof RowFault) return undefined;
    throw error;
  }
}

/** One, but of a row where the column is there twice. */
const valuesOf = (row: unknown, column: string): unknown[] =>
  isRecord(row)
    ? Object.entries(row).flatMap(([name, value]) =>
        name.trim().toUpperCase() === column && value !== null && value !== undefined ? [value] : [],
      )
    : [];

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const defined = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
