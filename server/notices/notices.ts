/** Telling people: written with the change that it is about, sent once that stands. */
import { z } from 'zod';
import { REGION_ZONE } from '../contract/office-hours.ts';
import { type Bus, topic } from '../platform/bus.ts';
import type { Db } from '../platform/db/connect.ts';
import type { NewNotice, Told } from './new-notice.ts';
import type { NoticesStore, ToTell } from './notices.store.ts';
import { audibleFrom } from './quiet-hours.ts';
import type { Recipients } from './recipients.ts';
import { canBeTold, type SiteWays, waysOf } from './ways.ts';

/** These people's inboxes have something new, or were read. */
export const inboxChanged = topic('notices.inbox-changed', z.object({ userIds: z.array(z.string()) }));
/** There is something to be sent. */
export const outboxFilled = topic('notices.outbox-filled', z.object({}));

export interface NoticesOptions {
  readonly store: NoticesStore;
  readonly recipients: Recipients;
  readonly site: () => Promise<SiteWays>;
  readonly bus: Bus;
  readonly now: () => number;
}

export class Notices {
  readonly #options: NoticesOptions;

  constructor(options: NoticesOptions) {
    this.#options = options;
  }

  /**
   * Writes one thing into the inboxes and the outbox of everybody it is for, in the caller's transaction: it is told
   * if and only if that commits, and once whatever how often this is called with the same `dedupeKey`.
   *
   * `trx`: a transaction of yours; within a unit of work any `db` is that one's.
   */
  async notify(trx: Db, notice: NewNotice): Promise<Told> {
    const [told] = await this.notifyAll(trx, [notice]);
    if (told === undefined) throw new Error('a notice was not answered');
    return told;
  }

  /** The same for many at once, in a few statements: as if one was told after the other. */
  async notifyAll(trx: Db, notices: readonly NewNotice[]): Promise<Told[]> {
    if (notices.length === 0) return [];
    const { store, recipients, site, bus, now } = this.#options;
    const nowMs = now();
    const ways = await site();
    const asked = recipients.asking(trx);
    const all: (ToTell & { readonly told: Told })[] = [];
    for (const notice of notices) {
      const found = await recipients.of(asked, notice, (one) => canBeTold(one, ways));
      const people = [...new Map(found.people.map((one) => [one.recipient, one])).values()];
      all.push({
        notice,
        people: people.map((person) => ({
          person,
          ways: waysOf(person, notice.kind, ways).map((channel) => ({
            channel,
            dueMs: notice.urgent ? nowMs : audibleFrom(nowMs, person.quiet, REGION_ZONE),
          })),
        })),
        told: { reached: found.reached, skipped: found.skipped, names: people.map(({ name }) => name) },
      });
    }
    const fresh = await store.add(trx, all, nowMs);
    const steps = all.flatMap(({ notice, told }) =>
      notice.to.kind === 'step' ? [{ notice, asked: notice.to.role, told }] : [],
    );
    await store.addSteps(trx, steps, nowMs);
    const userIds = new Set(fresh.flatMap(({ person }) => person.userId ?? []));
    if (userIds.size > 0) bus.publish(inboxChanged, { userIds: [...userIds] });
    if (fresh.some((one) => one.ways.length > 0)) bus.publish(outboxFilled, {});
    return all.map(({ told }) => told);
  }
}
