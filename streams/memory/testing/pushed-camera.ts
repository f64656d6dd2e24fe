import { StreamFaultError } from '../../media-error.ts';
import { H264_SETS, slice } from '../../rtp/testing/receiving.ts';
import { PacketWriter } from '../../rtp/testing/rtp-packets.ts';
import { VideoReceiver } from '../../rtp/video-receiver.ts';
import type { CreateSource, SourceSink } from '../../sources/source.ts';
import type { SlabPool } from '../slab-pool.ts';

const OTHER_SPS = Buffer.from('6742c028d900780227e5c044000003000400000300c83c60c920', 'hex');
const [SPS, PPS] = H264_SETS as [Buffer, Buffer];

export interface PushedPicture {
  readonly keyframe: boolean;
  readonly bytes: number;
  /** A packet in its middle is lost. */
  readonly torn?: boolean;
}

/**
 * A camera without a network: a source whose pictures the test makes, one by one, as RTP packets into a real
 * receiver. Every byte of a slice but its first two is the same, and no two pictures that follow one another have
 * the same: see `faultOf`.
 */
export class PushedCamera {
  readonly #pool: SlabPool;
  readonly #packets = new PacketWriter();
  #receiver: VideoReceiver | undefined;
  #fail: ((error: unknown) => void) | undefined;
  #sps = SPS;
  #pictures = 0;
  #nowMs = 1_000_000;
  starts = 0;

  constructor(pool: SlabPool) {
    this.#pool = pool;
  }

  get isRunning(): boolean {
    return this.#receiver !== undefined;
  }

  readonly createSource: CreateSource = ({ sink }) => ({ run: (signal) => this.#run(sink, signal) });

  push({ keyframe, bytes, torn = false }: PushedPicture): void {
    this.#pictures += 1;
    this.#nowMs += 40;
    const fill = (this.#pictures % 100) + 1;
    const one = slice(keyframe ? 5 : 1, bytes, true, fill);
    const packets = this.#packets.unit(keyframe ? [this.#sps, PPS, one] : [one]);
    if (torn) packets.splice(packets.length >> 1, 1);
    for (const packet of packets) this.#receiver?.push(packet, 0, packet.length, this.#nowMs);
    this.#receiver?.flush(this.#nowMs);
  }

  changeFormat(): void {
    this.#sps = this.#sps === SPS ? OTHER_SPS : SPS;
  }

  /** With a picture half sent. */
  hangUp(): void {
    const [first] = this.#packets.unit([slice(1, 5000)]);
    if (first) this.#receiver?.push(first, 0, first.length, this.#nowMs);
    this.#fail?.(new StreamFaultError({ code: 'camera_ended', message: 'The camera hung up.' }));
  }

  #run(sink: SourceSink, signal: AbortSignal): Promise<never> {
    this.starts += 1;
    const receiver = new VideoReceiver({
      track: { encoding: 'H264', payloadType: 96, clockRate: 90_000, fmtp: new Map() },
      ...{ transport: 'tcp', pool: this.#pool, sink },
    });
    this.#receiver = receiver;
    return new Promise((_resolve, reject) => {
      this.#fail = (error) => {
        receiver.close();
        if (this.#receiver === receiver) this.#receiver = undefined;
        reject(error);
      };
      signal.addEventListener('abort', () => this.#fail?.(signal.reason), { once: true });
    });
  }
}

/** What is wrong with NAL units behind lengths that should be one picture's or several: undefined where nothing is. */
export function faultOf(data: Buffer): string | undefined {
  for (let at = 0; at < data.length; ) {
    const end = at + 4 + data.readUInt32BE(at);
    if (end > data.length || end === at + 4) return `a length that does not fit at ${at}`;
    const type = (data[at + 4] ?? 0) & 0x1f;
    const body = data.subarray(at + 6, end);
    if (type === 1 || type === 5) {
      // Byte by byte only where something is wrong: this is asked of hundreds of megabytes.
      if (!body.equals(Buffer.alloc(body.length, body[0]))) {
        const odd = body.findIndex((byte) => byte !== body[0]);
        return `byte ${body[odd]} at ${odd} of a slice of ${body[0]}`;
      }
    } else if (type !== 7 && type !== 8) return `a NAL unit of type ${type} at ${at}`;
    at = end;
  }
  return undefined;
}
