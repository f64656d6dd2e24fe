import type { types } from 'mediasoup';
import type { Log, StreamView } from '../../types.ts';
import type { MediaWorker } from './media-worker.ts';
import { streamFault } from './playability.ts';
import { forPage, trimmed } from './rtp-parameters.ts';
import type { Seat } from './shared-producers.ts';
import { mediasoupFault, WebRtcError } from './webrtc-error.ts';
import type { Watched } from './webrtc-figures.ts';

/** Pictures and sound. */
const MAX_CONSUMERS = 48;
/** What a page weighs that has not asked for its tiles yet: many come back at the same moment. */
const LEAST_WEIGHT = 4;

export type MediaKind = 'video' | 'audio';

export interface TransportParameters {
  readonly id: string;
  readonly iceParameters: types.IceParameters;
  readonly iceCandidates: types.IceCandidate[];
  readonly dtlsParameters: types.DtlsParameters;
}

export interface ConsumerParameters {
  readonly consumerId: string;
  readonly producerId: string;
  readonly kind: MediaKind;
  readonly rtpParameters: types.RtpParameters;
}

export interface SessionHandlers {
  /** A consumer ended by itself; `fault` says why. The player chooses another way. */
  readonly onConsumerEnded?: (consumerId: string, fault: WebRtcError) => void;
  /** Called once, however the session ends. */
  readonly onClosed?: () => void;
}

export interface ViewerSessionOptions extends SessionHandlers {
  readonly worker: MediaWorker;
  readonly log: Log;
}

export interface ConsumeRequest {
  readonly stream: StreamView;
  readonly kind?: MediaKind;
  readonly rtpCapabilities: types.RtpCapabilities;
}

interface Viewing extends Watched {
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
  #everConnected = false;
  #closed = false;

  constructor(options: ViewerSessionOptions) {
    this.#worker = options.worker;
    this.#log = options.log;
    this.#options = options;
  }

  get rtpCapabilities(): types.RtpCapabilities {
    return this.#worker.pageLane.router.rtpCapabilities;
  }

  /** What it costs its worker, against other sessions. */
  get weight(): number {
    return Math.max(this.#viewings.size + this.#making, LEAST_WEIGHT);
  }

  /** Media went to this viewer at some time: he reaches this worker's port. */
  get everConnected(): boolean {
    return this.#everConnected;
  }

  /** What is being sent, for figures. */
  get watched(): { readonly transport: types.WebRtcTransport | undefined; readonly consumers: Watched[] } {
    return { transport: this.#transport, consumers: [...this.#viewings.values()] };
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
      if (state !== 'connected') return;
      this.#everConnected = true;
      for (const viewing of this.#viewings.values()) this.#feed(viewing);
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
    try {
      return await this.#mustTransport().restartIce();
    } catch (error) {
      throw mediasoupFault(error, 'ICE restart');
    }
  }

  /** Answers paused: the viewer resumes when his player is ready. */
  async consume(request: ConsumeRequest): Promise<ConsumerParameters> {
    const transport = this.#mustTransport();
    if (this.#viewings.size + this.#making >= MAX_CONSUMERS)
      throw new WebRtcError(
        'too_many_consumers',
        `A page may watch at most ${MAX_CONSUMERS} streams at once.`,
      );
    const fault = request.kind === 'audio' ? undefined : streamFault(request.stream);
    if (fault) throw fault;

    this.#making += 1;
    try {
      return await this.#consume(transport, request);
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
    { stream, kind = 'video', rtpCapabilities: viewers }: ConsumeRequest,
  ): Promise<ConsumerParameters> {
    let consumerId: string | undefined;
    let earlyFault: WebRtcError | undefined;
    let seat: Seat | undefined;
    const onFault = (fault: WebRtcError) => {
      if (consumerId === undefined) {
        earlyFault = fault;
        return;
      }
      this.#log.info({ ...stream.key, kind, code: fault.code }, 'WebRTC viewing ended');
      this.#end(consumerId);
      this.#options.onConsumerEnded?.(consumerId, fault);
    };
    try {
      const lane = this.#worker.pageLane;
      seat = await (kind === 'audio' ? lane.takeSound(stream, onFault) : lane.take(stream, onFault));
      const consumer = await transport.consume({
        producerId: seat.producerId,
        rtpCapabilities: trimmed(viewers),
        paused: true,
      });
      consumerId = consumer.id;
      this.#viewings.set(consumer.id, { consumer, seat, key: stream.key, kind });
      consumer.observer.once('close', () => this.#end(consumer.id));
      if (this.#transport !== transport)
        throw new WebRtcError('transport_missing', 'The transport was replaced.');
      return {
        consumerId: consumer.id,
        producerId: seat.producerId,
        kind,
        rtpParameters: forPage(consumer.rtpParameters, viewers, nameOf(stream)),
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

/** The same for a profile's picture and sound, and for nothing else. */
function nameOf({ key }: StreamView): string {
  return `${key.cameraId}-${key.profile}`;
}
