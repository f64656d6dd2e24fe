/** Keyset paging: a cursor is the sort key of the last item answered, so rows that come or go move no page. */
import { z } from 'zod';
import { invalid } from '../errors.ts';

export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export const encodeCursor = (key: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

/** The sort key in a cursor of ours; a cursor that is none is a fault of the request. */
export function decodeCursor<S extends z.ZodType>(
  cursor: string | undefined,
  schema: S,
): z.output<S> | undefined {
  if (cursor === undefined) return undefined;
  const key = schema.safeParse(parse(cursor));
  if (!key.success) throw invalidCursor();
  return key.data;
}

/** A cursor of another list, or of another order of this one. */
export const invalidCursor = () =>
  invalid([{ field: 'query.cursor', message: 'is not a cursor this list has answered' }]);

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    // Not JSON: undefined matches no schema, and the caller words the fault.
    return undefined;
  }
}

/** `rows`: up to one more than `limit`; the one more only tells that there is a next page. */
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  keyOf: (row: R) => readonly unknown[],
  toItem: (row: R) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null,
  };
}

/** Sort key of lists by name. */
export const nameKey = z.tuple([z.string(), z.uuid()]);
