/**
 * One camera in step with the playhead: its `<video>` for ordinary speeds, its canvas of keyframes over it while
 * scrubbing, backwards, fast, and until the first frame after a jump is there. No React.
 */
import type { Profile } from '../../../../server/contract/cameras.ts';
import type { CameraCoverage, GapCause } from '../../../../server/contract/recordings.ts';
import { watchFrames } from '../frame-watch.ts';
import { CoverageBook } from './coverage-book.ts';
import type { FetchQueue } from './fetch-queue.ts';
import { FootagePump } from './footage-pump.ts';
import type { FootageWindow } from './footage-windows.ts';
import { KeyframePictures } from './keyframe-pictures.ts';
import type { MediaFault } from './media-fault.ts';
import type { Frame } from './media-run.ts';
import { correctStep } from './step-correction.ts';

export interface TrackSpec {
  readonly cameraId: string;
  /** Left out: `main`. */
  readonly profile?: Profile;
}

export type TrackState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading'; readonly sinceMs: number }
  /** The picture at the playhead is on screen. */
  | { readonly kind: 'shown' }
  /** There is none; `cause` undefined: not known yet. */
  | {
      readonly kind: 'gap';
      readonly fromMs: number | undefined;
      readonly toMs: number | undefined;
      readonly cause: GapCause | undefined;
      readonly code: string | null;
    }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** What is beside the state: changes seldom. */
export interface TrackFacts {
  /** Why the footage was made into H.264 for this browser; undefined: it plays as it was recorded. */
  readonly transcoded: string | undefined;
  /** Single pictures instead of video at this speed. */
  readonly byPictures: boolean;
  readonly sound: boolean;
}

export interface Instruction {
  readonly atMs: number;
  readonly rate: number;
  readonly playing: boolean;
  readonly waiting: boolean;
  readonly scrubbing: boolean;
  readonly epoch: number;
  /** How many tracks share the machine. */
  readonly tracks: number;
}

export interface TrackOptions {
  readonly spec: TrackSpec;
  readonly queue: FetchQueue;
  readonly serverNow: () => number;
  readonly fetchCoverage: (cameraId: string, fromMs: number, toMs: number) => Promise<CameraCoverage>;
  /** What may be asked for around an instant; undefined: nobody said why he looks at it. */
  readonly limits: (cameraId: string, atMs: number) => FootageWindow | undefined;
}

/** The fastest a browser plays in step. */
const VIDEO_MOST = 4;
const CORRECT_EVERY_MS = 200;
/** So many seeks within so long at a speed: this machine cannot keep up with it. */
const STRUGGLES = 3;
const STRUGGLE_MS = 6000;
/** Coverage of the last moments is told before their files are. */
const FRESH_MS = 25_000;
const FAULT_SHOWN_MS = 3000;

export class Track {
  readonly cameraId: string;
  readonly profile: Profile;
  /** To be put on the page by whoever shows it. */
  readonly element: HTMLElement;
  readonly #video: HTMLVideoElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #options: TrackOptions;
  readonly #pump: FootagePump;
  readonly #pictures: KeyframePictures;
  readonly #coverage: CoverageBook;
  readonly #listeners = new Set<() => void>();
  readonly #unwatch: () => void;
  #state: TrackState = { kind: 'idle' };
  #facts: TrackFacts = { transcoded: undefined, byPictures: false, sound: false };
  #epoch = -1;
  #videoEpoch = -1;
  #lastAtMs = 0;
  #videoMs: number | undefined;
  #correctedAtMs = 0;
  #seeks: number[] = [];
  #tooFast = Number.POSITIVE_INFINITY;
  #fault: { fault: MediaFault; atMs: number } | undefined;
  #starting = false;
  #closed = false;

  constructor(options: TrackOptions) {
    this.#options = options;
    const { spec, queue, serverNow, fetchCoverage } = options;
    this.cameraId = spec.cameraId;
    this.profile = spec.profile ?? 'main';
    this.element = document.createElement('div');
    this.element.className = 'mc-clip';
    this.#video = document.createElement('video');
    this.#video.className = 'mc-clip-video';
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#video.disablePictureInPicture = true;
    this.#video.tabIndex = -1;
    this.#canvas = document.createElement('canvas');
    this.#canvas.className = 'mc-clip-still';
    this.#canvas.hidden = true;
    this.element.append(this.#video, this.#canvas);
    const limits = (atMs: number) => options.limits(this.cameraId, atMs);
    const media = { cameraId: this.cameraId, profile: this.profile, queue, limits };
    this.#pump = new FootagePump({
      ...media,
      video: this.#video,
      serverNow,
      aheadMs: () => (this.#tracks > 4 ? 8000 : 15_000),
      onFault: (fault) => this.#onFault(fault),
      onTranscoded: (transcoded) => this.#changeFacts({ transcoded }),
    });
    this.#pictures = new KeyframePictures({
      ...media,
      canvas: this.#canvas,
      onDrawn: () => this.#onDrawn(),
      onFault: (fault) => this.#onFault(fault),
    });
    this.#coverage = new CoverageBook({
      cameraId: this.cameraId,
      fetch: fetchCoverage,
      serverNow,
      onChange: () => this.#tell(),
    });
    this.#unwatch = watchFrames(this.#video, ({ mediaTime }) => this.#onFrame(mediaTime));
  }

  #tracks = 1;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly getState = (): TrackState => this.#state;
  readonly getFacts = (): TrackFacts => this.#facts;

  /** Wall clock of the picture on screen; undefined: there is none. */
  get shownMs(): number | undefined {
    if (this.#state.kind === 'gap' || this.#state.kind === 'idle') return undefined;
    return this.#canvas.hidden ? this.#videoMs : this.#pictures.drawnMs;
  }

  /** Whether its picture is wanted for the playhead to go on; a gap or a fault holds nobody up. */
  get needed(): boolean {
    return this.#state.kind === 'loading' || this.#state.kind === 'shown';
  }

  /** Whether it could go on now. */
  get ready(): boolean {
    if (this.#facts.byPictures) return this.#pictures.ready(this.#lastAtMs, 1);
    const enough = this.#video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
    return enough && !this.#video.seeking && this.#videoEpoch === this.#epoch;
  }

  /** The frame before or after an instant, as far as it is loaded. */
  frameBeside(atMs: number, direction: 1 | -1): Frame | undefined {
    return direction > 0 ? this.#pump.frameAfter(atMs) : this.#pump.frameBefore(atMs);
  }

  frameAt(atMs: number): Frame | undefined {
    return this.#pump.frameAt(atMs);
  }

  /** What to draw a snapshot from: full resolution. */
  get picture(): { source: CanvasImageSource; width: number; height: number; atMs: number } | undefined {
    const atMs = this.shownMs;
    if (atMs === undefined) return undefined;
    if (!this.#canvas.hidden)
      return { source: this.#canvas, width: this.#canvas.width, height: this.#canvas.height, atMs };
    const { videoWidth: width, videoHeight: height } = this.#video;
    return width === 0 ? undefined : { source: this.#video, width, height, atMs };
  }

  setSound(on: boolean): void {
    this.#video.muted = !on;
    this.#changeFacts({ sound: on });
  }

  /** A purpose was given meanwhile, or the person asks to try again. */
  retry(): void {
    this.#fault = undefined;
    this.#pump.retry();
    if (this.#state.kind === 'failed') this.#transition({ kind: 'loading', sinceMs: performance.now() });
  }

  /** Nobody may look any more: nothing is shown. */
  idle(): void {
    if (!this.#video.paused) this.#video.pause();
    this.#videoEpoch = -1;
    this.#fault = undefined;
    this.#transition({ kind: 'idle' });
  }

  /** Called for each frame of the page. */
  follow(told: Instruction): void {
    if (this.#closed) return;
    const jumped = told.epoch !== this.#epoch;
    if (jumped) {
      this.#epoch = told.epoch;
      if (!told.scrubbing) this.#pictures.cancel();
    }
    this.#lastAtMs = told.atMs;
    this.#tracks = told.tracks;
    if (told.rate < this.#tooFast) this.#tooFast = Number.POSITIVE_INFINITY;
    const byPictures =
      told.scrubbing || told.rate < 0 || told.rate > VIDEO_MOST || told.rate >= this.#tooFast;
    this.#changeFacts({ byPictures });
    if (this.#options.limits(this.cameraId, told.atMs) === undefined) {
      this.#refuse();
      return;
    }
    const gap = this.#gapAt(told.atMs);
    if (gap !== undefined) this.#rest(gap, told);
    else if (byPictures) this.#showPictures(told);
    else this.#showVideo(told, jumped);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unwatch();
    this.#pictures.close();
    this.#pump.close();
    this.element.remove();
    this.#listeners.clear();
  }

  #gapAt(atMs: number): (TrackState & { kind: 'gap' }) | undefined {
    const listed = this.#pump.footageAt(atMs);
    if (listed === 'yes') return undefined;
    const stretch = this.#coverage.at(atMs);
    const fresh = atMs > this.#options.serverNow() - FRESH_MS;
    if (stretch?.kind === 'gap' && !fresh) {
      const { fromMs, toMs, cause, code } = stretch;
      return { kind: 'gap', fromMs, toMs, cause, code };
    }
    // A seam between two files: the picture stands for a moment.
    if (listed === 'no' && stretch?.kind !== 'footage' && !fresh)
      return { kind: 'gap', fromMs: undefined, toMs: undefined, cause: undefined, code: null };
    return undefined;
  }

  /** Not asked for at all: the server would only refuse. */
  #refuse(): void {
    if (!this.#video.paused) this.#video.pause();
    this.#videoEpoch = -1;
    this.#transition({ kind: 'failed', code: 'purpose_required', message: '' });
  }

  #rest(gap: TrackState & { kind: 'gap' }, { atMs, rate, playing }: Instruction): void {
    if (!this.#video.paused) this.#video.pause();
    // What comes after the gap is there when the playhead is.
    const soon = playing && rate > 0 && gap.toMs !== undefined && gap.toMs - atMs < 20_000 * rate;
    const aimMs = soon && gap.toMs !== undefined ? gap.toMs + 1 : atMs;
    if (soon || gap.cause === undefined)
      this.#pump.aim({ atMs: aimMs, rate: 1, playing, sound: this.#facts.sound });
    this.#videoEpoch = -1;
    this.#transition(gap);
  }

  #showPictures({ atMs, rate, playing, scrubbing, tracks }: Instruction): void {
    if (!this.#video.paused) this.#video.pause();
    this.#videoEpoch = -1;
    if (scrubbing || !playing) this.#pictures.show(atMs);
    else this.#pictures.follow(atMs, rate, tracks > 4 ? 2 : 1);
    if (this.#pictures.ready(atMs, scrubbing ? 1 : rate)) {
      this.#canvas.hidden = false;
      this.#transition({ kind: 'shown' });
    } else this.#wait();
  }

  #showVideo(told: Instruction, jumped: boolean): void {
    const { atMs, rate, playing } = told;
    const clip = this.#pump.clip;
    this.#pump.aim({ atMs, rate, playing, sound: this.#facts.sound });
    if (!clip.reaches(atMs)) {
      if (jumped) this.#pictures.show(atMs);
      this.#wait();
      return;
    }
    const buffered = clip.bufferedUntil(atMs) !== undefined;
    if (this.#videoEpoch !== this.#epoch) {
      this.#videoEpoch = this.#epoch;
      clip.seek(this.#exact(atMs));
      // The picture at once, the moving one when it has come.
      if (!buffered) this.#pictures.show(atMs);
    } else if (playing && !told.waiting) this.#move(told);
    else this.#stand(atMs);
    if (buffered && this.#near(this.#videoMs)) this.#transition({ kind: 'shown' });
    else if (!buffered || this.#video.seeking) this.#wait();
  }

  #stand(atMs: number): void {
    if (!this.#video.paused) this.#video.pause();
    if (this.#video.seeking) return;
    const clip = this.#pump.clip;
    const frame = this.#pump.frameAt(atMs);
    const error = Math.abs((clip.atMs ?? 0) - this.#exact(atMs));
    if (error > (frame === undefined ? 20 : frame.durationMs / 2)) clip.seek(this.#exact(atMs));
  }

  #move({ atMs, rate }: Instruction): void {
    const video = this.#video;
    if (video.paused && !this.#starting) {
      this.#starting = true;
      video.playbackRate = rate;
      void video
        .play()
        // Refused, or taken back by a pause: the next frame of the page tries again.
        .catch(() => undefined)
        .finally(() => {
          this.#starting = false;
        });
    }
    const now = performance.now();
    if (video.seeking || now - this.#correctedAtMs < CORRECT_EVERY_MS) return;
    this.#correctedAtMs = now;
    const clipMs = this.#pump.clip.atMs;
    if (clipMs === undefined) return;
    const correction = correctStep({ errorMs: clipMs - atMs, rate });
    if (correction.kind === 'rate') {
      if (Math.abs(video.playbackRate - correction.rate) > 0.004) video.playbackRate = correction.rate;
      return;
    }
    video.playbackRate = rate;
    this.#seeks = [...this.#seeks.filter((at) => now - at < STRUGGLE_MS), now];
    if (rate > 1 && this.#seeks.length >= STRUGGLES) {
      this.#tooFast = rate;
      this.#seeks = [];
      return;
    }
    // A little ahead: the seek takes its time.
    this.#pump.clip.seek(atMs + 60 * rate);
  }

  /** Inside the frame that is shown at an instant: its very beginning may be rounded into the one before. */
  #exact(atMs: number): number {
    const frame = this.#pump.frameAt(atMs);
    return frame === undefined ? atMs + 1 : frame.atMs + Math.min(10, frame.durationMs / 2);
  }

  #near(shownMs: number | undefined): boolean {
    return shownMs !== undefined && Math.abs(shownMs - this.#lastAtMs) < 1500;
  }

  #onFrame(mediaTime: number): void {
    const shownMs = this.#pump.clip.wallOf(mediaTime);
    this.#videoMs = shownMs;
    if (this.#facts.byPictures || this.#videoEpoch !== this.#epoch || !this.#near(shownMs)) return;
    this.#fault = undefined;
    this.#canvas.hidden = true;
    this.#transition({ kind: 'shown' });
  }

  #onDrawn(): void {
    const waits = this.#facts.byPictures || this.#videoMs === undefined || !this.#near(this.#videoMs);
    if (waits && this.#state.kind !== 'gap') this.#canvas.hidden = false;
  }

  #wait(): void {
    const fault = this.#fault;
    if (fault !== undefined && (fault.fault.lasting || performance.now() - fault.atMs > FAULT_SHOWN_MS)) {
      this.#transition({ kind: 'failed', code: fault.fault.code, message: fault.fault.message });
      return;
    }
    if (this.#state.kind !== 'loading') this.#transition({ kind: 'loading', sinceMs: performance.now() });
  }

  #onFault(fault: MediaFault): void {
    this.#fault =
      this.#fault?.fault.code === fault.code
        ? { fault, atMs: this.#fault.atMs }
        : { fault, atMs: performance.now() };
  }

  #transition(next: TrackState): void {
    const before = this.#state;
    if (before.kind === next.kind) {
      const same =
        next.kind === 'gap' && before.kind === 'gap'
          ? next.fromMs === before.fromMs && next.toMs === before.toMs && next.cause === before.cause
          : next.kind !== 'failed' || (before.kind === 'failed' && before.code === next.code);
      if (same) return;
    }
    this.#state = next;
    this.element.dataset.state = next.kind;
    this.#tell();
  }

  #changeFacts(change: Partial<TrackFacts>): void {
    const keys = Object.keys(change) as (keyof TrackFacts)[];
    if (keys.every((key) => this.#facts[key] === change[key])) return;
    this.#facts = { ...this.#facts, ...change };
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
