/** RTP packets as cameras make them, well and badly. For tests and measurements. */

export interface PacketFields {
  readonly sequence: number;
  readonly timestamp: number;
  readonly payload: Buffer;
  readonly marker?: boolean;
  readonly payloadType?: number;
  readonly ssrc?: number;
  readonly csrcs?: number;
  /** Words of header extension. */
  readonly extension?: number;
  readonly padding?: number;
}

export function rtpPacket(fields: PacketFields): Buffer {
  const { sequence, timestamp, payload, marker = false, payloadType = 96, ssrc = 7 } = fields;
  const { csrcs = 0, extension = -1, padding = 0 } = fields;
  const header = Buffer.alloc(12 + 4 * csrcs + (extension < 0 ? 0 : 4 + 4 * extension), 0xee);
  header[0] = 0x80 | (padding > 0 ? 0x20 : 0) | (extension < 0 ? 0 : 0x10) | csrcs;
  header[1] = (marker ? 0x80 : 0) | payloadType;
  header.writeUInt16BE(sequence & 0xffff, 2);
  header.writeUInt32BE(timestamp >>> 0, 4);
  header.writeUInt32BE(ssrc, 8);
  if (extension >= 0) header.writeUInt16BE(extension, 12 + 4 * csrcs + 2);
  const tail = Buffer.alloc(padding, padding);
  return Buffer.concat([header, payload, tail]);
}

/** When the marker bit is set: as it should be, or as seen on bad cameras. */
export type Markers = 'right' | 'never' | 'every-packet' | 'every-nal';

export interface PackOptions {
  readonly codec?: 'h264' | 'h265';
  /** NAL units larger than this are fragmented. */
  readonly mtu?: number;
  readonly markers?: Markers;
  /** Small NAL units that follow one another go into one packet. */
  readonly aggregate?: boolean;
}

/** The payloads of one access unit, with their marker bits. */
export function packUnit(
  nals: readonly Buffer[],
  { codec = 'h264', mtu = 1200, markers = 'right', aggregate = false }: PackOptions = {},
): { payload: Buffer; marker: boolean }[] {
  const payloads: { payload: Buffer; endsNal: boolean }[] = [];
  let small: Buffer[] = [];
  const flush = (): void => {
    const [first] = small;
    if (first)
      payloads.push({ payload: small.length > 1 ? aggregateOf(codec, small) : first, endsNal: true });
    small = [];
  };
  for (const nal of nals) {
    if (aggregate && [...small, nal].reduce((sum, one) => sum + one.length + 2, 2) <= mtu) {
      small.push(nal);
      continue;
    }
    flush();
    if (nal.length <= mtu) payloads.push({ payload: nal, endsNal: true });
    else {
      const parts = fragmentsOf(codec, nal, mtu);
      payloads.push(...parts.map((payload, i) => ({ payload, endsNal: i === parts.length - 1 })));
    }
  }
  flush();
  return payloads.map(({ payload, endsNal }, i) => ({
    payload,
    marker:
      markers === 'every-packet' ||
      (markers === 'every-nal' && endsNal) ||
      (markers === 'right' && i === payloads.length - 1),
  }));
}

export function aggregateOf(codec: 'h264' | 'h265', nals: readonly Buffer[]): Buffer {
  const parts = nals.flatMap((nal) => [Buffer.from([nal.length >> 8, nal.length & 0xff]), nal]);
  return Buffer.concat([Buffer.from(codec === 'h264' ? [0x78] : [48 << 1, 1]), ...parts]);
}

export function fragmentsOf(codec: 'h264' | 'h265', nal: Buffer, mtu: number): Buffer[] {
  const [first = 0, second = 0] = nal;
  const headerBytes = codec === 'h264' ? 1 : 2;
  const type = codec === 'h264' ? first & 0x1f : (first >> 1) & 0x3f;
  const indicator = codec === 'h264' ? [(first & 0xe0) | 28] : [(first & 0x81) | (49 << 1), second];
  const room = Math.max(1, mtu - headerBytes - 1);
  const parts: Buffer[] = [];
  for (let from = headerBytes; from < nal.length || parts.length === 0; from += room) {
    const to = Math.min(nal.length, from + room);
    const flags = (from === headerBytes ? 0x80 : 0) | (to === nal.length ? 0x40 : 0);
    parts.push(Buffer.concat([Buffer.from([...indicator, flags | type]), nal.subarray(from, to)]));
  }
  return parts;
}

/** Numbers packets and stamps pictures as a camera does. */
export class PacketWriter {
  sequence: number;
  timestamp: number;
  ssrc = 7;
  readonly #options: PackOptions;

  constructor(options: PackOptions & { readonly sequence?: number; readonly timestamp?: number } = {}) {
    this.#options = options;
    this.sequence = options.sequence ?? 65_530;
    this.timestamp = options.timestamp ?? 2 ** 32 - 5000;
  }

  /** One access unit's packets; time goes on by `step` ticks after it. */
  unit(nals: readonly Buffer[], step = 3600, options: PackOptions = {}): Buffer[] {
    const packets = packUnit(nals, { ...this.#options, ...options }).map((part) => this.#packet(part));
    this.timestamp = (this.timestamp + step) >>> 0;
    return packets;
  }

  payload(payload: Buffer, marker = false): Buffer {
    return this.#packet({ payload, marker });
  }

  #packet(part: { readonly payload: Buffer; readonly marker: boolean }): Buffer {
    const { timestamp, ssrc } = this;
    const packet = rtpPacket({ ...part, sequence: this.sequence, timestamp, ssrc });
    this.sequence = (this.sequence + 1) & 0xffff;
    return packet;
  }
}

/** A compound RTCP packet with a sender report. */
export function senderReport(fields: {
  ntpMs: number;
  timestamp: number;
  ssrc?: number;
  bye?: boolean;
}): Buffer {
  const { ntpMs, timestamp, ssrc = 7, bye = false } = fields;
  const packet = Buffer.alloc(28 + (bye ? 8 : 0));
  packet.writeUInt32BE(0x80c8_0006, 0);
  packet.writeUInt32BE(ssrc, 4);
  packet.writeUInt32BE((Math.floor(ntpMs / 1000) + 2_208_988_800) >>> 0, 8);
  packet.writeUInt32BE(Math.floor(((ntpMs % 1000) / 1000) * 2 ** 32), 12);
  packet.writeUInt32BE(timestamp >>> 0, 16);
  if (bye) {
    packet.writeUInt32BE(0x81cb_0001, 28);
    packet.writeUInt32BE(ssrc, 32);
  }
  return packet;
}
