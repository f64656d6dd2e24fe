/** The few ISO BMFF boxes a GOP answer is made of, read with every length checked. */

/** What came is not the MP4 we asked for. */
export class GopFault extends Error {}

export interface Box {
  readonly type: string;
  /** What is inside, without size and type. */
  readonly body: Uint8Array;
}

export interface BoxHead {
  readonly type: string;
  /** Of the whole box. */
  readonly size: number;
}

export const BOX_HEAD_BYTES = 8;

/** Size and type of the box that begins at `at`; undefined while fewer than 8 bytes are there. */
export function boxHead(bytes: Uint8Array, at: number): BoxHead | undefined {
  if (bytes.length - at < BOX_HEAD_BYTES) return undefined;
  const size = uint32(bytes, at);
  // 0 (to the end of the file) and 1 (64 bits) are legal elsewhere; an answer of a few MB needs neither.
  if (size < BOX_HEAD_BYTES) throw new GopFault(`a box of ${size} bytes`);
  return { type: fourCharacters(bytes, at + 4), size };
}

/** The boxes lying one after the other in `bytes` from `from` on. */
export function* boxesIn(bytes: Uint8Array, from = 0): Generator<Box> {
  let at = from;
  while (at < bytes.length) {
    const head = boxHead(bytes, at);
    if (head === undefined || head.size > bytes.length - at) throw new GopFault('a box is cut off');
    yield { type: head.type, body: bytes.subarray(at + BOX_HEAD_BYTES, at + head.size) };
    at += head.size;
  }
}

/** The first box of a type, by a path of types from the outside in. */
export function findBox(bytes: Uint8Array, ...path: readonly string[]): Uint8Array | undefined {
  let within: Uint8Array | undefined = bytes;
  for (const type of path) {
    if (within === undefined) return undefined;
    within = firstOf(within, type);
  }
  return within;
}

function firstOf(bytes: Uint8Array, type: string): Uint8Array | undefined {
  for (const box of boxesIn(bytes)) if (box.type === type) return box.body;
  return undefined;
}

export function uint32(bytes: Uint8Array, at: number): number {
  return uint16(bytes, at) * 0x10000 + uint16(bytes, at + 2);
}

export function uint16(bytes: Uint8Array, at: number): number {
  return (byteAt(bytes, at) << 8) | byteAt(bytes, at + 1);
}

export function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new GopFault('a box is too short');
  return byte;
}

function fourCharacters(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
