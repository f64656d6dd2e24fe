import type { types } from 'mediasoup';
import type { Log, StreamView } from '../../types.ts';
import { freePort } from './listen-infos.ts';
import { MediaWorker } from './media-worker.ts';
import { ProducerTally } from './producer-tally.ts';
import { SoundFeeds } from './sound-feeds.ts';
import { type SessionHandlers, ViewerSession } from './viewer-session.ts';
import { WebRtcError } from './webrtc-error.ts';
import { collectFigures, type WebRtcFigures } from './webrtc-figures.ts';
import { WhepSession } from './whep-session.ts';
import { WorkerKeeper } from './worker-keeper.ts';

const MAX_SESSIONS = 500;
/** Some dozens of tiles are little for a worker. */
const FILL_TO = 64;

export interface WebRtcPlaneOptions {
  readonly log: Log;
  /** UDP and TCP, of the first worker; each further one has the next. 0 picks free ones, which then stay. */
  readonly port: number;
  /** Media workers, one a core; left out: one. */
  readonly workers?: number;
  /**
   * How much a worker takes before the next one takes part, in tiles: a small site gets by with the first port, the
   * one that a firewall is sure to let through. Beyond it viewers are spread evenly.
   */
  readonly fillTo?: number;
  /** `0.0.0.0`: every IPv4 address of this machine. */
  readonly listenIp: string;
  readonly announcedAddress?: string;
  readonly workerBin?: string;
  /** The whole program is ending, though `close` was not called yet: a worker that dies then is no fault. */
  readonly isEnding?: () => boolean;
  /** Wall clock, ms. */
  readonly now?: () => number;
}

export interface PageHandlers extends SessionHandlers {
  /** The session's worker died, and another can be had now: a new session may be made. Called after `onClosed`. */
  readonly onReplaced?: () => void;
}

interface Session {
  readonly keeper: WorkerKeeper;
  readonly session: ViewerSession | WhepSession;
  readonly onReplaced?: (() => void) | undefined;
}

/**
 * WebRTC out of here: the media workers, kept alive, and the sessions of those who watch, spread over the workers.
 * Where no worker can be started `create` throws `webrtc_unavailable`, and the program goes on with LL-HLS. Where
 * one dies later its sessions close, and may join again on another at once, or as soon as there is one; sessions on
 * other workers notice nothing.
 */
export class WebRtcPlane {
  readonly #options: WebRtcPlaneOptions;
  readonly #keepers: readonly WorkerKeeper[];
  readonly #sessions = new Set<Session>();
  /** Whom to tell when there is a worker again. */
  #waiting: (() => void)[] = [];
  readonly #tally = new ProducerTally();
  readonly #sounds: SoundFeeds;
  #closing = false;
  #closed: Promise<void> | undefined;

  static async create(options: WebRtcPlaneOptions): Promise<WebRtcPlane> {
    let plane: WebRtcPlane | undefined;
    try {
      plane = new WebRtcPlane(options, await portsFor(options));
      await plane.#start();
      return plane;
    } catch (error) {
      await plane?.close();
      const why = error instanceof Error ? error.message : String(error);
      throw new WebRtcError('webrtc_unavailable', `WebRTC unavailable: ${why}`, error);
    }
  }

  private constructor(options: WebRtcPlaneOptions, ports: readonly number[]) {
    this.#options = options;
    this.#sounds = new SoundFeeds({ log: options.log });
    this.#keepers = ports.map((port) => this.#keeper(port));
  }

  /** Of the first worker. */
  get port(): number {
    return this.#keepers[0]?.port ?? 0;
  }

  /** What a viewer's device loads, before it has a session; alike on all workers. Undefined while there is none. */
  get rtpCapabilities(): types.RtpCapabilities | undefined {
    return this.#keepers.find(({ worker }) => worker)?.worker?.pageLane.router.rtpCapabilities;
  }

  get sessionCount(): number {
    return this.#sessions.size;
  }

  /** The workers' processes, for figures and for tests that kill them. */
  get workerPids(): number[] {
    return this.#keepers.flatMap(({ worker }) => worker?.pid ?? []);
  }

  /**
   * `onFirstPort`: the viewer did not reach another worker's port, so he gets the first worker's, which a firewall
   * lets through if any.
   */
  createSession(handlers: PageHandlers = {}, { onFirstPort = false } = {}): ViewerSession {
    const { keeper, worker } = this.#choose(onFirstPort);
    const session: ViewerSession = new ViewerSession({
      ...handlers,
      worker,
      log: this.#options.log,
      onClosed: () => {
        this.#sessions.delete(entry);
        handlers.onClosed?.();
      },
    });
    const entry: Session = { keeper, session, onReplaced: handlers.onReplaced };
    this.#sessions.add(entry);
    return session;
  }

  /** Answers a WHEP offer. `onClosed` is called once, however the session ends. */
  async openWhep(request: {
    readonly stream: StreamView;
    readonly offer: string;
    /** Sound, too, where the camera has it and the offer asks for it. Left out: none. */
    readonly sound?: boolean;
    readonly onClosed?: () => void;
  }): Promise<WhepSession> {
    const { keeper, worker } = this.#choose(false);
    const session = await WhepSession.create({
      worker,
      log: this.#options.log,
      stream: request.stream,
      offer: request.offer,
      sound: request.sound ?? false,
    });
    const entry: Session = { keeper, session };
    this.#sessions.add(entry);
    session.onClosed(() => {
      this.#sessions.delete(entry);
      request.onClosed?.();
    });
    return session;
  }

  /** Producers now fed, pictures and sound, over all workers and lanes. */
  producerCount(): number {
    return this.#keepers.reduce((sum, { worker }) => sum + (worker?.producerCount ?? 0), 0);
  }

  /** What goes out to whom, asked of the workers now: a question a consumer, so only when somebody wants to know. */
  figures(): Promise<WebRtcFigures> {
    return collectFigures({
      workers: this.#keepers.map((keeper) => ({
        port: keeper.port,
        pid: keeper.worker?.pid,
        producers: keeper.worker?.producerCount ?? 0,
        sessions: [...this.#sessions].filter((one) => one.keeper === keeper).map(({ session }) => session),
      })),
    });
  }

  close(): Promise<void> {
    this.#closing = true;
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#waiting = [];
    for (const { session } of [...this.#sessions]) session.close();
    this.#sounds.close();
    await Promise.all(this.#keepers.map((keeper) => keeper.close()));
  }

  /** One worker is enough to go on; those that do not start are tried again. */
  async #start(): Promise<void> {
    const starts = await Promise.allSettled(this.#keepers.map((keeper) => keeper.start()));
    const failed = starts.filter((start) => start.status === 'rejected');
    if (failed.length === starts.length) throw failed[0]?.reason;
    for (const { reason } of failed)
      this.#options.log.warn({ err: reason }, 'one of several mediasoup workers does not start');
  }

  #keeper(port: number): WorkerKeeper {
    const { log, listenIp, announcedAddress, workerBin, now = Date.now } = this.#options;
    const isEnding = () => this.#closing || (this.#options.isEnding?.() ?? false);
    const keeper: WorkerKeeper = new WorkerKeeper({
      log,
      now,
      port,
      isEnding,
      create: (onDied) =>
        MediaWorker.create({
          log,
          listenIp,
          port,
          ...(announcedAddress === undefined ? {} : { announcedAddress }),
          ...(workerBin === undefined ? {} : { workerBin }),
          tally: this.#tally,
          sounds: this.#sounds,
          isEnding,
          onDied,
        }),
      onUp: () => this.#tellWaiting(),
      onDown: () => this.#endSessionsOn(keeper),
    });
    return keeper;
  }

  #endSessionsOn(keeper: WorkerKeeper): void {
    for (const { session, onReplaced, ...entry } of [...this.#sessions]) {
      if (entry.keeper !== keeper) continue;
      session.close();
      if (onReplaced) this.#waiting.push(onReplaced);
    }
    if (this.#keepers.some(({ worker }) => worker)) this.#tellWaiting();
  }

  #tellWaiting(): void {
    if (this.#closing) return;
    for (const onReplaced of this.#waiting.splice(0)) onReplaced();
  }

  /** The first worker that has little to do; where none has, the one whose viewers weigh least. */
  #choose(first: boolean): { keeper: WorkerKeeper; worker: MediaWorker } {
    if (this.#sessions.size >= MAX_SESSIONS)
      throw new WebRtcError('too_many_viewers', `At most ${MAX_SESSIONS} WebRTC viewers at once.`);
    const { fillTo = FILL_TO } = this.#options;
    let best: { keeper: WorkerKeeper; worker: MediaWorker; load: number } | undefined;
    for (const keeper of this.#keepers) {
      const { worker } = keeper;
      if (!worker) continue;
      const load = this.#loadOf(keeper);
      if (!best || load < best.load) best = { keeper, worker, load };
      if (first || load < fillTo) break;
    }
    if (best) return best;
    throw new WebRtcError('webrtc_unavailable', 'WebRTC unavailable: the media worker is being restarted.');
  }

  #loadOf(keeper: WorkerKeeper): number {
    let load = 0;
    for (const one of this.#sessions) if (one.keeper === keeper) load += one.session.weight;
    return load;
  }
}

async function portsFor({ port, workers = 1, listenIp }: WebRtcPlaneOptions): Promise<number[]> {
  if (port !== 0) return Array.from({ length: workers }, (_, index) => port + index);
  const ports = new Set<number>();
  while (ports.size < workers) ports.add(await freePort(listenIp));
  return [...ports];
}
