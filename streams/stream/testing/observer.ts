import { setTimeout as sleep } from 'node:timers/promises';
import type { AccessUnit, Log, MediaInfo, StreamConsumer } from '../../types.ts';

/** A consumer that remembers. */
export class Observer implements StreamConsumer {
  readonly infos: MediaInfo[] = [];
  readonly units: AccessUnit[] = [];

  onInit(info: MediaInfo): void {
    this.infos.push(info);
  }

  onAccessUnit(unit: AccessUnit): void {
    this.units.push(unit);
  }

  ofEpoch(epoch: number): AccessUnit[] {
    return this.units.filter((unit) => unit.epoch === epoch);
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
