/** What is asked of recorded media, in bounds. */
import { z } from 'zod';
import { looseInstant } from '../contract/common.ts';
import { invalid } from '../platform/errors.ts';

const DAY_MS = 86_400_000;
/** More than this in one playlist is more than a page can play. */
export const PLAYLIST_MOST_MS = DAY_MS;
export const KEYFRAMES_MOST = 240;

export const playlistQuery = z.object({
  from: looseInstant,
  /** Left out, or still to come: it grows with the recording. */
  to: looseInstant.optional(),
  /** As any browser plays it, made on the fly where the camera's own is not for browsers. */
  codec: z.enum(['h264']).optional(),
});

export const atQuery = z.object({ at: looseInstant });

export const previewQuery = atQuery.extend({ width: z.coerce.number().int().min(16).max(1920).default(320) });

export const keyframesQuery = z.object({
  from: looseInstant,
  to: looseInstant,
  /** ms from one to the next, at least. */
  every: z.coerce.number().int().min(0).max(DAY_MS).default(0),
  most: z.coerce.number().int().min(1).max(KEYFRAMES_MOST).default(KEYFRAMES_MOST),
});

/** @throws invalid_request */
export function rangeOf(
  { from, to }: { readonly from: string; readonly to?: string | undefined },
  nowMs: number,
): { readonly fromMs: number; readonly toMs: number; readonly mayGrow: boolean } {
  const fromMs = Date.parse(from);
  const askedMs = to === undefined ? Number.POSITIVE_INFINITY : Date.parse(to);
  if (fromMs > nowMs) throw fault('from', 'is still to come');
  if (askedMs <= fromMs) throw fault('to', 'must be after from');
  const toMs = Math.min(askedMs, nowMs);
  if (toMs - fromMs > PLAYLIST_MOST_MS) throw fault('to', 'at most 24 hours after from');
  return { fromMs, toMs, mayGrow: askedMs > nowMs };
}

/** @throws invalid_request */
export function instantOf({ at }: { readonly at: string }, nowMs: number): number {
  const atMs = Date.parse(at);
  if (atMs > nowMs) throw fault('at', 'is still to come');
  return atMs;
}

const fault = (field: string, message: string) => invalid([{ field: `query.${field}`, message }]);

/** One byte range of a file (RFC 9110, 14.1.2). Undefined: all of it; null: none of it is there. */
export function byteRangeOf(
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | null | undefined {
  // Several at once, or another unit: may be answered with everything.
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const bytes = Math.min(Number(last), size);
    return bytes === 0 ? null : { start: size - bytes, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return undefined;
  return start >= size ? null : { start, end };
}
