import type { types } from 'mediasoup';
import type { Log } from '../../types.ts';
import { type ListenAt, listenInfos } from './listen-infos.ts';
import { RtpLane } from './rtp-lane.ts';
import { pageCodecs, whepCodecs } from './rtp-parameters.ts';
import { WebRtcError } from './webrtc-error.ts';

const PING_EVERY_MS = 5_000;
const PING_TIMEOUT_MS = 10_000;

export interface MediaWorkerOptions extends ListenAt {
  readonly log: Log;
  /** The worker's program; left out: what `MEDIASOUP_WORKER_BIN` or the package names. */
  readonly workerBin?: string;
  /** The whole program is ending: the worker may end of the same signal before it is told to. */
  readonly isEnding: () => boolean;
  readonly onDied: () => void;
}

/**
 * mediasoup's worker process with its one WebRtcServer and the lanes on it. It is never mended: where it dies,
 * or no longer answers and is therefore killed, everything on it is gone and the plane makes a new one. The
 * worker ends by itself when our end of its pipe closes, so it never outlives us. A terminal's Ctrl-C reaches it as
 * it reaches us; that it dies of it is no fault.
 */
export class MediaWorker {
  readonly server: types.WebRtcServer;
  /** What pages with mediasoup-client watch on. */
  readonly pageLane: RtpLane;
  readonly #worker: types.Worker;
  readonly #log: Log;
  readonly #whepLanes = new Map<number, Promise<RtpLane>>();
  readonly #watchdog: NodeJS.Timeout;

  static async create(options: MediaWorkerOptions): Promise<MediaWorker> {
    // mediasoup reads this once, when it is first imported.
    if (options.workerBin !== undefined) process.env.MEDIASOUP_WORKER_BIN = options.workerBin;
    const mediasoup = await import('mediasoup');
    mediasoup.setLogEventListeners({
      onwarn: (namespace, text) => tell(options, 'warn', { namespace }, `mediasoup: ${text}`),
      onerror: (namespace, text, error) =>
        tell(options, 'error', { namespace, err: error }, `mediasoup: ${text}`),
    });
    const worker = await named('its worker does not start', () =>
      mediasoup.createWorker({ logLevel: 'warn', disableLiburing: true }),
    );
    try {
      const server = await named(`port ${options.port} of ${options.listenIp} cannot be opened`, () =>
        worker.createWebRtcServer({ listenInfos: listenInfos(options) }),
      );
      const pageLane = await RtpLane.create({ worker, codecs: pageCodecs() });
      return new MediaWorker(options, worker, server, pageLane);
    } catch (error) {
      worker.close();
      throw error;
    }
  }

  private constructor(
    options: MediaWorkerOptions,
    worker: types.Worker,
    server: types.WebRtcServer,
    pageLane: RtpLane,
  ) {
    this.server = server;
    this.pageLane = pageLane;
    this.#worker = worker;
    this.#log = options.log;
    this.#watchdog = setInterval(() => void this.#ping(), PING_EVERY_MS);
    this.#watchdog.unref();
    worker.once('died', (error) => {
      clearInterval(this.#watchdog);
      tell(options, 'error', { pid: worker.pid, err: error }, 'mediasoup worker died');
      options.onDied();
    });
  }

  get pid(): number {
    return this.#worker.pid;
  }

  /** The lane whose H.264 goes by `payloadType`: a WHEP viewer's offer fixes the number. */
  whepLane(payloadType: number): Promise<RtpLane> {
    const existing = this.#whepLanes.get(payloadType);
    if (existing) return existing;
    const lane = RtpLane.create({ worker: this.#worker, codecs: whepCodecs(payloadType) });
    this.#whepLanes.set(payloadType, lane);
    lane.catch(() => this.#whepLanes.delete(payloadType));
    return lane;
  }

  async producerCount(): Promise<number> {
    const lanes = [this.pageLane, ...(await Promise.all(this.#whepLanes.values()))];
    return lanes.reduce((sum, lane) => sum + lane.producerCount, 0);
  }

  async createTransport(lane: RtpLane): Promise<types.WebRtcTransport> {
    try {
      return await lane.router.createWebRtcTransport({
        webRtcServer: this.server,
        enableUdp: true,
        enableTcp: true,
        preferUdp: true,
        iceConsentTimeout: 20,
      });
    } catch (error) {
      throw new WebRtcError('webrtc_unavailable', 'WebRTC unavailable: the media worker is gone.', error);
    }
  }

  /** Resolves when the process is gone. */
  async close(): Promise<void> {
    clearInterval(this.#watchdog);
    if (this.#worker.subprocessClosed) return;
    const gone = new Promise<void>((resolve) => this.#worker.once('subprocessclose', () => resolve()));
    if (!this.#worker.closed) this.#worker.close();
    const deadline = setTimeout(() => kill(this.#worker.pid), 2_000);
    await gone;
    clearTimeout(deadline);
  }

  /** A worker that hangs would let RTP pile up in our memory. */
  async #ping(): Promise<void> {
    const deadline = setTimeout(() => {
      this.#log.error({ pid: this.#worker.pid }, 'mediasoup worker does not answer: killing it');
      kill(this.#worker.pid);
    }, PING_TIMEOUT_MS);
    deadline.unref();
    try {
      await this.#worker.getResourceUsage();
    } catch {
      // The worker closed under the question; its 'died' event says so.
    } finally {
      clearTimeout(deadline);
    }
  }
}

/**
 * Says it as a fault, unless the program is ending. Decided a turn later: of what came at once, the event loop sees
 * the worker's closed pipe before the signal that closed it.
 */
function tell(
  { log, isEnding }: Pick<MediaWorkerOptions, 'log' | 'isEnding'>,
  level: 'warn' | 'error',
  fields: object,
  message: string,
): void {
  setImmediate(() => log[isEnding() ? 'debug' : level](fields, message));
}

/** mediasoup's own messages say what failed inside it; people need to know what that means here. */
async function named<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${what} (${why})`, { cause: error });
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
