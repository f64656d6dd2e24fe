/** What every wire type is made of. Schemas and pure functions only: the browser imports this folder too. */
import { z } from 'zod';

/** UTC instant with millisecond precision, as `2026-11-22T01:02:03.456Z`. */
export const instant = z.iso
  .datetime({ precision: 3, offset: false, error: 'expected an instant like 2026-11-22T01:02:03.456Z' })
  .meta({ description: 'UTC, millisecond precision' });

/** An instant as others write it: any ISO 8601 with zone. Answered and stored with millisecond precision. */
export const looseInstant = z.iso
  .datetime({ offset: true, error: 'expected ISO 8601 with zone, like 2026-11-22T09:02:03.456+08:00' })
  .transform((text) => new Date(text).toISOString());

/** Lower case whatever was sent: the same thing must not have two names, or it would be pulled, kept and held twice. */
export const id = z.uuid().toLowerCase();

export const name = z.string().trim().min(1, 'must not be empty').max(100, 'at most 100 characters');

/**
 * Why something is done, for the audit trail: percent-encoded UTF-8 in this header, as it belongs to any request,
 * whatever its body. Some requests are refused without one (`reason_required`).
 */
export const REASON_HEADER = 'x-mc-reason';
export const reason = z.string().trim().min(2, 'at least 2 characters').max(500, 'at most 500 characters');

/** `GET` lists answer `{"items":[…],"nextCursor":…}`; `nextCursor` is null on the last page. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export const listQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  q: z.string().trim().max(100).optional(),
});

/** RFC 9457 with our stable `code`; `errors` names each faulty field of the request. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  /** What of it a program can use: `address`, `network` of `address_not_allowed`. */
  context: z.record(z.string(), z.string()).optional(),
  /** Names this occurrence in the server's log. */
  instance: z.string().optional(),
  errors: z
    .array(z.object({ field: z.string(), message: z.string(), received: z.unknown().optional() }))
    .optional(),
});
export type Problem = z.infer<typeof problem>;
