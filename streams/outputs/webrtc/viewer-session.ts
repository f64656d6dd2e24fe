import type { types } from 'mediasoup';
import type { Log, StreamView } from '../../types.ts';
import type { MediaWorker } from './media-worker.ts';
import { streamFault } from './playability.ts';
import type { Seat } from './rtp-lane.ts';
import { trimmed, withViewersProfile } from './rtp-parameters.ts';
import { mediasoupFault, WebRtcError } from './webrtc-error.ts';

const MAX_CONSUMERS = 32;

export interface TransportParameters {
  readonly id: string;
  readonly iceParameters: types.IceParameters;
  readonly iceCandidates: types.IceCandidate[];
  readonly dtlsParameters: types.DtlsParameters;
}

export interface ConsumerParameters {
  readonly consumerId: string;
  readonly producerId: string;
  readonly kind: 'video';
  readonly rtpParameters: types.RtpParameters;
}

export interface ViewerSessionOptions {
  readonly worker: MediaWorker;
  readonly log: Log;
  /** A consumer ended by itself; `fault` says why. The player chooses another way. */
  readonly onConsumerEnded?: (consumerId: string, fault: WebRtcError) => void;
  /** Called once, however the session ends. */
  readonly onClosed?: () => void;
}

interface Viewing {
  readonly consumer: types.Consumer;
  readonly seat: Seat;
}

/**
 * One page's WebRTC: a receive transport that carries every tile, signalled by mediasoup-client. A source's
 * restart goes unnoticed here; the worker's death closes the session.
 */
export class ViewerSession {
  readonly #worker: MediaWorker;
  readonly #log: Log;
  readonly #options: ViewerSessionOptions;
  readonly #viewings = new Map<string, Viewing>();
  #transport: types.WebRtcTransport | undefined;
  /** Consumers being made, so that the bound holds for requests that come at once. */
  #making = 0;
  #closed = false;

  constructor(options: ViewerSessionOptions) {
    this.#worker = options.worker;
    this.#log = options.log;
    this.#options = options;
  }

  get rtpCapabilities(): types.RtpCapabilities {
    return this.#worker.pageLane.router.rtpCapabilities;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** A transport asked for again replaces the one before, with all its consumers. */
  async createTransport(): Promise<TransportParameters> {
    const transport = await this.#worker.createTransport(this.#worker.pageLane);
    if (this.#closed) {
      transport.close();
      throw new WebRtcError('transport_missing', 'The session is closed.');
    }
    this.#dropTransport();
    this.#transport = transport;
    transport.on('dtlsstatechange', (state) => {
      if (state === 'connected') for (const viewing of this.#viewings.values()) this.#feed(viewing);
    });
    const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
    return { id, iceParameters, iceCandidates, dtlsParameters };
  }

  async connect(dtlsParameters: types.DtlsParameters): Promise<void> {
    const transport = this.#mustTransport();
    try {
      await transport.connect({ dtlsParameters });
    } catch (error) {
      throw mediasoupFault(error, 'dtlsParameters');
    }
  }

  /** New ICE credentials, for a viewer whose network changed. */
  async restartIce(): Promise<types.IceParameters> {
    return this.#mustTransport().restartIce();
  }

  /** Answers paused: the viewer resumes when his player is ready. */
  async consume(request: {
    readonly stream: StreamView;
    readonly rtpCapabilities: types.RtpCapabilities;
  }): Promise<ConsumerParameters> {
    const transport = this.#mustTransport();
    if (this.#viewings.size + this.#making >= MAX_CONSUMERS)
      throw new WebRtcError(
        'too_many_consumers',
        `A page may watch at most ${MAX_CONSUMERS} streams at once.`,
      );
    const fault = streamFault(request.stream);
    if (fault) throw fault;

    this.#making += 1;
    try {
      return await this.#consume(transport, request.stream, request.rtpCapabilities);
    } finally {
      this.#making -= 1;
    }
  }

  async resume(consumerId: string): Promise<void> {
    const viewing = this.#must(consumerId);
    try {
      await viewing.consumer.resume();
    } catch (error) {
      throw mediasoupFault(error, 'consumerId');
    }
    this.#feed(viewing);
  }

  stopConsuming(consumerId: string): void {
    this.#end(consumerId);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#dropTransport();
    this.#options.onClosed?.();
  }

  async #consume(
    transport: types.WebRtcTransport,
    stream: StreamView,
    viewers: types.RtpCapabilities,
  ): Promise<ConsumerParameters> {
    let consumerId: string | undefined;
    let earlyFault: WebRtcError | undefined;
    const rtpCapabilities = trimmed(viewers);
    let seat: Seat | undefined;
    try {
      seat = await this.#worker.pageLane.take(stream, (fault) => {
        if (consumerId === undefined) {
          earlyFault = fault;
          return;
        }
        this.#log.info({ ...stream.key, code: fault.code }, 'WebRTC viewing ended');
        this.#end(consumerId);
        this.#options.onConsumerEnded?.(consumerId, fault);
      });
      const consumer = await transport.consume({
        producerId: seat.producerId,
        rtpCapabilities,
        paused: true,
      });
      consumerId = consumer.id;
      const viewing: Viewing = { consumer, seat };
      this.#viewings.set(consumer.id, viewing);
      consumer.observer.once('close', () => this.#end(consumer.id));
      if (this.#transport !== transport)
        throw new WebRtcError('transport_missing', 'The transport was replaced.');
      return {
        consumerId: consumer.id,
        producerId: seat.producerId,
        kind: 'video',
        rtpParameters: withViewersProfile(consumer.rtpParameters, viewers),
      };
    } catch (error) {
      seat?.leave();
      throw earlyFault ?? mediasoupFault(error, 'rtpCapabilities');
    }
  }

  /** Pictures begin when they can arrive; sent sooner, the GOP that starts a player would be lost. */
  #feed(viewing: Viewing): void {
    if (!viewing.consumer.paused && this.#transport?.dtlsState === 'connected') viewing.seat.ready();
  }

  #end(consumerId: string): void {
    const viewing = this.#viewings.get(consumerId);
    if (!viewing) return;
    this.#viewings.delete(consumerId);
    viewing.consumer.close();
    viewing.seat.leave();
  }

  #dropTransport(): void {
    this.#transport?.close();
    this.#transport = undefined;
    for (const consumerId of [...this.#viewings.keys()]) this.#end(consumerId);
  }

  #mustTransport(): types.WebRtcTransport {
    if (!this.#transport || this.#transport.closed)
      throw new WebRtcError('transport_missing', 'Ask for a transport first.');
    return this.#transport;
  }

  #must(consumerId: string): Viewing {
    const viewing = this.#viewings.get(consumerId);
    if (!viewing) throw new WebRtcError('consumer_missing', 'There is no such consumer.');
    return viewing;
  }
}
