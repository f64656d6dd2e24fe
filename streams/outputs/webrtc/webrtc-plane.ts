import type { types } from 'mediasoup';
import type { Log, StreamView } from '../../types.ts';
import { freePort } from './listen-infos.ts';
import { MediaWorker } from './media-worker.ts';
import { ViewerSession, type ViewerSessionOptions } from './viewer-session.ts';
import { WebRtcError } from './webrtc-error.ts';
import { WhepSession } from './whep-session.ts';

const MAX_SESSIONS = 500;
const RETRY_STEPS_MS = [500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000];

export interface WebRtcPlaneOptions {
  readonly log: Log;
  /** UDP and TCP. 0 picks a free one, which then stays. */
  readonly port: number;
  /** `0.0.0.0`: every IPv4 address of this machine. */
  readonly listenIp: string;
  readonly announcedAddress?: string;
  readonly workerBin?: string;
  /** The whole program is ending, though `close` was not called yet: a worker that dies then is no fault. */
  readonly isEnding?: () => boolean;
}

interface Session {
  readonly closed: boolean;
  close(): void;
}

/**
 * WebRTC out of here: the media worker, kept alive, and the sessions of those who watch. Where the worker cannot
 * be started `create` throws `webrtc_unavailable`, and the program goes on with LL-HLS. Where it dies later, all
 * sessions close, a new one is made with back-off, and `onReplaced` tells that viewers may join again.
 */
export class WebRtcPlane {
  readonly port: number;
  readonly #options: WebRtcPlaneOptions;
  readonly #sessions = new Set<Session>();
  readonly #replacedListeners = new Set<() => void>();
  #worker: MediaWorker | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #attempts = 0;
  #closing = false;
  #closed: Promise<void> | undefined;

  static async create(options: WebRtcPlaneOptions): Promise<WebRtcPlane> {
    try {
      const port = options.port === 0 ? await freePort(options.listenIp) : options.port;
      const plane = new WebRtcPlane(options, port);
      await plane.#start();
      return plane;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new WebRtcError('webrtc_unavailable', `WebRTC unavailable: ${why}`, error);
    }
  }

  private constructor(options: WebRtcPlaneOptions, port: number) {
    this.#options = options;
    this.port = port;
  }

  /** What a viewer's device loads, before it has a session. Undefined while there is no worker. */
  get rtpCapabilities(): types.RtpCapabilities | undefined {
    return this.#worker?.pageLane.router.rtpCapabilities;
  }

  get sessionCount(): number {
    return this.#sessions.size;
  }

  /** The worker's process, for figures and for tests that kill it. */
  get workerPid(): number | undefined {
    return this.#worker?.pid;
  }

  createSession(handlers: Pick<ViewerSessionOptions, 'onConsumerEnded' | 'onClosed'> = {}): ViewerSession {
    const session = new ViewerSession({
      ...handlers,
      worker: this.#mustWorker(),
      log: this.#options.log,
      onClosed: () => {
        this.#sessions.delete(session);
        handlers.onClosed?.();
      },
    });
    this.#sessions.add(session);
    return session;
  }

  /** Answers a WHEP offer. `onClosed` is called once, however the session ends. */
  async openWhep(request: {
    readonly stream: StreamView;
    readonly offer: string;
    readonly onClosed?: () => void;
  }): Promise<WhepSession> {
    const worker = this.#mustWorker();
    const session = await WhepSession.create({
      worker,
      log: this.#options.log,
      stream: request.stream,
      offer: request.offer,
    });
    this.#sessions.add(session);
    session.onClosed(() => {
      this.#sessions.delete(session);
      request.onClosed?.();
    });
    return session;
  }

  /** A dead worker was replaced: viewers make new sessions. Returns the way to stop listening. */
  onReplaced(listener: () => void): () => void {
    this.#replacedListeners.add(listener);
    return () => this.#replacedListeners.delete(listener);
  }

  /** Producers now fed, over all lanes. */
  async producerCount(): Promise<number> {
    return (await this.#worker?.producerCount()) ?? 0;
  }

  close(): Promise<void> {
    this.#closing = true;
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    clearTimeout(this.#retryTimer);
    this.#replacedListeners.clear();
    this.#closeSessions();
    await this.#worker?.close();
    this.#worker = undefined;
  }

  async #start(): Promise<void> {
    const { log, listenIp, announcedAddress, workerBin } = this.#options;
    this.#worker = await MediaWorker.create({
      log,
      listenIp,
      port: this.port,
      ...(announcedAddress === undefined ? {} : { announcedAddress }),
      ...(workerBin === undefined ? {} : { workerBin }),
      isEnding: () => this.#isEnding(),
      onDied: () => this.#replace(),
    });
    log.info({ pid: this.#worker.pid, port: this.port }, 'mediasoup worker runs');
  }

  #isEnding(): boolean {
    return this.#closing || (this.#options.isEnding?.() ?? false);
  }

  #replace(): void {
    this.#worker = undefined;
    this.#closeSessions();
    if (this.#isEnding()) return;
    const step = RETRY_STEPS_MS[Math.min(this.#attempts, RETRY_STEPS_MS.length - 1)] ?? 60_000;
    this.#attempts += 1;
    this.#retryTimer = setTimeout(() => void this.#retry(), step);
  }

  async #retry(): Promise<void> {
    try {
      await this.#start();
    } catch (error) {
      this.#options.log.warn({ err: error, attempt: this.#attempts }, 'mediasoup worker does not start');
      return this.#replace();
    }
    if (this.#closing) {
      await this.#worker?.close();
      return;
    }
    // A worker that lived for a minute starts the steps anew.
    setTimeout(() => {
      this.#attempts = 0;
    }, 60_000).unref();
    for (const listener of [...this.#replacedListeners]) listener();
  }

  #closeSessions(): void {
    for (const session of [...this.#sessions]) session.close();
  }

  #mustWorker(): MediaWorker {
    if (!this.#worker)
      throw new WebRtcError('webrtc_unavailable', 'WebRTC unavailable: the media worker is being restarted.');
    if (this.#sessions.size >= MAX_SESSIONS)
      throw new WebRtcError('too_many_viewers', `At most ${MAX_SESSIONS} WebRTC viewers at once.`);
    return this.#worker;
  }
}
