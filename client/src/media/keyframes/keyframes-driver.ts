/** One tile's keyframes, drawn as its still: for tiles that the machine cannot play. */
import type { Profile } from '../../../../server/contract/cameras.ts';
import type { Driver, DriverListener } from '../driver.ts';
import { paintStill } from '../still.ts';
import type { KeyframePicture, KeyframeSession } from './keyframe-session.ts';

export interface KeyframesDriverOptions {
  readonly cameraId: string;
  readonly profile: Profile;
  readonly container: HTMLElement;
  readonly session: Pick<KeyframeSession, 'watch'>;
  readonly listener: DriverListener;
}

/** Refusals that asking again does not change. */
const fatal = new Set(['not_found', 'forbidden', 'session_ended']);

export class KeyframesDriver implements Driver {
  readonly protocol = 'keyframes';
  readonly #options: KeyframesDriverOptions;
  #leave: (() => void) | undefined;
  #beforeMs: number | undefined;
  #everyMs: number | undefined;

  constructor(options: KeyframesDriverOptions) {
    this.#options = options;
  }

  start(): void {
    const { session, cameraId, profile, listener } = this.#options;
    this.#leave = session.watch(cameraId, profile, {
      // Bound late: the session calls them by themselves.
      onPicture: (picture) => this.#paint(picture),
      onFault: (code, message) => listener.onFault({ code, message, fatal: fatal.has(code) }),
    });
  }

  /** The next keyframe comes by itself. */
  recover(): void {}

  /** It is seen as soon as the video above it goes. */
  show(): void {}

  close(): void {
    this.#leave?.();
    this.#leave = undefined;
  }

  #paint(picture: KeyframePicture): void {
    if (this.#leave === undefined) return;
    const { container, listener } = this.#options;
    const { capturedAtMs } = picture;
    if (this.#beforeMs !== undefined && capturedAtMs > this.#beforeMs)
      this.#everyMs = Math.max(capturedAtMs - this.#beforeMs, (this.#everyMs ?? 0) / 2);
    this.#beforeMs = capturedAtMs;
    paintStill(container, picture);
    listener.onFrame(capturedAtMs, this.#everyMs);
  }
}
