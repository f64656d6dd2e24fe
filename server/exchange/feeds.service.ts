/** Feeds, their days and what waits, as they are shown; and what an admin says about one. */
import { z } from 'zod';
import { localTime } from '../calendar/index.ts';
import type { CaseLog } from '../cases/index.ts';
import type { Feed, FeedAlarm, FeedDay, WaitingEvent } from '../contract/exchange.ts';
import type { Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { invalid, notFound } from '../platform/errors.ts';
import { decodeCursor, type Page, pageOf } from '../platform/http/paging.ts';
import { type DaysQuery, type FeedsQuery, FeedsStore } from './feeds.store.ts';
import type { Machine } from './submission.ts';
import { type WaitingQuery, waitingEvents } from './waiting.store.ts';
import { ZONE } from './zone.ts';

type Asked<Q extends { limit: number }> = Omit<Q, 'visible' | 'after'> & { cursor?: string | undefined };

export interface FeedsOptions {
  readonly db: Db;
  readonly log: Pick<CaseLog, 'lock'>;
  readonly store: FeedsStore;
  readonly now: () => number;
}

const HISTORY_MOST = 200;
const DAY_MS = 24 * 3_600_000;
/** Nobody reconciles what is longer ago; each day that is told of is a row. */
const DAYS_BACK = 400;
const sourceKey = z.tuple([z.string()]);
const dayKey = z.tuple([z.iso.date(), z.string()]);
const waitingKey = z.tuple([z.iso.datetime(), z.string(), z.string()]);

export class FeedsService {
  readonly #options: FeedsOptions;

  constructor(options: FeedsOptions) {
    this.#options = options;
  }

  async feeds(visible: Visible, { cursor, ...query }: Asked<FeedsQuery>): Promise<Page<Feed>> {
    const after = decodeCursor(cursor, sourceKey)?.[0];
    const rows = await this.#feeds({ ...query, visible, after });
    return pageOf(
      rows,
      query.limit,
      (row) => [row.source],
      (row) => row,
    );
  }

  async feed(source: string, visible: Visible): Promise<Feed> {
    const [found] = await this.#feeds({ visible, source, limit: 1 });
    if (found === undefined) throw notFound('feed');
    return found;
  }

  history = (source: string): Promise<FeedAlarm[]> => this.#options.store.history(source, HISTORY_MOST);
  departmentOf = (source: string): Promise<string | undefined> => this.#options.store.departmentOf(source);
  change = (source: string, silentAfterMinutes: number | null): Promise<void> =>
    this.#options.store.set(source, silentAfterMinutes);

  /** Batches that never came are not missed any more. */
  async settle(source: string): Promise<void> {
    const { db, log } = this.#options;
    await db.transaction().execute(async (trx) => {
      // A batch that is being taken reads what is missing and writes it back.
      await log.lock(trx, source);
      await new FeedsStore({ db: trx }).forgetMissing(source);
    });
  }

  async days(visible: Visible, { cursor, ...query }: Asked<DaysQuery>): Promise<Page<FeedDay>> {
    const rows = await this.#options.store.days({ ...query, visible, after: decodeCursor(cursor, dayKey) });
    return pageOf(
      rows,
      query.limit,
      (row) => [row.day, row.source],
      (row) => row,
    );
  }

  /** The sender's own count of a day; told again, the newer holds. */
  async tell({ source, departmentId }: Machine, day: string, sent: number): Promise<FeedDay> {
    const { store, now } = this.#options;
    const at = new Date(now());
    // A day's grace: its clock may be ahead.
    if (day > localTime(at.getTime() + DAY_MS, ZONE).day)
      throw invalid([{ field: 'params.day', message: 'has not come yet' }]);
    if (day < localTime(at.getTime() - DAYS_BACK * DAY_MS, ZONE).day)
      throw invalid([{ field: 'params.day', message: `is more than ${DAYS_BACK} days ago` }]);
    await store.tell(source, departmentId, day, sent, at);
    const [told] = await store.days({ visible: { everywhere: true }, source, from: day, to: day, limit: 1 });
    if (told === undefined) throw notFound('day');
    return told;
  }

  async waiting(visible: Visible, { cursor, ...query }: Asked<WaitingQuery>): Promise<Page<WaitingEvent>> {
    const after = decodeCursor(cursor, waitingKey);
    const rows = await waitingEvents(this.#options.db, { ...query, visible, after });
    return pageOf(
      rows,
      query.limit,
      (row) => [row.since, row.source, row.eventId],
      (row) => row,
    );
  }

  #feeds(query: FeedsQuery): Promise<Feed[]> {
    const nowMs = this.#options.now();
    return this.#options.store.feeds(query, new Date(nowMs), localTime(nowMs, ZONE).day);
  }
}
