/** A parameter set that ends in the midst of a field, or holds a number that no stream has. */
export class BitsError extends Error {}

/** Far more than any parameter set has: what is longer is cut, and fails where it is read past that. */
const MOST_BYTES = 4096;

/**
 * The bytes of a NAL unit from `start` without the emulation prevention bytes that its payload was given
 * (ITU-T H.264 7.4.1, H.265 7.4.2): 00 00 03 becomes 00 00.
 */
export function withoutEmulationPrevention(nal: Buffer, start: number): Buffer {
  const end = Math.min(nal.length, start + MOST_BYTES);
  const bytes = Buffer.allocUnsafe(Math.max(0, end - start));
  let length = 0;
  let zeros = 0;
  for (let at = start; at < end; at += 1) {
    const byte = nal[at] ?? 0;
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    bytes[length++] = byte;
  }
  return bytes.subarray(0, length);
}

/** Reads the fields of parameter sets: fixed bits, and Exp-Golomb numbers (H.264 9.1, H.265 9.2). */
export class BitReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#end = bytes.length * 8;
  }

  /** Bits read so far. */
  get position(): number {
    return this.#at;
  }

  get left(): number {
    return this.#end - this.#at;
  }

  flag(): boolean {
    return this.bits(1) === 1;
  }

  /** Up to 32 bits, unsigned. */
  bits(count: number): number {
    if (this.#at + count > this.#end) throw new BitsError('ends too early');
    let value = 0;
    for (let i = 0; i < count; i += 1) {
      const bit = ((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1;
      value = value * 2 + bit;
      this.#at += 1;
    }
    return value;
  }

  skip(count: number): void {
    if (this.#at + count > this.#end) throw new BitsError('ends too early');
    this.#at += count;
  }

  /** `ue(v)`, and no more than `most`. */
  unsigned(most = 0xffff_fffe): number {
    let zeros = 0;
    while (!this.flag()) zeros += 1;
    if (zeros > 32) throw new BitsError('number too long');
    const value = 2 ** zeros - 1 + this.bits(zeros);
    if (value > most) throw new BitsError('number too large');
    return value;
  }

  /** `se(v)`. */
  signed(): number {
    const value = this.unsigned();
    return value % 2 === 1 ? (value + 1) / 2 : 0 - value / 2;
  }
}

/** What `read` makes of the bits, or undefined where they are not what it expects. */
export function tryRead<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof BitsError) return undefined;
    throw error;
  }
}
