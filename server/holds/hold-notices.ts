/** Who hears of holds: that one waits to be released, and that one was. */
import type { NoticePlace } from '../contract/notices.ts';
import type { NewNotice } from '../notices/index.ts';
import type { Db } from '../platform/db/connect.ts';

export interface HoldNoticesOptions {
  readonly db: Db;
  readonly notices: { notifyAll(trx: Db, notices: readonly NewNotice[]): Promise<unknown> };
}

export interface ToldHold {
  readonly id: string;
  readonly title: string;
  /** Null: the program itself, which is told nothing. */
  readonly setBy: string | null;
}

export class HoldNotices {
  readonly #options: HoldNoticesOptions;

  constructor(options: HoldNoticesOptions) {
    this.#options = options;
  }

  /** To whoever set it, and to whoever may let the footage go at these places. */
  async ending(
    hold: ToldHold,
    why: 'followed' | 'until',
    since: Date,
    places: readonly NoticePlace[],
  ): Promise<void> {
    const { db, notices } = this.#options;
    const [first = NOWHERE] = places;
    const notice = {
      ...told(hold, `hold-ending:${hold.id}:${since.getTime()}`),
      kind: 'holdEnding' as const,
      values: { title: hold.title, why, since: since.toISOString() },
    };
    await notices.notifyAll(db, [
      { ...notice, place: first, to: { kind: 'users', userIds: settersOf(hold) } },
      ...places.map((place) => ({
        ...{ ...notice, place },
        to: { kind: 'holders' as const, permission: 'holds:release' as const },
      })),
    ]);
  }

  /** To whoever set it: there are 24 hours to take it back. */
  async released(hold: ToldHold, by: { readonly name: string }, reason: string, at: Date): Promise<void> {
    const { db, notices } = this.#options;
    await notices.notifyAll(db, [
      {
        ...told(hold, `hold-released:${hold.id}:${at.getTime()}`),
        kind: 'holdReleased',
        values: { title: hold.title, by: by.name, reason },
        place: NOWHERE,
        to: { kind: 'users', userIds: settersOf(hold) },
      },
    ]);
  }
}

const NOWHERE: NoticePlace = { regionCode: null, hallId: null, departmentId: null };

const settersOf = ({ setBy }: ToldHold): string[] => (setBy === null ? [] : [setBy]);

const told = ({ id }: ToldHold, dedupeKey: string) => ({
  ...{ link: `/holds/${id}`, dedupeKey, about: `hold:${id}`, urgent: false },
});
