/** One tile's pictures over the page's WebRTC transport. */

import type { Profile } from '../../../server/contract/cameras.ts';
import { captureTimeFromRtp } from '../../../server/contract/media-clock.ts';
import { ApiError } from '../lib/api.ts';
import type { Driver, DriverListener } from './driver.ts';
import type { LiveFeed } from './feed.ts';
import { createVideo, discardVideo, playVideo, watchFrames } from './frame-watch.ts';
import type { LiveSession } from './live-session.ts';
import { clearStill } from './still.ts';

/** Refusals that a second try within minutes cannot change. */
const lasting = new Set(['codec_unsupported_by_webrtc', 'browser_without_h264', 'forbidden', 'not_found']);

export interface WebrtcDriverOptions {
  readonly cameraId: string;
  readonly profile: Profile;
  readonly container: HTMLElement;
  readonly session: LiveSession;
  readonly serverNow: () => number;
  readonly listener: DriverListener;
}

export class WebrtcDriver implements Driver {
  readonly protocol = 'webrtc';
  readonly #options: WebrtcDriverOptions;
  readonly #video: HTMLVideoElement;
  #feed: LiveFeed | undefined;
  #capturedAtMs: number | undefined;
  #unwatch: (() => void) | undefined;
  #closed = false;

  constructor(options: WebrtcDriverOptions) {
    this.#options = options;
    this.#video = createVideo(options.container);
  }

  start(): void {
    const { cameraId, profile, listener, serverNow } = this.#options;
    this.#unwatch = watchFrames(this.#video, ({ rtpTimestamp }) => {
      this.#capturedAtMs =
        rtpTimestamp === undefined ? undefined : captureTimeFromRtp(rtpTimestamp, serverNow());
      listener.onFrame(this.#capturedAtMs);
    });
    this.#options.session
      .open({ cameraId, profile }, ({ code, message }) => this.#fail(code, message))
      .then((feed) => {
        if (this.#closed) {
          feed.close();
          return;
        }
        this.#feed = feed;
        this.#video.srcObject = new MediaStream([feed.track]);
        playVideo(this.#video);
      })
      .catch((cause: unknown) => {
        const code = cause instanceof ApiError ? cause.code : 'webrtc_failed';
        this.#fail(code, cause instanceof Error ? cause.message : String(cause));
      });
  }

  /** The server keeps the consumer across a restart of the source: nothing to do. */
  recover(): void {}

  show(): void {
    this.#video.style.visibility = 'visible';
    clearStill(this.#options.container);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unwatch?.();
    // The video first: its last picture goes with the track.
    discardVideo(this.#video, this.#capturedAtMs);
    this.#feed?.close();
  }

  #fail(code: string, message: string): void {
    if (this.#closed) return;
    this.#options.listener.onFault({ code, message, fatal: true, lasting: lasting.has(code) });
  }
}
