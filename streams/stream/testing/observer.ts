import { setTimeout as sleep } from 'node:timers/promises';
import type { Fragment, FragmentConsumer, Log, MediaInfo } from '../../types.ts';

/** A consumer that remembers. */
export class Observer implements FragmentConsumer {
  readonly infos: MediaInfo[] = [];
  readonly fragments: Fragment[] = [];

  onInit(info: MediaInfo): void {
    this.infos.push(info);
  }

  onFragment(fragment: Fragment): void {
    this.fragments.push(fragment);
  }

  ofEpoch(epoch: number): Fragment[] {
    return this.fragments.filter((fragment) => fragment.epoch === epoch);
  }
}

/** Waits until `condition` gives something, and returns it. @throws Error when it never does */
export async function eventually<T>(condition: () => T | undefined | false, timeoutMs = 15_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${condition}`);
    await sleep(20);
  }
}

/** A log that keeps its lines, to see that nothing secret is in them. */
export function recordingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const write = (fields: object, message: string): void => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  return { lines, debug: write, info: write, warn: write, error: write };
}
