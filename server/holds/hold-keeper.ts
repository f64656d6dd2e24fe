/**
 * Keeps holds in step with what they follow: after each batch of events those whose case has moved, and each minute those
 * whose own time has come. A hold is looked at in a transaction of its own, with a lock nobody waits for; its ranges only
 * grow, and nothing is ever let go here.
 */
import { again } from '../platform/db/again.ts';
import { afterCommit, inUnitOfWork } from '../platform/db/unit-of-work.ts';
import type { Logger } from '../platform/log.ts';
import { growRanges, sameRanges } from './grow-ranges.ts';
import type { HoldNotices } from './hold-notices.ts';
import type { HoldSubjects } from './hold-subjects.ts';
import type { HoldsStore, StoredHold } from './holds.store.ts';

export interface HoldKeeperOptions {
  readonly store: HoldsStore;
  readonly subjects: HoldSubjects;
  readonly notices: HoldNotices;
  readonly now: () => number;
  readonly log: Logger;
  readonly everyMs?: number;
}

/** Of one hold; more are joined where they are nearest. */
export const RANGES_MOST = 2000;
/** At once; the rest at the next pass. */
const PASS_MOST = 500;
const EVERY_MS = 60_000;
/** Batches of events come many a second; their holds need not. */
const NUDGED_MS = 1000;
const AFTER_FAULT_MS = 5 * 60_000;
const GONE_LOOK_MS = 24 * 3_600_000;

export class HoldKeeper {
  readonly #options: HoldKeeperOptions;
  #timer: NodeJS.Timeout | undefined;
  #nudged: NodeJS.Timeout | undefined;
  #looking: Promise<number> | undefined;
  #closed = false;

  constructor(options: HoldKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    const { everyMs = EVERY_MS } = this.#options;
    this.#timer ??= setInterval(() => this.#lookAlone(), everyMs).unref();
    this.#lookAlone();
  }

  /** Cases may have moved. */
  nudge(): void {
    if (this.#closed) return;
    this.#nudged ??= setTimeout(() => {
      this.#nudged = undefined;
      this.#lookAlone();
    }, NUDGED_MS).unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    clearTimeout(this.#nudged);
    // Whoever asked for the look was told.
    await this.#looking?.catch(() => undefined);
  }

  /** Everything that is due now; answers how many were looked at. A second look while one is under way is that one. */
  look(): Promise<number> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  #lookAlone(): void {
    this.look().catch((error) => this.#options.log.warn({ err: error }, 'holds could not be looked at'));
  }

  async #look(): Promise<number> {
    let looked = 0;
    while (looked < PASS_MOST && !this.#closed && (await this.#lookAtNext())) looked += 1;
    return looked;
  }

  async #lookAtNext(): Promise<boolean> {
    const { store, now, log } = this.#options;
    let taken: StoredHold | undefined;
    try {
      await again(() =>
        inUnitOfWork(async () => {
          taken = await store.takeDue(now());
          if (taken !== undefined) await this.lookAt(taken);
        }),
      );
    } catch (error) {
      if (taken === undefined) throw error;
      // One that cannot be looked at keeps no other waiting; what it holds is held on.
      log.warn({ err: error, holdId: taken.id }, 'a hold could not be looked at; it is tried again later');
      await store.putOff(taken.id, new Date(now() + AFTER_FAULT_MS));
    }
    return taken !== undefined;
  }

  /** Within a unit of work that has locked it. */
  async lookAt(hold: StoredHold): Promise<void> {
    const { store, subjects, notices, now, log } = this.#options;
    const at = new Date(now());
    if (hold.kind === 'range' || hold.subjectId === null) {
      const isOver = hold.until !== null && hold.until <= at;
      await store.looked(hold.id, {
        ...{ ending: isOver ? at : null, lookAt: isOver ? null : hold.until, seenAt: null },
      });
      if (isOver && hold.state === 'held')
        await notices.ending(hold, 'until', at, await store.halls(hold.id));
      return;
    }
    const followed = await subjects.of(hold.kind).look(hold.subjectId, now());
    if (followed === undefined) {
      await store.looked(hold.id, { ending: at, lookAt: null, seenAt: null });
      await store.putOff(hold.id, new Date(at.getTime() + GONE_LOOK_MS));
      return;
    }
    const held = await store.ranges(hold.id);
    const grown = growRanges(held, followed.ranges, RANGES_MOST);
    if (!sameRanges(held, grown)) await store.setRanges(hold.id, grown);
    const { ended, lookAtMs, seenAt, place, endsQuietly } = followed;
    await store.looked(hold.id, { ending: ended ? at : null, lookAt: new Date(lookAtMs), seenAt });
    if (ended && hold.state === 'held' && !endsQuietly) {
      await notices.ending(hold, 'followed', at, [place]);
      afterCommit(() =>
        log.info({ holdId: hold.id }, 'what a hold followed has ended: it waits to be released'),
      );
    }
  }
}
