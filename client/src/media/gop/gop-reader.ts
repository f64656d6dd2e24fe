/**
 * Reads `gop.mp4` while it arrives: `ftyp`+`moov`, then `moof`/`mdat` pairs with every picture since the newest
 * keyframe. Samples are given as soon as their bytes are whole, so decoding goes on beside the transfer.
 */
import { readFragment, type SamplePlace } from './gop-fragment.ts';
import { type GopTrack, readTrack } from './gop-track.ts';
import { BOX_HEAD_BYTES, type BoxHead, boxHead, GopFault } from './mp4-boxes.ts';

export interface GopSample {
  /** NAL units, each behind its length. A copy: good for as long as it is kept. */
  readonly data: Uint8Array;
  readonly keyframe: boolean;
  /** Presentation time since the first sample, in microseconds: WebCodecs' unit. */
  readonly timestampUs: number;
  readonly durationUs: number;
}

export interface GopReaderLimits {
  /** All of the answer. */
  readonly bytes: number;
  /** `moov` or one `moof`. */
  readonly headerBytes: number;
}

const USUAL: GopReaderLimits = { bytes: 48 * 1024 * 1024, headerBytes: 1024 * 1024 };

export class GopReader {
  readonly #limits: GopReaderLimits;
  /** What has come and was not used yet. */
  #waiting: Uint8Array = new Uint8Array(0);
  #seen = 0;
  #track: GopTrack | undefined;
  #places: SamplePlace[] = [];
  /** Bytes left of the `mdat` being read; undefined between boxes. */
  #mediaLeft: number | undefined;
  /** Bytes of a box nobody needs that are still to come. */
  #skip = 0;
  #decodeTicks = 0;
  #newestTicks = 0;
  #given = 0;

  constructor(limits: GopReaderLimits = USUAL) {
    this.#limits = limits;
  }

  /** Known before the first sample is given. */
  get track(): GopTrack | undefined {
    return this.#track;
  }

  /** Presentation time of the newest picture announced so far, whether or not its bytes have come. */
  get newestUs(): number {
    return this.#us(this.#newestTicks);
  }

  /** Whether the answer may end here: at least one sample, and nothing half read. */
  get complete(): boolean {
    return this.#given > 0 && this.#waiting.length === 0 && !this.#mediaLeft && this.#skip === 0;
  }

  /** The samples that are whole now. Throws a `GopFault` for what is no such file, or is too big. */
  push(chunk: Uint8Array): GopSample[] {
    this.#seen += chunk.length;
    if (this.#seen > this.#limits.bytes) throw new GopFault('the answer is too big');
    this.#waiting = joined(this.#waiting, chunk);
    const samples: GopSample[] = [];
    while (this.#step(samples)) {
      // As far as what has come allows.
    }
    return samples;
  }

  /** One sample, or one box; false when more bytes are needed. */
  #step(samples: GopSample[]): boolean {
    if (this.#skip > 0) {
      const skipped = Math.min(this.#skip, this.#waiting.length);
      this.#take(skipped);
      this.#skip -= skipped;
      return skipped > 0;
    }
    if (this.#mediaLeft !== undefined) return this.#sample(this.#mediaLeft, samples);
    const head = boxHead(this.#waiting, 0);
    return head !== undefined && this.#box(head);
  }

  #sample(mediaLeft: number, samples: GopSample[]): boolean {
    const place = this.#places[0];
    if (place === undefined) {
      this.#skip = mediaLeft;
      this.#mediaLeft = undefined;
      return true;
    }
    if (place.bytes === 0 || place.bytes > mediaLeft)
      throw new GopFault('a sample is empty or reaches out of its box');
    if (this.#waiting.length < place.bytes) return false;
    this.#places.shift();
    samples.push({
      data: this.#take(place.bytes).slice(),
      keyframe: place.keyframe,
      timestampUs: this.#us(this.#decodeTicks + place.compositionTicks),
      durationUs: this.#us(place.durationTicks),
    });
    this.#decodeTicks += place.durationTicks;
    this.#given += 1;
    this.#mediaLeft = mediaLeft - place.bytes;
    return true;
  }

  #box({ type, size }: BoxHead): boolean {
    if (type === 'mdat') {
      this.#take(BOX_HEAD_BYTES);
      this.#mediaLeft = size - BOX_HEAD_BYTES;
      return true;
    }
    if (type !== 'moov' && type !== 'moof') {
      this.#skip = size;
      return true;
    }
    if (size > this.#limits.headerBytes) throw new GopFault(`a ${type} of ${size} bytes`);
    if (this.#waiting.length < size) return false;
    const body = this.#take(size).subarray(BOX_HEAD_BYTES);
    if (type === 'moov') this.#track = readTrack(body.slice());
    else if (this.#track === undefined) throw new GopFault('samples before their track');
    else this.#announce(readFragment(body, this.#track));
    return true;
  }

  #announce(places: SamplePlace[]): void {
    this.#places = places;
    let ticks = this.#decodeTicks;
    for (const place of places) {
      this.#newestTicks = Math.max(this.#newestTicks, ticks + place.compositionTicks);
      ticks += place.durationTicks;
    }
  }

  #us(ticks: number): number {
    return Math.round((ticks * 1e6) / (this.#track?.timescale ?? 1));
  }

  #take(bytes: number): Uint8Array {
    const taken = this.#waiting.subarray(0, bytes);
    this.#waiting = this.#waiting.subarray(bytes);
    return taken;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
