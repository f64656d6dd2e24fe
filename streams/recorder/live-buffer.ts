import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../types.ts';
import type { BufferedFile } from './camera-recording.ts';
import { BUFFER_FOLDER } from './segment-path.ts';

/** How far back one may look at a stream that is not recorded. */
const KEPT_MS = 10 * 60_000;

export interface LiveBufferOptions {
  readonly log: Log;
  readonly now: () => number;
  readonly onRemoved: (id: string) => void;
}

/** The finished files of the live buffer, removed as they age. */
export class LiveBuffer {
  readonly #options: LiveBufferOptions;
  #files: BufferedFile[] = [];
  #aging: Promise<void> | undefined;

  constructor(options: LiveBufferOptions) {
    this.#options = options;
  }

  get files(): number {
    return this.#files.length;
  }

  add(file: BufferedFile): void {
    this.#files.push(file);
  }

  /** Removes what nobody may look at any more; one file after the other, as a disk may hang. */
  age(): Promise<void> {
    this.#aging ??= this.#age().finally(() => {
      this.#aging = undefined;
    });
    return this.#aging;
  }

  async #age(): Promise<void> {
    const beforeMs = this.#options.now() - KEPT_MS;
    const old = this.#files.filter(({ endedAtMs }) => endedAtMs < beforeMs);
    if (old.length === 0) return;
    this.#files = this.#files.filter(({ endedAtMs }) => endedAtMs >= beforeMs);
    for (const { id, folder, path } of old) {
      await rm(join(folder, path), { force: true }).catch((error: unknown) =>
        this.#options.log.warn(
          { err: error, segmentId: id },
          'a file of the live buffer could not be removed',
        ),
      );
      this.#options.onRemoved(id);
    }
  }
}

/** Removes what an earlier run left of its live buffer on a disk. */
export async function clearLiveBuffer(folder: string): Promise<void> {
  await rm(join(folder, BUFFER_FOLDER), { recursive: true, force: true });
}
