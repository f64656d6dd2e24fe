const HEADER_BYTES = 27;
/** `OpusHead` and `OpusTags` (RFC 7845 3) come before the sound. */
const HEADER_PACKETS = 2;
const MAX_PENDING_BYTES = 256 * 1024;

/** Takes an Ogg stream (RFC 3533) of Opus apart into its packets. */
export class OggReader {
  readonly #onPacket: (packet: Buffer) => void;
  #pending: Buffer = Buffer.alloc(0);
  /** A packet that goes on in the next page. */
  #begun: Buffer[] = [];
  #headers = 0;

  constructor(onPacket: (packet: Buffer) => void) {
    this.#onPacket = onPacket;
  }

  /** False: this is not Ogg, or no page ends. */
  push(chunk: Buffer): boolean {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    let at = 0;
    for (;;) {
      const end = this.#page(at);
      if (end === undefined) return false;
      if (end === at) break;
      at = end;
    }
    this.#pending = this.#pending.subarray(at);
    return this.#pending.length <= MAX_PENDING_BYTES;
  }

  /** Reads the page at `at`; returns where it ends, `at` where it is not whole yet, undefined where it is none. */
  #page(at: number): number | undefined {
    const bytes = this.#pending;
    if (bytes.length < at + HEADER_BYTES) return at;
    if (bytes.toString('latin1', at, at + 4) !== 'OggS') return undefined;
    const segments = bytes[at + 26] ?? 0;
    let from = at + HEADER_BYTES + segments;
    if (bytes.length < from) return at;
    const lacing = bytes.subarray(at + HEADER_BYTES, from);
    if (bytes.length < lacing.reduce((sum, size) => sum + size, from)) return at;
    for (const size of lacing) {
      this.#begun.push(bytes.subarray(from, from + size));
      from += size;
      if (size < 255) this.#end();
    }
    return from;
  }

  #end(): void {
    const packet = Buffer.concat(this.#begun);
    this.#begun = [];
    if (this.#headers < HEADER_PACKETS) this.#headers += 1;
    else this.#onPacket(packet);
  }
}
