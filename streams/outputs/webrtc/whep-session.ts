import { randomInt, randomUUID } from 'node:crypto';
import type { types } from 'mediasoup';
import type { Log, StreamView } from '../../types.ts';
import type { MediaWorker } from './media-worker.ts';
import { streamFault } from './playability.ts';
import type { Seat } from './rtp-lane.ts';
import { BASE_PROFILE, H264_PARAMETERS, MID_URI, PLAYOUT_DELAY_URI } from './rtp-parameters.ts';
import { mediasoupFault, type WebRtcError } from './webrtc-error.ts';
import { parseWhepOffer, type WhepOffer, whepAnswer } from './whep-sdp.ts';

/** Nobody signals the end of a viewer that never came, or whose network went away. */
const CONNECT_TIMEOUT_MS = 30_000;

export interface WhepSessionOptions {
  readonly worker: MediaWorker;
  readonly log: Log;
  readonly stream: StreamView;
  /** The viewer's SDP offer. */
  readonly offer: string;
}

/** One WHEP viewer of one stream: offer in, answer out, and it plays until either side ends it. */
export class WhepSession {
  /** Unguessable: who knows it may end the session. */
  readonly id = randomUUID();
  readonly #options: WhepSessionOptions;
  readonly #transport: types.WebRtcTransport;
  readonly #connectDeadline: NodeJS.Timeout;
  #seat: Seat | undefined;
  #answer = '';
  #closed = false;
  #closedListener: (() => void) | undefined;

  static async create(options: WhepSessionOptions): Promise<WhepSession> {
    const offer = parseWhepOffer(options.offer);
    const fault = streamFault(options.stream);
    if (fault) throw fault;
    let transport: types.WebRtcTransport | undefined;
    try {
      const lane = await options.worker.whepLane(offer.payloadType);
      transport = await options.worker.createTransport(lane);
      const session = new WhepSession(options, transport);
      session.#seat = await lane.take(options.stream, (ended) => session.#end(ended));
      await session.#open(offer);
      return session;
    } catch (error) {
      transport?.close();
      throw mediasoupFault(error, 'SDP offer');
    }
  }

  private constructor(options: WhepSessionOptions, transport: types.WebRtcTransport) {
    this.#options = options;
    this.#transport = transport;
    this.#connectDeadline = setTimeout(() => this.close(), CONNECT_TIMEOUT_MS);
    transport.on('dtlsstatechange', (state) => {
      if (state === 'failed' || state === 'closed') this.close();
      if (state !== 'connected') return;
      clearTimeout(this.#connectDeadline);
      this.#seat?.ready();
    });
    transport.on('icestatechange', (state) => {
      if (state === 'disconnected') this.close();
    });
    transport.observer.once('close', () => this.close());
  }

  get answer(): string {
    return this.#answer;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Called once, however the session ends; at once where it has. */
  onClosed(listener: () => void): void {
    if (this.#closed) listener();
    else this.#closedListener = listener;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#connectDeadline);
    this.#transport.close();
    this.#seat?.leave();
    this.#closedListener?.();
  }

  async #open(offer: WhepOffer): Promise<void> {
    const transport = this.#transport;
    await transport.connect({ dtlsParameters: offer.dtlsParameters });
    const consumer = await transport.consume({
      producerId: this.#seat?.producerId ?? '',
      rtpCapabilities: capabilitiesOf(offer),
      mid: offer.mid,
    });
    this.#answer = whepAnswer({
      offer,
      iceParameters: transport.iceParameters,
      iceCandidates: transport.iceCandidates,
      dtlsParameters: transport.dtlsParameters,
      rtpParameters: consumer.rtpParameters,
      sessionId: String(randomInt(1, 2 ** 47)),
    });
  }

  #end(fault: WebRtcError): void {
    this.#options.log.info({ ...this.#options.stream.key, code: fault.code }, 'WHEP viewing ended');
    this.close();
  }
}

/** The offer in mediasoup's words. An extension passes only where the offer's number is the router's. */
function capabilitiesOf(offer: WhepOffer): types.RtpCapabilities {
  return {
    codecs: [
      {
        kind: 'video',
        mimeType: 'video/H264',
        preferredPayloadType: offer.payloadType,
        clockRate: 90_000,
        parameters: { ...H264_PARAMETERS, 'profile-level-id': BASE_PROFILE },
        rtcpFeedback: offer.rtcpFeedback,
      },
    ],
    headerExtensions: offer.headerExtensions.flatMap(({ uri, id }) =>
      uri === MID_URI || uri === PLAYOUT_DELAY_URI
        ? [{ kind: 'video' as const, uri, preferredId: id, preferredEncrypt: false }]
        : [],
    ),
  };
}
