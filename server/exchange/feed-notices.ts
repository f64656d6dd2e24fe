/** Has those who can put it right told what begins and ends to be wrong with a feed, and once a day what lies refused. */
import type { FeedAlarm } from '../contract/exchange.ts';
import type { NewNotice } from '../notices/index.ts';
import type { Db } from '../platform/db/connect.ts';
import type { WatchedFeed } from './feed-faults.ts';
import type { RefusalsStore } from './refusals.store.ts';

export interface FeedNoticesOptions {
  readonly db: Db;
  readonly refusals: Pick<RefusalsStore, 'openByDepartment'>;
  readonly notices: { notify(trx: Db, notice: NewNotice): Promise<unknown> };
}

type ToldFeed = Pick<WatchedFeed, 'source' | 'departmentId' | 'departmentName' | 'regionCode'>;

const TO = { kind: 'holders', permission: 'exchange:correct' } as const;

export class FeedNotices {
  readonly #options: FeedNoticesOptions;

  constructor(options: FeedNoticesOptions) {
    this.#options = options;
  }

  /** In the unit of work that notes it, so that it is told if and only if it stands. `id`: the alarm's. */
  async alarm({ source, departmentId, departmentName, regionCode }: ToldFeed, id: string, alarm: FeedAlarm) {
    const { db, notices } = this.#options;
    const { fault, since, until } = alarm;
    const phase = until === null ? 'began' : 'ended';
    await notices.notify(db, {
      kind: 'feedAlarm',
      values: { sourceName: source, trouble: fault, phase, departmentName, since, until, ...amountOf(alarm) },
      link: '/exchange/feeds',
      dedupeKey: `feed-alarm:${id}:${phase}`,
      about: null,
      urgent: false,
      place: { regionCode, hallId: null, departmentId },
      to: TO,
    });
  }

  /** Of a day, `2026-11-23`: whoever was told of it is not told again. */
  async refusalsWaiting(day: string): Promise<void> {
    const { db, notices, refusals } = this.#options;
    for (const {
      departmentId,
      departmentName,
      regionCode,
      count,
      since,
    } of await refusals.openByDepartment())
      await notices.notify(db, {
        kind: 'refusalsWaiting',
        values: { count, since: since.toISOString(), departmentName },
        link: '/exchange/refusals',
        dedupeKey: `refusals:${departmentId}:${day}`,
        about: null,
        urgent: false,
        place: { regionCode, hallId: null, departmentId },
        to: TO,
      });
  }
}

/** Each fault counts something else. */
function amountOf({ fault, amount, until }: FeedAlarm): Record<string, number> {
  if (amount === null || until !== null) return {};
  if (fault === 'offset') return { seconds: Math.round(amount / 1000) };
  if (fault === 'duplicates') return { percent: Math.round(amount * 100) };
  return { count: amount };
}
