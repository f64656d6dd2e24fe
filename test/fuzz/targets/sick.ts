/** Parsers that are at fault, each behind a few steps that only guidance finds: whether the fuzzer finds them is tested. */
import type { FuzzTarget } from '../target.ts';

const kept: Buffer[] = [];

/** True behind two bytes that must be right one after the other. */
function deep(input: Buffer): boolean {
  if (input[0] !== 0x4d) return false;
  return input[1] === 0x43;
}

export const SICK: readonly FuzzTarget[] = [
  {
    name: 'sick-throws',
    shape: 'bytes',
    run: (input) => {
      if (deep(input)) throw new RangeError('a length was believed');
    },
  },
  {
    name: 'sick-loops',
    shape: 'bytes',
    run: (input) => {
      for (let at = 0; deep(input); at += input.length > 1e9 ? 1 : 0) if (at > 1e9) return;
    },
  },
  {
    name: 'sick-keeps',
    shape: 'bytes',
    run: () => void kept.push(Buffer.alloc(64 * 1024, 1)),
  },
];
