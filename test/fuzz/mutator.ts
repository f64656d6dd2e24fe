/** Makes new inputs out of old ones: structure-aware, and the same from the same seed. */
import type { FuzzTarget } from './target.ts';
import { fromRecords, recordsOf } from './target.ts';

/** Inputs grow no further; records have 16-bit lengths. */
const LONGEST = 64 * 1024 - 1;
const CHANGES_MOST = 6;
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

export class Mutator {
  readonly #target: Pick<FuzzTarget, 'shape' | 'words'>;
  readonly #random: () => number;
  readonly #words: readonly Buffer[];

  constructor(target: Pick<FuzzTarget, 'shape' | 'words'>, random: () => number) {
    this.#target = target;
    this.#random = random;
    this.#words = (target.words ?? []).map((word) =>
      typeof word === 'string' ? Buffer.from(word, 'latin1') : Buffer.from(word),
    );
  }

  /** A changed copy of one of the inputs. */
  next(corpus: readonly Buffer[]): Buffer {
    let input: Buffer = Buffer.from(this.#pick(corpus) ?? Buffer.alloc(0));
    // Cut after each change: two that repeat a long line would make more of it than a string can hold.
    for (let changes = 1 + this.#below(CHANGES_MOST); changes > 0; changes -= 1)
      input = this.#change(input, corpus).subarray(0, LONGEST);
    return input;
  }

  #change(input: Buffer, corpus: readonly Buffer[]): Buffer {
    const { shape } = this.#target;
    if (shape === 'records' && this.#below(3) > 0) return this.#changeRecords(input, corpus);
    if (shape === 'text' && this.#below(3) === 0) return this.#changeLines(input, corpus);
    return this.#changeBytes(input, corpus);
  }

  #changeBytes(input: Buffer, corpus: readonly Buffer[]): Buffer {
    const at = this.#below(input.length + 1);
    const until = Math.min(input.length, at + 1 + this.#below(this.#below(4) === 0 ? 256 : 8));
    switch (this.#below(10)) {
      case 0:
        if (at < input.length) input.writeUInt8(input.readUInt8(at) ^ (1 << this.#below(8)), at);
        return input;
      case 1:
        if (at < input.length) input.writeUInt8(this.#below(256), at);
        return input;
      case 2:
        return this.#writeNumber(input, at);
      case 3:
        return Buffer.concat([input.subarray(0, at), input.subarray(until)]);
      case 4:
        return Buffer.concat([input.subarray(0, until), input.subarray(at)]);
      case 5:
        return Buffer.concat([input.subarray(0, at), this.#bytes(1 + this.#below(16)), input.subarray(at)]);
      case 6:
        return input.subarray(0, at);
      case 7: {
        const other = this.#pick(corpus) ?? input;
        return Buffer.concat([input.subarray(0, at), other.subarray(this.#below(other.length + 1))]);
      }
      case 8:
        return this.#changeDigits(input);
      default: {
        const word = this.#words[this.#below(this.#words.length)] ?? this.#bytes(2);
        const skip = this.#below(2) === 0 ? word.length : 0;
        return Buffer.concat([
          input.subarray(0, at),
          word,
          input.subarray(Math.min(input.length, at + skip)),
        ]);
      }
    }
  }

  /** A number field of 1, 2 or 4 bytes becomes an edge case, or a little more or less. */
  #writeNumber(input: Buffer, at: number): Buffer {
    const width = [1, 2, 4][this.#below(3)] ?? 1;
    if (at + width > input.length) return input;
    const most = 2 ** (8 * width);
    const edge = EDGES[this.#below(EDGES.length)] ?? 0;
    const value = this.#below(2) === 0 ? edge : input.readUIntBE(at, width) + this.#below(9) - 4;
    input.writeUIntBE(((value % most) + most) % most, at, width);
    return input;
  }

  /** A decimal number in a text becomes another. */
  #changeDigits(input: Buffer): Buffer {
    const numbers = [...input.toString('latin1').matchAll(/\d+/g)];
    const found = numbers[this.#below(numbers.length)];
    if (!found) return input;
    const other = ['0', '-1', '65536', '4294967296', '99999999999999999999', String(this.#below(300)), '1e9'];
    const text = Buffer.from(other[this.#below(other.length)] ?? '0');
    return Buffer.concat([
      input.subarray(0, found.index),
      text,
      input.subarray(found.index + found[0].length),
    ]);
  }

  #changeRecords(input: Buffer, corpus: readonly Buffer[]): Buffer {
    const records = recordsOf(input);
    const at = this.#below(records.length);
    const other = this.#below(records.length);
    const [one, two] = [records[at], records[other]];
    if (!one || !two) return input;
    switch (this.#below(6)) {
      case 0:
        records.splice(at, 1 + this.#below(3));
        break;
      case 1:
        records.splice(other, 0, one);
        break;
      case 2:
        records[at] = two;
        records[other] = one;
        break;
      case 3: {
        const others = recordsOf(this.#pick(corpus) ?? input);
        const from = this.#below(others.length);
        records.splice(at, 0, ...others.slice(from, from + 1 + this.#below(4)));
        break;
      }
      default:
        records[at] = Buffer.from(this.#changeBytes(Buffer.from(one), [two]));
    }
    return fromRecords(records.map((record) => record.subarray(0, 0xffff)));
  }

  #changeLines(input: Buffer, corpus: readonly Buffer[]): Buffer {
    const lines = input.toString('latin1').split('\n');
    const at = this.#below(lines.length);
    const others = (this.#pick(corpus) ?? input).toString('latin1').split('\n');
    switch (this.#below(4)) {
      case 0:
        lines.splice(at, 1);
        break;
      case 1:
        lines.splice(at, 0, lines[this.#below(lines.length)] ?? '');
        break;
      case 2:
        lines.splice(at, 0, others[this.#below(others.length)] ?? '');
        break;
      default:
        lines[at] = repeated(lines[at] ?? '', 1 + this.#below(this.#below(8) === 0 ? 400 : 3));
    }
    return Buffer.from(lines.join('\n'), 'latin1');
  }

  #bytes(count: number): Buffer {
    return Buffer.from(Array.from({ length: count }, () => this.#below(256)));
  }

  #pick(corpus: readonly Buffer[]): Buffer | undefined {
    // What was found last is the most promising.
    const late = corpus.length > 32 && this.#below(2) === 0;
    return corpus[late ? corpus.length - 1 - this.#below(32) : this.#below(corpus.length)];
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
}

/** As often as there is room for in an input. */
const repeated = (line: string, times: number): string =>
  line.repeat(Math.min(times, Math.ceil(LONGEST / Math.max(1, line.length))));
