/**
 * People's rights, kept while they are used. Every change is published (`rightsChanged`) and forgets them at once, on
 * every node; a right that ends by itself is not believed a moment longer. Age is only the net below that.
 */
import { z } from 'zod';
import { type Bus, topic } from '../../platform/bus.ts';
import { isInUnitOfWork } from '../../platform/db/unit-of-work.ts';
import type { RightsStore } from './rights.store.ts';
import { Rights } from './rights.ts';

/**
 * What these people may do is not what it was: grants, roles or rights to cases were changed, or ended. Publish it
 * after the commit of anything that touches `user_grant`, `role` or `viewing_right`. Null: everybody.
 */
export const rightsChanged = topic(
  'access.rights-changed',
  z.object({ userIds: z.array(z.string()).nullable() }),
);

/** Calls back whenever what this person may do is not what it was; returns the way to stop. */
export function onRightsChanged(bus: Bus, userId: string, recheck: () => void): () => void {
  return bus.subscribe(rightsChanged, ({ userIds }) => {
    if (userIds === null || userIds.includes(userId)) recheck();
  });
}

const BELIEVED_MS = 60_000;
/** Rights to a case reach the windows it was served at: those grow with every event. */
const BELIEVED_WITH_CASES_MS = 5000;
const REMEMBERED_MOST = 5000;

interface Kept {
  readonly rights: Promise<Rights>;
  /** Infinity while it is read. */
  untilMs: number;
}

export interface HeldRightsOptions {
  readonly store: Pick<RightsStore, 'grants' | 'cases'>;
  readonly bus: Bus;
  readonly now: () => number;
}

export class HeldRights {
  readonly #store: HeldRightsOptions['store'];
  readonly #now: () => number;
  readonly #kept = new Map<string, Kept>();

  constructor(options: HeldRightsOptions) {
    this.#store = options.store;
    this.#now = options.now;
    options.bus.subscribe(rightsChanged, ({ userIds }) => {
      if (userIds === null) this.#kept.clear();
      else for (const id of userIds) this.#kept.delete(id);
    });
  }

  of(userId: string): Promise<Rights> {
    const known = this.#kept.get(userId);
    if (known && this.#now() < known.untilMs) return known.rights;
    // What is read within a unit of work may be undone with it.
    if (isInUnitOfWork()) return this.#read(userId);
    if (this.#kept.size >= REMEMBERED_MOST) this.#kept.clear();
    const kept: Kept = { rights: this.#read(userId), untilMs: Number.POSITIVE_INFINITY };
    // What is forgotten while it is read stays forgotten: who asks next reads again.
    this.#kept.set(userId, kept);
    kept.rights.then(
      (rights) => {
        const believedMs = rights.hasCases ? BELIEVED_WITH_CASES_MS : BELIEVED_MS;
        kept.untilMs = Math.min(this.#now() + believedMs, rights.endMs);
      },
      // A failed look-up is not remembered.
      () => {
        if (this.#kept.get(userId) === kept) this.#kept.delete(userId);
      },
    );
    return kept.rights;
  }

  async #read(userId: string): Promise<Rights> {
    const nowMs = this.#now();
    const [grants, cases] = await Promise.all([
      this.#store.grants(userId, nowMs),
      this.#store.cases(userId, nowMs),
    ]);
    return new Rights(grants, cases);
  }
}
