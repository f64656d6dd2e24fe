import type { WatchedCamera } from './types.ts';
import type { OccupancyFigures, OccupancyWatchOptions } from './watch-options.ts';

/** Looks at a picture a second of each watched camera, and says of each place in it whether somebody is there. */
export class OccupancyWatch {
  readonly #options: OccupancyWatchOptions;
  #cameras: readonly WatchedCamera[] = [];

  constructor(options: OccupancyWatchOptions) {
    this.#options = options;
  }

  get figures(): OccupancyFigures {
    return {
      ...{ cameras: this.#cameras.length, pictures: 0, skipped: 0, undecodable: 0, judgingMs: 0 },
      ...{ queue: 0, leases: 0, blind: {} },
    };
  }

  /** All that is to be watched, in the place of what was before. */
  set(cameras: readonly WatchedCamera[]): void {
    this.#cameras = cameras;
    const sinceMs = this.#options.now();
    for (const { cameraId } of cameras)
      this.#options.listener.onBlind({ cameraId, sinceMs, cause: 'learning' });
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#cameras = [];
  }
}
