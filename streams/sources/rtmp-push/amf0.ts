/** AMF0 (Adobe, "Action Message Format -- AMF 0"), as much of it as an RTMP command's head needs. */

export type Amf0Value = number | boolean | string | null | { readonly [name: string]: Amf0Value };

const NUMBER = 0;
const BOOLEAN = 1;
const STRING = 2;
const OBJECT = 3;
const NULL = 5;
const UNDEFINED = 6;
const ECMA_ARRAY = 8;
const OBJECT_END = 9;
const LONG_STRING = 12;
/** Nothing an encoder says is nested deeper. */
const DEEPEST = 4;
const MOST_FIELDS = 64;

/** The values one after another, up to the end or to the first that is not understood. */
export function readAmf0(bytes: Buffer, most = 8): Amf0Value[] {
  const values: Amf0Value[] = [];
  const reader = new Reader(bytes);
  while (values.length < most && !reader.atEnd) {
    const value = reader.value(0);
    if (value === undefined) break;
    values.push(value);
  }
  return values;
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Undefined: cut off, or of a kind that no command needs. */
  value(depth: number): Amf0Value | undefined {
    switch (this.#number(1)) {
      case NUMBER:
        return this.#take(8)?.readDoubleBE(0);
      case BOOLEAN: {
        const byte = this.#number(1);
        return byte === undefined ? undefined : byte !== 0;
      }
      case STRING:
        return this.#text(2);
      case LONG_STRING:
        return this.#text(4);
      case NULL:
      case UNDEFINED:
        return null;
      case ECMA_ARRAY:
        return this.#take(4) && this.#object(depth);
      case OBJECT:
        return this.#object(depth);
      default:
        return undefined;
    }
  }

  #object(depth: number): Amf0Value | undefined {
    if (depth >= DEEPEST) return undefined;
    const fields = new Map<string, Amf0Value>();
    while (fields.size <= MOST_FIELDS) {
      const name = this.#text(2);
      if (name === undefined) return undefined;
      if (name === '' && this.#bytes[this.#at] === OBJECT_END) {
        this.#at += 1;
        return Object.fromEntries(fields);
      }
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      fields.set(name, value);
    }
    return undefined;
  }

  #text(lengthBytes: 2 | 4): string | undefined {
    const length = this.#number(lengthBytes);
    return length === undefined ? undefined : this.#take(length)?.toString('utf8');
  }

  #number(bytes: 1 | 2 | 4): number | undefined {
    return this.#take(bytes)?.readUIntBE(0, bytes);
  }

  #take(bytes: number): Buffer | undefined {
    if (this.#at + bytes > this.#bytes.length) return undefined;
    this.#at += bytes;
    return this.#bytes.subarray(this.#at - bytes, this.#at);
  }
}
