import { COLLECTED } from '../../memory/collected.ts';
import type { AccessUnit } from '../../types.ts';

/** An access unit for unit tests that look at its numbers, not its bytes. */
export function unit(fields: Partial<AccessUnit> & { bytes?: number } = {}): AccessUnit {
  const { bytes = 10, ...rest } = fields;
  return {
    epoch: 0,
    sequence: 0,
    keyframe: false,
    data: Buffer.alloc(bytes),
    memory: COLLECTED,
    decodeTime: 0,
    durationTicks: 3600,
    durationMs: 40,
    compositionTicks: 0,
    capturedAtMs: 0,
    ...rest,
  };
}
