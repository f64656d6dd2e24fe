import type { Fragment } from '../../types.ts';

/** A fragment for unit tests that look at its numbers, not its bytes. */
export function fragment(fields: Partial<Fragment> & { bytes?: number } = {}): Fragment {
  const { bytes = 10, ...rest } = fields;
  const data = rest.data ?? Buffer.alloc(bytes);
  return {
    epoch: 0,
    sequence: 0,
    keyframe: false,
    data,
    accessUnit: data,
    decodeTime: 0,
    durationMs: 40,
    capturedAtMs: 0,
    ...rest,
  };
}
