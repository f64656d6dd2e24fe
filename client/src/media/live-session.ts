/**
 * WebRTC for the whole page: one Socket.IO connection, one mediasoup device, one receive transport that carries
 * every tile. A transport that fails, a replaced media worker or a new socket ends every feed; players ask again
 * and get a new transport (our way to restart ICE: the server keeps one transport a page and replaces it).
 */
import type { Device, types } from 'mediasoup-client';
import { ApiError } from '../lib/api.ts';
import type { Asker } from '../lib/connection.ts';
import type { FeedEnd, FeedRequest, LiveFeed } from './feed.ts';
import { FeedAhead } from './feed-ahead.ts';

interface Opened {
  readonly device: Device;
  readonly transport: types.Transport;
}

interface Feed {
  readonly consumer: types.Consumer;
  readonly ended: (end: FeedEnd) => void;
}

const ICE_TIMEOUT_MS = 4000;
/** A transport that says `disconnected` may come back; after this we stop waiting. */
const DISCONNECTED_MS = 3000;
/** After ICE failed, other tiles need not each find out the same for themselves. */
const UNREACHABLE_FOR_MS = 30_000;
const CONSUME_TIMEOUT_MS = 15_000;
const gone = new Set(['transport_missing', 'transport_failed']);

export class LiveSession {
  readonly #asker: Asker;
  readonly #now: () => number;
  readonly #detach: (() => void)[];
  readonly #feeds = new Map<string, Feed>();
  readonly #ahead = new FeedAhead({ open: (request, onEnded) => this.#openOnce(request, onEnded) });
  #opening: Promise<Opened> | undefined;
  #transport: types.Transport | undefined;
  #everConnected = false;
  #unreachable: { readonly untilMs: number; readonly message: string } | undefined;
  #closed = false;

  constructor(options: { asker: Asker; now?: () => number }) {
    this.#asker = options.asker;
    this.#now = options.now ?? Date.now;
    this.#detach = [
      this.#asker.on('live:replaced', () => this.#reset('live_replaced', 'the media worker was replaced')),
      this.#asker.on('live:ended', ({ consumerId, code }) => this.#end(consumerId, { code, message: code })),
      this.#asker.onConnect(() => {
        if (this.#everConnected) this.#reset('socket_renewed', 'the connection to the server is a new one');
        this.#everConnected = true;
      }),
    ];
    this.#everConnected = this.#asker.connected;
  }

  /** Makes the transport before the first tile asks for pictures. A failure is found out again by whoever asks. */
  warm(): void {
    if (!this.#closed) this.#open().catch(() => undefined);
  }

  /** Begins to ask for what `open` is about to be called for: a click knows before the tile is there. */
  askAhead(request: FeedRequest): void {
    this.#ahead.ask(request);
  }

  /** Asks for a camera's pictures. Rejects with an `ApiError` whose code says why not over WebRTC. */
  async open(request: FeedRequest, onEnded: (end: FeedEnd) => void): Promise<LiveFeed> {
    try {
      return await (this.#ahead.take(request, onEnded) ?? this.#openOnce(request, onEnded));
    } catch (cause) {
      // The transport went while we asked (a new socket, a new worker): with a new one it is a different question.
      if (!(cause instanceof ApiError) || !gone.has(cause.code) || this.#closed) throw cause;
      if (cause.code === 'transport_missing') this.#reset('transport_failed', cause.message);
      return await this.#openOnce(request, onEnded);
    }
  }

  async #openOnce(request: FeedRequest, onEnded: (end: FeedEnd) => void): Promise<LiveFeed> {
    if (this.#closed) throw fault('closed', 'the page is being left');
    if (this.#unreachable !== undefined && this.#now() < this.#unreachable.untilMs)
      throw fault('ice_failed', this.#unreachable.message);
    const opened = await this.#open();
    const answer = await this.#asker.ask(
      'live:consume',
      {
        cameraId: request.cameraId,
        profile: request.profile,
        kind: request.kind ?? 'video',
        rtpCapabilities: opened.device.recvRtpCapabilities as unknown as Record<string, unknown>,
      },
      CONSUME_TIMEOUT_MS,
    );
    const consumer = await opened.transport.consume({
      id: answer.consumerId,
      producerId: answer.producerId,
      kind: answer.kind,
      rtpParameters: answer.rtpParameters as types.RtpParameters,
    });
    if (answer.kind === 'video') hurry(consumer.rtpReceiver);
    this.#feeds.set(consumer.id, { consumer, ended: onEnded });
    try {
      await this.#connected(opened.transport);
      await this.#asker.ask('live:resume', { consumerId: consumer.id });
    } catch (cause) {
      this.#stop(consumer);
      throw cause;
    }
    return { track: consumer.track, close: () => this.#stop(consumer) };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const detach of this.#detach) detach();
    this.#ahead.close();
    this.#reset('closed', 'the page is being left');
  }

  #open(): Promise<Opened> {
    if (this.#opening === undefined) {
      const opening = this.#make();
      this.#opening = opening;
      opening.catch(() => {
        if (this.#opening === opening) this.#opening = undefined;
      });
    }
    return this.#opening;
  }

  async #make(): Promise<Opened> {
    // Loaded only here, so that a page without WebRTC never carries it; all three at once, not one after the other.
    const code = import('mediasoup-client');
    const offering = this.#asker.ask('live:transport', undefined);
    // Awaited below; if what is awaited first fails, theirs must not count as unhandled.
    for (const begun of [code, offering]) begun.catch(() => undefined);
    const capabilities = await this.#asker.ask('live:capabilities', undefined);
    if (capabilities.rtpCapabilities === null)
      throw fault('webrtc_unavailable', capabilities.unavailableReason ?? 'the server has no WebRTC');
    const { Device } = await code;
    const device = await Device.factory();
    await device.load({ routerRtpCapabilities: capabilities.rtpCapabilities as types.RtpCapabilities });
    if (!canReceiveH264(device)) throw fault('browser_without_h264', 'this browser has no H.264 over WebRTC');
    const offer = await offering;
    const transport = device.createRecvTransport({
      id: offer.id,
      iceParameters: offer.iceParameters as types.IceParameters,
      iceCandidates: offer.iceCandidates as types.IceCandidate[],
      dtlsParameters: offer.dtlsParameters as types.DtlsParameters,
    });
    this.#transport?.close();
    this.#transport = transport;
    transport.on('connect', ({ dtlsParameters }, done, failed) => {
      this.#asker
        .ask('live:connect', { dtlsParameters: dtlsParameters as unknown as Record<string, unknown> })
        .then(() => done(), failed);
    });
    this.#watch(transport);
    return { device, transport };
  }

  #watch(transport: types.Transport): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    transport.on('connectionstatechange', (state) => {
      clearTimeout(timer);
      const lost = () => {
        if (transport === this.#transport) this.#reset('transport_failed', 'the media connection was lost');
      };
      if (state === 'failed') lost();
      else if (state === 'disconnected') {
        timer = setTimeout(lost, DISCONNECTED_MS);
        this.#restartIce(transport);
      }
    });
  }

  /** The network under us changed: with new credentials the transport and all it carries may go on. */
  #restartIce(transport: types.Transport): void {
    this.#asker
      .ask('live:restartIce', undefined)
      .then(({ iceParameters }) =>
        transport.restartIce({ iceParameters: iceParameters as types.IceParameters }),
      )
      .catch(() => {
        // The server has nothing to restart, or cannot be reached: then the wait for `lost` goes on.
      });
  }

  #connected(transport: types.Transport): Promise<void> {
    if (transport.connectionState === 'connected') return Promise.resolve();
    return new Promise((resolve, reject) => {
      const done = (error?: ApiError) => {
        clearTimeout(timer);
        transport.off('connectionstatechange', heard);
        transport.observer.off('close', closed);
        if (error === undefined) resolve();
        else reject(error);
      };
      const closed = () => done(fault('transport_failed', 'the media connection was lost'));
      const heard = (state: types.ConnectionState) => {
        if (state === 'connected') done();
        else if (state === 'closed') closed();
      };
      const timer = setTimeout(() => {
        const message = 'no media connection within 4 s: is the WebRTC port reachable?';
        this.#unreachable = { untilMs: this.#now() + UNREACHABLE_FOR_MS, message };
        done(fault('ice_failed', message));
        if (transport === this.#transport) this.#reset('ice_failed', message);
      }, ICE_TIMEOUT_MS);
      transport.on('connectionstatechange', heard);
      transport.observer.on('close', closed);
    });
  }

  #stop(consumer: types.Consumer): void {
    const held = this.#feeds.delete(consumer.id);
    if (!consumer.closed) consumer.close();
    if (held && this.#asker.connected)
      this.#asker.ask('live:stop', { consumerId: consumer.id }).catch(() => {
        // It is gone there already, or the whole connection is: either way nothing is left to stop.
      });
  }

  #end(consumerId: string, end: FeedEnd): void {
    const feed = this.#feeds.get(consumerId);
    if (feed === undefined) return;
    this.#feeds.delete(consumerId);
    feed.consumer.close();
    feed.ended(end);
  }

  #reset(code: string, message: string): void {
    const transport = this.#transport;
    const feeds = [...this.#feeds.values()];
    this.#transport = undefined;
    this.#opening = undefined;
    this.#feeds.clear();
    if (transport !== undefined && !transport.closed) transport.close();
    for (const feed of feeds) feed.ended({ code, message });
  }
}

function fault(code: string, message: string): ApiError {
  return new ApiError({ status: 0, code, message });
}

/** Pictures as soon as they can be decoded: smoothness is worth less than being on time here. */
function hurry(receiver: RTCRtpReceiver | undefined): void {
  if (receiver !== undefined && 'jitterBufferTarget' in receiver) receiver.jitterBufferTarget = 0;
}

function canReceiveH264(device: Device): boolean {
  return (device.recvRtpCapabilities.codecs ?? []).some((codec) => /h264/i.test(codec.mimeType));
}
