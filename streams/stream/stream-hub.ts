import { MediaError } from '../media-error.ts';
import type { Reach } from '../reach/index.ts';
import { FfmpegRtspSource } from '../sources/ffmpeg-rtsp/ffmpeg-rtsp-source.ts';
import type { CreateSource } from '../sources/source.ts';
import type { Lease, Log, SourceAddress, StreamKey, StreamStatus, StreamView } from '../types.ts';
import { Knocker } from './knocker.ts';
import { StartGate } from './start-gate.ts';
import { Stream } from './stream.ts';
import { DEFAULT_TIMINGS, type StreamTimings } from './stream-options.ts';

export interface StreamHubOptions {
  /**
   * Where a camera profile is pulled from; undefined when it is not registered. Asked at every start of a
   * source, so that a changed address or password is taken up.
   */
  readonly resolveAddress: (key: StreamKey) => Promise<SourceAddress | undefined>;
  readonly log: Log & { child?(fields: object): Log };
  /** Wall clock, UTC, ms. */
  readonly now: () => number;
  /** Default `ffmpeg`, from the search path. */
  readonly ffmpegPath?: string;
  readonly timings?: Partial<StreamTimings>;
  /** How many sources that are processes may be starting at once. Default 4. */
  readonly startSlots?: number;
  /** How many of those that run in this process. Default 64. */
  readonly inProcessStartSlots?: number;
  /** For other kinds of source, and tests. Default: ffmpeg over RTSP. */
  readonly createSource?: CreateSource;
  /** Where we may knock at cameras that are away; left out: anywhere. */
  readonly reach?: Reach;
  /** 0..1, for jitter. */
  readonly random?: () => number;
}

/**
 * All streams of this process, one per camera profile, whatever the number of viewers. Streams are made on
 * first use and kept: one that nobody holds costs nothing.
 */
export class StreamHub {
  readonly #options: StreamHubOptions;
  readonly #streams = new Map<string, Stream>();
  readonly #listeners = new Set<(status: StreamStatus) => void>();
  readonly #startGate: StartGate;
  readonly #knocker: Knocker;
  readonly #timings: StreamTimings;
  #closed: Promise<void> | undefined;

  constructor(options: StreamHubOptions) {
    this.#options = options;
    const { startSlots = 4, inProcessStartSlots = 64, random = Math.random } = options;
    this.#startGate = new StartGate({ inProcess: inProcessStartSlots, processes: startSlots });
    this.#knocker = new Knocker({ random, reach: options.reach });
    this.#timings = { ...DEFAULT_TIMINGS, ...options.timings };
  }

  /**
   * Keeps a stream running until the lease is released. `holder` says who, for people who read logs.
   * @throws MediaError `stream_not_ready` when the hub is closed
   */
  acquire(key: StreamKey, holder: string): Lease {
    return this.#stream(key).hold(holder);
  }

  /**
   * Keeps a stream running for the next 10 s, for viewers that have no connection but ask again and again.
   * The same `holderName` counts once.
   * @throws MediaError `stream_not_ready` when the hub is closed
   */
  touch(key: StreamKey, holderName: string): StreamView {
    const stream = this.#stream(key);
    stream.touch(holderName);
    return stream;
  }

  /** The stream without holding it; undefined when nobody ever asked for it. */
  peek(key: StreamKey): StreamView | undefined {
    return this.#streams.get(idOf(key));
  }

  /** The camera's address or credentials changed: running streams start anew with them, viewers stay. */
  invalidate(cameraId: string): void {
    for (const stream of this.#streams.values()) if (stream.key.cameraId === cameraId) stream.invalidate();
  }

  /** Ends a stream that nobody holds at once, where it would be kept for whoever comes back. */
  letGo(key: StreamKey): void {
    this.#streams.get(idOf(key))?.letGo();
  }

  /** A camera that is registered no more: nothing is kept of it. Who still watches it gets nothing more. */
  forget(cameraId: string): void {
    for (const [id, stream] of this.#streams)
      if (stream.key.cameraId === cameraId) void stream.close().then(() => this.#streams.delete(id));
  }

  /** Undefined when nobody ever asked for that stream. */
  status(key: StreamKey): StreamStatus | undefined {
    return this.#streams.get(idOf(key))?.status;
  }

  statuses(): StreamStatus[] {
    return [...this.#streams.values()].map((stream) => stream.status);
  }

  /** Every change of state or holders of every stream. Returns the way to stop. */
  onStatus(listener: (status: StreamStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Ends every source: SIGTERM, then SIGKILL within 3 s. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= Promise.all([...this.#streams.values()].map((stream) => stream.close())).then(
      () => undefined,
    );
    return this.#closed;
  }

  #stream(key: StreamKey): Stream {
    if (this.#closed !== undefined)
      throw new MediaError({ code: 'stream_not_ready', message: 'The media plane is shutting down.' });
    const id = idOf(key);
    let stream = this.#streams.get(id);
    if (!stream) {
      stream = this.#create(key);
      this.#streams.set(id, stream);
    }
    return stream;
  }

  #create({ cameraId, profile }: StreamKey): Stream {
    const { now, ffmpegPath = 'ffmpeg', resolveAddress, random = Math.random } = this.#options;
    const fields = { cameraId, profile };
    const stream = new Stream({
      key: fields,
      log: this.#options.log.child?.(fields) ?? withFields(this.#options.log, fields),
      startGate: this.#startGate,
      knocker: this.#knocker,
      timings: this.#timings,
      createSource:
        this.#options.createSource ??
        ((request) =>
          new FfmpegRtspSource({ ...request, now, ffmpegPath, socketTimeoutMs: SOCKET_TIMEOUT_MS })),
      ...{ now, resolveAddress, random },
    });
    stream.onStatus((status) => {
      for (const listener of [...this.#listeners]) listener(status);
    });
    return stream;
  }
}

/** Longer than `stallMs`, so that a silent camera is named as stalled and not as an ffmpeg that gave up. */
const SOCKET_TIMEOUT_MS = 7000;

function idOf({ cameraId, profile }: StreamKey): string {
  return `${profile}/${cameraId}`;
}

function withFields(log: Log, fields: object): Log {
  return {
    debug: (more, message) => log.debug({ ...fields, ...more }, message),
    info: (more, message) => log.info({ ...fields, ...more }, message),
    warn: (more, message) => log.warn({ ...fields, ...more }, message),
    error: (more, message) => log.error({ ...fields, ...more }, message),
  };
}
