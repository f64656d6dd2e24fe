import type { types } from 'mediasoup';
import type { StreamView } from '../../types.ts';
import { StreamProducer } from './stream-producer.ts';
import type { WebRtcError } from './webrtc-error.ts';

/**
 * A producer costs the packetising of its stream; a viewer of his own producer gets his first picture at once
 * instead of at the next keyframe. Later viewers of a much-watched stream share.
 */
const MAX_PRODUCERS_PER_STREAM = 3;

export interface RtpLaneOptions {
  readonly worker: types.Worker;
  readonly codecs: types.RouterRtpCodecCapability[];
}

/** One viewer's hold on a producer. */
export interface Seat {
  readonly producerId: string;
  /** The viewer can receive now. */
  ready(): void;
  /** Idempotent; the last seat closes the producer. */
  leave(): void;
}

/** A producer and who sits at it. Listed before it exists, so that takers at the same moment see it. */
interface Shared {
  readonly stream: StreamView;
  readonly producer: Promise<StreamProducer>;
  readonly seats: Set<(fault: WebRtcError) => void>;
}

/** A router with the producers that feed it: all RTP that is spoken with one set of payload types. */
export class RtpLane {
  readonly router: types.Router;
  readonly #transport: types.DirectTransport;
  readonly #producers = new Map<StreamView, Shared[]>();

  static async create(options: RtpLaneOptions): Promise<RtpLane> {
    const router = await options.worker.createRouter({ mediaCodecs: options.codecs });
    return new RtpLane(router, await router.createDirectTransport());
  }

  private constructor(router: types.Router, transport: types.DirectTransport) {
    this.router = router;
    this.#transport = transport;
  }

  get producerCount(): number {
    let count = 0;
    for (const shared of this.#producers.values()) count += shared.length;
    return count;
  }

  /** `onFault`: the stream turned out not to go through WebRTC; the seat is gone with it. */
  async take(stream: StreamView, onFault: (fault: WebRtcError) => void): Promise<Seat> {
    const shared = this.#leastTaken(stream) ?? this.#produce(stream);
    const seat = (fault: WebRtcError) => onFault(fault);
    shared.seats.add(seat);
    try {
      const producer = await shared.producer;
      return {
        producerId: producer.id,
        ready: () => producer.start(),
        leave: () => {
          if (!shared.seats.delete(seat) || shared.seats.size > 0) return;
          this.#forget(shared);
          producer.close();
        },
      };
    } catch (error) {
      this.#forget(shared);
      throw error;
    }
  }

  close(): void {
    this.#producers.clear();
    // Takes the transport and every producer with it.
    this.router.close();
  }

  /** The producer to share, where as many as are allowed exist. */
  #leastTaken(stream: StreamView): Shared | undefined {
    const all = this.#producers.get(stream) ?? [];
    if (all.length < MAX_PRODUCERS_PER_STREAM) return undefined;
    return all.reduce((least, shared) => (shared.seats.size < least.seats.size ? shared : least));
  }

  #produce(stream: StreamView): Shared {
    const seats: Shared['seats'] = new Set();
    const producer = StreamProducer.create({
      transport: this.#transport,
      stream,
      onFault: (fault) => {
        this.#forget(shared);
        for (const onFault of [...seats]) onFault(fault);
      },
    });
    const shared: Shared = { stream, producer, seats };
    this.#producers.set(stream, [...(this.#producers.get(stream) ?? []), shared]);
    return shared;
  }

  #forget({ stream, seats }: Shared): void {
    const rest = (this.#producers.get(stream) ?? []).filter((other) => other.seats !== seats);
    if (rest.length > 0) this.#producers.set(stream, rest);
    else this.#producers.delete(stream);
  }
}
