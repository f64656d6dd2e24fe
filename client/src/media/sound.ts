/**
 * The sound of one picture: off until asked for. Over WebRTC it is a consumer of its own; over HLS it comes with
 * the picture, whose video is unmuted. It goes with the picture's way when that changes.
 */
import type { Profile } from '../../../server/contract/cameras.ts';
import { ApiError } from '../lib/api.ts';
import type { LiveFeed } from './feed.ts';
import type { LiveSession } from './live-session.ts';
import type { SoundDesk } from './sound-desk.ts';
import type { TileState } from './tile-state.ts';

export type SoundState =
  | { readonly kind: 'off' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'on' }
  /** Why not, as a code: `forbidden`, `no_sound`, `sound_busy`… */
  | { readonly kind: 'refused'; readonly code: string };

export interface SoundOptions {
  readonly cameraId: string;
  readonly profile: Profile;
  readonly session: Pick<LiveSession, 'open'>;
  readonly desk: SoundDesk;
  readonly picture: { latest(): TileState; subscribe(listener: () => void): () => void };
  /** The video that is on screen now. */
  readonly video: () => HTMLVideoElement | undefined;
  readonly createAudio: () => HTMLAudioElement;
}

/** Ends that are not about the sound: with a new transport or encoder it can be had again. */
const passing = new Set([
  'sound_ended',
  'live_replaced',
  'socket_renewed',
  'transport_failed',
  'transport_missing',
  'ice_failed',
]);
const AGAIN_MS = 1500;
/** An HLS picture that brought no sound for so long has none. */
const SILENT_MS = 3000;

type WithAudioCount = HTMLVideoElement & { readonly webkitAudioDecodedByteCount?: number };

export class Sound {
  readonly #options: SoundOptions;
  readonly #listeners = new Set<() => void>();
  #state: SoundState = { kind: 'off' };
  #way: 'webrtc' | 'hls' | undefined;
  #attempt = 0;
  #feed: LiveFeed | undefined;
  #audio: HTMLAudioElement | undefined;
  #unmuted: HTMLVideoElement | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #leave: (() => void) | undefined;
  #detach: (() => void) | undefined;

  constructor(options: SoundOptions) {
    this.#options = options;
  }

  get state(): SoundState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly toggle = (): void => {
    if (this.#state.kind === 'on' || this.#state.kind === 'asking') this.off();
    else this.on();
  };

  on(): void {
    if (this.#leave !== undefined) return;
    this.#leave = this.#options.desk.take(this.off);
    this.#detach = this.#options.picture.subscribe(() => this.#follow());
    this.#set({ kind: 'asking' });
    this.#follow();
  }

  readonly off = (): void => {
    this.#end();
    this.#set({ kind: 'off' });
  };

  /** The picture changes its way, or comes only now: the sound goes with it. */
  #follow(): void {
    const state = this.#options.picture.latest();
    const way = state.kind !== 'live' ? undefined : state.protocol === 'webrtc' ? 'webrtc' : 'hls';
    if (way === undefined) return;
    if (way === this.#way && (way === 'webrtc' || this.#unmuted === this.#options.video())) return;
    this.#silence();
    this.#way = way;
    if (way === 'webrtc') void this.#listen();
    else this.#unmute();
  }

  async #listen(): Promise<void> {
    const { session, cameraId, profile, createAudio } = this.#options;
    const attempt = ++this.#attempt;
    try {
      const feed = await session.open({ cameraId, profile, kind: 'audio' }, ({ code }) =>
        this.#onEnded(attempt, code),
      );
      if (attempt !== this.#attempt) {
        feed.close();
        return;
      }
      this.#feed = feed;
      this.#audio = createAudio();
      this.#audio.srcObject = new MediaStream([feed.track]);
      await this.#audio.play();
      this.#set({ kind: 'on' });
    } catch (cause) {
      this.#onEnded(attempt, cause instanceof ApiError ? cause.code : 'sound_failed');
    }
  }

  #unmute(): void {
    const video = this.#options.video() as WithAudioCount | undefined;
    if (video === undefined) return;
    video.muted = false;
    this.#unmuted = video;
    this.#set({ kind: 'on' });
    const attempt = ++this.#attempt;
    this.#timer = setTimeout(() => {
      if (video.webkitAudioDecodedByteCount === 0) this.#onEnded(attempt, 'no_sound');
    }, SILENT_MS);
  }

  #onEnded(attempt: number, code: string): void {
    if (attempt !== this.#attempt) return;
    if (!passing.has(code)) {
      this.#end();
      this.#set({ kind: 'refused', code });
      return;
    }
    this.#silence();
    this.#set({ kind: 'asking' });
    this.#timer = setTimeout(() => this.#follow(), AGAIN_MS);
  }

  #end(): void {
    this.#silence();
    this.#detach?.();
    this.#detach = undefined;
    this.#leave?.();
    this.#leave = undefined;
  }

  /** Whatever sounds now stops; what is asked for is not waited for any more. */
  #silence(): void {
    clearTimeout(this.#timer);
    this.#attempt += 1;
    this.#way = undefined;
    this.#feed?.close();
    this.#feed = undefined;
    if (this.#audio !== undefined) {
      this.#audio.pause();
      this.#audio.srcObject = null;
      this.#audio = undefined;
    }
    if (this.#unmuted !== undefined) this.#unmuted.muted = true;
    this.#unmuted = undefined;
  }

  #set(state: SoundState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
