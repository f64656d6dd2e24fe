import type { StreamKey } from '../types.ts';
import type { GapCause, SegmentIndexPort } from './types.ts';

export interface Gap {
  readonly fromMs: number;
  readonly cause: GapCause;
  readonly code: string | null;
}

export interface GapTellerOptions {
  readonly key: StreamKey;
  readonly index: Pick<SegmentIndexPort, 'gapBegan'>;
  readonly now: () => number;
  /** The end of what there is of it already. */
  readonly coveredUntilMs: number | undefined;
}

/** Since when a camera profile has no picture, and why: tells each cause once, and a better one when it is known. */
export class GapTeller {
  readonly #options: GapTellerOptions;
  #missingSinceMs: number;
  #gap: Gap | undefined;

  constructor(options: GapTellerOptions) {
    this.#options = options;
    this.#missingSinceMs = options.coveredUntilMs ?? options.now();
  }

  /** Undefined while there are pictures, and for the first moments without. */
  get gap(): Gap | undefined {
    return this.#gap;
  }

  /** The end of the last picture there is. */
  get missingSinceMs(): number {
    return this.#missingSinceMs;
  }

  /** There are pictures up to here. */
  covered(untilMs: number): void {
    this.#missingSinceMs = Math.max(this.#missingSinceMs, Math.round(untilMs));
  }

  /** What was thought to be on disk is so only up to here. */
  uncover(untilMs: number): void {
    this.#missingSinceMs = Math.min(this.#missingSinceMs, Math.round(untilMs));
  }

  /** A file was told of: there are pictures again. */
  ended(): void {
    this.#gap = undefined;
  }

  tell(cause: GapCause, code: string | null): void {
    const known = this.#gap;
    if (known?.cause === cause && (known.code === code || code === null)) return;
    // A camera that fell silent is known for what it is some seconds later.
    const isBetterKnown = known?.cause === cause && known.code === null;
    const fromMs = known && !isBetterKnown ? Math.round(this.#options.now()) : this.#missingSinceMs;
    this.#gap = { fromMs, cause, code };
    this.#options.index.gapBegan({ ...this.#options.key, fromMs, cause, code });
  }
}
