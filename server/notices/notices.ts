/** Telling people: written with the change that it is about, sent once that stands. */
import { z } from 'zod';
import { REGION_ZONE } from '../contract/office-hours.ts';
import { type Bus, topic } from '../platform/bus.ts';
import type { Db } from '../platform/db/connect.ts';
import type { NewNotice, Told } from './new-notice.ts';
import type { NoticeFor, NoticesStore } from './notices.store.ts';
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
    const { store, recipients, site, bus, now } = this.#options;
    const nowMs = now();
    const ways = await site();
    const { reached, skipped, people } = await recipients.of(trx, notice, (one) => canBeTold(one, ways));
    const all: NoticeFor[] = [...new Map(people.map((one) => [one.recipient, one])).values()].map(
      (person) => ({
        person,
        ways: waysOf(person, notice.kind, ways).map((channel) => ({
          channel,
          dueMs: notice.urgent ? nowMs : audibleFrom(nowMs, person.quiet, REGION_ZONE),
        })),
      }),
    );
    const fresh = new Set(await store.add(trx, notice, all, nowMs));
    const told: Told = { reached, skipped, names: all.map(({ person }) => person.name) };
    if (notice.to.kind === 'step') await store.addStep(trx, notice, notice.to.role, told, nowMs);
    const userIds = all.flatMap(({ person }) =>
      person.userId !== null && fresh.has(person.recipient) ? [person.userId] : [],
    );
    if (userIds.length > 0) bus.publish(inboxChanged, { userIds });
    if (all.some(({ person, ways: by }) => by.length > 0 && fresh.has(person.recipient)))
      bus.publish(outboxFilled, {});
    return told;
  }
}
