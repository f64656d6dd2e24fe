/** RTMP chunks put together to messages (Adobe, "Real Time Messaging Protocol", 5.3): of an encoder before it publishes. */

export interface RtmpMessage {
  readonly type: number;
  readonly payload: Buffer;
}

export class RtmpFault extends Error {}

interface ChunkStream {
  length: number;
  type: number;
  extended: boolean;
  parts: Buffer[];
  received: number;
}

const SET_CHUNK_SIZE = 1;
const HEADER_BYTES = [11, 7, 3, 0] as const;
/** The largest chunks any encoder announces are 64 KiB and a bit. */
const LARGEST_CHUNK = 1 << 20;

export interface RtmpMessagesOptions {
  /** Nothing said before publishing is longer. */
  readonly maxMessageBytes: number;
  readonly maxChunkStreams: number;
}

/** Holds no more than `maxChunkStreams` unfinished messages of `maxMessageBytes`. */
export class RtmpMessages {
  readonly #options: RtmpMessagesOptions;
  readonly #streams = new Map<number, ChunkStream>();
  #chunkSize = 128;
  #rest: Buffer = Buffer.alloc(0);

  constructor(options: RtmpMessagesOptions) {
    this.#options = options;
  }

  /** No message is unfinished: what was pushed so far is whole. */
  get isWhole(): boolean {
    return this.#rest.length === 0 && [...this.#streams.values()].every(({ received }) => received === 0);
  }

  /**
   * The messages that are whole now, one by one: what stands behind the last one asked for is not looked at.
   * @throws RtmpFault for what no encoder sends
   */
  *push(bytes: Buffer): Generator<RtmpMessage> {
    let data = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    try {
      for (;;) {
        const taken = this.#chunk(data);
        if (taken === undefined) return;
        data = data.subarray(taken.bytes);
        if (taken.message) yield taken.message;
      }
    } finally {
      this.#rest = Buffer.from(data);
    }
  }

  /** Takes one chunk from the head of `data`; undefined: it is not all there. */
  #chunk(data: Buffer): { readonly bytes: number; readonly message?: RtmpMessage } | undefined {
    const basic = basicHeader(data);
    if (!basic) return undefined;
    const { format, id } = basic;
    let at = basic.bytes;
    const headerBytes = HEADER_BYTES[format as 0 | 1 | 2 | 3];
    if (data.length < at + headerBytes) return undefined;
    const known = this.#streams.get(id);
    if (!known && format !== 0) throw new RtmpFault('a chunk stream begins in its middle');
    if (!known && this.#streams.size >= this.#options.maxChunkStreams)
      throw new RtmpFault('too many chunk streams');
    const before = known ?? { length: 0, type: 0, extended: false, parts: [], received: 0 };
    if (before.received > 0 && format !== 3) throw new RtmpFault('a message is begun within another');
    const length = format <= 1 ? data.readUIntBE(at + 3, 3) : before.length;
    const type = format <= 1 ? (data[at + 6] ?? 0) : before.type;
    const extended = format <= 2 ? data.readUIntBE(at, 3) === 0xffffff : before.extended;
    if (length > this.#options.maxMessageBytes) throw new RtmpFault('a message is too long');
    at += headerBytes + (extended ? 4 : 0);
    const wanted = Math.min(this.#chunkSize, length - before.received);
    if (data.length < at + wanted) return undefined;

    const stream: ChunkStream = { ...before, length, type, extended };
    this.#streams.set(id, stream);
    // A copy: what is held must not hold the whole read it came in.
    stream.parts.push(Buffer.from(data.subarray(at, at + wanted)));
    stream.received += wanted;
    if (stream.received < length) return { bytes: at + wanted };
    const payload = Buffer.concat(stream.parts);
    stream.parts = [];
    stream.received = 0;
    if (type === SET_CHUNK_SIZE) this.#setChunkSize(payload);
    return { bytes: at + wanted, message: { type, payload } };
  }

  #setChunkSize(payload: Buffer): void {
    const size = payload.length >= 4 ? payload.readUInt32BE(0) : 0;
    if (size < 1 || size > LARGEST_CHUNK) throw new RtmpFault('a chunk size that cannot be');
    this.#chunkSize = size;
  }
}

function basicHeader(data: Buffer): { format: number; id: number; bytes: number } | undefined {
  const first = data[0];
  if (first === undefined) return undefined;
  const format = first >> 6;
  const id = first & 0x3f;
  if (id > 1) return { format, id, bytes: 1 };
  const bytes = id === 0 ? 2 : 3;
  if (data.length < bytes) return undefined;
  return { format, id: 64 + (data[1] ?? 0) + (id === 1 ? (data[2] ?? 0) * 256 : 0), bytes };
}
