/** Who is told what, and how it got there: inbox, mail, webhook. */
import { permissionHolders } from '../access/index.ts';
import type { Bus } from '../platform/bus.ts';
import type { Db } from '../platform/db/connect.ts';
import type { Route } from '../platform/http/route.ts';
import { NoticesStore } from './notices.store.ts';
import { Notices } from './notices.ts';
import { RecipientsStore } from './recipients.store.ts';
import { Recipients } from './recipients.ts';
import { canBeTold, type SiteWays } from './ways.ts';

export type {
  HandlerOf,
  NewNotice,
  RecipientRole,
  Recipients as NoticeRecipients,
  Told,
} from './new-notice.ts';
export type { Notices } from './notices.ts';

export interface NoticesNeeds {
  readonly db: Db;
  readonly bus: Bus;
  readonly now: () => number;
}

export interface NoticesSlice {
  readonly notices: Pick<Notices, 'notify'>;
  readonly routes: readonly Route[];
}

export function createNotices({ bus, now }: NoticesNeeds): NoticesSlice {
  const site: SiteWays = { email: false, webhook: false, policy: { allowed: {}, usual: {} } };
  const recipients = new Recipients({
    store: new RecipientsStore(),
    holders: permissionHolders,
    canBeTold: (person) => canBeTold(person, site),
    now,
  });
  const notices = new Notices({
    ...{ store: new NoticesStore(), recipients, bus, now },
    site: async () => site,
  });
  return { notices, routes: [] };
}
