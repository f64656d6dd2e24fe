import type {
  AudioFormat,
  Log,
  MediaFormat,
  Memory,
  SourceAbout,
  SourceAddress,
  TranscodeStatus,
} from '../types.ts';

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
  /** Which kind it is. Left out: it runs in this process. */
  readonly about?: SourceAbout;
  /**
   * Waits for what it needs beyond a place to start (an encoder); asked before `run`, not counted as the camera's
   * silence. Gives the way to give it back, called once `run` has settled.
   */
  prepare?(signal: AbortSignal): Promise<() => void>;
  /** What its network tells, as far as it knows; may change at any time. */
  readonly figures?: SourceFigures | undefined;
  /** Set where it encodes, and how far that is. */
  readonly transcode?: Pick<TranscodeStatus, 'state' | 'place' | 'reason'> | undefined;
}

/** Counters grow over one source's life. */
export interface SourceFigures {
  readonly packets?: number;
  readonly lost?: number;
  /** Pictures not handed on, as one before them that they need was lost. */
  readonly unitsDropped?: number;
  /** Timestamps that made no sense and were replaced. */
  readonly timestampJumps?: number;
  /** Which way the camera's packets come. */
  readonly transport?: 'tcp' | 'udp' | undefined;
  /** The camera's wall clock less ours. */
  readonly cameraClockOffsetMs?: number | undefined;
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
  /** Where the source knows it better than arrival tells: it gives a picture on that was captured before. */
  readonly capturedAtMs?: number;
}

/** Sound as the source made it, in ticks of the sample rate; 0 is where the picture's 0 is. */
export interface RawAudioFrame {
  readonly data: Buffer;
  readonly decodeTime: number;
  readonly durationTicks: number;
  /** As in `RawUnit`. */
  readonly capturedAtMs?: number;
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
  /** How much the stream is wanted now: more goes first where there is not room for all. Default 0. */
  readonly rank?: () => number;
  /** What `transcode` tells has changed. */
  readonly onChange?: () => void;
}

export type CreateSource = (request: SourceRequest) => Source;
