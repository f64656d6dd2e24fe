import { BitReader, tryRead } from '../codec/bit-reader.ts';

/** A piece of sound in a payload, `index` pieces after the one that the packet's timestamp belongs to. */
export type OnSound = (data: Buffer, index: number) => void;

export interface AudioDepacketizer {
  /** False where the payload makes no sense. Bytes handed on are copies. */
  push(buffer: Buffer, start: number, end: number, marker: boolean, onSound: OnSound): boolean;
  /** Packets are missing: what is incomplete is void. */
  gap(): void;
}

/** A frame of AAC is at most 6144 bits a channel; a fragment that grows beyond is not one. */
const MOST_FRAME_BYTES = 8192;

/** RFC 3551, 4.5.14: the payload is the sound. */
export class G711Depacketizer implements AudioDepacketizer {
  push(buffer: Buffer, start: number, end: number, _marker: boolean, onSound: OnSound): boolean {
    if (end > start) onSound(Buffer.from(buffer.subarray(start, end)), 0);
    return true;
  }

  gap(): void {
    // Nothing spans packets.
  }
}

export interface AacHeaderBits {
  readonly sizeLength: number;
  readonly indexLength: number;
  readonly indexDeltaLength: number;
}

/** RFC 3640: AU headers, then whole frames, or a fragment of one. Interleaving is refused. */
export class AacDepacketizer implements AudioDepacketizer {
  readonly #bits: AacHeaderBits;
  #fragments: Buffer[] = [];
  #missing = 0;

  constructor(bits: AacHeaderBits) {
    this.#bits = bits;
  }

  push(buffer: Buffer, start: number, end: number, marker: boolean, onSound: OnSound): boolean {
    if (end - start < 2) return false;
    const headerBits = buffer.readUInt16BE(start);
    const from = start + 2 + Math.ceil(headerBits / 8);
    const sizes =
      from <= end ? tryRead(() => this.#sizes(buffer.subarray(start + 2, from), headerBits)) : undefined;
    if (!sizes) {
      this.gap();
      return false;
    }
    const only = sizes.length === 1 ? sizes[0] : undefined;
    if (only !== undefined && (only > end - from || this.#missing > 0)) {
      return this.#pushFragment(buffer.subarray(from, end), only, marker, onSound);
    }
    this.gap();
    let at = from;
    for (const [index, size] of sizes.entries()) {
      if (at + size > end) return false;
      if (size > 0) onSound(Buffer.from(buffer.subarray(at, at + size)), index);
      at += size;
    }
    return true;
  }

  gap(): void {
    this.#fragments = [];
    this.#missing = 0;
  }

  #sizes(headers: Buffer, headerBits: number): number[] {
    const { sizeLength, indexLength, indexDeltaLength } = this.#bits;
    const bits = new BitReader(headers);
    const sizes: number[] = [];
    while (bits.position + sizeLength <= headerBits) {
      sizes.push(bits.bits(sizeLength));
      bits.skip(sizes.length === 1 ? indexLength : indexDeltaLength);
    }
    return sizes;
  }

  /** Every fragment of a frame names the whole frame's size; the last one has the marker. */
  #pushFragment(bytes: Buffer, size: number, marker: boolean, onSound: OnSound): boolean {
    if (this.#missing === 0) {
      if (size > MOST_FRAME_BYTES) return false;
      this.#missing = size;
    }
    if (bytes.length > this.#missing || bytes.length === 0) {
      this.gap();
      return false;
    }
    this.#fragments.push(Buffer.from(bytes));
    this.#missing -= bytes.length;
    if (this.#missing > 0) {
      if (marker) this.gap();
      return !marker;
    }
    const frame = Buffer.concat(this.#fragments);
    this.gap();
    onSound(frame, 0);
    return true;
  }
}

/** RFC 6416 with the configuration elsewhere: PayloadLengthInfo, then the frame; it may span packets. */
export class LatmDepacketizer implements AudioDepacketizer {
  #rest: Buffer | undefined;
  /** Packets are missing: what comes belongs to a torn frame until a marker has ended it. */
  #torn = false;

  push(buffer: Buffer, start: number, end: number, marker: boolean, onSound: OnSound): boolean {
    if (this.#torn) {
      this.#torn = !marker;
      return true;
    }
    const payload = buffer.subarray(start, end);
    const bytes = this.#rest ? Buffer.concat([this.#rest, payload]) : Buffer.from(payload);
    this.#rest = undefined;
    let at = 0;
    for (let index = 0; at < bytes.length; index += 1) {
      let size = 0;
      let body = at;
      while (bytes[body] === 0xff) {
        size += 255;
        body += 1;
      }
      size += bytes[body++] ?? 0;
      if (size > MOST_FRAME_BYTES) return false;
      if (body + size > bytes.length) {
        if (!marker) this.#rest = bytes.subarray(at);
        return !marker;
      }
      if (size > 0) onSound(bytes.subarray(body, body + size), index);
      at = body + size;
    }
    return true;
  }

  gap(): void {
    this.#rest = undefined;
    this.#torn = true;
  }
}
