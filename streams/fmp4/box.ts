import { MediaError } from '../media-error.ts';

/** One ISO BMFF box inside a buffer. Offsets count from the buffer's start. */
export interface Box {
  readonly type: string;
  /** Where the box begins, header included. */
  readonly start: number;
  /** Where its payload begins. */
  readonly body: number;
  readonly end: number;
}

/** Thrown for bytes that are not the fragmented MP4 we read. */
export function malformed(message: string, context: Record<string, unknown> = {}): MediaError {
  return new MediaError({ code: 'source_crashed', message: `not the expected MP4: ${message}`, context });
}

/**
 * The child boxes lying between `from` and `to`.
 * @throws MediaError `source_crashed` when a box does not fit.
 */
export function* boxes(data: Buffer, from: number, to: number): Generator<Box> {
  let start = from;
  while (start + 8 <= to) {
    const size = data.readUInt32BE(start);
    const end = start + size;
    // Inside `moov` and `moof` nobody writes 64-bit (1) or open-ended (0) sizes.
    if (size < 8 || end > to) throw malformed('box does not fit its parent', { size });
    yield { type: data.toString('latin1', start + 4, start + 8), start, body: start + 8, end };
    start = end;
  }
}

/** The first child of that type, or undefined. */
export function findBox(data: Buffer, parent: Pick<Box, 'body' | 'end'>, type: string): Box | undefined {
  for (const box of boxes(data, parent.body, parent.end)) if (box.type === type) return box;
  return undefined;
}

/** Follows a path of types downwards. @throws MediaError when a step is missing. */
export function requireBox(data: Buffer, parent: Pick<Box, 'body' | 'end'>, ...path: string[]): Box {
  let at: Pick<Box, 'body' | 'end'> = parent;
  let found: Box | undefined;
  for (const type of path) {
    found = findBox(data, at, type);
    if (!found) throw malformed(`${type} is missing`);
    at = found;
  }
  if (!found) throw malformed('empty path');
  return found;
}

/** Bounds-checked reads: a short box is a fault with a name, not a RangeError from deep inside. */
export function need(box: Box, at: number, bytes: number): void {
  if (at + bytes > box.end) throw malformed(`${box.type} is too short`);
}
