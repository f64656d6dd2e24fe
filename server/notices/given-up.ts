import type { Db } from '../platform/db/connect.ts';
import type { GivenUp } from './delivery-worker.ts';
import type { Notices } from './notices.ts';

const DAY_MS = 86_400_000;

/** Whoever looks after notices there learns, once a day and way, that one of them did not get through. */
export function tellOfGivenUp(options: {
  readonly db: Db;
  readonly notices: Pick<Notices, 'notify'>;
  readonly now: () => number;
}): (givenUp: GivenUp) => Promise<void> {
  const { db, notices, now } = options;
  return async ({ channel, content, attempts, answer }) => {
    const [first] = content.notices;
    if (!first) return;
    const { regionCode, hallId, departmentId } = first;
    await notices.notify(db, {
      kind: 'deliveryFailed',
      values: { channel, recipientName: content.to.name, attempts, answer },
      link: '/notices',
      dedupeKey: `delivery-failed:${channel}:${departmentId ?? regionCode ?? ''}:${Math.floor(now() / DAY_MS)}`,
      about: null,
      urgent: false,
      place: { regionCode, hallId, departmentId },
      to: { kind: 'holders', permission: 'notices:write' },
    });
  };
}
