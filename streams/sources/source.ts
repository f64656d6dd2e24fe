import type { AudioFormat, Log, MediaFormat, Memory, SourceAddress } from '../types.ts';

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

/** One access unit as the source made it: media time only, no wall clock yet. Fields as in `AccessUnit`. */
export interface RawUnit {
  readonly keyframe: boolean;
  readonly data: Buffer;
  readonly memory: Memory;
  readonly decodeTime: number;
  readonly durationTicks: number;
  readonly compositionTicks: number;
  /** The sequence parameter set inside the access unit, if there is one. */
  readonly sps?: Buffer;
}

/** Sound as the source made it, in ticks of the sample rate; 0 is where the picture's 0 is. */
export interface RawAudioFrame {
  readonly data: Buffer;
  readonly decodeTime: number;
  readonly durationTicks: number;
}

/** Where a source puts what it makes. Called synchronously, in order. */
export interface SourceSink {
  /** What follows is of this format. May come again: the camera changed its picture, and a new epoch begins. */
  onFormat(format: MediaFormat): void;
  /**
   * All access units that came in one read, oldest first: never empty. `heldPictures`: how many further
   * pictures the source had to see before it could let one go; so much later than the camera sent it.
   */
  onAccessUnits(units: readonly RawUnit[], heldPictures: number): void;
  onAudio?(frames: readonly RawAudioFrame[], format: AudioFormat): void;
}

export interface SourceRequest {
  readonly address: SourceAddress;
  readonly sink: SourceSink;
  readonly log: Log;
}

export type CreateSource = (request: SourceRequest) => Source;
