import type { RtpStats } from './receiver.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** `RtpStats` as the parts of a receiver write it. */
export type RtpCounters = Mutable<RtpStats>;

export function newCounters(): RtpCounters {
  return {
    packets: 0,
    bytes: 0,
    malformed: 0,
    lost: 0,
    reordered: 0,
    late: 0,
    restarts: 0,
    units: 0,
    unitsDropped: 0,
    unitsTooLarge: 0,
    timestampJumps: 0,
    markerFaults: 0,
  };
}
