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

  /**
   * Whether a candidate's frame belongs to the past it is still catching up from: it is older than the still on
   * screen, or than any frame at the edge is, and newer ones are on their way. `edgeAtMs`: so old a frame of that
   * way may be; undefined where that way does not catch up by itself.
   */
  stillBehind(capturedAtMs: number | undefined, edgeAtMs: number | undefined): boolean {
    const now = this.#now();
    this.#arrivedAtMs ??= now;
    if (capturedAtMs === undefined || now - this.#arrivedAtMs >= CATCH_UP_MS) return false;
    if (edgeAtMs !== undefined && capturedAtMs < edgeAtMs) return true;
    const stillAtMs = this.#still?.capturedAtMs;
    return stillAtMs !== undefined && capturedAtMs < stillAtMs - STEP_BACK_MS;
  }
}
