import { StreamFaultError } from '../media-error.ts';
import type { Source } from '../sources/source.ts';
import type {
  AccessUnit,
  Lease,
  Log,
  MediaInfo,
  SourceAbout,
  SourceAddress,
  StreamConsumer,
  StreamFault,
  StreamKey,
  StreamState,
  StreamStatus,
  StreamView,
  TranscodeReason,
} from '../types.ts';
import { backOffMs, countedAs, mayComeBack } from './back-off.ts';
import { Feed } from './feed.ts';
import { Holders } from './holders.ts';
import { type Door, doorOf } from './knocker.ts';
import { runAttempt } from './run-attempt.ts';
import type { StreamOptions } from './stream-options.ts';

/**
 * One camera profile for as long as the program runs: `idle → connecting → live → stalled → backing-off`.
 * Runs while somebody holds it and a little longer; supervises its sources; keeps its consumers throughout.
 */
export class Stream implements StreamView {
  readonly key: StreamKey;
  readonly #options: StreamOptions;
  readonly #log: Log;
  readonly #feed: Feed;
  readonly #holders: Holders;
  readonly #listeners = new Set<(status: StreamStatus) => void>();
  #state: StreamState;
  #fault: StreamFault | undefined;
  #offlineSinceMs: number | undefined;
  #lastPictureMs: number | undefined;
  #starts = 0;
  #source: Source | undefined;
  /** Of the source at work or, between two, the last one. */
  #about: SourceAbout | undefined;
  #transcodeReason: TranscodeReason | undefined;
  #door: Door | undefined;
  /** Where it was pulled from last, while it is wanted. */
  #address: SourceAddress | undefined;
  /** The last attempt began because the camera's port answered, and came to nothing. */
  #knockedInVain = false;
  /** Of sources that are gone. */
  #totals = { restarts: 0, packetsLost: 0, unitsDropped: 0, timestampJumps: 0 };
  #wanted = false;
  /** The last who held it did so only to look at its picture. */
  #isCheck = false;
  #running: Promise<void> | undefined;
  #stop = new AbortController();
  #linger: NodeJS.Timeout | undefined;
  /** Ends the current attempt or pause so that the next attempt begins at once. */
  #hurry: (() => void) | undefined;
  #onPictures: (() => void) | undefined;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.key = options.key;
    this.#log = options.log;
    this.#state = { name: 'idle', sinceMs: options.now() };
    const { log, now, firstEpoch } = options;
    this.#feed = new Feed({
      ...{ log, now, onPictures: () => this.#gotPictures() },
      ...(firstEpoch !== undefined && { firstEpoch }),
    });
    this.#holders = new Holders({
      now: options.now,
      touchMs: options.timings.touchMs,
      onChange: (count) => this.#holdersChanged(count),
    });
  }

  get info(): MediaInfo | undefined {
    return this.#feed.info;
  }

  get status(): StreamStatus {
    const { info } = this.#feed;
    return {
      key: this.key,
      state: this.#state,
      ...(this.#offlineSinceMs !== undefined && { offlineSinceMs: this.#offlineSinceMs }),
      ...(this.#fault && { fault: this.#fault }),
      ...(info && {
        info: { codec: info.codec, codecString: info.codecString, width: info.width, height: info.height },
      }),
      ...this.#feed.rates,
      holders: this.#holders.count,
      restarts: Math.max(0, this.#starts - 1),
      ...this.#sourceStatus(),
    };
  }

  /** How much it is wanted, for whoever gives out places: one large view before any number of tiles. */
  get rank(): number {
    return this.#holders.count + (this.key.profile === 'main' && this.#holders.count > 0 ? LARGE_VIEW : 0);
  }

  hold(holder: string): Lease {
    return { stream: this, release: this.#holders.add(holder) };
  }

  touch(holder: string): void {
    this.#holders.touch(holder);
  }

  subscribe(consumer: StreamConsumer): () => void {
    return this.#feed.subscribe(consumer);
  }

  latestKeyframe(): { info: MediaInfo; unit: AccessUnit } | undefined {
    return this.#feed.latestKeyframe();
  }

  onStatus(listener: (status: StreamStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** The camera's registration changed: what was learnt of the old address no longer counts. */
  invalidate(): void {
    this.#address = undefined;
    this.#hurry?.();
  }

  /** Ends at once if nobody holds it, without waiting whether somebody comes back. */
  letGo(): void {
    if (this.#holders.count > 0) return;
    clearTimeout(this.#linger);
    void this.#end();
  }

  /** Ends the source and waits for it. Consumers stay subscribed but are fed no more. */
  async close(): Promise<void> {
    clearTimeout(this.#linger);
    this.#holders.close();
    await this.#end();
  }

  #holdersChanged(count: number): void {
    clearTimeout(this.#linger);
    if (count > 0) this.#isCheck = this.#holders.isCheckOnly;
    if (count > 0) this.#begin();
    // An end cannot fail: `#run` swallows what its attempts throw.
    else this.#linger = setTimeout(() => void this.#end(), this.#options.timings.lingerMs);
    this.#notify();
  }

  #begin(): void {
    this.#wanted = true;
    this.#running ??= this.#run();
  }

  async #end(): Promise<void> {
    this.#wanted = false;
    this.#stop.abort(new Error('stream stopped'));
    await this.#running;
  }

  /** Somebody may want the stream again while it is still being ended: then it goes round once more. */
  async #run(): Promise<void> {
    while (this.#wanted) {
      this.#stop = new AbortController();
      this.#starts = 0;
      this.#offlineSinceMs = this.#options.now();
      await this.#supervise(this.#stop.signal);
      this.#fault = undefined;
      this.#address = undefined;
      this.#offlineSinceMs = undefined;
      this.#transcodeReason = undefined;
      this.#transition({ name: 'idle', sinceMs: this.#options.now() });
    }
    // In the same turn as the last look at `#wanted`: whoever comes in the next must find nothing running.
    this.#running = undefined;
  }

  async #supervise(stop: AbortSignal): Promise<void> {
    for (let attempt = 0; !stop.aborted; attempt += 1) {
      const hurried = new AbortController();
      this.#hurry = () => hurried.abort(ADDRESS_CHANGED);
      const { liveMs, fault } = await this.#attempt(attempt, AbortSignal.any([stop, hurried.signal]));
      if (stop.aborted) return;
      attempt = countedAs(attempt, liveMs, this.#options.timings.steadyMs);
      const isBack =
        !hurried.signal.aborted &&
        (await this.#backOff(attempt + 1, fault, AbortSignal.any([stop, hurried.signal])));
      // What was learnt while it was away says nothing of how it is now: it may only need a moment more.
      if (isBack || hurried.signal.aborted) attempt = -1;
    }
  }

  /** One source from start to end. Returns for how long it was live, and why it ended. */
  async #attempt(
    attempt: number,
    signal: AbortSignal,
  ): Promise<{ readonly liveMs: number; readonly fault: StreamFault }> {
    const { now, timings } = this.#options;
    let liveSinceMs: number | undefined;
    this.#transition({ name: 'connecting', sinceMs: now(), attempt });
    const error = await runAttempt({
      ...this.#options,
      attempt,
      signal,
      sink: this.#feed,
      rank: () => this.rank,
      lastAddress: () => this.#address,
      onAddress: (address) => {
        this.#address = address;
        if (address) this.#door = doorOf(address.url);
      },
      onSource: (source) => {
        this.#source = source;
        this.#about = source.about ?? { kind: 'in-process' };
        this.#transcodeReason = source.transcode?.reason;
        this.#notify();
      },
      onChange: () => this.#notify(),
      watch: (onPictures) => {
        this.#onPictures = onPictures;
      },
      onStart: () => {
        this.#starts += 1;
        if (this.#starts > 1) this.#totals.restarts += 1;
      },
      onLive: () => {
        liveSinceMs = now();
        this.#knockedInVain = false;
        this.#fault = undefined;
        this.#offlineSinceMs = undefined;
        this.#transition({ name: 'live', sinceMs: liveSinceMs });
      },
      onStall: (fault) => {
        this.#wentDark(fault);
        this.#transition({ name: 'stalled', sinceMs: now(), fault });
      },
      stallMs: timings.stallMs,
    });
    this.#onPictures = undefined;
    // Another kind of source takes over: nothing is wrong with the camera.
    const isHandedOver = error.fault.code === 'source_unsuitable';
    if (isHandedOver) this.#log.info({ fault: error.fault.code }, error.fault.message);
    else if (!this.#stop.signal.aborted) this.#wentDark(error.fault);
    this.#feed.goDark();
    this.#addTotals();
    return { liveMs: liveSinceMs === undefined ? 0 : now() - liveSinceMs, fault: error.fault };
  }

  #wentDark(fault: StreamFault): void {
    this.#offlineSinceMs ??= this.#lastPictureMs ?? this.#options.now();
    // The same fault again is not news.
    if (this.#fault?.code !== fault.code)
      this.#log[this.#isCheck ? 'debug' : 'warn']({ fault: fault.code }, fault.message);
    this.#fault = fault;
  }

  /** True: the camera is back, as far as its port tells. */
  async #backOff(attempt: number, fault: StreamFault, signal: AbortSignal): Promise<boolean> {
    const { now, random } = this.#options;
    const isCheap = this.#about?.kind !== 'ffmpeg' && this.#holders.count > 0;
    const waitMs = backOffMs({ attempt, fault: fault.code, isCheap, random });
    const sinceMs = now();
    this.#transition({ name: 'backing-off', sinceMs, attempt, retryAtMs: sinceMs + waitMs, fault });
    const done = new AbortController();
    const timer = setTimeout(() => done.abort(), waitMs);
    const onEnd = (): void => done.abort();
    signal.addEventListener('abort', onEnd, { once: true });
    if (signal.aborted) onEnd();
    let isBack = false;
    this.#knock(fault, done.signal, () => {
      isBack = true;
      done.abort();
    });
    await new Promise<void>((resolve) => {
      if (done.signal.aborted) resolve();
      else done.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    clearTimeout(timer);
    // One left behind would keep the signal, which is made of others, until the stream stops.
    signal.removeEventListener('abort', onEnd);
    return isBack;
  }

  /** Tells when the camera's port answers again, while there is somebody to whom that matters. */
  #knock(fault: StreamFault, signal: AbortSignal, onBack: () => void): void {
    const { knocker } = this.#options;
    if (!knocker || !this.#door || !mayComeBack(fault.code) || this.#holders.count === 0) return;
    const isShut = fault.code === 'camera_unreachable' && !this.#knockedInVain;
    void knocker.opens(this.#door, isShut, signal).then(() => {
      this.#knockedInVain = true;
      onBack();
    });
  }

  #gotPictures(): void {
    this.#lastPictureMs = this.#options.now();
    this.#onPictures?.();
  }

  #sourceStatus(): Pick<
    StreamStatus,
    'source' | 'transport' | 'transcode' | 'lastPictureMs' | 'totals' | 'clock'
  > {
    const figures = this.#source?.figures;
    const { restarts, packetsLost, unitsDropped, timestampJumps } = this.#totals;
    const { driftPpm } = this.#feed;
    const offsetMs = figures?.cameraClockOffsetMs;
    const clock = {
      ...(offsetMs !== undefined && { offsetMs }),
      ...(driftPpm !== undefined && { driftPpm }),
    };
    return {
      ...(this.#about && { source: this.#about }),
      ...(figures?.transport && { transport: figures.transport }),
      ...this.#transcodeStatus(),
      ...(this.#lastPictureMs !== undefined && { lastPictureMs: this.#lastPictureMs }),
      totals: {
        restarts,
        packetsLost: packetsLost + (figures?.lost ?? 0),
        unitsDropped: unitsDropped + (figures?.unitsDropped ?? 0),
        timestampJumps: timestampJumps + (figures?.timestampJumps ?? 0),
      },
      ...(Object.keys(clock).length > 0 && { clock }),
    };
  }

  /** Between two sources that encode: what the last one did, and that it failed. */
  #transcodeStatus(): Pick<StreamStatus, 'transcode'> {
    const now = this.#source?.transcode;
    if (now) this.#transcodeReason = now.reason;
    const reason = this.#transcodeReason;
    if (!reason || this.#state.name === 'idle') return {};
    const { info } = this.#feed;
    if (now && this.#state.name === 'live' && info)
      return { transcode: { reason, state: 'running', width: info.width, height: info.height } };
    if (now?.state === 'queued') return { transcode: now };
    const fault = this.#fault;
    return { transcode: fault ? { reason, state: 'failed', fault } : { reason, state: 'starting' } };
  }

  /** What the source counted goes on counting for the stream. */
  #addTotals(): void {
    const { lost = 0, unitsDropped = 0, timestampJumps = 0 } = this.#source?.figures ?? {};
    this.#source = undefined;
    this.#totals.packetsLost += lost;
    this.#totals.unitsDropped += unitsDropped;
    this.#totals.timestampJumps += timestampJumps;
  }

  #transition(next: StreamState): void {
    const previous = this.#state;
    this.#state = next;
    const isRoutine = this.#isCheck || ('attempt' in next && next.attempt > 3);
    this.#log[isRoutine ? 'debug' : 'info']({ state: next.name }, `${previous.name} -> ${next.name}`);
    this.#notify();
  }

  #notify(): void {
    const { status } = this;
    for (const listener of [...this.#listeners]) {
      try {
        listener(status);
      } catch (error) {
        this.#log.error({ err: error }, 'a status listener threw');
      }
    }
  }
}

const LARGE_VIEW = 1000;

const ADDRESS_CHANGED = new StreamFaultError({
  code: 'camera_ended',
  message: 'The camera’s registration changed; starting anew.',
});
