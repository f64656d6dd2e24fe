import type { StreamView } from '../../types.ts';
import type { WebRtcError } from './webrtc-error.ts';

/** One viewer's hold on a producer. */
export interface Seat {
  readonly producerId: string;
  /** The viewer can receive now. */
  ready(): void;
  /** Idempotent; the last seat closes the producer. */
  leave(): void;
}

/** A mediasoup producer with what feeds it. */
export interface FedProducer {
  readonly id: string;
  /** Begins to take from the stream; more calls change nothing. */
  start(): void;
  close(): void;
}

export interface SharedProducersOptions {
  readonly create: (stream: StreamView, onFault: (fault: WebRtcError) => void) => Promise<FedProducer>;
  /** Whether a further viewer may have a producer of his own, where there is one already to share. */
  readonly mayAdd: (stream: StreamView) => boolean;
  readonly onAdded?: (stream: StreamView) => void;
  readonly onRemoved?: (stream: StreamView) => void;
}

/** A producer and who sits at it. Listed before it exists, so that takers at the same moment see it. */
interface Shared {
  readonly stream: StreamView;
  readonly producer: Promise<FedProducer>;
  readonly seats: Set<(fault: WebRtcError) => void>;
}

/** The producers of one lane and kind, by stream, made for the first viewer and closed after the last. */
export class SharedProducers {
  readonly #options: SharedProducersOptions;
  readonly #byStream = new Map<StreamView, Shared[]>();
  #count = 0;

  constructor(options: SharedProducersOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#count;
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

  /** The producer to share, where as many as are allowed exist. */
  #leastTaken(stream: StreamView): Shared | undefined {
    const all = this.#byStream.get(stream);
    if (!all || this.#options.mayAdd(stream)) return undefined;
    return all.reduce((least, shared) => (shared.seats.size < least.seats.size ? shared : least));
  }

  #produce(stream: StreamView): Shared {
    const seats: Shared['seats'] = new Set();
    const producer = this.#options.create(stream, (fault) => {
      this.#forget(shared);
      for (const onFault of [...seats]) onFault(fault);
    });
    const shared: Shared = { stream, producer, seats };
    this.#byStream.set(stream, [...(this.#byStream.get(stream) ?? []), shared]);
    this.#count += 1;
    this.#options.onAdded?.(stream);
    return shared;
  }

  #forget(shared: Shared): void {
    const all = this.#byStream.get(shared.stream) ?? [];
    if (!all.includes(shared)) return;
    const rest = all.filter((other) => other !== shared);
    if (rest.length > 0) this.#byStream.set(shared.stream, rest);
    else this.#byStream.delete(shared.stream);
    this.#count -= 1;
    this.#options.onRemoved?.(shared.stream);
  }
}
