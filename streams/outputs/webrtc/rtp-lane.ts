import type { types } from 'mediasoup';
import type { StreamView } from '../../types.ts';
import type { ProducerTally } from './producer-tally.ts';
import { type Seat, SharedProducers } from './shared-producers.ts';
import type { SoundFeeds } from './sound-feeds.ts';
import { SoundProducer } from './sound-producer.ts';
import { StreamProducer } from './stream-producer.ts';
import type { WebRtcError } from './webrtc-error.ts';

/**
 * A producer costs the packetising of its stream; a viewer of his own producer gets his first picture at once
 * instead of at the next keyframe. Later viewers of a much-watched stream share. The bound is over all workers,
 * and a lane that has none yet makes its own even so: nothing is piped from worker to worker, and so the death
 * of one is not felt on another (ADR 0008).
 */
const MAX_PRODUCERS_PER_STREAM = 3;

export interface RtpLaneOptions {
  readonly worker: types.Worker;
  readonly codecs: types.RouterRtpCodecCapability[];
  readonly tally: ProducerTally;
  readonly sounds: SoundFeeds;
}

/** A router with the producers that feed it: all RTP that is spoken with one set of payload types. */
export class RtpLane {
  readonly router: types.Router;
  readonly #pictures: SharedProducers;
  readonly #sounds: SharedProducers;

  static async create(options: RtpLaneOptions): Promise<RtpLane> {
    const router = await options.worker.createRouter({ mediaCodecs: options.codecs });
    return new RtpLane(router, await router.createDirectTransport(), options);
  }

  private constructor(
    router: types.Router,
    transport: types.DirectTransport,
    { tally, sounds }: RtpLaneOptions,
  ) {
    this.router = router;
    this.#pictures = new SharedProducers({
      create: (stream, onFault) => StreamProducer.create({ transport, stream, onFault }),
      mayAdd: (stream) => tally.of(stream) < MAX_PRODUCERS_PER_STREAM,
      onAdded: (stream) => tally.add(stream),
      onRemoved: (stream) => tally.remove(stream),
    });
    this.#sounds = new SharedProducers({
      create: (stream, onFault) => SoundProducer.create({ transport, stream, feeds: sounds, onFault }),
      mayAdd: () => false,
    });
  }

  get producerCount(): number {
    return this.#pictures.count + this.#sounds.count;
  }

  /** `onFault`: the stream turned out not to go through WebRTC; the seat is gone with it. */
  take(stream: StreamView, onFault: (fault: WebRtcError) => void): Promise<Seat> {
    return this.#pictures.take(stream, onFault);
  }

  /** Sound begins, and costs something, with the first seat that is `ready`. */
  takeSound(stream: StreamView, onFault: (fault: WebRtcError) => void): Promise<Seat> {
    return this.#sounds.take(stream, onFault);
  }

  close(): void {
    // Takes the transport and every producer with it.
    this.router.close();
  }
}
