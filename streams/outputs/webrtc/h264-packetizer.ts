import { forEachNal, NAL_IDR, NAL_PPS, NAL_SLICE, NAL_SPS, nalType } from '../../codec/h264-nal.ts';

/** Leaves room in a 1,280-byte path for RTP extensions, SRTP's tag, UDP and IPv6. */
const MAX_PAYLOAD_BYTES = 1200;
const RTP_HEADER_BYTES = 12;
const STAP_A = 24;
const FU_A = 28;

export interface H264PacketizerOptions {
  readonly ssrc: number;
  readonly payloadType: number;
  /** The first packet's sequence number. */
  readonly sequenceNumber: number;
  readonly maxPayloadBytes?: number;
  /** A one-byte header extension (RFC 8285) put on the first packet of every keyframe. */
  readonly keyframeExtension?: { readonly id: number; readonly value: Buffer };
}

export interface AccessUnitTiming {
  /** RTP timestamp, 90 kHz, below 2^32. */
  readonly timestamp: number;
  readonly keyframe: boolean;
  /** SPS and PPS to put before a keyframe that does not bring its own. */
  readonly parameterSets: readonly Buffer[];
}

/**
 * RTP packets of H.264 access units (RFC 6184, packetization-mode 1: single NAL units, STAP-A, FU-A).
 *
 * A keyframe always begins with its SPS, which is how mediasoup knows one; other access units never carry an
 * SPS, or it would take them for keyframes. Delimiters, SEI, filler and layer extensions are not sent: no
 * browser uses them. Packets are built in one reused buffer.
 */
export class H264Packetizer {
  readonly #ssrc: number;
  readonly #payloadType: number;
  readonly #maxPayload: number;
  readonly #extension: Buffer;
  readonly #packet: Buffer;
  #sequenceNumber: number;
  #timestamp = 0;
  /** How many more packets of this access unit carry the extension: 1 before a keyframe's first, else 0. */
  #extensionsDue = 0;
  /** NAL units of the access unit at hand, in sending order. */
  readonly #nals: Buffer[] = [];

  constructor(options: H264PacketizerOptions) {
    this.#ssrc = options.ssrc;
    this.#payloadType = options.payloadType;
    this.#maxPayload = options.maxPayloadBytes ?? MAX_PAYLOAD_BYTES;
    this.#extension = extensionBlock(options.keyframeExtension);
    this.#packet = Buffer.allocUnsafe(RTP_HEADER_BYTES + this.#extension.length + this.#maxPayload);
    this.#sequenceNumber = options.sequenceNumber & 0xffff;
  }

  /**
   * Calls `send` with each packet of the access unit; the buffer is good only during the call. Returns false
   * where there was nothing to send: no picture in it, or lengths that do not fit.
   */
  packetize(accessUnit: Buffer, timing: AccessUnitTiming, send: (packet: Buffer) => void): boolean {
    const parameterSets = this.#collect(accessUnit, timing);
    if (parameterSets === undefined) return false;
    this.#timestamp = timing.timestamp;
    this.#extensionsDue = timing.keyframe && this.#extension.length > 0 ? 1 : 0;

    if (parameterSets.length > 0) this.#sendParameterSets(parameterSets, send);
    const last = this.#nals.length - 1;
    for (let i = 0; i <= last; i++) {
      const nal = this.#nals[i];
      if (nal) this.#sendNal(nal, i === last, send);
    }
    this.#nals.length = 0;
    return true;
  }

  /** Sorts the NAL units into `#nals` (slices) and the parameter sets to send first. */
  #collect(accessUnit: Buffer, timing: AccessUnitTiming): readonly Buffer[] | undefined {
    this.#nals.length = 0;
    let inBand: Buffer[] | undefined;
    const whole = forEachNal(accessUnit, (start, end) => {
      const type = nalType(accessUnit, start);
      if (type >= NAL_SLICE && type <= NAL_IDR) this.#nals.push(accessUnit.subarray(start, end));
      else if (type === NAL_PPS || (type === NAL_SPS && timing.keyframe)) {
        inBand ??= [];
        inBand.push(accessUnit.subarray(start, end));
      }
    });
    if (!whole || this.#nals.length === 0) {
      this.#nals.length = 0;
      return undefined;
    }
    if (!timing.keyframe) return inBand ?? [];
    // The picture's own sets are newer than the init segment's.
    const own = inBand?.some((set) => nalType(set) === NAL_SPS) ? inBand : undefined;
    return own ? spsFirst(own) : timing.parameterSets;
  }

  #sendParameterSets(sets: readonly Buffer[], send: (packet: Buffer) => void): void {
    const together = sets.reduce((bytes, set) => bytes + 2 + set.length, 1);
    if (sets.length === 1 || together > this.#maxPayload) {
      for (const set of sets) this.#sendNal(set, false, send);
      return;
    }
    let at = this.#begin(false);
    let importance = 0;
    const header = at++;
    for (const set of sets) {
      importance = Math.max(importance, (set[0] ?? 0) & 0x60);
      at = this.#packet.writeUInt16BE(set.length, at);
      at += set.copy(this.#packet, at);
    }
    this.#packet[header] = importance | STAP_A;
    send(this.#packet.subarray(0, at));
  }

  #sendNal(nal: Buffer, endsAccessUnit: boolean, send: (packet: Buffer) => void): void {
    if (nal.length <= this.#maxPayload) {
      const at = this.#begin(endsAccessUnit);
      send(this.#packet.subarray(0, at + nal.copy(this.#packet, at)));
      return;
    }
    const header = nal[0] ?? 0;
    const indicator = (header & 0xe0) | FU_A;
    const room = this.#maxPayload - 2;
    for (let from = 1; from < nal.length; from += room) {
      const to = Math.min(from + room, nal.length);
      const end = to === nal.length;
      let at = this.#begin(endsAccessUnit && end);
      this.#packet[at++] = indicator;
      this.#packet[at++] = (from === 1 ? 0x80 : 0) | (end ? 0x40 : 0) | (header & 0x1f);
      at += nal.copy(this.#packet, at, from, to);
      send(this.#packet.subarray(0, at));
    }
  }

  /** Writes the RTP header; returns where the payload begins. */
  #begin(marker: boolean): number {
    const extended = this.#extensionsDue > 0;
    const packet = this.#packet;
    packet[0] = extended ? 0x90 : 0x80;
    packet[1] = (marker ? 0x80 : 0) | this.#payloadType;
    packet.writeUInt16BE(this.#sequenceNumber, 2);
    packet.writeUInt32BE(this.#timestamp, 4);
    packet.writeUInt32BE(this.#ssrc, 8);
    this.#sequenceNumber = (this.#sequenceNumber + 1) & 0xffff;
    if (!extended) return RTP_HEADER_BYTES;
    this.#extensionsDue -= 1;
    return RTP_HEADER_BYTES + this.#extension.copy(packet, RTP_HEADER_BYTES);
  }
}

function spsFirst(sets: Buffer[]): Buffer[] {
  return sets.sort((a, b) => nalType(a) - nalType(b));
}

/** The whole extension block: profile 0xBEDE, length in words, one element, padding. */
function extensionBlock(extension: H264PacketizerOptions['keyframeExtension']): Buffer {
  if (!extension) return Buffer.alloc(0);
  const words = Math.ceil((1 + extension.value.length) / 4);
  const block = Buffer.alloc(4 + words * 4);
  block.writeUInt16BE(0xbede, 0);
  block.writeUInt16BE(words, 2);
  block[4] = (extension.id << 4) | (extension.value.length - 1);
  extension.value.copy(block, 5);
  return block;
}
