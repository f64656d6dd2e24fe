/**
 * What goes on about leads without anybody deciding: their footage is held from raising, holders of `leads:review` hear
 * of strong ones, and those that were watched come back when their time is over. Each pass takes what is due from the
 * database, so nothing is lost by a restart, nor done twice by several processes.
 */
import type { Holds } from '../../holds/index.ts';
import type { NewNotice } from '../../notices/index.ts';
import type { Bus } from '../../platform/bus.ts';
import { again } from '../../platform/db/again.ts';
import type { Db } from '../../platform/db/connect.ts';
import { inUnitOfWork } from '../../platform/db/unit-of-work.ts';
import type { Logger } from '../../platform/log.ts';
import { leadsChanged } from '../lead-book.ts';
import type { DecisionsStore } from './decisions.store.ts';
import type { LeadKeeperStore, UntoldLead } from './lead-keeper.store.ts';

export interface LeadKeeperOptions {
  readonly db: Db;
  readonly store: LeadKeeperStore;
  readonly steps: Pick<DecisionsStore, 'addStep'>;
  readonly holds: Pick<Holds, 'followByItself' | 'subjectsChanged'>;
  readonly notices: { notifyAll(trx: Db, notices: readonly NewNotice[]): Promise<unknown> };
  readonly bus: Bus;
  readonly now: () => number;
  readonly log: Logger;
  readonly everyMs?: number;
}

const EVERY_MS = 15_000;
/** Leads come and change in bursts. */
const NUDGED_MS = 300;
const AT_ONCE = 100;
/** From here on it is worth interrupting somebody; the rest waits in the queue. */
export const TOLD_FROM = 70;
/** What was raised longer ago, while nothing ran, is in the queue and no news. */
const NEWS_MS = 12 * 3_600_000;
/** Of one hall people are told of the first lead in so long: the queue has the others. */
const A_HALL_EVERY_MS = 5 * 60_000;

export class LeadKeeper {
  readonly #options: LeadKeeperOptions;
  readonly #detach: () => void;
  #timer: NodeJS.Timeout | undefined;
  #nudged: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #closed = false;

  constructor(options: LeadKeeperOptions) {
    this.#options = options;
    const { bus, holds, log } = options;
    this.#detach = bus.subscribe(leadsChanged, (changes) => {
      if (this.#closed) return;
      const ids = changes.flatMap(({ leadId, isNews }) => (isNews ? [] : [leadId]));
      // What is held grows with it, and begins to end with its dismissal.
      if (ids.length > 0)
        holds
          .subjectsChanged('lead', ids)
          .catch((error) => log.warn({ err: error }, 'holds on leads that changed are looked at later'));
      this.#nudged ??= setTimeout(() => {
        this.#nudged = undefined;
        this.#lookAlone();
      }, NUDGED_MS).unref();
    });
  }

  start(): void {
    const { everyMs = EVERY_MS } = this.#options;
    this.#timer ??= setInterval(() => this.#lookAlone(), everyMs).unref();
    this.#lookAlone();
  }

  /** Within the unit of work that raised them: a lead never stands without its footage being held. */
  async hold(leadIds: readonly string[] | undefined): Promise<void> {
    const { store, holds } = this.#options;
    const ids = await store.withoutHold(leadIds, AT_ONCE);
    for (const id of ids) {
      const holdId = await holds.followByItself('lead', id, HELD_BECAUSE);
      if (holdId !== undefined) await store.setHold(id, holdId);
    }
  }

  /** What is due now. A second look while one is under way is that one. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#detach();
    clearInterval(this.#timer);
    clearTimeout(this.#nudged);
    // Whoever asked for the look was told.
    await this.#looking?.catch(() => undefined);
  }

  #lookAlone(): void {
    this.look().catch((error) => this.#options.log.warn({ err: error }, 'leads could not be looked after'));
  }

  async #look(): Promise<void> {
    const passes = [() => this.#endWatches(), () => this.#tell(), () => this.hold(undefined)];
    for (const pass of passes) await again(() => inUnitOfWork(pass));
  }

  async #endWatches(): Promise<void> {
    const { store, steps, bus, now } = this.#options;
    const at = new Date(now());
    const ids = await store.endWatches(at, AT_ONCE);
    for (const id of ids) await steps.addStep(id, { action: 'unwatch', by: null, reason: null }, at);
    if (ids.length > 0)
      bus.publish(
        leadsChanged,
        ids.map((leadId) => ({ leadId, isNews: false })),
      );
  }

  async #tell(): Promise<void> {
    const { db, store, notices, now } = this.#options;
    const nowMs = now();
    const leads = await store.takeUntold(TOLD_FROM, new Date(nowMs - NEWS_MS), new Date(nowMs), AT_ONCE);
    const byPlace = new Map<string, UntoldLead>();
    for (const lead of leads) {
      const place = lead.hallId ?? lead.departmentId ?? lead.regionCode;
      const known = byPlace.get(place);
      if (known === undefined || known.strength < lead.strength) byPlace.set(place, lead);
    }
    const slot = Math.floor(nowMs / A_HALL_EVERY_MS);
    await notices.notifyAll(
      db,
      [...byPlace].map(([place, lead]) => noticeOf(lead, `lead-raised:${place}:${slot}`)),
    );
  }
}

/** Kept with the hold; the program's own words, as nobody asked for it. */
const HELD_BECAUSE = '线索待核查，录像自动保留';

const noticeOf = (lead: UntoldLead, dedupeKey: string): NewNotice => ({
  kind: 'leadRaised',
  values: {
    ...{ kind: lead.kind, strength: lead.strength, at: lead.from.toISOString(), clerk: lead.clerk },
    where: [lead.hallName, lead.windowCode].filter((part) => part !== null).join(' '),
  },
  ...{ link: `/leads/${lead.id}`, dedupeKey, about: `lead:${lead.id}`, urgent: false },
  place: { regionCode: lead.regionCode, hallId: lead.hallId, departmentId: lead.departmentId },
  to: { kind: 'holders', permission: 'leads:review' },
});
