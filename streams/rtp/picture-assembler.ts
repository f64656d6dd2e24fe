import { hasRecoveryPoint } from '../codec/recovery-point.ts';
import type { SlabWriter, Written } from '../memory/slab-writer.ts';
import { MarkerTrust } from './marker-trust.ts';
import { H264_SYNTAX, type NalSyntax } from './nal-syntax.ts';
import type { NalTarget } from './nal-target.ts';
import type { RtpCounters } from './rtp-counters.ts';

/** An access unit that came whole. */
export interface Picture {
  /** Undefined where it was larger than memory allows. */
  readonly written: Written | undefined;
  readonly keyframe: boolean;
  readonly timestamp: number;
  /** The next one's timestamp, where that is known already. */
  readonly nextTimestamp: number | undefined;
  readonly arrivedAtMs: number;
  /** Where in `written.data` its sequence parameter set lies; `spsEnd` 0 where it has none. */
  readonly spsStart: number;
  readonly spsEnd: number;
}

export interface PictureAssemblerOptions {
  readonly syntax: NalSyntax;
  readonly writer: SlabWriter;
  readonly counters: RtpCounters;
  /** Whether a picture may come in two fields, so that a first slice need not begin a new access unit. */
  readonly mayHaveFields: () => boolean;
  readonly onPicture: (picture: Picture) => void;
  /** A view, good during the call. */
  readonly onParameterSet: (nal: Buffer) => void;
  /** Pictures are missing: what follows cannot be decoded before the next keyframe. */
  readonly onDamage: () => void;
}

/**
 * Puts NAL units together to access units, and knows where one ends: at a trusted marker, a new timestamp, a
 * delimiter after a picture, or another picture's first slice. What lost a packet, at its
 * end, its beginning or in between, is dropped whole.
 */
export class PictureAssembler implements NalTarget {
  readonly trust = new MarkerTrust();
  readonly #options: PictureAssemblerOptions;
  readonly #syntax: NalSyntax;
  readonly #writer: SlabWriter;
  #timestamp = -1;
  #arrivedAtMs = 0;
  /** A fragmented NAL unit is open; `#writing` tells whether it is kept. */
  #inFragment = false;
  #writing = false;
  #nalType = 0;
  /** Of the access unit at hand: something is written; a picture is among it; it is a keyframe. */
  #started = false;
  #hasPicture = false;
  #keyframe = false;
  #spsStart = 0;
  #spsEnd = 0;
  /** A marker came after a picture's NAL unit; another such NAL unit came after that. */
  #marked = false;
  #wentOn = false;
  /** One came before any picture, on something with this timestamp. */
  #markedEarly = false;
  /** What comes belongs to an access unit that is damaged. */
  #skipping = false;
  /** Packets are missing before what comes next: it may lack its head. */
  #headUnsure = false;
  /** The timestamp of the access unit that a marker has just ended. */
  #endedTimestamp = -1;

  constructor(options: PictureAssemblerOptions) {
    this.#options = options;
    this.#syntax = options.syntax;
    this.#writer = options.writer;
  }

  get inFragment(): boolean {
    return this.#inFragment;
  }

  beginPacket(timestamp: number, arrivedAtMs: number): void {
    if (timestamp !== this.#timestamp) {
      if (this.#skipping) this.#reset();
      else if (this.#hasPicture) this.#close(timestamp);
      this.#timestamp = timestamp;
      this.#markedEarly = false;
    }
    this.#arrivedAtMs = arrivedAtMs;
  }

  endPacket(marker: boolean): void {
    // What was unsure was this packet's access unit, which is given up.
    if (this.#skipping) this.#headUnsure = false;
    if (!marker) return;
    if (this.#inFragment) this.trust.onStray();
    this.#markedEarly = !this.#hasPicture;
    if (!this.#hasPicture || this.#inFragment) return;
    this.#marked = true;
    if (this.#skipping || !this.trust.trusted) return;
    this.trust.onMarkedEnd();
    this.#endedTimestamp = this.#timestamp;
    this.#emit(undefined);
  }

  /** Packets are missing before the next one. */
  gap(): void {
    if (this.#started && !this.#skipping) this.#skip();
    this.#inFragment = false;
    this.#headUnsure = true;
    this.#options.onDamage();
  }

  whole(buffer: Buffer, start: number, end: number): void {
    const { headerBytes } = this.#syntax;
    const type = this.#syntax.typeOf(buffer[start] ?? 0);
    const body = start + headerBytes < end ? (buffer[start + headerBytes] ?? 0) : 0;
    if (!this.#enter(type, body)) return;
    this.#writer.append(buffer, start, end);
    this.#endNal();
  }

  open(first: number, second: number, buffer: Buffer, start: number, end: number): void {
    const body = start < end ? (buffer[start] ?? 0) : 0;
    const writing = this.#enter(this.#syntax.typeOf(first), body);
    this.#inFragment = true;
    if (!writing) return;
    this.#writer.appendByte(first);
    if (second >= 0) this.#writer.appendByte(second);
    this.#writer.append(buffer, start, end);
  }

  more(buffer: Buffer, start: number, end: number): void {
    if (this.#writing) this.#writer.append(buffer, start, end);
  }

  shut(): void {
    this.#inFragment = false;
    if (this.#writing) this.#endNal();
  }

  broken(): void {
    this.#options.counters.malformed += 1;
    this.orphan();
  }

  orphan(): void {
    this.#inFragment = false;
    if (!this.#skipping) this.#skip();
    this.#options.onDamage();
  }

  /** Decides what a NAL unit that begins means to the access unit at hand. True: it is to be written. */
  #enter(type: number, body: number): boolean {
    // Without a gap, a fragment whose end was not marked has ended all the same.
    if (this.#inFragment) this.shut();
    this.#writing = false;
    const syntax = this.#syntax;
    if (this.#skipping && !this.#leaveDamaged(type, body)) return false;
    if (this.#hasPicture && this.#startsNext(type, body)) this.#close(this.#timestamp);
    if (syntax.isDelimiter(type)) this.#headUnsure = false;
    if (syntax.isDelimiter(type) || syntax.isFiller(type)) return false;
    // Between slices: a repetition, and not allowed there by either standard.
    if (this.#hasPicture && syntax.isParameterSet(type)) return false;
    if (!this.#started && !this.#begin(type)) return false;
    if (syntax.isPicture(type) && !this.#enterPicture(type, body)) return false;
    this.#started = true;
    this.#writing = true;
    this.#nalType = type;
    this.#writer.beginNal();
    return true;
  }

  /** The rest of a damaged access unit is passed over until what comes is surely another's beginning. */
  #leaveDamaged(type: number, body: number): boolean {
    const syntax = this.#syntax;
    const isPicture = syntax.isPicture(type);
    const begins = isPicture
      ? syntax.isFirstSlice(type, body)
      : !syntax.isSuffix(type) && !syntax.isFiller(type);
    if (syntax.isDelimiter(type) || (this.#marked && begins)) {
      this.#reset();
      return true;
    }
    if (isPicture) this.#hasPicture = true;
    return false;
  }

  /** After a picture's NAL unit, with the same timestamp. */
  #startsNext(type: number, body: number): boolean {
    const syntax = this.#syntax;
    if (syntax.isDelimiter(type)) return true;
    // Some payloaders repeat the parameter sets before every slice of a keyframe: these alone end nothing.
    if (syntax.isInformation(type) || syntax.isParameterSet(type)) return this.#marked;
    if (!syntax.isPicture(type) || !syntax.isFirstSlice(type, body)) return false;
    return this.#marked || !this.#options.mayHaveFields();
  }

  #begin(type: number): boolean {
    if (this.#headUnsure && !this.#syntax.isHead(type)) {
      this.#headUnsure = false;
      this.#skip();
      if (this.#syntax.isPicture(type)) this.#hasPicture = true;
      return false;
    }
    this.#headUnsure = false;
    this.#writer.begin();
    return !this.#syntax.isSuffix(type);
  }

  #enterPicture(type: number, body: number): boolean {
    if (!this.#hasPicture && !this.#syntax.isFirstSlice(type, body)) {
      if (this.#endedTimestamp === this.#timestamp) {
        this.trust.onFault();
        this.#options.counters.markerFaults += 1;
      }
      this.#skip();
      this.#hasPicture = true;
      this.#options.onDamage();
      return false;
    }
    if (this.#markedEarly) this.trust.onStray();
    if (this.#marked) this.#wentOn = true;
    this.#hasPicture = true;
    if (this.#syntax.isRandomAccess(type)) this.#keyframe = true;
    return true;
  }

  #endNal(): void {
    this.#writing = false;
    const start = this.#writer.endNal();
    const type = this.#nalType;
    const isSet = this.#syntax.isParameterSet(type);
    const isInformation = this.#syntax === H264_SYNTAX && this.#syntax.isInformation(type);
    if (start === 0 || !(isSet || isInformation)) return;
    const end = this.#writer.length;
    const nal = this.#writer.peek(start, end);
    if (isInformation) {
      if (!this.#hasPicture && hasRecoveryPoint(nal)) this.#keyframe = true;
      return;
    }
    this.#options.onParameterSet(nal);
    if (type !== 7 && type !== 33) return;
    this.#spsStart = start;
    this.#spsEnd = end;
  }

  #close(nextTimestamp: number): void {
    if (this.#inFragment) this.shut();
    this.trust.onEnd(this.#marked && !this.#wentOn);
    this.#emit(nextTimestamp === this.#timestamp ? undefined : nextTimestamp);
  }

  #emit(nextTimestamp: number | undefined): void {
    const picture = {
      written: this.#writer.end(),
      keyframe: this.#keyframe,
      timestamp: this.#timestamp,
      nextTimestamp,
      arrivedAtMs: this.#arrivedAtMs,
      spsStart: this.#spsStart,
      spsEnd: this.#spsEnd,
    };
    this.#reset();
    this.#options.onPicture(picture);
  }

  #skip(): void {
    this.#options.counters.unitsDropped += 1;
    this.#writer.abandon();
    this.#writing = false;
    this.#skipping = true;
    this.#marked = false;
  }

  #reset(): void {
    this.#writer.abandon();
    this.#writing = false;
    this.#started = false;
    this.#hasPicture = false;
    this.#keyframe = false;
    this.#spsStart = 0;
    this.#spsEnd = 0;
    this.#marked = false;
    this.#wentOn = false;
    this.#skipping = false;
  }
}
