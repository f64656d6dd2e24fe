import type { RawFragment } from '../fmp4/parse-fragment.ts';
import type { InitSegment } from '../fmp4/parse-init.ts';
import type { Log, SourceAddress } from '../types.ts';

/**
 * Pulls one camera profile. Sources just run and throw: no retry, no state, no timer beyond their own
 * start and end. One supervisor (`stream/stream.ts`) decides what happens next.
 */
export interface Source {
  /**
   * Runs until `signal` aborts (then rejects with its reason) or the source fails (then rejects with a
   * `StreamFaultError`). When it settles, nothing it started is left running.
   */
  run(signal: AbortSignal): Promise<never>;
}

/** Where a source puts what it makes. Called synchronously, in order. */
export interface SourceSink {
  onInit(init: InitSegment): void;
  /**
   * All fragments that came in one read, oldest first: never empty. `heldPictures`: how many further
   * pictures the source had to see before it could let one go; so much later than the camera sent it.
   */
  onFragments(fragments: readonly RawFragment[], heldPictures: number): void;
}

export interface SourceRequest {
  readonly address: SourceAddress;
  readonly sink: SourceSink;
  readonly log: Log;
}

export type CreateSource = (request: SourceRequest) => Source;
