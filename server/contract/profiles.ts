/**
 * Published layouts that departments' systems speak already, taken beside our own events: `gdbs` (the tables EX_GDBS_*
 * of Guangdong) and `step` (the tables EA_JC_STEP_*). Each has its own code tables; none is shared.
 */
import { z } from 'zod';
import { id, instant, looseInstant } from './common.ts';
import { day, exchangeResult, MAX_EVENTS } from './exchange.ts';

export const profileNames = ['gdbs', 'step'] as const;
export const profileName = z.enum(profileNames);
export type ProfileName = z.infer<typeof profileName>;

/** One row gives a few events at most, so that many rows are more than one transaction. */
export const MAX_ROWS = MAX_EVENTS;

/** A row of a table: the layout's own column names, values as text or numbers. Which there are: docs/exchange.md. */
const row = z.record(z.string(), z.unknown());

/** `POST /api/v1/exchange/profiles/:layout/rows` as JSON: rows of one table. XML may hold several tables. */
export const profileRows = z.object({
  /** `EX_GDBS_SL`, or short `SL`. */
  table: z.string().trim().min(1, 'must not be empty').max(64, 'at most 64 characters'),
  rows: z
    .array(z.unknown().meta({ type: 'object', description: 'column → value' }))
    .min(1, 'at least one row')
    .max(MAX_ROWS, `at most ${MAX_ROWS} rows`),
  /** The hall that window codes are of; left out: the department's only hall. */
  hallId: id.optional(),
  sentAt: looseInstant.optional(),
  sequence: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
});
export type ProfileRows = z.infer<typeof profileRows>;
export type ProfileRow = z.infer<typeof row>;

/** `?dryRun=1`: judged as it would be, and nothing is kept. What XML has no place for is asked here, too. */
export const profileQuery = z.object({
  dryRun: z.stringbool().default(false),
  hallId: id.optional(),
  sentAt: looseInstant.optional(),
  sequence: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
});

export const profileResult = z.object({
  index: z.number().int(),
  /** As the layout calls it: `EX_GDBS_SL`. Null: there is no such table. */
  table: z.string().nullable(),
  /** What names the row within its table: case no., and number or stage where there can be several. */
  key: z.string().nullable(),
  status: z.enum(['accepted', 'duplicate', 'rejected']),
  /** Kept, but its case is not known yet. */
  waiting: z.literal(true).optional(),
  /** Only with `rejected`: a stable code, the layout's own column at fault, and what was wrong. */
  code: z.string().optional(),
  field: z.string().optional(),
  message: z.string().optional(),
});
export type ProfileResult = z.infer<typeof profileResult>;

export const profileAnswer = z.object({
  /** In the order of the request. */
  results: z.array(profileResult),
  accepted: z.number().int(),
  duplicate: z.number().int(),
  rejected: z.number().int(),
  /** The day these rows are counted under. */
  day,
});
export type ProfileAnswer = z.infer<typeof profileAnswer>;

/** What became of a dropped file: `answers/<name>.answer.json`, and `GET /api/v1/exchange/files/:name/answer`. */
export const dropAnswer = z.object({
  file: z.string(),
  answeredAt: instant,
  /** The file could not be read at all; where it is broken, as far as that is known. */
  fault: z
    .object({ message: z.string(), line: z.number().int().nullable(), column: z.number().int().nullable() })
    .nullable(),
  rows: z.number().int(),
  accepted: z.number().int(),
  duplicate: z.number().int(),
  rejected: z.number().int(),
  /** One a row, in their order; `eventId` of events, `table` and `key` of rows of a layout. */
  results: z.array(
    exchangeResult.extend({ eventId: z.string().nullable().optional() }).extend({
      table: z.string().nullable().optional(),
      key: z.string().nullable().optional(),
    }),
  ),
});
export type DropAnswer = z.infer<typeof dropAnswer>;

export const FILE_BYTES_MOST = 16 * 1024 * 1024;

/** A file that was sent in: `waiting` to be taken, `answered`, or `failed` (its answer says why). */
export const dropFile = z.object({
  name: z.string(),
  state: z.enum(['waiting', 'answered', 'failed']),
  bytes: z.number().int(),
  /** Of a waiting one since when; else when it was answered. */
  at: instant,
});
export const dropFiles = z.object({ items: z.array(dropFile) });
export type DropFiles = z.infer<typeof dropFiles>;

/** `POST /api/v1/exchange/feeds/:source/try`: what would be answered, with nothing kept. Text as a file would hold it. */
export const tryBatch = z.object({
  text: z.string().min(1, 'must not be empty').max(500_000, 'at most 500,000 characters'),
  /** The hall that window codes of a published layout are of. */
  hallId: id.optional(),
});
