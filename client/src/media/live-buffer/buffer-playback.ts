/**
 * One live tile's last ten minutes: an engine of one track, made when somebody goes back and closed when he is live
 * again. To overlays it is a picture like another: they show the record as of the frame on screen.
 */
import type { Profile } from '../../../../server/contract/cameras.ts';
import { LIVE_BUFFER_MS } from '../../../../server/contract/playback.ts';
import type { CameraCoverage } from '../../../../server/contract/recordings.ts';
import { PlaybackEngine } from '../playback/index.ts';
import type { ShownFrame, TileState } from '../tile-state.ts';

export interface BufferPlaybackOptions {
  readonly cameraId: string;
  readonly profile: Profile;
  /** Where its picture goes: over the live one, which goes on beneath. */
  readonly host: HTMLElement;
  readonly atMs: number;
  /** The server's wall clock. */
  readonly serverNow: () => number;
  readonly fetchCoverage: (cameraId: string, fromMs: number, toMs: number) => Promise<CameraCoverage>;
}

/** What is asked for must not have grown too old on its way. */
const SPARE_MS = 3000;

/** The oldest instant that may be looked at so. */
export const bufferFrom = (serverNowMs: number): number => serverNowMs - LIVE_BUFFER_MS + SPARE_MS;

export class BufferPlayback {
  readonly engine: PlaybackEngine;
  readonly #options: BufferPlaybackOptions;
  #closed = false;

  constructor(options: BufferPlaybackOptions) {
    this.#options = options;
    const { atMs, serverNow } = options;
    const notBeforeMs = () => bufferFrom(serverNow());
    this.engine = new PlaybackEngine({
      ...{ atMs, serverNow, notBeforeMs },
      // A tile's right reaches ten minutes back; more must not even be asked for.
      fetchCoverage: (cameraId, fromMs, toMs) => {
        const from = Math.max(fromMs, notBeforeMs());
        const to = Math.max(from, Math.min(toMs, serverNow()));
        return options.fetchCoverage(cameraId, from, to);
      },
    });
  }

  start(): void {
    const { cameraId, profile, host } = this.#options;
    this.engine.setTracks([{ cameraId, profile }]);
    const [track] = this.engine.getTracks();
    if (track !== undefined) host.append(track.element);
    this.engine.start();
    this.engine.setAllowed(true);
    this.engine.playhead.play();
  }

  /** The instant on screen. */
  get atMs(): number {
    return this.engine.getTracks()[0]?.shownMs ?? this.engine.playhead.atMs;
  }

  jump(atMs: number): void {
    this.engine.jump(this.#within(atMs));
  }

  scrub(atMs: number): void {
    this.engine.scrub(this.#within(atMs));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.engine.close();
  }

  /** As of its own instant: to an overlay this picture is as good as live. */
  readonly latest = (): TileState => ({
    kind: 'live',
    protocol: 'hls',
    capturedAtMs: this.atMs,
    latencyMs: undefined,
  });

  readonly subscribe = (listener: () => void): (() => void) => this.engine.playhead.subscribe(listener);

  readonly onFrame = (listener: (frame: ShownFrame) => void): (() => void) =>
    this.engine.onFrame(() =>
      listener({ presentedAtMs: performance.now(), capturedAtMs: this.atMs, protocol: 'hls' }),
    );

  #within(atMs: number): number {
    return Math.max(atMs, bufferFrom(this.#options.serverNow()));
  }
}
