import { StreamFaultError } from '../../media-error.ts';

export interface FlvTag {
  readonly type: 'audio' | 'video' | 'script';
  readonly timestampMs: number;
  /** A view into what was read: good for as long as it is kept. */
  readonly data: Buffer;
}

const HEADER_BYTES = 9;
const TAG_HEADER_BYTES = 11;
const SIZE_BYTES = 4;
/** A 4K keyframe is below 4 MiB. */
const LARGEST_TAG = 8 * 1024 * 1024;
const TYPES = { 8: 'audio', 9: 'video', 18: 'script' } as const;

/** Cuts FLV as it comes into tags, whatever the chunks. Holds at most one unfinished tag. */
export class FlvReader {
  #parts: Buffer[] = [];
  #length = 0;
  #needed = HEADER_BYTES + SIZE_BYTES;
  #began = false;

  /** @throws StreamFaultError `camera_protocol_error` */
  push(bytes: Buffer): FlvTag[] {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    if (this.#length < this.#needed) return [];
    let data = this.#parts.length === 1 ? bytes : Buffer.concat(this.#parts, this.#length);
    const tags: FlvTag[] = [];
    if (!this.#began) data = this.#begin(data);
    for (;;) {
      this.#needed = wholeTag(data);
      if (data.length < this.#needed) break;
      const tag = readTag(data);
      if (tag) tags.push(tag);
      data = data.subarray(this.#needed);
    }
    this.#parts = data.length > 0 ? [data] : [];
    this.#length = data.length;
    return tags;
  }

  #begin(data: Buffer): Buffer {
    if (data.toString('latin1', 0, 3) !== 'FLV') throw broken('it is no FLV');
    this.#began = true;
    return data.subarray(data.readUInt32BE(5) + SIZE_BYTES);
  }
}

/** How many bytes the tag at the head of `data` takes. */
function wholeTag(data: Buffer): number {
  if (data.length < TAG_HEADER_BYTES) return TAG_HEADER_BYTES;
  const size = data.readUIntBE(1, 3);
  if (size > LARGEST_TAG) throw broken('a tag is too long');
  return TAG_HEADER_BYTES + size + SIZE_BYTES;
}

function readTag(data: Buffer): FlvTag | undefined {
  const type = TYPES[((data[0] ?? 0) & 0x1f) as keyof typeof TYPES];
  if (type === undefined) return undefined;
  const timestampMs = data.readUIntBE(4, 3) + (data[7] ?? 0) * 2 ** 24;
  const end = TAG_HEADER_BYTES + data.readUIntBE(1, 3);
  return { type, timestampMs, data: data.subarray(TAG_HEADER_BYTES, end) };
}

export function broken(why: string): StreamFaultError {
  return new StreamFaultError({
    code: 'camera_protocol_error',
    message: `What the encoder pushes cannot be read: ${why}.`,
  });
}
