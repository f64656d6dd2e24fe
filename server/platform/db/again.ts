import { setTimeout as sleep } from 'node:timers/promises';
import { isPassing } from './faults.ts';

const TRIES = 5;
const PAUSE_MS = 20;

/**
 * Does it again where it stood in another transaction's way: of two that wait for each other, PostgreSQL lets one give
 * in, which is nobody's fault. `work` is a whole unit of work: nothing is left of the try before.
 */
export async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let left = TRIES - 1; ; left -= 1)
    try {
      return await work();
    } catch (error) {
      if (left === 0 || !isPassing(error)) throw error;
      // Not both at the same moment once more.
      await sleep(PAUSE_MS * Math.random() * (TRIES - left));
    }
}
