import { SlabPool } from '../../memory/slab-pool.ts';
import type { MediaFormat } from '../../types.ts';
import type { RtpTransport } from '../receiver.ts';
import { VideoReceiver } from '../video-receiver.ts';

/** Parameter sets that x264 wrote for 640×360 at 25 fps, and x265 for 1280×720. */
export const H264_SETS = [
  Buffer.from('6764001eacd940a02ff97011000003000100000300320f162d96', 'hex'),
  Buffer.from('68ebe3cb22c0', 'hex'),
];
export const H265_SETS = [
  Buffer.from('40010c01ffff01600000030090000003000003005d928090', 'hex'),
  Buffer.from('42010101600000030090000003000003005da00280802d16592a4932bc05a02000000300200000030321', 'hex'),
  Buffer.from('4401c172b46240', 'hex'),
].map((set) => Buffer.from(set));

export interface ReceivedUnit {
  readonly nals: Buffer[];
  readonly keyframe: boolean;
  readonly decodeTime: number;
  readonly durationTicks: number;
  readonly sps?: Buffer;
}

export interface ReceivingOptions {
  readonly codec?: 'h264' | 'h265';
  readonly transport?: RtpTransport;
  readonly fmtp?: Readonly<Record<string, string>>;
}

/** A receiver, its sink and its memory, which is poisoned: what is not copied during the call is lost. */
export class Receiving {
  readonly pool = new SlabPool({ poison: true });
  readonly receiver: VideoReceiver;
  readonly units: ReceivedUnit[] = [];
  readonly formats: MediaFormat[] = [];
  /** What came, in order: `f` for a format, the number of pictures for a batch. */
  readonly log: (string | number)[] = [];
  nowMs = 1_000_000;
  /** The read buffer, written over before each packet. */
  readonly #buffer = Buffer.alloc(70_000);

  constructor({ codec = 'h264', transport = 'tcp', fmtp = {} }: ReceivingOptions = {}) {
    this.receiver = new VideoReceiver({
      track: { encoding: codec, payloadType: 96, clockRate: 90_000, fmtp: new Map(Object.entries(fmtp)) },
      transport,
      pool: this.pool,
      sink: {
        onFormat: (format) => {
          this.formats.push(format);
          this.log.push('f');
        },
        onAccessUnits: (units) => {
          this.log.push(units.length);
          for (const { keyframe, decodeTime, durationTicks, data, sps } of units) {
            const nals = nalsOf(data).map((nal) => Buffer.from(nal));
            const unit = { nals, keyframe, decodeTime, durationTicks };
            this.units.push(sps ? { ...unit, sps: Buffer.from(sps) } : unit);
          }
        },
      },
    });
  }

  /** Each packet in its own read, `apartMs` after the one before. */
  push(packets: readonly Buffer[], apartMs = 0): void {
    for (const packet of packets) {
      this.nowMs += apartMs;
      this.#buffer.fill(0xaa, 0, packet.length + 8);
      packet.copy(this.#buffer, 4);
      this.receiver.push(this.#buffer, 4, 4 + packet.length, this.nowMs);
    }
  }

  flush(): void {
    this.receiver.flush(this.nowMs);
  }

  /** A picture's packets, all at once, 40 ms after the one before; then what is ready. */
  unit(packets: readonly Buffer[], apartMs = 40): void {
    this.nowMs += apartMs;
    this.push(packets);
    this.flush();
  }
}

export function nalsOf(data: Buffer): Buffer[] {
  const nals: Buffer[] = [];
  for (let at = 0; at < data.length; ) {
    const end = at + 4 + data.readUInt32BE(at);
    if (end > data.length) throw new Error('a length that does not fit');
    nals.push(data.subarray(at + 4, end));
    at = end;
  }
  return nals;
}

/** A slice of a picture of H.264: the first one, unless told otherwise. */
export function slice(type: 1 | 5, size = 50, first = true, fill = 7): Buffer {
  const nal = Buffer.alloc(Math.max(3, size), fill);
  nal[0] = type === 5 ? 0x65 : 0x41;
  // first_mb_in_slice 0 is the bit 1; slice_type 0 (P) or 7 (I).
  nal[1] = first ? (type === 5 ? 0b1000_1000 : 0b1100_0000) : 0b0100_0000;
  return nal;
}

export function slice265(type: number, size = 50, first = true, fill = 7): Buffer {
  const nal = Buffer.alloc(Math.max(4, size), fill);
  nal[0] = type << 1;
  nal[1] = 1;
  nal[2] = first ? 0x80 : 0;
  return nal;
}
