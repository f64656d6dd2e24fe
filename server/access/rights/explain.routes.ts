/** What a person may do and why, whether and why they may do it to one thing, and who may look at a camera. */
import { z } from 'zod';
import { id } from '../../contract/common.ts';
import * as contract from '../../contract/rights.ts';
import { unauthenticated } from '../../platform/errors.ts';
import { type Actor, type Need, type Route, route } from '../../platform/http/route.ts';
import type { Explain } from './explain.service.ts';
import type { Finder } from './viewing-rights.service.ts';

export interface ExplainRoutesOptions {
  readonly explain: Explain;
  readonly finder: Pick<Finder, 'ofCamera'>;
}

const tag = 'rights';
const byUser = z.object({ userId: id });
/** Of people within the asker's reach: the service narrows. */
const need: Need = { kind: 'permission', permission: 'users:read', at: 'anywhere' };

export function explainRoutes({ explain, finder }: ExplainRoutesOptions): Route[] {
  const known = (actor: Actor | undefined): Actor => {
    if (!actor) throw unauthenticated();
    return actor;
  };
  return [
    route({
      method: 'get',
      path: '/api/v1/session/rights',
      summary: 'What one may do oneself, where, and by which grant',
      tag,
      need: { kind: 'session' },
      response: contract.personRights,
      handler: ({ actor }) => explain.ownRights(known(actor)),
    }),
    route({
      method: 'get',
      path: '/api/v1/users/:userId/rights',
      summary: 'Every permission with the grants and rights to cases it comes from, and how far each reaches',
      tag,
      need,
      params: byUser,
      response: contract.personRights,
      handler: ({ actor, params }) => explain.rightsOf(known(actor), params.userId),
    }),
    route({
      method: 'get',
      path: '/api/v1/users/:userId/rights/check',
      summary: 'Whether the person holds each permission at this thing, by which grant, or why not',
      tag,
      need,
      params: byUser,
      query: contract.rightsCheckQuery,
      response: contract.rightsCheck,
      handler: ({ actor, params, query }) => explain.check(known(actor), params.userId, query),
    }),
    route({
      method: 'get',
      path: '/api/v1/cameras/:cameraId/viewers',
      summary: 'Who holds the permission (default: to watch it live) at this camera, and by what',
      tag,
      need: {
        kind: 'permission',
        permission: 'users:read',
        at: ({ params }) => finder.ofCamera(params.cameraId),
      },
      params: z.object({ cameraId: id }),
      query: contract.viewersQuery,
      response: contract.viewers,
      handler: ({ actor, params, query }) => explain.viewers(known(actor), params.cameraId, query),
    }),
  ];
}
