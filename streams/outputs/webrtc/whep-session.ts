import { randomInt, randomUUID } from 'node:crypto';
import type { types } from 'mediasoup';
import type { Log, StreamView } from '../../types.ts';
import type { MediaWorker } from './media-worker.ts';
import { streamFault } from './playability.ts';
import type { RtpLane } from './rtp-lane.ts';
import { BASE_PROFILE, H264_PARAMETERS, MID_URI, PLAYOUT_DELAY_URI, sound } from './rtp-parameters.ts';
import type { Seat } from './shared-producers.ts';
import { soundCodecOf } from './sound-codec.ts';
import { mediasoupFault, type WebRtcError } from './webrtc-error.ts';
import type { Watched } from './webrtc-figures.ts';
import { whepAnswer } from './whep-answer.ts';
import { parseWhepOffer, type WhepOffer, type WhepSound } from './whep-offer.ts';

/** Nobody signals the end of a viewer that never came, or whose network went away. */
const CONNECT_TIMEOUT_MS = 30_000;

export interface WhepSessionOptions {
  readonly worker: MediaWorker;
  readonly log: Log;
  readonly stream: StreamView;
  /** The viewer's SDP offer. */
  readonly offer: string;
  /** The viewer may hear the camera, if it has sound and his offer takes it. */
  readonly sound: boolean;
}

/** One WHEP viewer of one stream: offer in, answer out, and it plays until either side ends it. */
export class WhepSession {
  /** Unguessable: who knows it may end the session. */
  readonly id = randomUUID();
  readonly #options: WhepSessionOptions;
  readonly #transport: types.WebRtcTransport;
  readonly #connectDeadline: NodeJS.Timeout;
  #playing: (Watched & { readonly seat: Seat })[] = [];
  readonly #releaseLane: () => void;
  #answer = '';
  #closed = false;
  #closedListener: (() => void) | undefined;

  static async create(options: WhepSessionOptions): Promise<WhepSession> {
    const offer = parseWhepOffer(options.offer);
    const fault = streamFault(options.stream);
    if (fault) throw fault;
    const heard = options.sound ? soundOf(offer, options.stream) : undefined;
    const { worker } = options;
    let session: WhepSession | undefined;
    const { lane, release } = await worker.whepLane({ video: offer.payloadType, opus: opusOf(heard) });
    try {
      session = new WhepSession(options, await worker.createTransport(lane), release);
      await session.#open(offer, heard, lane);
      return session;
    } catch (error) {
      session?.close();
      release();
      throw mediasoupFault(error, 'SDP offer');
    }
  }

  private constructor(
    options: WhepSessionOptions,
    transport: types.WebRtcTransport,
    releaseLane: () => void,
  ) {
    this.#options = options;
    this.#transport = transport;
    this.#releaseLane = releaseLane;
    this.#connectDeadline = setTimeout(() => this.close(), CONNECT_TIMEOUT_MS);
    transport.on('dtlsstatechange', (state) => {
      if (state === 'failed' || state === 'closed') this.close();
      if (state !== 'connected') return;
      clearTimeout(this.#connectDeadline);
      for (const { seat } of this.#playing) seat.ready();
    });
    transport.on('icestatechange', (state) => {
      if (state === 'disconnected') this.close();
    });
    transport.observer.once('close', () => this.close());
  }

  /** What it costs its worker, against other sessions. */
  get weight(): number {
    return 1;
  }

  /** What is being sent, for figures. */
  get watched(): { readonly transport: types.WebRtcTransport | undefined; readonly consumers: Watched[] } {
    return { transport: this.#transport, consumers: this.#playing };
  }

  get hasSound(): boolean {
    return this.#playing.some(({ kind }) => kind === 'audio');
  }

  /** The picture goes on. */
  stopSound(): void {
    for (const { kind, consumer, seat } of this.#playing) {
      if (kind !== 'audio') continue;
      consumer.close();
      seat.leave();
    }
    this.#playing = this.#playing.filter(({ kind }) => kind !== 'audio');
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
    for (const { seat } of this.#playing) seat.leave();
    this.#releaseLane();
    this.#closedListener?.();
  }

  async #open(offer: WhepOffer, heard: WhepSound | undefined, lane: RtpLane): Promise<void> {
    const transport = this.#transport;
    const { stream } = this.#options;
    const capabilities = capabilitiesOf(offer, heard);
    await transport.connect({ dtlsParameters: offer.dtlsParameters });
    const consume = async (kind: 'video' | 'audio', seat: Seat, mid: string) => {
      try {
        const { producerId } = seat;
        const consumer = await transport.consume({ producerId, rtpCapabilities: capabilities, mid });
        this.#playing.push({ consumer, seat, key: stream.key, kind });
        return consumer.rtpParameters;
      } catch (error) {
        seat.leave();
        throw error;
      }
    };
    const video = await consume('video', await lane.take(stream, (ended) => this.#end(ended)), offer.mid);
    // Sound that ends takes itself away, not the picture.
    const audio =
      heard && (await consume('audio', await lane.takeSound(stream, () => this.stopSound()), heard.mid));
    // Connected before its seats were taken.
    if (transport.dtlsState === 'connected') for (const { seat } of this.#playing) seat.ready();
    if (this.#closed) for (const { seat } of this.#playing) seat.leave();
    this.#answer = whepAnswer({
      offer,
      iceParameters: transport.iceParameters,
      iceCandidates: transport.iceCandidates,
      dtlsParameters: transport.dtlsParameters,
      video,
      ...(heard && audio ? { audio: { ...heard, rtpParameters: audio } } : {}),
      sessionId: String(randomInt(1, 2 ** 47)),
    });
  }

  #end(fault: WebRtcError): void {
    this.#options.log.info({ ...this.#options.stream.key, code: fault.code }, 'WHEP viewing ended');
    this.close();
  }
}

/** The sound that is both offered and there. */
function soundOf(offer: WhepOffer, stream: StreamView): WhepSound | undefined {
  const format = stream.info?.audio;
  if (!format) return undefined;
  const codec = soundCodecOf(format);
  return offer.sounds.find((offered) => offered.codec === codec);
}

function opusOf(heard: WhepSound | undefined): number | undefined {
  return heard?.codec === 'opus' ? heard.payloadType : undefined;
}

/** The offer in mediasoup's words. An extension passes only where the offer's number is the router's. */
function capabilitiesOf(offer: WhepOffer, heard: WhepSound | undefined): types.RtpCapabilities {
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
      ...(heard
        ? [
            {
              ...sound(heard.codec),
              preferredPayloadType: heard.payloadType,
              parameters: {},
              rtcpFeedback: [],
            },
          ]
        : []),
    ],
    headerExtensions: offer.headerExtensions.flatMap(({ uri, id }) =>
      uri === MID_URI || uri === PLAYOUT_DELAY_URI
        ? (['video', 'audio'] as const).map((kind) => ({
            kind,
            uri,
            preferredId: id,
            preferredEncrypt: false,
          }))
        : [],
    ),
  };
}
