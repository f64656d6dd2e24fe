/** `/api/v1/notices`: what became of each notice, and how the site tells. */
import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { id, listOf } from '../contract/common.ts';
import * as contract from '../contract/notices.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import type { Bus } from '../platform/bus.ts';
import { conflict, notFound } from '../platform/errors.ts';
import { decodeCursor, pageOf } from '../platform/http/paging.ts';
import { type Actor, type Need, type Place, type Route, route } from '../platform/http/route.ts';
import type { DeliveriesStore } from './deliveries.store.ts';
import type { DeliveryRecordsStore } from './delivery-records.store.ts';
import type { Message } from './message.ts';
import { outboxFilled } from './notices.ts';
import { person } from './requests.ts';
import { NotDelivered, type Sender } from './sender.ts';
import type { SiteSettings } from './site-settings.ts';

export interface DeliveriesRoutesOptions {
  readonly records: DeliveryRecordsStore;
  readonly deliveries: DeliveriesStore;
  readonly site: SiteSettings;
  readonly senders: ReadonlyMap<contract.SentChannel, Sender>;
  readonly visibility: Visibility;
  readonly finder: Pick<PlaceFinder, 'ofDepartment' | 'ofHall' | 'ofRegion'>;
  readonly bus: Bus;
  readonly now: () => number;
}

const tag = 'notices';
const cursorKey = z.tuple([z.iso.datetime(), z.uuid()]);
/** Where mail goes out and who is sent text messages is the whole site's. */
const everywhere: Need = {
  kind: 'permission',
  permission: 'notices:write',
  at: async () => ({ regionPath: [] }),
};

export function deliveriesRoutes(options: DeliveriesRoutesOptions): {
  readonly reading: Route[];
  readonly changing: Route[];
} {
  const { records, deliveries, site, senders, visibility, finder, bus, now } = options;
  const placeOf = async (deliveryId: unknown): Promise<Place | undefined> => {
    if (!id.safeParse(deliveryId).success) return undefined;
    const found = await records.get(String(deliveryId));
    if (!found) return undefined;
    const { departmentId, hallId, regionCode } = found.place;
    if (departmentId !== null) return finder.ofDepartment(departmentId);
    if (hallId !== null) return finder.ofHall(hallId);
    return regionCode === null ? { regionPath: [] } : finder.ofRegion(regionCode);
  };
  return {
    reading: [
      route({
        method: 'get',
        path: '/api/v1/notices/deliveries',
        summary: 'Mails and text messages, the newest first, with what became of them',
        tag,
        need: { kind: 'permission', permission: 'notices:write', at: 'anywhere' },
        query: contract.deliveriesQuery,
        response: listOf(contract.noticeDelivery),
        handler: async ({ actor, query }) => {
          const { cursor, limit, ...asked } = query;
          const visible = await visibility.visible(actor as Actor, 'notices:write');
          const after = decodeCursor(cursor, cursorKey);
          const rows = await records.list({ ...asked, visible, after, limit });
          return pageOf(
            rows,
            limit,
            (row) => [row.createdAt, row.id],
            (row) => row,
          );
        },
      }),
      route({
        method: 'get',
        path: '/api/v1/notices/about',
        summary: 'Who was told of a card, by which way, and what became of it',
        tag,
        need: { kind: 'permission', permission: 'alerts:read', at: 'anywhere' },
        query: contract.aboutQuery,
        response: contract.noticesAbout,
        handler: async ({ actor, query }) => {
          const visible = await visibility.visible(actor as Actor, 'alerts:read');
          const told = await records.about(query.about, visible);
          // Steps have no place of their own: where one sees nobody who was told, one is not told of those either.
          const steps = told.length > 0 || visible.everywhere ? await records.steps(query.about) : [];
          return { steps, deliveries: told };
        },
      }),
      route({
        method: 'get',
        path: '/api/v1/notices/settings',
        summary: 'How the site tells: its mail server, its webhook, what people may choose',
        tag,
        need: everywhere,
        response: contract.noticeSettings,
        handler: () => site.read(),
      }),
    ],
    changing: [
      route({
        method: 'post',
        path: '/api/v1/notices/deliveries/:deliveryId/resend',
        summary: 'Send it once more, from the beginning',
        tag,
        need: {
          kind: 'permission',
          permission: 'notices:write',
          at: ({ params }) => placeOf(params.deliveryId),
        },
        params: z.object({ deliveryId: id }),
        action: 'delivery.resend',
        response: contract.noticeDelivery,
        handler: async ({ params }) => {
          const again = await deliveries.resend(params.deliveryId, now());
          if (again === undefined) throw conflict('delivery_under_way', 'It is on its way already.');
          bus.publish(outboxFilled, {});
          const found = await records.get(again);
          if (!found) throw notFound('delivery');
          return found.delivery;
        },
      }),
      route({
        method: 'put',
        path: '/api/v1/notices/webhook',
        summary: 'Where text messages are handed to',
        tag,
        need: everywhere,
        action: 'webhook.set',
        body: contract.setWebhook,
        response: contract.noticeSettings,
        subject: async () => onTrail((await site.read()).webhook),
        handler: ({ actor, body }) => site.setWebhook(body, person(actor).username),
      }),
      route({
        method: 'delete',
        path: '/api/v1/notices/webhook',
        summary: 'Hand out no more text messages',
        tag,
        need: everywhere,
        action: 'webhook.remove',
        response: contract.noticeSettings,
        subject: async () => onTrail((await site.read()).webhook),
        handler: () => site.removeWebhook(),
      }),
      route({
        method: 'put',
        path: '/api/v1/notices/policy',
        summary: 'What people may choose, by kind, and what holds for who chose nothing',
        tag,
        need: everywhere,
        action: 'notice-policy.set',
        body: contract.noticePolicy,
        response: contract.noticeSettings,
        subject: async () => (await site.read()).policy,
        handler: ({ body }) => site.setPolicy(body),
      }),
      route({
        method: 'post',
        path: '/api/v1/notices/test',
        summary: 'Send one message now, and answer what came of it',
        tag,
        need: everywhere,
        action: 'notice.test',
        // It waits for somebody else's server.
        transaction: false,
        body: contract.testNotice,
        response: contract.testAnswer,
        handler: async ({ body }) => sendTest(senders.get(body.channel), body.to),
      }),
    ],
  };

  async function sendTest(sender: Sender | undefined, address: string): Promise<contract.TestAnswer> {
    const startedMs = now();
    const done = (ok: boolean, answer: string) => ({ ok, answer, durationMs: now() - startedMs });
    if (!sender) return done(false, 'no mail server is set (MC_SMTP_URL)');
    try {
      return done(true, await sender.send(testMessage(address)));
    } catch (error) {
      if (!(error instanceof NotDelivered)) throw error;
      return done(false, error.message);
    }
  }
}

/** Gateways and work chats let in whoever knows the whole address: the trail, which stays, shows whose it is. */
function onTrail(webhook: contract.NoticeSettings['webhook']) {
  if (webhook === null) return null;
  const { url, ...rest } = webhook;
  const digest = createHash('sha256').update(url).digest('hex').slice(0, 12);
  return { ...rest, url: `${new URL(url).origin}/… (${digest})` };
}

const testMessage = (address: string): Message => ({
  ...{ id: randomUUID(), to: { name: address, address }, language: 'zh' as const, kind: 'test' as const },
  ...{ urgent: false, subject: '明窗测试消息 Mingchuang test message', url: null },
  lines: ['收到这条消息，说明通知可以送达。', 'This message shows that notices get through.'],
});
