/** Registers read from files: jobs, their rows, and what is wrong with them. Columns: `import-columns.ts`. */
import { z } from 'zod';
import { id, instant, listQuery } from './common.ts';
import { day } from './office-hours.ts';

/** Everything that can be brought in and taken out as a table, in the order a city is set up in. */
export const registries = [
  'regions',
  'departments',
  'matters',
  'halls',
  'windows',
  'cameras',
  'placements',
  'clerks',
  'shifts',
  'users',
] as const;
export const registry = z.enum(registries);
export type Registry = z.infer<typeof registry>;

export const MOST_FILE_BYTES = 20 * 1024 * 1024;
export const MOST_ROWS = 50_000;

/**
 * - `reading`: the file is being read and checked; lost when the server ends (`interrupted`).
 * - `refused`: the file cannot be read at all; `fault` says why.
 * - `ready`: previewed, nothing is changed yet.
 * - `applying`, `undoing`: under way, whoever looks on.
 * - `stopped`: some rows are in and some are not (cancelled, or the server ended): go on, or undo.
 */
export const importState = z.enum([
  'reading',
  'refused',
  'interrupted',
  'ready',
  'applying',
  'stopped',
  'applied',
  'undoing',
  'undone',
]);
export type ImportState = z.infer<typeof importState>;

/** `all`: every row or none; `good`: those without a fault. */
export const importMode = z.enum(['all', 'good']);
export type ImportMode = z.infer<typeof importMode>;

/** What a row would do: put a thing there, change one, nothing, or it has faults. */
export const verdict = z.enum(['new', 'changed', 'unchanged', 'faulty']);
export type Verdict = z.infer<typeof verdict>;

/**
 * What became of a row. `refused`: it was good in the preview, and not any more. `undone`; `kept`: it could not be
 * undone.
 */
export const outcome = z.enum(['created', 'changed', 'unchanged', 'refused', 'undone', 'kept']);
export type Outcome = z.infer<typeof outcome>;

export const rowFault = z.object({
  /** Key of the column; null: the row as a whole. */
  column: z.string().nullable(),
  /** As it stands in the file; null where nothing does, and for what is never shown. */
  value: z.string().nullable(),
  /** Worded by `import-words.ts`. */
  code: z.string(),
  /** The other row of a pair. */
  otherRow: z.number().int().optional(),
  /** What a registry itself said, in English. */
  detail: z.string().optional(),
});
export type RowFault = z.infer<typeof rowFault>;

export const importRow = z.object({
  /** As the spreadsheet counts: the first row under the headers is usually 2. */
  row: z.number().int(),
  verdict,
  /** By column key, as understood; what is never shown is left out. */
  cells: z.record(z.string(), z.string()),
  faults: z.array(rowFault),
  /** What it changes, for rows that change something: never a secret. */
  changes: z.array(
    z.object({ column: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
  outcome: outcome.nullable(),
  /** Why it cannot be undone, as far as that was asked. */
  undoFault: rowFault.nullable(),
});
export type ImportRow = z.infer<typeof importRow>;

const tally = z.number().int();
export const importJob = z.object({
  id,
  registry,
  fileName: z.string(),
  fileBytes: tally,
  /** Hexadecimal. */
  sha256: z.string(),
  by: z.string(),
  createdAt: instant,
  updatedAt: instant,
  state: importState,
  mode: importMode.nullable(),
  /** Of the rows, by verdict. */
  counts: z.object({ rows: tally, new: tally, changed: tally, unchanged: tally, faulty: tally }),
  /** Of the rows, by outcome. */
  outcomes: z.object({
    created: tally,
    changed: tally,
    unchanged: tally,
    refused: tally,
    undone: tally,
    kept: tally,
  }),
  /** Rows dealt with of those to deal with, while something is under way. */
  progress: z.object({ done: tally, total: tally }).nullable(),
  /** Columns that the file has, in its order. */
  columns: z.array(z.string()),
  /** Headers nobody understands: these columns are left out. */
  unknownHeaders: z.array(z.string()),
  /** When it was last asked what could be undone; rows that could not have an `undoFault`. */
  undoCheckedAt: instant.nullable(),
  /** Rows that could not be undone. */
  undoFaults: tally,
  /** How many first passwords wait to be taken, once. */
  passwords: tally,
  /** Why the file was refused, or why the last run ended early. */
  fault: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type ImportJob = z.infer<typeof importJob>;

export const language = z.enum(['zh', 'en']);
export type Language = z.infer<typeof language>;
export const fileFormat = z.enum(['xlsx', 'csv']);
export type FileFormat = z.infer<typeof fileFormat>;

/** Registries whose things are taken in and out by who is asked: `GET /api/v1/imports`. */
export const importsQuery = z.object({
  registry: registry.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

export const uploadQuery = z.object({ name: z.string().trim().min(1).max(200) });
export const fileQuery = z.object({ format: fileFormat.default('xlsx'), lang: language.default('zh') });

export const rowsQuery = z.object({
  /** Rows after this one. */
  cursor: z
    .string()
    .regex(/^[0-9]{1,8}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  verdict: verdict.optional(),
  outcome: outcome.optional(),
  /** `true`: only rows that could not be undone. */
  undoFaults: z.enum(['true']).optional(),
});

export const startImport = z.object({ mode: importMode });
/** `check`: only say which rows could not be undone. */
export const undoImport = z.object({ check: z.boolean().default(false) });

/** Narrow an export as its list is narrowed. */
export const exportQuery = fileQuery.extend({
  q: listQuery.shape.q,
  regionCode: z.string().max(9).optional(),
  hallId: id.optional(),
  departmentId: id.optional(),
  /** Of the roster: days, both included. Left out: from this week's Monday, five weeks. */
  from: day.optional(),
  to: day.optional(),
});
export type ExportQuery = z.infer<typeof exportQuery>;
