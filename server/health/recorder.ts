/** Keeps what checks find: outages with their evidence, pictures of the day, how each camera is. */
import { z } from 'zod';
import type { CameraPicture } from '../contract/health.ts';
import { type Bus, topic } from '../platform/bus.ts';
import type { Logger } from '../platform/log.ts';
import type { Alarms } from './alarms.ts';
import type { CameraWatch, Changes, Raised } from './camera-watch.ts';
import type { OutagesStore } from './outages.store.ts';
import type { PictureKeeper, SeenPicture } from './picture-keeper.ts';
import type { WatchStore } from './watch.store.ts';

/** Something changed in these halls. */
export const healthChanged = topic('health.changed', z.object({ hallIds: z.array(z.string()) }));

const NEWEST_EVERY_MS = 15 * 60_000;
const SAVE_MOST = 500;

export interface RecorderOptions {
  readonly watches: WatchStore;
  readonly outages: OutagesStore;
  readonly keeper: PictureKeeper;
  readonly alarms: Pick<Alarms, 'raised' | 'cleared'>;
  readonly bus: Bus;
  readonly log: Logger;
  readonly now: () => number;
}

interface Kept {
  newestMs: number;
  dailyDay: string | undefined;
}

export class Recorder {
  readonly #options: RecorderOptions;
  readonly #dirty = new Set<CameraWatch>();
  readonly #changedHalls = new Set<string>();
  readonly #kept = new Map<string, Kept>();
  /** From when on the server has looked without a break; an outage last seen before may have ended unseen. */
  #lookingSinceMs = 0;
  #lookedUntilMs: number | null = null;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** At the start: the time since the last run is nobody's. */
  async begin(): Promise<void> {
    const { watches, now } = this.#options;
    this.#lookedUntilMs = await watches.lastLookedMs();
    this.#lookingSinceMs = now();
    await watches.beginSpan(this.#lookingSinceMs);
  }

  /** What is kept of this camera already: told once, at the start. */
  remember(cameraId: string, kept: { newestMs?: number; dailyDay?: string }): void {
    const known = this.#keptOf(cameraId);
    if (kept.newestMs !== undefined) known.newestMs = kept.newestMs;
    if (kept.dailyDay !== undefined) known.dailyDay = kept.dailyDay;
  }

  forget(watch: CameraWatch): void {
    this.#dirty.delete(watch);
    this.#kept.delete(watch.camera.cameraId);
  }

  /** What a check changed. `seen`: the picture, where there was one. */
  async record(watch: CameraWatch, changes: Changes, seen?: SeenPicture): Promise<void> {
    this.#dirty.add(watch);
    if (changes.raised.length > 0 || changes.cleared.length > 0) this.#changedHalls.add(watch.camera.hallId);
    if (changes.cleared.length > 0) await this.#end(watch, changes.cleared);
    for (const raised of changes.raised) await this.#begin(watch, raised, seen);
  }

  /** The newest good picture, now and then. */
  async keepNewest(seen: SeenPicture): Promise<void> {
    const kept = this.#keptOf(seen.cameraId);
    if (seen.atMs - kept.newestMs < NEWEST_EVERY_MS) return;
    kept.newestMs = seen.atMs;
    await this.#options.keeper.keepNewest(seen);
  }

  /** The picture of that day, once. */
  async keepDaily(seen: SeenPicture, day: string): Promise<void> {
    const kept = this.#keptOf(seen.cameraId);
    if (kept.dailyDay === day) return;
    kept.dailyDay = day;
    await this.#options.keeper.keep(seen, 'daily');
  }

  /** From now on this is the view the camera should have. */
  async keepReference(
    watch: CameraWatch,
    seen: SeenPicture,
    reason: NonNullable<CameraPicture['reason']>,
  ): Promise<void> {
    await this.#options.keeper.keep(seen, 'reference', { reason });
    watch.accept(seen.picture, seen.atMs);
    // Whether it was thought to have moved or not: an outage may be open that this run has not raised.
    await this.#end(watch, ['moved']);
    this.#dirty.add(watch);
    this.#changedHalls.add(watch.camera.hallId);
  }

  /** Every few seconds: how all that were checked are, in as few statements as can be. */
  async flush(): Promise<void> {
    const { watches, outages, bus, now } = this.#options;
    await watches.growSpan(this.#lookingSinceMs, now());
    while (this.#dirty.size > 0) {
      const some = [...this.#dirty].slice(0, SAVE_MOST);
      for (const watch of some) this.#dirty.delete(watch);
      try {
        await watches.save(some.map((watch) => watch.row()));
        await outages.seenOf(
          some.filter((watch) => watch.standing.length > 0).map((watch) => watch.camera.cameraId),
          now(),
        );
      } catch (error) {
        for (const watch of some) this.#dirty.add(watch);
        throw error;
      }
    }
    if (this.#changedHalls.size === 0) return;
    const hallIds = [...this.#changedHalls];
    this.#changedHalls.clear();
    bus.publish(healthChanged, { hallIds });
  }

  async #begin(watch: CameraWatch, raised: Raised, seen: SeenPicture | undefined): Promise<void> {
    const { outages, keeper, alarms, log, now } = this.#options;
    const { cameraId, hallId } = watch.camera;
    const isOfPicture = raised.kind === 'picture';
    const evidenceId = isOfPicture && seen ? await keeper.keep(seen, 'evidence') : undefined;
    const beforeId = isOfPicture ? await keeper.keepBefore(cameraId) : undefined;
    const id = await outages.begin({
      ...{ cameraId, hallId, kind: raised.kind, fault: raised.fault, cause: raised.cause },
      ...{ detail: raised.detail, finding: raised.finding, fromMs: raised.sinceMs, seenMs: now() },
      ...(evidenceId !== undefined && { evidenceId }),
      ...(beforeId !== undefined && { beforeId }),
    });
    log.info({ cameraId, fault: raised.fault, cause: raised.cause }, 'a camera is not well');
    if (raised.fault !== 'line_full')
      alarms.raised({ id, cameraId, hallId, fault: raised.fault, cause: raised.cause });
  }

  async #end(watch: CameraWatch, faults: readonly string[]): Promise<void> {
    const { outages, alarms, log, now } = this.#options;
    const { cameraId } = watch.camera;
    const ids = await outages.end(cameraId, faults, {
      atMs: now(),
      lookingSinceMs: this.#lookingSinceMs,
      lookedUntilMs: this.#lookedUntilMs,
    });
    if (ids.length === 0) return;
    log.info({ cameraId, faults }, 'a camera is well again');
    alarms.cleared(ids);
  }

  #keptOf(cameraId: string): Kept {
    const kept = this.#kept.get(cameraId) ?? { newestMs: 0, dailyDay: undefined };
    this.#kept.set(cameraId, kept);
    return kept;
  }
}
