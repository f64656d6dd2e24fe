import type { Memory } from '../types.ts';

/** Bytes that the garbage collector looks after: nothing to do. */
export const COLLECTED: Memory = { retain: () => undefined, release: () => undefined };
