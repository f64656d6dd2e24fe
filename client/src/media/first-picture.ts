/**
 * What a tile shows before its first live frame: what lies there already, what another part of the page has of the
 * same camera, and the newest picture the server holds; whichever is there first, and the better as it comes.
 */
import type { Profile } from '../../../server/contract/cameras.ts';
import type { InstantPicture } from './gop/instant-picture.ts';
import type { InstantPictures } from './gop/instant-pictures.ts';
import type { Lender, LentPictures } from './lent-pictures.ts';
import { paintStill, stillCapturedAt } from './still.ts';

export interface FirstPictureOptions {
  readonly cameraId: string;
  readonly profile: Profile;
  readonly container: HTMLElement;
  /** Left out: it is not asked for. */
  readonly instant?: Pick<InstantPictures, 'take'>;
  readonly lent: Pick<LentPictures, 'borrow'>;
  /** Who asks, so that it does not borrow from itself. */
  readonly self: Lender;
  /** The one large picture, not one tile of many. */
  readonly preferred: boolean;
  readonly now: () => number;
  /** A still is on screen; when it was captured, on the server's clock. */
  readonly onStill: (capturedAtMs: number | undefined) => void;
}

/** A sharp still is worth more than a coarse picture that moves, but only for so long. */
const STILL_BEFORE_MOVING_MS = 1000;
/** The sharp picture may be so much older than the coarse one it replaces. */
const STEP_BACK_MS = 400;

export class FirstPicture {
  readonly #options: FirstPictureOptions;
  #asked: InstantPicture | undefined;
  #frame = 0;
  #release: (() => void) | undefined;
  #ownAtMs = Number.NEGATIVE_INFINITY;
  #copiedAtMs: number | undefined = Number.NaN;
  /** When what is on screen was captured. */
  #shownAtMs: number | undefined;
  #closed = false;

  constructor(options: FirstPictureOptions) {
    this.#options = options;
  }

  start(): void {
    const { container, instant, cameraId, profile, preferred, lent, self, onStill, now } = this.#options;
    const left = stillCapturedAt(container);
    this.#shownAtMs = left;
    if (left !== undefined) onStill(left);
    const lender = lent.borrow(cameraId, self);
    if (lender !== undefined) {
      this.#release = lender.hold();
      this.#copy(lender);
    }
    this.#asked = instant?.take(cameraId, profile, preferred);
    this.#asked?.show((picture) => {
      if (this.#closed || this.#stepsBack(picture.capturedAtMs)) return;
      this.#ownAtMs = now();
      this.#paint(picture);
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    cancelAnimationFrame(this.#frame);
    this.#release?.();
    this.#asked?.close();
  }

  /** Draws the lender's picture, at each frame of the screen, for as long as it has one. */
  #copy(lender: Lender): void {
    const { now } = this.#options;
    const picture = lender.picture();
    const due = now() - this.#ownAtMs > STILL_BEFORE_MOVING_MS;
    if (picture !== undefined && due && picture.capturedAtMs !== this.#copiedAtMs) {
      const { video, capturedAtMs } = picture;
      this.#copiedAtMs = capturedAtMs;
      this.#paint({ source: video, width: video.videoWidth, height: video.videoHeight, capturedAtMs });
    }
    this.#frame = requestAnimationFrame(() => this.#copy(lender));
  }

  #paint(picture: Parameters<typeof paintStill>[1]): void {
    paintStill(this.#options.container, picture);
    this.#shownAtMs = picture.capturedAtMs;
    this.#options.onStill(picture.capturedAtMs);
  }

  /** A picture on its way through the GOP, or a keyframe, may be older than what is on screen. */
  #stepsBack(capturedAtMs: number | undefined): boolean {
    if (this.#shownAtMs === undefined) return false;
    return capturedAtMs === undefined || capturedAtMs < this.#shownAtMs - STEP_BACK_MS;
  }
}
