/** `/api/v1/halls` and the windows in them. */
import { z } from 'zod';
import type { Permission } from '../contract/access.ts';
import { id, listOf, listQuery } from '../contract/common.ts';
import * as contract from '../contract/places.ts';
import { defined } from '../platform/defined.ts';
import {
  type Actor,
  type Need,
  type Place,
  type Route,
  type RouteInput,
  route,
} from '../platform/http/route.ts';
import type { PlaceFinder } from './place-finder.ts';
import type { PlacesService } from './places.service.ts';
import type { Visible } from './visible.store.ts';

export interface HallRoutesOptions {
  readonly places: PlacesService;
  readonly finder: PlaceFinder;
  readonly seen: (actor: Actor | undefined) => Promise<Visible>;
  readonly at: (permission: Permission, where: (input: RouteInput) => Promise<Place | undefined>) => Need;
  readonly atBodyRegion: (field: string) => Need;
}

const tag = 'places';
const byHall = z.object({ hallId: id });
const byWindow = z.object({ windowId: id });
const inRegion = listQuery.extend({
  ...contract.closedQuery,
  ...contract.belowQuery,
  regionCode: contract.regionCode.optional(),
});

export function hallRoutes({ places, finder, seen, at, atBodyRegion }: HallRoutesOptions): Route[] {
  const hall = (input: RouteInput) => finder.ofHall(input.params.hallId);
  const window = (input: RouteInput) => finder.ofWindow(input.params.windowId);
  return [
    route({
      method: 'get',
      path: '/api/v1/halls',
      summary: 'Halls, by name',
      tag,
      need: { kind: 'permission', permission: 'places:read', at: 'anywhere' },
      query: inRegion,
      response: listOf(contract.hall),
      handler: async ({ actor, query }) => places.halls(await seen(actor), query),
    }),
    route({
      method: 'post',
      path: '/api/v1/halls',
      summary: 'Register a hall',
      tag,
      need: atBodyRegion('regionCode'),
      body: contract.newHall,
      response: contract.hall,
      status: 201,
      trail: mediaTerms,
      subject: ({ answer }) => answer,
      handler: ({ body }) => places.createHall(body),
    }),
    route({
      method: 'get',
      path: '/api/v1/halls/:hallId',
      summary: 'A hall',
      tag,
      need: at('places:read', hall),
      params: byHall,
      response: contract.hall,
      handler: async ({ actor, params }) => places.hall(params.hallId, await seen(actor)),
    }),
    route({
      method: 'patch',
      path: '/api/v1/halls/:hallId',
      summary: 'Change a hall',
      tag,
      need: at('places:write', hall),
      params: byHall,
      body: contract.changeHall,
      response: contract.hall,
      trail: mediaTerms,
      subject: ({ params }) => places.hall(params.hallId ?? ''),
      handler: ({ params, body }) => places.changeHall(params.hallId, body),
    }),
    route({
      method: 'delete',
      path: '/api/v1/halls/:hallId',
      summary: 'Remove a hall that nothing refers to',
      tag,
      need: at('places:write', hall),
      params: byHall,
      subject: ({ params }) => places.hall(params.hallId ?? ''),
      handler: ({ params }) => places.removeHall(params.hallId),
    }),
    route({
      method: 'get',
      path: '/api/v1/halls/:hallId/windows',
      summary: 'The windows of a hall, by code',
      tag,
      need: at('places:read', hall),
      params: byHall,
      query: listQuery.extend(contract.closedQuery),
      response: listOf(contract.window),
      handler: async ({ actor, params, query }) => places.windows(await seen(actor), params.hallId, query),
    }),
    route({
      method: 'post',
      path: '/api/v1/halls/:hallId/windows',
      summary: 'Register a window',
      tag,
      need: at('places:write', hall),
      params: byHall,
      body: contract.newWindow,
      response: contract.window,
      status: 201,
      subject: ({ answer }) => answer,
      handler: ({ params, body }) => places.createWindow(params.hallId, body),
    }),
    route({
      method: 'get',
      path: '/api/v1/windows/:windowId',
      summary: 'A window',
      tag,
      need: at('places:read', window),
      params: byWindow,
      response: contract.window,
      handler: ({ params }) => places.window(params.windowId),
    }),
    route({
      method: 'get',
      path: '/api/v1/windows/:windowId/terms',
      summary: 'What a window was called and which department ran it, the newest first',
      tag,
      need: at('places:read', window),
      params: byWindow,
      response: z.object({ items: z.array(contract.windowTerm) }),
      handler: async ({ params }) => ({ items: await places.windowTerms(params.windowId) }),
    }),
    route({
      method: 'patch',
      path: '/api/v1/windows/:windowId',
      summary: 'Change a window from now on; what it was before stays in its terms',
      tag,
      need: at('places:write', window),
      params: byWindow,
      body: contract.changeWindow,
      response: contract.window,
      subject: ({ params }) => places.window(params.windowId ?? ''),
      handler: ({ params, body }) => places.changeWindow(params.windowId, body),
    }),
    route({
      method: 'delete',
      path: '/api/v1/windows/:windowId',
      summary: 'Remove a window that nothing refers to',
      tag,
      need: at('places:write', window),
      params: byWindow,
      subject: ({ params }) => places.window(params.windowId ?? ''),
      handler: ({ params }) => places.removeWindow(params.windowId),
    }),
  ];
}

/** On the trail with their values: who let people listen, and who widened or cut the line. */
function mediaTerms({ body }: { readonly body: z.output<typeof contract.changeHall> }) {
  const { lineKbps, lineReserveKbps, soundAllowed } = body;
  return defined({ lineKbps, lineReserveKbps, soundAllowed });
}
