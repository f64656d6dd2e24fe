/** Rights to see one case: given for a purpose and a time, taken away, listed; and what such a case can be watched by. */
import { z } from 'zod';
import { id, listOf } from '../../contract/common.ts';
import * as contract from '../../contract/rights.ts';
import { unauthenticated } from '../../platform/errors.ts';
import { type Actor, type Need, type Route, type RouteInput, route } from '../../platform/http/route.ts';
import type { Finder, ViewingRights } from './viewing-rights.service.ts';

export interface ViewingRightsRoutesOptions {
  readonly rights: ViewingRights;
  readonly finder: Pick<Finder, 'ofCase'>;
}

const tag = 'rights';
const byCase = z.object({ caseId: id });
const byRight = byCase.extend({ rightId: id });

export function viewingRightsRoutes({ rights, finder }: ViewingRightsRoutesOptions): Route[] {
  const known = (actor: Actor | undefined): Actor => {
    if (!actor) throw unauthenticated();
    return actor;
  };
  const atCase = (permission: 'rights:grant' | 'cases:read'): Need => ({
    kind: 'permission',
    permission,
    at: ({ params }) => finder.ofCase(params.caseId),
  });
  return [
    route({
      method: 'get',
      path: '/api/v1/viewing-rights',
      summary: 'Rights to see one case, of every case where the asker may give them; the last given first',
      tag,
      need: { kind: 'permission', permission: 'rights:grant', at: 'anywhere' },
      query: contract.viewingRightsQuery,
      response: listOf(contract.viewingRight),
      handler: ({ actor, query }) => rights.all(known(actor), query),
    }),
    route({
      method: 'get',
      path: '/api/v1/session/viewing-rights',
      summary: 'The cases one was given to see, while those rights hold',
      tag,
      need: { kind: 'session' },
      response: z.object({ items: z.array(contract.viewingRight) }),
      handler: async ({ actor }) => ({ items: await rights.own(known(actor)) }),
    }),
    route({
      method: 'get',
      path: '/api/v1/cases/:caseId/viewing-rights',
      summary: 'Who was given the right to see this case, by whom and what for',
      tag,
      need: atCase('rights:grant'),
      params: byCase,
      query: contract.viewingRightsQuery,
      response: listOf(contract.viewingRight),
      handler: ({ params, query }) => rights.ofCase(params.caseId, query),
    }),
    route({
      method: 'post',
      path: '/api/v1/cases/:caseId/viewing-rights',
      summary:
        'Give a person the right to see this case, its windows and the cameras there, for at most 30 days',
      tag,
      need: atCase('rights:grant'),
      params: byCase,
      body: contract.newViewingRight,
      reason: 'required',
      status: 201,
      response: contract.viewingRight,
      subject: ({ answer }) => answer,
      handler: ({ actor, params, body }) => rights.give(known(actor), params.caseId, body),
    }),
    route({
      method: 'get',
      path: '/api/v1/cases/:caseId/viewing-rights/candidates',
      summary: 'People a right could be given to, by any part of their name; 20 at most',
      tag,
      need: atCase('rights:grant'),
      params: byCase,
      query: z.object({ q: z.string().trim().min(1).max(100) }),
      response: z.object({ items: z.array(contract.personName) }),
      handler: async ({ actor, query }) => ({ items: await rights.candidates(known(actor), query.q) }),
    }),
    route({
      method: 'delete',
      path: '/api/v1/cases/:caseId/viewing-rights/:rightId',
      summary: 'Take such a right away, at once',
      tag,
      need: atCase('rights:grant'),
      params: byRight,
      reason: 'required',
      subject: ({ params }: RouteInput) => rights.right(params.caseId ?? '', params.rightId ?? ''),
      handler: ({ actor, params }) => rights.revoke(known(actor), params.caseId, params.rightId),
    }),
    route({
      method: 'get',
      path: '/api/v1/cases/:caseId/sights',
      summary:
        'The windows this case was served at and the cameras there now, as far as the asker may see them',
      tag,
      need: atCase('cases:read'),
      params: byCase,
      response: contract.caseSights,
      handler: ({ actor, params }) => rights.sights(known(actor), params.caseId),
    }),
  ];
}
