import { StreamFaultError } from '../media-error.ts';
import { StartGate } from '../stream/start-gate.ts';
import { Stream } from '../stream/stream.ts';
import type { StreamHub } from '../stream/stream-hub.ts';
import { DEFAULT_TIMINGS, type StreamTimings } from '../stream/stream-options.ts';
import type { Lease, Log, StreamKey, StreamStatus, StreamView, TranscodeReason } from '../types.ts';
import { BrowserFit, type Medium } from './browser-fit.ts';
import { BrowserView } from './browser-view.ts';
import type { EncoderOptions } from './encoder-args.ts';
import { pooled } from './pooled-source.ts';
import type { TranscodePool } from './transcode-pool.ts';
import { TranscodeSource } from './transcode-source.ts';

export interface BrowserStreamsOptions {
  readonly hub: Pick<StreamHub, 'acquire' | 'peek' | 'status' | 'onStatus'>;
  readonly pool: TranscodePool;
  readonly log: Log;
  readonly now: () => number;
  readonly ffmpegPath?: string;
  readonly encoder?: EncoderOptions;
  readonly timings?: Partial<StreamTimings>;
}

/** One camera profile that browsers watch. */
interface Entry {
  readonly original: StreamView;
  readonly fit: BrowserFit;
  stopFit: () => void;
  readonly views: Map<Medium, { readonly view: BrowserView; viewers: number }>;
  /** B-frames go to browsers over HTTP as they are: no encoder is spent on them while others need it more. */
  isDeclined: boolean;
}

/** Far from any epoch that a camera's own stream reaches. */
const VARIANT_EPOCHS = 1_000_000_000;

/**
 * The hub's streams as browsers can play them. Where a camera's picture is not for browsers, one encoder makes a
 * variant of it for all who watch, until 20 s after the last one left; who records still gets the original.
 */
export class BrowserStreams {
  readonly #options: BrowserStreamsOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #variants = new Map<string, Stream>();
  readonly #reasons = new Map<string, TranscodeReason>();
  readonly #listeners = new Set<(status: StreamStatus) => void>();
  readonly #gate: StartGate;
  readonly #stopHub: () => void;
  readonly #stopPool: () => void;

  constructor(options: BrowserStreamsOptions) {
    this.#options = options;
    const { slots } = options.pool;
    this.#gate = new StartGate({ inProcess: slots, processes: slots });
    this.#stopHub = options.hub.onStatus((status) => this.#tell(this.#whole(status)));
    this.#stopPool = options.pool.onChange(() => this.#makeRoom());
  }

  /** As `StreamHub.acquire`. */
  acquire(key: StreamKey, holder: string, medium: Medium): Lease {
    // Each viewer's own: how many there are decides who goes first.
    const lease = this.#options.hub.acquire(key, holder);
    const entry = this.#entry(key, lease.stream);
    const known = entry.views.get(medium) ?? { view: this.#view(key, entry, medium), viewers: 0 };
    entry.views.set(medium, known);
    known.viewers += 1;
    known.view.choose();
    let released = false;
    return {
      stream: known.view,
      release: () => {
        if (released) return;
        released = true;
        known.viewers -= 1;
        if (known.viewers === 0) this.#drop(key, entry, medium);
        lease.release();
      },
    };
  }

  /** The camera's stream, and how far its variant is if there is one. */
  status(key: StreamKey): StreamStatus | undefined {
    const status = this.#options.hub.status(key);
    return status && this.#whole(status);
  }

  onStatus(listener: (status: StreamStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Of the variants alone, for figures. */
  variantStatuses(): StreamStatus[] {
    return [...this.#variants.values()].map((variant) => variant.status);
  }

  /** A camera that is registered no more. */
  forget(cameraId: string): void {
    for (const [id, variant] of this.#variants)
      if (variant.key.cameraId === cameraId) {
        this.#reasons.delete(id);
        void variant.close().then(() => this.#variants.delete(id));
      }
  }

  async close(): Promise<void> {
    this.#stopHub();
    this.#stopPool();
    for (const entry of this.#entries.values()) {
      for (const { view } of entry.views.values()) view.close();
      entry.stopFit();
    }
    this.#entries.clear();
    await Promise.all([...this.#variants.values()].map((variant) => variant.close()));
  }

  #entry(key: StreamKey, original: StreamView): Entry {
    const id = idOf(key);
    const known = this.#entries.get(id);
    if (known) return known;
    const views: Entry['views'] = new Map();
    const fit = new BrowserFit({
      onChange: () => {
        for (const { view } of views.values()) view.choose();
        // It would go on encoding what browsers can play now.
        this.#variants.get(id)?.letGo();
      },
    });
    const entry: Entry = { original, fit, views, stopFit: () => undefined, isDeclined: false };
    entry.stopFit = original.subscribe(fit);
    this.#entries.set(id, entry);
    return entry;
  }

  #view(key: StreamKey, entry: Entry, medium: Medium): BrowserView {
    const { original, fit } = entry;
    return new BrowserView({
      original,
      needsVariant: () => this.#needsVariant(key, entry, medium),
      holdVariant: () => this.#variant(key, fit.reason(medium) ?? 'codec_not_in_browsers').hold(medium),
      status: () => this.#whole(original.status),
      onStatus: (listener) =>
        this.onStatus((status) => {
          if (idOf(status.key) === idOf(key)) listener(status);
        }),
    });
  }

  #drop(key: StreamKey, entry: Entry, medium: Medium): void {
    entry.views.get(medium)?.view.close();
    entry.views.delete(medium);
    if (entry.views.size > 0) return;
    this.#entries.delete(idOf(key));
    entry.stopFit();
  }

  #needsVariant(key: StreamKey, entry: Entry, medium: Medium): boolean {
    const reason = entry.fit.reason(medium);
    if (reason !== 'b_frames_not_in_webrtc') return reason !== undefined;
    const isRunning = (this.#variants.get(idOf(key))?.status.state.name ?? 'idle') !== 'idle';
    if (!isRunning && !this.#options.pool.hasRoom) entry.isDeclined = true;
    return !entry.isDeclined;
  }

  /** Somebody waits for an encoder who has no other way: one that B-frames have is taken from them. */
  #makeRoom(): void {
    if (this.#options.pool.figures.queued === 0) return;
    for (const [id, entry] of this.#entries) {
      if (entry.isDeclined || this.#reasons.get(id) !== 'b_frames_not_in_webrtc') continue;
      const variant = this.#variants.get(id);
      if (!variant || variant.status.state.name === 'idle') continue;
      entry.isDeclined = true;
      for (const { view } of entry.views.values()) view.choose();
      variant.letGo();
      return;
    }
    // Nobody watches these any more; they would linger.
    for (const variant of this.#variants.values()) if (variant.status.holders === 0) variant.letGo();
  }

  #variant(key: StreamKey, reason: TranscodeReason): Stream {
    const id = idOf(key);
    this.#reasons.set(id, reason);
    const known = this.#variants.get(id);
    if (known) return known;
    const { pool, hub, log, now, encoder, ffmpegPath = 'ffmpeg', timings } = this.#options;
    const variant = new Stream({
      key,
      log,
      now,
      random: Math.random,
      startGate: this.#gate,
      timings: { ...DEFAULT_TIMINGS, ...timings },
      firstEpoch: VARIANT_EPOCHS,
      resolveAddress: async () => ({ url: 'rtsp://variant.invalid/' }),
      createSource: pooled({
        pool,
        reason: () => this.#reasons.get(id) ?? reason,
        create: ({ sink }) => {
          // Not held: whoever holds the variant holds the original as well.
          const original = hub.peek(key);
          if (!original) throw new StreamFaultError(NO_CAMERA);
          return new TranscodeSource({ original, sink, log, ffmpegPath, ...(encoder && { encoder }) });
        },
      }),
    });
    variant.onStatus(() => {
      const status = this.status(key);
      if (status) this.#tell(status);
    });
    this.#variants.set(id, variant);
    return variant;
  }

  #whole(status: StreamStatus): StreamStatus {
    const variant = this.#variants.get(idOf(status.key))?.status;
    if (!variant?.transcode || variant.holders === 0) return status;
    const { state, reason } = variant.transcode;
    // Without a picture of the camera's there is nothing to encode: that is no failure of the encoder's.
    const isWaiting = state === 'failed' && status.state.name !== 'live';
    return { ...status, transcode: isWaiting ? { state: 'starting', reason } : variant.transcode };
  }

  #tell(status: StreamStatus): void {
    for (const listener of [...this.#listeners]) listener(status);
  }
}

const NO_CAMERA = { code: 'source_misconfigured', message: 'The camera is registered no more.' } as const;

function idOf({ cameraId, profile }: StreamKey): string {
  return `${profile}/${cameraId}`;
}
