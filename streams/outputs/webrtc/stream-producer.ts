import { randomInt } from 'node:crypto';
import type { types } from 'mediasoup';
import type { AccessUnit, MediaInfo, StreamConsumer, StreamView } from '../../types.ts';
import { CatchUp } from './catch-up.ts';
import { H264Packetizer } from './h264-packetizer.ts';
import { codecFault, pictureFault } from './playability.ts';
import { RtpClock } from './rtp-clock.ts';
import { BASE_PROFILE, H264_PARAMETERS, PLAYOUT_DELAY_URI } from './rtp-parameters.ts';
import type { FedProducer } from './shared-producers.ts';
import type { WebRtcError } from './webrtc-error.ts';

/** Any number will do: the router gives consumers its own. */
const PRODUCER_PAYLOAD_TYPE = 101;
const PLAYOUT_DELAY_ID = 14;

export interface StreamProducerOptions {
  readonly transport: types.DirectTransport;
  readonly stream: StreamView;
  /** The stream turned out not to go through WebRTC; called once, before the producer closes. */
  readonly onFault: (fault: WebRtcError) => void;
}

/**
 * One stream's pictures as one mediasoup producer. It takes nothing from the stream until `start`, and then
 * begins with the newest GOP. SSRC, sequence numbers and timestamps go on across the source's restarts.
 */
export class StreamProducer implements StreamConsumer, FedProducer {
  readonly #stream: StreamView;
  readonly #producer: types.Producer;
  readonly #packetizer: H264Packetizer;
  readonly #clock = new RtpClock();
  readonly #catchUp = new CatchUp(this);
  readonly #onFault: (fault: WebRtcError) => void;
  readonly #send: (packet: Buffer) => void;
  #parameterSets: readonly Buffer[] = [];
  /** A picture that refers to others we did not send would show garbage. */
  #untilKeyframe = true;
  #started = false;

  static async create(options: StreamProducerOptions): Promise<StreamProducer> {
    const ssrc = randomInt(1, 2 ** 32);
    const producer = await options.transport.produce({
      kind: 'video',
      rtpParameters: {
        codecs: [
          {
            mimeType: 'video/H264',
            payloadType: PRODUCER_PAYLOAD_TYPE,
            clockRate: 90_000,
            parameters: { ...H264_PARAMETERS, 'profile-level-id': BASE_PROFILE },
          },
        ],
        headerExtensions: [{ uri: PLAYOUT_DELAY_URI, id: PLAYOUT_DELAY_ID }],
        encodings: [{ ssrc }],
        rtcp: { cname: 'mingchuang' },
      },
    });
    return new StreamProducer(options, producer, ssrc);
  }

  private constructor(options: StreamProducerOptions, producer: types.Producer, ssrc: number) {
    this.#stream = options.stream;
    this.#onFault = options.onFault;
    this.#producer = producer;
    // Also where the router or the worker is gone.
    producer.observer.once('close', () => this.#catchUp.close());
    this.#send = (packet) => producer.send(packet);
    this.#packetizer = new H264Packetizer({
      ssrc,
      payloadType: PRODUCER_PAYLOAD_TYPE,
      sequenceNumber: randomInt(0, 2 ** 15),
      // 0..0: show a picture as soon as it is decoded. Pictures here are watched as they happen, without sound.
      keyframeExtension: { id: PLAYOUT_DELAY_ID, value: Buffer.from([0, 0, 0]) },
    });
  }

  get id(): string {
    return this.#producer.id;
  }

  /** Begins to take from the stream; more calls change nothing. */
  start(): void {
    if (this.#started || this.#producer.closed) return;
    this.#started = true;
    this.#catchUp.start(this.#stream);
  }

  close(): void {
    this.#producer.close();
  }

  onInit(info: MediaInfo): void {
    const fault = codecFault(info);
    if (fault) {
      this.#fail(fault);
      return;
    }
    this.#parameterSets = info.parameterSets;
    this.#untilKeyframe = true;
  }

  onAccessUnit(unit: AccessUnit): void {
    if (this.#producer.closed) return;
    if (this.#untilKeyframe && !unit.keyframe) return;
    const fault = pictureFault(unit);
    if (fault) {
      this.#fail(fault);
      return;
    }
    this.#untilKeyframe = false;
    this.#packetizer.packetize(
      unit.data,
      {
        timestamp: this.#clock.timestampFor(unit.capturedAtMs),
        keyframe: unit.keyframe,
        parameterSets: this.#parameterSets,
      },
      this.#send,
    );
  }

  #fail(fault: WebRtcError): void {
    if (this.#producer.closed) return;
    this.#onFault(fault);
    this.close();
  }
}
