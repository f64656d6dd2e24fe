/** `/api/v1/playback/viewings`: saying why one looks, before one does. */
import { z } from 'zod';
import { id, listQuery } from '../contract/common.ts';
import * as contract from '../contract/playback.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { ViewingsService } from './viewings.service.ts';

const PATH = '/api/v1/playback/viewings';
const tag = 'playback';
/** At each camera, of then; of one's own viewings only. A finding's half minute is for who looks live as well. */
const need: Need = { kind: 'permission', permission: 'recordings:view', or: 'live:view', at: 'anywhere' };

export function viewingsRoutes(viewings: ViewingsService): Route[] {
  return [
    route({
      method: 'post',
      path: PATH,
      summary:
        'What one is going to look at, and why: the media routes then answer for its cameras and times',
      tag,
      need,
      body: contract.newViewing,
      response: contract.viewing,
      status: 201,
      handler: ({ actor, body }) => viewings.create(actor as Actor, body),
    }),
    route({
      method: 'get',
      path: PATH,
      summary: 'One’s own, the newest first',
      tag,
      need,
      query: listQuery.pick({ cursor: true, limit: true }),
      response: contract.viewings,
      handler: ({ actor, query }) => viewings.list(actor as Actor, query),
    }),
    route({
      method: 'get',
      path: `${PATH}/:viewingId`,
      summary: 'One of one’s own',
      tag,
      need,
      params: z.object({ viewingId: id }),
      response: contract.viewing,
      handler: ({ actor, params }) => viewings.get(actor as Actor, params.viewingId),
    }),
    route({
      method: 'delete',
      path: `${PATH}/:viewingId`,
      summary: 'Ends it: nothing is shown by it any more',
      tag,
      need,
      params: z.object({ viewingId: id }),
      handler: ({ actor, params }) => viewings.end(actor as Actor, params.viewingId),
    }),
  ];
}
