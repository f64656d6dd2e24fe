/** `/api/v1/alerts`: cards as they are read. What is done with them: life.routes.ts. */
import { z } from 'zod';
import * as contract from '../contract/alerts.ts';
import { id, listOf } from '../contract/common.ts';
import type { Visibility } from '../places/index.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { AlertsService } from './alerts.service.ts';
import type { CardsStore, Narrowed } from './cards.store.ts';
import { sendCards } from './export.ts';

export interface AlertsRoutesOptions {
  readonly alerts: AlertsService;
  readonly store: CardsStore;
  readonly visibility: Visibility;
  readonly now: () => number;
}

const tag = 'alerts';
/** A case may have been at windows of several halls, so it has no one place: the query narrows it. */
const need: Need = { kind: 'permission', permission: 'alerts:read', at: 'anywhere' };

export function alertsRoutes({ alerts, store, visibility, now }: AlertsRoutesOptions): Route[] {
  const seen = (actor: Actor | undefined) => visibility.visible(actor as Actor, 'alerts:read');
  const narrowed = async (actor: Actor | undefined, mine: 'yes' | undefined): Promise<Narrowed> => ({
    visible: await seen(actor),
    ...(mine === 'yes' && {
      waitingFor: {
        decide: await visibility.visible(actor as Actor, 'alerts:decide'),
        reply: await visibility.visible(actor as Actor, 'alerts:reply'),
      },
    }),
  });
  return [
    route({
      method: 'get',
      path: '/api/v1/alerts',
      summary: 'Cards; at first those that wait for somebody, of them the gravest, of those the oldest',
      tag,
      need,
      query: contract.alertsQuery,
      response: listOf(contract.alert),
      handler: async ({ actor, query }) => alerts.list(await narrowed(actor, query.mine), query),
    }),
    route({
      method: 'get',
      path: '/api/v1/alerts/counts',
      summary: 'How many cards wait for what, and how many stand',
      tag,
      need,
      response: contract.alertCounts,
      handler: async ({ actor }) => store.counts(await seen(actor)),
    }),
    route({
      method: 'get',
      path: '/api/v1/alerts/export',
      summary: 'Cards as a CSV file, 50,000 at most',
      tag,
      need,
      query: contract.alertsQuery.omit({ cursor: true, limit: true }),
      raw: true,
      handler: async ({ actor, query, res }) => {
        const narrow = await narrowed(actor, query.mine);
        await sendCards(res, (page) => alerts.list(narrow, { ...query, ...page }), now());
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/alerts/evaluation-faults',
      summary: 'Cases that could not be evaluated, a fault of ours; tried again by themselves',
      tag,
      need: { kind: 'permission', permission: 'rules:write', at: 'anywhere' },
      response: z.object({ items: z.array(contract.evaluationFault) }),
      handler: async ({ actor }) => ({
        items: await store.faults(await visibility.visible(actor as Actor, 'rules:write')),
      }),
    }),
    route({
      method: 'get',
      path: '/api/v1/alerts/:alertId',
      summary: 'A card with what it was computed from, its steps, and what may be done with it',
      tag,
      need,
      params: z.object({ alertId: id }),
      response: contract.alertDetail,
      handler: async ({ actor, params }) => alerts.get(params.alertId, await seen(actor), actor as Actor),
    }),
  ];
}
