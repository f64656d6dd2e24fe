import { randomInt } from 'node:crypto';
import type { types } from 'mediasoup';
import type { StreamView } from '../../types.ts';
import { sound } from './rtp-parameters.ts';
import type { FedProducer } from './shared-producers.ts';
import { soundCodecOf } from './sound-codec.ts';
import type { SoundPacket } from './sound-feed.ts';
import type { SoundFeeds } from './sound-feeds.ts';
import { WebRtcError } from './webrtc-error.ts';

/** Any number will do: the router gives consumers its own. */
const PRODUCER_PAYLOAD_TYPE = 100;
const RTP_HEADER_BYTES = 12;

export interface SoundProducerOptions {
  readonly transport: types.DirectTransport;
  readonly stream: StreamView;
  readonly feeds: SoundFeeds;
  /** Called once, before the producer closes: sound that changed, or could not be made. */
  readonly onFault: (fault: WebRtcError) => void;
}

/** One stream's sound as one mediasoup producer. It listens from `start` until it is closed. */
export class SoundProducer implements FedProducer {
  readonly #options: SoundProducerOptions;
  readonly #producer: types.Producer;
  readonly #ssrc: number;
  #sequenceNumber = randomInt(0, 2 ** 15);
  #stop: (() => void) | undefined;

  /** @throws WebRtcError `no_sound` where the stream has none (now). */
  static async create(options: SoundProducerOptions): Promise<SoundProducer> {
    const format = options.stream.info?.audio;
    if (!format) throw new WebRtcError('no_sound', 'The camera has no sound, or is not live yet.');
    const { mimeType, clockRate, channels = 1 } = sound(soundCodecOf(format));
    const ssrc = randomInt(1, 2 ** 32);
    const producer = await options.transport.produce({
      kind: 'audio',
      rtpParameters: {
        codecs: [{ mimeType, clockRate, channels, payloadType: PRODUCER_PAYLOAD_TYPE }],
        encodings: [{ ssrc }],
        rtcp: { cname: 'mingchuang' },
      },
    });
    return new SoundProducer(options, producer, ssrc);
  }

  private constructor(options: SoundProducerOptions, producer: types.Producer, ssrc: number) {
    this.#options = options;
    this.#producer = producer;
    this.#ssrc = ssrc;
    producer.observer.once('close', () => this.#stop?.());
  }

  get id(): string {
    return this.#producer.id;
  }

  start(): void {
    if (this.#stop || this.#producer.closed) return;
    const { feeds, stream } = this.#options;
    let failed: WebRtcError | undefined;
    this.#stop = feeds.listen(stream, {
      onPacket: (packet) => this.#send(packet),
      onFault: (fault) => {
        failed = fault;
        this.#fail(fault);
      },
    });
    // It failed as it began, before there was a way to stop it.
    if (failed) this.#stop();
  }

  close(): void {
    this.#producer.close();
  }

  #send({ payload, timestamp, marker }: SoundPacket): void {
    if (this.#producer.closed) return;
    const packet = Buffer.allocUnsafe(RTP_HEADER_BYTES + payload.length);
    packet[0] = 0x80;
    packet[1] = (marker ? 0x80 : 0) | PRODUCER_PAYLOAD_TYPE;
    packet.writeUInt16BE(this.#sequenceNumber, 2);
    packet.writeUInt32BE(timestamp, 4);
    packet.writeUInt32BE(this.#ssrc, 8);
    payload.copy(packet, RTP_HEADER_BYTES);
    this.#sequenceNumber = (this.#sequenceNumber + 1) & 0xffff;
    this.#producer.send(packet);
  }

  #fail(fault: WebRtcError): void {
    if (this.#producer.closed) return;
    this.#options.onFault(fault);
    this.close();
  }
}
