import { type Box, malformed } from './box.ts';

/** `ftyp`+`moov`, or one `moof`+`mdat`: what can be handed on as a whole. */
export interface Mp4Unit {
  readonly kind: 'init' | 'media';
  readonly data: Buffer;
  /** The top-level boxes of `data`. */
  readonly boxes: readonly Box[];
}

export interface UnitSplitterOptions {
  onUnit(unit: Mp4Unit): void;
  /** A unit larger than this is nonsense. Default 16 MiB: a 4K keyframe is below 4. */
  readonly maxUnitBytes?: number;
}

const KNOWN = new Set([
  'ftyp',
  'styp',
  'moov',
  'moof',
  'mdat',
  'sidx',
  'free',
  'skip',
  'prft',
  'emsg',
  'mfra',
]);

/**
 * Cuts the byte stream that ffmpeg writes into units, whatever the chunks it comes in. Holds at most one
 * unit. A unit that arrives within one chunk is a view into it; otherwise its bytes are joined once.
 */
export class UnitSplitter {
  readonly #onUnit: (unit: Mp4Unit) => void;
  readonly #maxUnitBytes: number;
  #chunks: Buffer[] = [];
  #length = 0;
  /** Bytes that must be there before looking again is worth it. */
  #needed = 8;
  #boxes: Box[] = [];

  constructor({ onUnit, maxUnitBytes = 16 * 1024 * 1024 }: UnitSplitterOptions) {
    this.#onUnit = onUnit;
    this.#maxUnitBytes = maxUnitBytes;
  }

  /** @throws MediaError `source_crashed` when the bytes are not such a stream; the splitter is then done for. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= this.#needed) this.#advance();
  }

  #advance(): void {
    const data = this.#joined();
    const last = this.#boxes.at(-1);
    if (last && last.end <= data.length && (last.type === 'mdat' || last.type === 'moov')) {
      const kind = last.type === 'moov' ? 'init' : 'media';
      const unit: Mp4Unit = { kind, data: data.subarray(0, last.end), boxes: this.#boxes };
      this.#boxes = [];
      this.#keep(data.subarray(last.end));
      this.#onUnit(unit);
      return;
    }
    this.#readHeader(data, last?.end ?? 0);
  }

  #readHeader(data: Buffer, start: number): void {
    const type = data.toString('latin1', start + 4, start + 8);
    if (!KNOWN.has(type)) throw malformed('unknown box at the top level', { at: start });
    const short = data.readUInt32BE(start);
    if (short === 1 && data.length < start + 16) {
      this.#needed = start + 16;
      return;
    }
    const size = short === 1 ? Number(data.readBigUInt64BE(start + 8)) : short;
    const header = short === 1 ? 16 : 8;
    const end = start + size;
    if (size < header || end > this.#maxUnitBytes) throw malformed('box size is nonsense', { type, size });
    this.#boxes.push({ type, start, body: start + header, end });
    const closes = type === 'mdat' || type === 'moov';
    this.#needed = closes ? end : end + 8;
  }

  #joined(): Buffer {
    if (this.#chunks.length !== 1) this.#chunks = [Buffer.concat(this.#chunks, this.#length)];
    return this.#chunks[0] as Buffer;
  }

  #keep(rest: Buffer): void {
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#length = rest.length;
    this.#needed = 8;
  }
}
