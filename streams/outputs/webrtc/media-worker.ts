import { readFileSync } from 'node:fs';
import type { types } from 'mediasoup';
import type { Log } from '../../types.ts';
import { type ListenAt, listenInfos } from './listen-infos.ts';
import { LogLimit } from './log-limit.ts';
import type { ProducerTally } from './producer-tally.ts';
import { RtpLane } from './rtp-lane.ts';
import { pageCodecs, type WhepPayloadTypes, whepCodecs } from './rtp-parameters.ts';
import type { SoundFeeds } from './sound-feeds.ts';
import { WebRtcError } from './webrtc-error.ts';

const PING_EVERY_MS = 2_000;
const PING_TIMEOUT_MS = 3_000;
const PING_GRACE_MS = 500;
/** A worker that wants to run and gets no processor may take so long; one that spins is found then, too. */
const PING_STARVED_MS = 15_000;
/** A router each; browsers differ little in the numbers they offer. */
const MAX_WHEP_LANES = 32;

export interface MediaWorkerOptions extends ListenAt {
  readonly log: Log;
  /** The worker's program; left out: what `MEDIASOUP_WORKER_BIN` or the package names. */
  readonly workerBin?: string;
  readonly tally: ProducerTally;
  readonly sounds: SoundFeeds;
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
  readonly #options: MediaWorkerOptions;
  readonly #whepLanes = new Map<string, WhepLane>();
  readonly #watchdog: NodeJS.Timeout;

  static async create(options: MediaWorkerOptions): Promise<MediaWorker> {
    // mediasoup reads this once, when it is first imported.
    if (options.workerBin !== undefined) process.env.MEDIASOUP_WORKER_BIN = options.workerBin;
    const mediasoup = await import('mediasoup');
    // One pair of listeners for the whole process; set again by each worker, they come to the same.
    const limit = new LogLimit(Date.now);
    const pass = (level: 'warn' | 'error', fields: object, text: string) => {
      const unsaid = limit.next();
      if (unsaid !== undefined) tell(options, level, { ...fields, unsaid }, `mediasoup: ${text}`);
    };
    mediasoup.setLogEventListeners({
      onwarn: (namespace, text) => pass('warn', { namespace }, text),
      onerror: (namespace, text, error) => pass('error', { namespace, err: error }, text),
    });
    const worker = await named('its worker does not start', () =>
      mediasoup.createWorker({ logLevel: 'warn', disableLiburing: true }),
    );
    try {
      const server = await named(`port ${options.port} of ${options.listenIp} cannot be opened`, () =>
        worker.createWebRtcServer({ listenInfos: listenInfos(options) }),
      );
      const { tally, sounds } = options;
      const pageLane = await RtpLane.create({ worker, codecs: pageCodecs(), tally, sounds });
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
    this.#options = options;
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

  get closed(): boolean {
    return this.#worker.closed;
  }

  get producerCount(): number {
    let count = this.pageLane.producerCount;
    for (const { made } of this.#whepLanes.values()) count += made?.producerCount ?? 0;
    return count;
  }

  /** The lane that goes by the numbers a WHEP viewer's offer fixes. `release` once; the last one closes it. */
  async whepLane(payloadTypes: WhepPayloadTypes): Promise<{ lane: RtpLane; release: () => void }> {
    const name = Object.values(payloadTypes).join(' ');
    const held = this.#whepLanes.get(name) ?? this.#makeWhepLane(name, payloadTypes);
    held.users += 1;
    try {
      const lane = await held.lane;
      let released = false;
      const release = () => {
        if (released) return;
        released = true;
        this.#leaveWhepLane(name, held);
      };
      return { lane, release };
    } catch (error) {
      this.#leaveWhepLane(name, held);
      throw error;
    }
  }

  #makeWhepLane(name: string, payloadTypes: WhepPayloadTypes): WhepLane {
    if (this.#whepLanes.size >= MAX_WHEP_LANES)
      throw new WebRtcError('too_many_viewers', 'Viewers with too many different payload types at once.');
    const { tally, sounds } = this.#options;
    const codecs = whepCodecs(payloadTypes);
    const held: WhepLane = {
      lane: RtpLane.create({ worker: this.#worker, codecs, tally, sounds }),
      made: undefined,
      users: 0,
    };
    this.#whepLanes.set(name, held);
    held.lane.then(
      (lane) => {
        held.made = lane;
      },
      () => {
        // Whoever waits for it is told.
      },
    );
    return held;
  }

  #leaveWhepLane(name: string, held: WhepLane): void {
    held.users -= 1;
    if (held.users > 0) return;
    if (this.#whepLanes.get(name) === held) this.#whepLanes.delete(name);
    held.made?.close();
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
    const askedAtMs = performance.now();
    // Were it we who hung, the answer would lie there now, to be read before this.
    const giveUp = () => {
      // On a machine that is overloaded, killing it would throw everybody out, to come back all at once.
      if (isRunnable(this.#worker.pid) && performance.now() - askedAtMs < PING_STARVED_MS) {
        deadline = setTimeout(giveUp, PING_GRACE_MS).unref();
        return;
      }
      this.#options.log.error({ pid: this.#worker.pid }, 'mediasoup worker does not answer: killing it');
      kill(this.#worker.pid);
    };
    let deadline = setTimeout(() => {
      deadline = setTimeout(giveUp, PING_GRACE_MS).unref();
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

/** It runs or waits for a processor, rather than being stopped or waiting for something that does not come. */
function isRunnable(pid: number): boolean {
  try {
    // After the name in brackets, which may hold anything.
    return /^.*\) R /s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false; // gone, or no such system
  }
}

interface WhepLane {
  readonly lane: Promise<RtpLane>;
  made: RtpLane | undefined;
  users: number;
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
