import type { CreateSource } from '../sources/source.ts';
import type { Log, SourceAddress, StreamKey } from '../types.ts';
import type { Knocker } from './knocker.ts';
import type { StartGate } from './start-gate.ts';

export interface StreamTimings {
  /** From the last holder's leaving to the source's end. */
  readonly lingerMs: number;
  /** No picture for this long is a dead source. */
  readonly stallMs: number;
  /** From a source's start to its first picture; longer than a GOP of 10 s. */
  readonly connectMs: number;
  /** How long one request of a viewer without a connection counts as watching. */
  readonly touchMs: number;
  /** Live for this long, a failure counts as the first again. */
  readonly steadyMs: number;
  /** How long a starting source may keep its place among those that may start at once. */
  readonly startSlotMs: number;
}

export const DEFAULT_TIMINGS: StreamTimings = {
  lingerMs: 20_000,
  stallMs: 5000,
  connectMs: 15_000,
  touchMs: 10_000,
  steadyMs: 30_000,
  startSlotMs: 2000,
};

export interface StreamOptions {
  readonly key: StreamKey;
  /** Undefined when the camera or profile is not registered. Asked at every start. */
  readonly resolveAddress: (key: StreamKey) => Promise<SourceAddress | undefined>;
  readonly createSource: CreateSource;
  readonly startGate: StartGate;
  /** Left out: the next attempt waits its time out, whatever the camera's port does. */
  readonly knocker?: Knocker;
  /** The first epoch's number. For a view that is made of two streams: their epochs must differ. Default 0. */
  readonly firstEpoch?: number;
  readonly timings: StreamTimings;
  readonly log: Log;
  readonly now: () => number;
  readonly random: () => number;
}
