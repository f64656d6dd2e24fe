/** Keeps whoever looks at pictures told which cameras and places there are; follows changes within seconds. */
import type { WatchedCamera } from '../../streams/occupancy/types.ts';
import { afterCommit, outsideUnitOfWork } from '../platform/db/unit-of-work.ts';
import type { Logger } from '../platform/log.ts';
import type { WatchedPlacement, WatchedStore } from './watched.store.ts';

export interface WatchPlanOptions {
  readonly watched: Pick<WatchedStore, 'placements'>;
  readonly apply: (placements: readonly WatchedPlacement[], cameras: readonly WatchedCamera[]) => void;
  readonly log: Pick<Logger, 'warn'>;
  readonly everyMs?: number;
}

/** For what no one told: a window that closed. */
const EVERY_MS = 10_000;
/** Many changes at once, as of an import, are one. */
const GATHER_MS = 100;

export class WatchPlan {
  readonly #options: WatchPlanOptions;
  #timer: NodeJS.Timeout | undefined;
  #gathering: NodeJS.Timeout | undefined;
  #going: Promise<void> | undefined;
  #again = false;
  #closed = false;
  #applied = '';

  constructor(options: WatchPlanOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    await this.go();
    if (this.#closed) return;
    this.#timer ??= setInterval(() => void this.go(), this.#options.everyMs ?? EVERY_MS).unref();
  }

  /** Something it is made of changed; within a unit of work: once that stands. */
  nudge(): void {
    afterCommit(() => {
      if (this.#closed) return;
      this.#gathering ??= setTimeout(() => {
        this.#gathering = undefined;
        void outsideUnitOfWork(() => this.go());
      }, GATHER_MS).unref();
    });
  }

  /** Goes through it now. Never fails: what was watched before goes on. */
  go(): Promise<void> {
    this.#again = this.#going !== undefined;
    this.#going ??= this.#go().finally(() => {
      this.#going = undefined;
    });
    return this.#going;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    clearTimeout(this.#gathering);
    await this.#going;
  }

  async #go(): Promise<void> {
    const { watched, apply, log } = this.#options;
    do {
      this.#again = false;
      try {
        const placements = await watched.placements();
        if (this.#closed) return;
        const key = JSON.stringify(placements);
        if (key === this.#applied) continue;
        this.#applied = key;
        apply(placements, camerasOf(placements));
      } catch (error) {
        log.warn({ err: error }, 'which cameras are looked at for occupancy was not looked up');
      }
    } while (this.#again && !this.#closed);
  }
}

/** A placement's id tells its place: other zones are another placement, and what was learnt of the old is not of it. */
function camerasOf(placements: readonly WatchedPlacement[]): WatchedCamera[] {
  const byCamera = new Map<string, WatchedPlacement[]>();
  for (const one of placements) byCamera.set(one.cameraId, [...(byCamera.get(one.cameraId) ?? []), one]);
  return [...byCamera].map(([cameraId, all]) => ({
    cameraId,
    profile: all[0]?.profile ?? 'main',
    places: all.map(({ placementId, clerk, applicant }) => ({ key: placementId, clerk, applicant })),
  }));
}
