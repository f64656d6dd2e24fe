/** `/api/v1/exchange/feeds`, `/days`, `/waiting`: how each department's system reports. */
import { z } from 'zod';
import { listOf } from '../contract/common.ts';
import * as contract from '../contract/exchange.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import { forbidden } from '../platform/errors.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { FeedsService } from './feeds.service.ts';

export interface FeedsRoutesOptions {
  readonly feeds: FeedsService;
  readonly finder: Pick<PlaceFinder, 'ofDepartment'>;
  readonly visibility: Visibility;
}

const tag = 'exchange';
const bySource = z.object({ source: z.string().min(1).max(100) });
const anywhere = { kind: 'permission', permission: 'exchange:read', at: 'anywhere' } as const;

export function feedsRoutes({ feeds, finder, visibility }: FeedsRoutesOptions): Route[] {
  const reach = (actor: Actor | undefined) => visibility.visible(actor as Actor, 'exchange:read');
  const at = (permission: 'exchange:read' | 'exchange:correct'): Need => ({
    kind: 'permission',
    permission,
    at: async ({ params }) => finder.ofDepartment(await feeds.departmentOf(params.source ?? '')),
  });
  return [
    route({
      method: 'get',
      path: '/api/v1/exchange/feeds',
      summary: 'Systems that report or may, how each does, and what is not as it should be, by source',
      tag,
      need: anywhere,
      query: contract.feedsQuery,
      response: listOf(contract.feed),
      handler: async ({ actor, query }) => feeds.feeds(await reach(actor), query),
    }),
    route({
      method: 'get',
      path: '/api/v1/exchange/feeds/:source/alarms',
      summary: 'What was and is wrong with a feed, the newest first',
      tag,
      need: at('exchange:read'),
      params: bySource,
      response: contract.feedHistory,
      handler: async ({ params }) => ({ items: await feeds.history(params.source) }),
    }),
    route({
      method: 'patch',
      path: '/api/v1/exchange/feeds/:source',
      summary: 'Say after how many office minutes without a word a feed is silent; null: never',
      tag,
      need: at('exchange:correct'),
      params: bySource,
      body: contract.changeFeed,
      response: contract.feed,
      subject: ({ params }) => feeds.feed(params.source ?? '', { everywhere: true }),
      handler: async ({ actor, params, body }) => {
        await feeds.change(params.source, body.silentAfterMinutes);
        return feeds.feed(params.source, await visibility.visible(actor as Actor, 'exchange:correct'));
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/exchange/feeds/:source/settle',
      summary: 'Batches that never came are not missed any more; say why',
      tag,
      need: at('exchange:correct'),
      reason: 'required',
      params: bySource,
      response: contract.feed,
      handler: async ({ actor, params }) => {
        await feeds.settle(params.source);
        return feeds.feed(params.source, await visibility.visible(actor as Actor, 'exchange:correct'));
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/exchange/days',
      summary: 'Counts by source and day (sent = accepted + duplicate + refused) beside the sender’s own',
      tag,
      need: anywhere,
      query: contract.feedDaysQuery,
      response: listOf(contract.feedDay),
      handler: async ({ actor, query }) => feeds.days(await reach(actor), query),
    }),
    route({
      method: 'get',
      path: '/api/v1/exchange/waiting',
      summary: 'Accepted events of cases that nothing is known of yet, what has waited longest first',
      tag,
      need: anywhere,
      query: contract.waitingQuery,
      response: listOf(contract.waitingEvent),
      handler: async ({ actor, query }) => feeds.waiting(await reach(actor), query),
    }),
  ];
}

/** For the sender itself; not on the trail, as its events are not. */
export const tellDayRoute = ({ feeds }: Pick<FeedsRoutesOptions, 'feeds'>): Route =>
  route({
    method: 'post',
    path: '/api/v1/exchange/days/:day',
    summary: 'The sender’s own count of the rows it sent on a day',
    tag,
    need: { kind: 'permission', permission: 'exchange:report', at: 'anywhere' },
    params: z.object({ day: contract.day }),
    body: contract.tellDay,
    response: contract.feedDay,
    handler: async ({ actor, params, body }) => {
      if (actor?.kind !== 'machine' || actor.departmentId === undefined) throw forbidden('exchange:report');
      const { source, departmentId } = actor;
      return feeds.tell({ source, departmentId }, params.day, body.sent);
    },
  });
