/** One tile's pictures over LL-HLS (or ordinary live HLS when no low-latency place is left on this page). */
import type Hls from 'hls.js';
import type { ErrorData, HlsConfig } from 'hls.js';
import type { Profile } from '../../../server/contract/cameras.ts';
import type { Driver, DriverListener } from './driver.ts';
import { createVideo, discardVideo, playVideo, watchFrames } from './frame-watch.ts';
import type { HlsBudget } from './hls-budget.ts';
import { HlsCatchUp, LEAST_BEHIND_MS } from './hls-catch-up.ts';
import { clearStill, keepStill } from './still.ts';
import type { Protocol } from './tile-state.ts';

export interface HlsDriverOptions {
  readonly cameraId: string;
  readonly profile: Profile;
  readonly container: HTMLElement;
  readonly budget: HlsBudget;
  /** The picture somebody chose to look at: it may use the place kept for such. */
  readonly preferred: boolean;
  readonly listener: DriverListener;
}

const RETRY_MS = [1000, 2000, 4000, 8000] as const;
/** Behind the place it should have by more than this it jumps: hurrying has not helped, or would take too long. */
const MAX_BEHIND_S = { 'll-hls': 2.5, hls: 6 } as const;
const PACE_MS = 200;

export class HlsDriver implements Driver {
  readonly protocol: Extract<Protocol, 'll-hls' | 'hls'>;
  readonly #options: HlsDriverOptions;
  readonly #video: HTMLVideoElement;
  readonly #giveBack: (() => void) | undefined;
  readonly #catchUp = new HlsCatchUp({ nowMs: performance.now() });
  #hls: Hls | undefined;
  #pace: ReturnType<typeof setInterval> | undefined;
  #unwatch: (() => void) | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #lastAtMs: number | undefined;
  /** The load that is running has put a frame on screen. */
  #showed = false;
  /** Its picture is the one to be seen. */
  #shown = false;
  #closed = false;

  constructor(options: HlsDriverOptions) {
    this.#options = options;
    this.#giveBack = options.budget.take(options.preferred);
    this.protocol = this.#giveBack === undefined ? 'hls' : 'll-hls';
    this.#video = createVideo(options.container);
  }

  start(): void {
    this.#unwatch = watchFrames(this.#video, ({ mediaTime }) => {
      this.#failures = 0;
      if (!this.#showed && this.#shown) clearStill(this.#options.container);
      this.#showed = true;
      this.#lastAtMs = this.#capturedAt(mediaTime);
      this.#options.listener.onFrame(this.#lastAtMs);
    });
    this.#video.addEventListener('waiting', () => {
      if (this.#showed && !this.#video.seeking) this.#catchUp.stalled(performance.now());
    });
    if (this.protocol === 'll-hls') this.#pace = setInterval(() => this.#keepPace(), PACE_MS);
    void this.#load();
  }

  /** The playlist has a new epoch: begin again at its edge. A load that has shown nothing yet is still on its way there. */
  recover(): void {
    if (this.#closed || (this.#hls !== undefined && !this.#showed)) return;
    clearTimeout(this.#retry);
    void this.#load();
  }

  show(): void {
    this.#shown = true;
    this.#video.style.visibility = 'visible';
    clearStill(this.#options.container);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#retry);
    clearInterval(this.#pace);
    this.#unwatch?.();
    discardVideo(this.#video, this.#lastAtMs);
    this.#hls?.destroy();
    this.#giveBack?.();
  }

  async #load(): Promise<void> {
    const HlsPlayer = await this.#playerCode();
    if (HlsPlayer === undefined || this.#closed) return;
    if (!HlsPlayer.isSupported()) {
      this.#fail({ code: 'browser_without_mse', message: 'this browser cannot play HLS', lasting: true });
      return;
    }
    this.#stop();
    this.#showed = false;
    const { cameraId, profile } = this.#options;
    const hls = new HlsPlayer(
      this.protocol === 'll-hls' ? lowLatency : { ...ordinary, pLoader: withoutBlocking(HlsPlayer) },
    );
    this.#hls = hls;
    hls.on(HlsPlayer.Events.ERROR, (_event, data) => {
      if (hls === this.#hls) this.#onError(data, HlsPlayer);
    });
    hls.on(HlsPlayer.Events.MEDIA_ATTACHED, () => hls.loadSource(`/media/${cameraId}/${profile}/live.m3u8`));
    hls.on(HlsPlayer.Events.FRAG_BUFFERED, () => this.#keepToEdge(hls));
    hls.attachMedia(this.#video);
    playVideo(this.#video);
  }

  /** The wall clock of the frame at `mediaTime`, from the playlist's program date-time. */
  #capturedAt(mediaTime: number): number | undefined {
    const date = this.#hls?.playingDate;
    if (date === null || date === undefined) return undefined;
    return date.getTime() + (mediaTime - this.#video.currentTime) * 1000;
  }

  #keepPace(): void {
    const { buffered, currentTime } = this.#video;
    if (this.#hls === undefined || buffered.length === 0) return;
    const rate = this.#catchUp.rate({
      behindMs: this.#hls.latency * 1000,
      aheadMs: (buffered.end(buffered.length - 1) - currentTime) * 1000,
      nowMs: performance.now(),
    });
    if (this.#video.playbackRate !== rate) this.#video.playbackRate = rate;
  }

  #keepToEdge(hls: Hls): void {
    const edge = hls.liveSyncPosition;
    if (edge !== null && edge - this.#video.currentTime > MAX_BEHIND_S[this.protocol])
      this.#video.currentTime = edge;
    if (this.#video.paused) playVideo(this.#video);
  }

  #onError(data: ErrorData, HlsPlayer: typeof Hls): void {
    if (!data.fatal) return;
    const status = data.response?.code;
    if (status === 401 || status === 403)
      this.#fail({ code: 'forbidden', message: 'viewing is not allowed', lasting: true });
    else if (
      data.details === HlsPlayer.ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR ||
      data.details === HlsPlayer.ErrorDetails.BUFFER_ADD_CODEC_ERROR ||
      data.details === HlsPlayer.ErrorDetails.BUFFER_INCOMPATIBLE_CODECS_ERROR
    )
      this.#fail({ code: 'codec_unsupported_by_browser', message: data.error.message, lasting: true });
    else {
      const code = codeOf(data) ?? data.details;
      this.#options.listener.onFault({ code, message: data.error.message, fatal: false });
      this.#again();
    }
  }

  /** The code that plays comes when first needed; if the server is down just then, it is asked for again. */
  async #playerCode(): Promise<typeof Hls | undefined> {
    try {
      return (await import('hls.js/light')).default;
    } catch (cause) {
      if (this.#closed) return undefined;
      this.#options.listener.onFault({
        code: 'player_unreachable',
        message: cause instanceof Error ? cause.message : String(cause),
        fatal: false,
      });
      this.#again();
      return undefined;
    }
  }

  /** Lets the load that runs go; its last picture stays as a still. */
  #stop(): void {
    if (this.#hls === undefined) return;
    keepStill(this.#video, this.#lastAtMs);
    this.#hls.destroy();
    this.#hls = undefined;
  }

  #again(): void {
    this.#stop();
    const waitMs = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)] ?? 8000;
    this.#failures += 1;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#load(), waitMs * (0.75 + Math.random() / 2));
  }

  #fail(fault: { code: string; message: string; lasting: boolean }): void {
    if (!this.#closed) this.#options.listener.onFault({ ...fault, fatal: true });
  }
}

/** The code in the server's own words about a failed request (`application/problem+json`). */
function codeOf({ networkDetails }: ErrorData): string | undefined {
  if (!(networkDetails instanceof XMLHttpRequest) || networkDetails.responseType !== '') return undefined;
  try {
    const problem: unknown = JSON.parse(networkDetails.responseText);
    const code = (problem as { code?: unknown } | null)?.code;
    return typeof code === 'string' ? code : undefined;
  } catch {
    // Not from the server itself: a proxy on the way has words of its own.
    return undefined;
  }
}

const common: Partial<HlsConfig> = {
  // The defaults never catch up and never forget: both wrong for a wall that stays on for weeks.
  maxLiveSyncPlaybackRate: 1.5,
  backBufferLength: 4,
  maxBufferLength: 8,
  liveDurationInfinity: true,
  // Fragmented MP4 goes to the decoder as it is: nothing for a worker to do.
  enableWorker: false,
  startFragPrefetch: true,
};
const lowLatency: Partial<HlsConfig> = {
  ...common,
  lowLatencyMode: true,
  // The pace is ours (`HlsCatchUp`); hls.js begins where that wants to be, not three parts further back.
  maxLiveSyncPlaybackRate: 1,
  liveSyncDuration: LEAST_BEHIND_MS / 1000,
  liveSyncOnStallIncrease: 0.15,
};
const ordinary: Partial<HlsConfig> = {
  ...common,
  lowLatencyMode: false,
  liveSyncDuration: 2.5,
  liveMaxLatencyDuration: 7,
};

/** hls.js waits on blocking reloads whenever the server offers them; here the offer is taken out of the playlist. */
function withoutBlocking(HlsPlayer: typeof Hls): NonNullable<HlsConfig['pLoader']> {
  const Base = HlsPlayer.DefaultConfig.loader as unknown as NonNullable<HlsConfig['pLoader']>;
  return class extends Base {
    override load(...[context, config, callbacks]: Parameters<InstanceType<typeof Base>['load']>): void {
      super.load(context, config, {
        ...callbacks,
        onSuccess: (response, stats, loaded, details) => {
          if (typeof response.data === 'string')
            response.data = response.data.replace(/CAN-BLOCK-RELOAD=YES,?/, '');
          callbacks.onSuccess(response, stats, loaded, details);
        },
      });
    }
  } as unknown as NonNullable<HlsConfig['pLoader']>;
}
