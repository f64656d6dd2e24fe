import type { Memory } from '../types.ts';
import { LARGEST_SLAB_BYTES, SLAB_BYTES, type Slab, type SlabPool } from './slab-pool.ts';

/** Bytes that were written as one piece. The receiver holds `memory` once and must release it. */
export interface Written {
  readonly data: Buffer;
  readonly memory: Memory;
}

const LENGTH_BYTES = 4;

/**
 * Writes access units into slabs, one after the other, each contiguous: `begin`, then for each NAL unit
 * `beginNal`, `append`…, `endNal`; at last `end` or `abandon`. What does not fit into the rest of the slab moves to
 * another, once for most. Once a unit was too large, the rest of it is ignored and `end` gives undefined.
 */
export class SlabWriter {
  readonly #pool: SlabPool;
  #slab: Slab | undefined;
  #unitStart = 0;
  #at = 0;
  /** Where the length of the NAL unit at hand goes, relative to the unit; −1 between NAL units. */
  #nalAt = -1;
  #overflowed = false;
  /** How large the last unit was that needed a large slab: the next one goes there directly. */
  #largeBytes = 0;

  constructor(pool: SlabPool) {
    this.#pool = pool;
  }

  /** Bytes of the unit at hand, lengths included. */
  get length(): number {
    return this.#at - this.#unitStart;
  }

  /** The unit at hand is larger than a slab may be. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  /** What was written of the unit at hand; good until the next call. */
  peek(start: number, end: number): Buffer {
    return (this.#slab?.bytes ?? NOTHING).subarray(this.#unitStart + start, this.#unitStart + end);
  }

  begin(): void {
    this.abandon();
    const slab = this.#slab;
    if (!slab || this.#at === 0 || slab.holders > 1) return;
    // Nobody kept any of it: no need for another.
    this.#unitStart = 0;
    this.#at = 0;
    if (slab.bytes.length === SLAB_BYTES) {
      this.#pool.renew(slab);
      return;
    }
    this.#slab = undefined;
    slab.release();
  }

  beginNal(): void {
    if (!this.#room(LENGTH_BYTES)) return;
    this.#nalAt = this.length;
    this.#at += LENGTH_BYTES;
  }

  /** One byte, such as the header that a fragment's NAL unit gets back. */
  appendByte(value: number): void {
    if (!this.#room(1)) return;
    const bytes = this.#slab?.bytes;
    if (bytes) bytes[this.#at++] = value;
  }

  append(buffer: Buffer, start: number, end: number): void {
    if (end <= start || !this.#room(end - start)) return;
    const bytes = this.#slab?.bytes;
    if (bytes) this.#at += buffer.copy(bytes, this.#at, start, end);
  }

  /** Writes the NAL unit's length. Returns where it begins (after the length) within the unit. */
  endNal(): number {
    const bytes = this.#slab?.bytes;
    if (this.#overflowed || !bytes || this.#nalAt < 0) return 0;
    const start = this.#nalAt + LENGTH_BYTES;
    const length = this.length - start;
    const at = this.#unitStart + this.#nalAt;
    bytes[at] = length >>> 24;
    bytes[at + 1] = length >>> 16;
    bytes[at + 2] = length >>> 8;
    bytes[at + 3] = length;
    this.#nalAt = -1;
    return start;
  }

  /** Takes back the NAL unit at hand. */
  dropNal(): void {
    if (this.#nalAt >= 0) this.#at = this.#unitStart + this.#nalAt;
    this.#nalAt = -1;
  }

  /** The unit, held once for the caller; undefined where it was empty or too large. */
  end(): Written | undefined {
    this.dropNal();
    const slab = this.#slab;
    if (this.#overflowed || !slab || this.length === 0) {
      this.abandon();
      return undefined;
    }
    if (this.length > SLAB_BYTES) this.#largeBytes = this.length;
    slab.retain();
    const data = slab.bytes.subarray(this.#unitStart, this.#at);
    this.#unitStart = this.#at;
    return { data, memory: slab };
  }

  /** Takes back the unit at hand; its room is written over. */
  abandon(): void {
    this.#at = this.#unitStart;
    this.#nalAt = -1;
    this.#overflowed = false;
  }

  /** Lets go of the slab. Idempotent; units that were ended stay with those who hold them. */
  close(): void {
    this.abandon();
    this.#slab?.release();
    this.#slab = undefined;
    this.#unitStart = 0;
    this.#at = 0;
  }

  /** Makes room for `bytes` more, elsewhere if need be. */
  #room(bytes: number): boolean {
    if (this.#overflowed) return false;
    const slab = this.#slab;
    if (slab && this.#at + bytes <= slab.bytes.length) return true;
    return this.#move(bytes);
  }

  #move(bytes: number): boolean {
    const { length } = this;
    const old = this.#slab;
    const needed = length + bytes;
    // One that outgrows a whole slab is a keyframe as the last such was.
    const wanted =
      needed > SLAB_BYTES ? Math.max(needed, Math.min(this.#largeBytes, LARGEST_SLAB_BYTES)) : needed;
    const next = this.#pool.take(wanted);
    if (!next) {
      this.#overflowed = true;
      return false;
    }
    old?.bytes.copy(next.bytes, 0, this.#unitStart, this.#at);
    old?.release();
    this.#slab = next;
    this.#unitStart = 0;
    this.#at = length;
    return true;
  }
}

const NOTHING = Buffer.alloc(0);
