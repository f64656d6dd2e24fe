/** Who is told what, and how it got there: inbox, mail, webhook. */
import { Reach, readRange } from '../../streams/reach/index.ts';
import { permissionHolders } from '../access/index.ts';
import type { SentChannel } from '../contract/notices.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import type { Bus } from '../platform/bus.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import type { Sealer } from '../platform/sealer.ts';
import type { SocketHandlers } from '../platform/sockets.ts';
import { contactsRoutes } from './contacts.routes.ts';
import { ContactsStore } from './contacts.store.ts';
import { deliveriesRoutes } from './deliveries.routes.ts';
import { DeliveriesStore } from './deliveries.store.ts';
import { DeliveryRecordsStore } from './delivery-records.store.ts';
import { DeliveryWorker } from './delivery-worker.ts';
import { tellOfGivenUp } from './given-up.ts';
import { inboxRoutes } from './inbox.routes.ts';
import { InboxStore } from './inbox.store.ts';
import { MailSender, type MailServer } from './mail-sender.ts';
import { noticesSockets } from './notices.sockets.ts';
import { NoticesStore } from './notices.store.ts';
import { Notices } from './notices.ts';
import { OwnEmail } from './own-email.ts';
import { ownSettingsRoutes } from './own-settings.routes.ts';
import { PreferencesStore } from './preferences.store.ts';
import { RecipientsStore } from './recipients.store.ts';
import { Recipients } from './recipients.ts';
import type { Sender } from './sender.ts';
import { SiteSettingsStore } from './site-settings.store.ts';
import { SiteSettings } from './site-settings.ts';
import { WebhookSender } from './webhook-sender.ts';

export { DailyRound } from './daily-round.ts';
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
  readonly audit: AuditTrail;
  readonly sealer: Sealer;
  readonly visibility: Visibility;
  readonly finder: Pick<PlaceFinder, 'ofDepartment' | 'ofHall' | 'ofRegion'>;
  readonly log: Logger;
  readonly now: () => number;
  /** Undefined: no mail goes out. */
  readonly mail: MailServer | undefined;
  /** Internal networks the webhook may be on. */
  readonly webhookNetworks: readonly string[];
  readonly ownPorts: () => readonly number[];
  /** Where browsers reach us, for the links in mails. */
  readonly publicUrl: string | undefined;
  /** How often the outbox is looked at without being told. */
  readonly pollMs?: number;
}

export interface NoticesSlice {
  readonly notices: Pick<Notices, 'notify' | 'notifyAll'>;
  readonly routes: readonly Route[];
  readonly sockets: SocketHandlers;
  /** What is due is sent from now on. */
  start(): void;
  close(): Promise<void>;
}

export function createNotices(needs: NoticesNeeds): NoticesSlice {
  const { db, bus, audit, sealer, visibility, finder, now, mail, publicUrl } = needs;
  const log = needs.log.child({ part: 'notices' });
  const site = new SiteSettings({ store: new SiteSettingsStore({ db }), sealer, mail, now });
  const recipients = new Recipients({ store: new RecipientsStore(), holders: permissionHolders, now });
  const notices = new Notices({ store: new NoticesStore(), recipients, site: () => site.ways(), bus, now });
  const allowed = needs.webhookNetworks.flatMap((text) => readRange(text) ?? []);
  const reach = new Reach({ allowed: () => allowed, ownPorts: needs.ownPorts });
  const mailSender = mail && new MailSender(mail);
  const senders = new Map<SentChannel, Sender>([
    ...(mailSender ? ([['email', mailSender]] as const) : []),
    ['webhook', new WebhookSender({ reach, webhook: () => site.webhook(), now })],
  ]);
  const deliveries = new DeliveriesStore({ db });
  const records = new DeliveryRecordsStore({ db });
  const inbox = new InboxStore({ db });
  const preferences = new PreferencesStore({ db });
  const worker = new DeliveryWorker({
    ...{ store: deliveries, senders, publicUrl, bus, log, now },
    onGivenUp: tellOfGivenUp({ db, notices, now }),
    ...(needs.pollMs !== undefined && { pollMs: needs.pollMs }),
  });
  const sockets = noticesSockets({ inbox, bus, log });
  const own = new OwnEmail({ store: preferences, mail: mailSender, now });
  const kept = deliveriesRoutes({ records, deliveries, site, senders, visibility, finder, bus, now });
  const contacts = contactsRoutes({ contacts: new ContactsStore({ db }), finder });
  return {
    notices,
    routes: [
      ...inboxRoutes({ inbox, bus, now }),
      ...ownSettingsRoutes({ store: preferences, email: own, site, audit }),
      ...kept.reading,
      ...contacts.reading,
      ...audited([...kept.changing, ...contacts.changing], audit),
    ],
    sockets: sockets.sockets,
    start: () => worker.start(),
    close: async () => {
      sockets.close();
      await worker.close();
    },
  };
}
