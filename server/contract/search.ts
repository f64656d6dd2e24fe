/** One box for everything that is registered. */
import { z } from 'zod';
import { id } from './common.ts';

export const searchKind = z.enum([
  'region',
  'department',
  'hall',
  'window',
  'camera',
  'matter',
  'clerk',
  'user',
]);
export type SearchKind = z.infer<typeof searchKind>;

export const searchQuery = z.object({
  /** Chinese, pinyin, initials, codes; several words must all be found. */
  q: z.string().trim().min(1).max(100),
  /** Divided by commas; left out: all kinds. */
  kinds: z
    .string()
    .max(100)
    .transform((text) => text.split(',').filter((word) => word !== ''))
    .pipe(z.array(searchKind))
    .optional(),
  /** Of each kind. */
  limit: z.coerce.number().int().min(1).max(50).default(6),
});

export const searchHit = z.object({
  kind: searchKind,
  /** A region's code, anything else's id. */
  id: z.string(),
  name: z.string(),
  /** A window's number, a region's or matter's code, a department's USCC, a user's name. */
  code: z.string().nullable(),
  /** Where it belongs, the nearest first: hall, department, region. */
  where: z.array(z.string()),
  hallId: id.nullable(),
  /** For a window: a camera that has it in its picture now. */
  cameraId: id.nullable(),
  closed: z.boolean(),
  /** Which characters of the name were meant: pairs of begin and end. */
  marks: z.array(z.tuple([z.number().int(), z.number().int()])),
});
export type SearchHit = z.infer<typeof searchHit>;

/** Kind by kind, each the nearest first. */
export const searchAnswer = z.object({
  items: z.array(searchHit),
  /** Kinds that have more than were answered. */
  more: z.array(searchKind),
});
export type SearchAnswer = z.infer<typeof searchAnswer>;
