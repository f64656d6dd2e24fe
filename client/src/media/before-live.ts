/**
 * A tile until its first live frame: the still that is seen, and whether a candidate's frames are already newer
 * than it. A joiner is sent the GOP from its keyframe on, so the first frames it decodes may be older.
 */

export type FirstPictureFactory = (onStill: (capturedAtMs: number | undefined) => void) => {
  start(): void;
  close(): void;
};

/** How long catching up may take before an older frame is shown all the same. */
const CATCH_UP_MS = 2000;
/** So much older than the still a first frame may be without being a step back that anyone sees. */
const STEP_BACK_MS = 150;

export class BeforeLive {
  readonly #create: FirstPictureFactory | undefined;
  readonly #now: () => number;
  readonly #onStill: () => void;
  #first: ReturnType<FirstPictureFactory> | undefined;
  #still: { readonly capturedAtMs: number | undefined } | undefined;
  #arrivedAtMs: number | undefined;

  constructor(options: { create: FirstPictureFactory | undefined; now: () => number; onStill: () => void }) {
    this.#create = options.create;
    this.#now = options.now;
    this.#onStill = options.onStill;
  }

  get still(): { readonly capturedAtMs: number | undefined } | undefined {
    return this.#still;
  }

  begin(): void {
    this.end();
    this.#first = this.#create?.((capturedAtMs) => {
      this.#still = { capturedAtMs };
      this.#onStill();
    });
    this.#first?.start();
  }

  /** A live frame is on screen, or nobody watches. */
  end(): void {
    this.#first?.close();
    this.#first = undefined;
    this.#still = undefined;
  }

  /** A new candidate has shown nothing yet. */
  launched(): void {
    this.#arrivedAtMs = undefined;
  }

  /** Whether a candidate's frame is older than the still on screen, and newer ones are on their way. */
  stepsBack(capturedAtMs: number | undefined): boolean {
    const now = this.#now();
    this.#arrivedAtMs ??= now;
    const stillAtMs = this.#still?.capturedAtMs;
    if (stillAtMs === undefined || capturedAtMs === undefined) return false;
    return capturedAtMs < stillAtMs - STEP_BACK_MS && now - this.#arrivedAtMs < CATCH_UP_MS;
  }
}
