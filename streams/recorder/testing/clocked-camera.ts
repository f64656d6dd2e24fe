import type { SlabPool } from '../../memory/slab-pool.ts';
import { H264_SETS, slice } from '../../rtp/testing/receiving.ts';
import { PacketWriter } from '../../rtp/testing/rtp-packets.ts';
import { VideoReceiver } from '../../rtp/video-receiver.ts';
import type { CreateSource, SourceSink } from '../../sources/source.ts';

export interface ClockedCameraOptions {
  readonly pool: SlabPool;
  /** Set by the camera as it goes. */
  readonly clock: { ms: number };
  readonly fps: number;
  /** Pictures from keyframe to keyframe. */
  readonly gop: number;
  /** Its clock is fast by so much. */
  readonly driftPpm?: number;
  /** Ms that a picture needs to arrive, by its number. */
  readonly delayMs?: (picture: number) => number;
}

const NUMBER_AT = 6;

/**
 * A camera without a network, faster than real time: RTP packets by a clock that drifts and steps, into a real
 * receiver. Each picture holds the instant at which it was really taken.
 */
export class ClockedCamera {
  readonly #options: ClockedCameraOptions;
  readonly #packets = new PacketWriter();
  #receiver: VideoReceiver | undefined;
  #fail: ((error: unknown) => void) | undefined;
  #takenMs: number;
  /** What its clock was set by, ms. */
  #stepMs = 0;
  pictures = 0;

  constructor(options: ClockedCameraOptions) {
    this.#options = options;
    this.#takenMs = options.clock.ms;
  }

  readonly createSource: CreateSource = ({ sink }) => ({ run: (signal) => this.#run(sink, signal) });

  get isRunning(): boolean {
    return this.#receiver !== undefined;
  }

  stepClock(ms: number): void {
    this.#stepMs += ms;
  }

  /** Nothing is sent for so long; it goes on with a keyframe. */
  rest(ms: number): void {
    this.#takenMs += ms;
    this.#options.clock.ms = this.#takenMs;
    this.pictures += (this.#options.gop - (this.pictures % this.#options.gop)) % this.#options.gop;
  }

  /** The clock that is read on arrival goes back by so much, and all with it but the camera's own. */
  setBack(ms: number): void {
    this.#takenMs -= ms;
    this.#stepMs += ms;
    this.#options.clock.ms -= ms;
  }

  picture(): void {
    const { fps, gop, driftPpm = 0, delayMs = () => 5, clock } = this.#options;
    this.#takenMs += 1000 / fps;
    const isKeyframe = this.pictures % gop === 0;
    const nal = slice(isKeyframe ? 5 : 1, 64);
    nal.writeDoubleBE(this.#takenMs, NUMBER_AT);
    const cameraMs = this.#takenMs * (1 + driftPpm / 1e6) + this.#stepMs;
    this.#packets.timestamp = Math.round(cameraMs * 90) % 2 ** 32;
    clock.ms = Math.max(clock.ms, this.#takenMs + delayMs(this.pictures));
    this.pictures += 1;
    for (const packet of this.#packets.unit(isKeyframe ? [...H264_SETS, nal] : [nal]))
      this.#receiver?.push(packet, 0, packet.length, clock.ms);
    this.#receiver?.flush(clock.ms);
  }

  hangUp(error: Error): void {
    this.#fail?.(error);
  }

  #run(sink: SourceSink, signal: AbortSignal): Promise<never> {
    const receiver = new VideoReceiver({
      track: { encoding: 'H264', payloadType: 96, clockRate: 90_000, fmtp: new Map() },
      ...{ transport: 'tcp', pool: this.#options.pool, sink },
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

/** When the picture in a sample's bytes was really taken. */
export function takenAtMs(sample: Buffer): number {
  // Parameter sets come before a keyframe: the slice is the last NAL unit.
  let at = 0;
  while (at + 4 + sample.readUInt32BE(at) < sample.length) at += 4 + sample.readUInt32BE(at);
  return sample.readDoubleBE(at + 4 + NUMBER_AT);
}
