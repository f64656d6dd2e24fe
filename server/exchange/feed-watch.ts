/** Looks at every feed now and then, and tells what began to be wrong with one, or is right again. */
import { z } from 'zod';
import { CalendarGap, localTime, type WorkingClocks } from '../calendar/index.ts';
import { type FeedMessage, feedAlarm, type feedMessage } from '../contract/exchange.ts';
import { type Bus, topic } from '../platform/bus.ts';
import { afterCommit, inUnitOfWork } from '../platform/db/unit-of-work.ts';
import type { Logger } from '../platform/log.ts';
import {
  faultsOf,
  type SilentSince,
  type StandingFault,
  WAITED_LONG_MS,
  type WatchedFeed,
} from './feed-faults.ts';
import type { FeedNotices } from './feed-notices.ts';
import type { FeedsStore, StandingAlarm } from './feeds.store.ts';
import { ZONE } from './zone.ts';

/** A fault of a feed began, changed its amount or is over. */
export const feedChanged = topic<z.infer<typeof feedMessage>>(
  'exchange.feed-changed',
  z.object({
    source: z.string(),
    departmentId: z.string(),
    departmentName: z.string(),
    alarm: feedAlarm,
  }),
);

export interface FeedWatchOptions {
  readonly store: FeedsStore;
  /** Left out: silence is not told. */
  readonly clocks?: WorkingClocks;
  readonly bus: Bus;
  readonly log: Logger;
  readonly now: () => number;
  readonly everyMs?: number;
  /** Writes to people what began or is over, in the unit of work that notes it. */
  readonly notices?: Pick<FeedNotices, 'alarm'>;
  /** Done beside, while it is at it: what is old is forgotten. */
  readonly tidy?: () => Promise<unknown>;
}

const EVERY_MS = 30_000;

export class FeedWatch {
  readonly #options: FeedWatchOptions;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(options: FeedWatchOptions) {
    this.#options = options;
  }

  start(): void {
    const { everyMs = EVERY_MS, log } = this.#options;
    this.#timer ??= setInterval(() => {
      this.look().catch((error) => log.warn({ err: error }, 'feeds could not be looked at'));
    }, everyMs).unref();
  }

  /** One look at all of them; a second while one is under way is that one. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    // What it could not do any more was told by whoever asked for it.
    await this.#looking?.catch(() => undefined);
  }

  async #look(): Promise<void> {
    const { store, now, tidy } = this.#options;
    const nowMs = now();
    const { day } = localTime(nowMs, ZONE);
    const feeds = await store.watched(new Date(nowMs), day, new Date(nowMs - WAITED_LONG_MS));
    const standing = await store.standing();
    const silentSince = await this.#silence(feeds, nowMs);
    for (const feed of feeds) {
      const known = standing.filter((one) => one.source === feed.source);
      await this.#reconcile(feed, known, faultsOf(feed, nowMs, silentSince), nowMs);
    }
    await tidy?.();
  }

  async #reconcile(
    feed: WatchedFeed,
    standing: readonly StandingAlarm[],
    faults: readonly StandingFault[],
    nowMs: number,
  ): Promise<void> {
    const { store } = this.#options;
    for (const { fault, sinceMs, amount } of faults) {
      const known = standing.find((one) => one.fault === fault);
      const since = new Date(sinceMs);
      if (known === undefined)
        await this.#note(feed, { fault, since: since.toISOString(), until: null, amount }, () =>
          store.raise(feed.source, fault, since, amount),
        );
      else if (known.amount !== amount) await store.amount(known.id, amount);
    }
    for (const { id, fault, since, amount } of standing)
      if (!faults.some((one) => one.fault === fault))
        await this.#note(feed, { fault, since, amount, until: new Date(nowMs).toISOString() }, async () =>
          (await store.clear(id, new Date(nowMs))) ? id : undefined,
        );
  }

  /** `write` answers the alarm's id, or undefined where somebody else has told it. */
  async #note(
    feed: WatchedFeed,
    alarm: FeedMessage['alarm'],
    write: () => Promise<string | undefined>,
  ): Promise<void> {
    const { bus, notices } = this.#options;
    const { source, departmentId, departmentName } = feed;
    await inUnitOfWork(async () => {
      const id = await write();
      if (id === undefined) return;
      await notices?.alarm(feed, id, alarm);
      afterCommit(() => bus.publish(feedChanged, { source, departmentId, departmentName, alarm }));
    });
  }

  /** Every clock that is needed, asked for once. */
  async #silence(feeds: readonly WatchedFeed[], nowMs: number): Promise<SilentSince> {
    const { clocks: all } = this.#options;
    if (all === undefined) return () => Number.POSITIVE_INFINITY;
    const codes = [...new Set(feeds.map((feed) => feed.regionCode))];
    const clocks = new Map(
      await Promise.all(
        codes.map(async (regionCode) => [regionCode, await all.of({ hallId: null, regionCode })] as const),
      ),
    );
    return (regionCode, fromMs, minutes) => {
      const clock = clocks.get(regionCode);
      if (clock === undefined) return null;
      try {
        // What lies ahead is not asked for: next year's calendar may not be announced, and is not needed.
        if (clock.between(fromMs, nowMs) <= minutes * 60_000) return Number.POSITIVE_INFINITY;
        return clock.after(fromMs, { value: minutes, unit: 'minute' });
      } catch (error) {
        if (error instanceof CalendarGap) return null;
        throw error;
      }
    };
  }
}
