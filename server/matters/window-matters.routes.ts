/** `/api/v1/windows/:windowId/matters`. */
import { z } from 'zod';
import { id, looseInstant } from '../contract/common.ts';
import { setWindowMatters, windowMatter } from '../contract/places.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import { type Actor, type Route, type RouteInput, route } from '../platform/http/route.ts';
import type { WindowMattersService } from './window-matters.service.ts';

export interface WindowMattersRoutesOptions {
  readonly served: WindowMattersService;
  readonly finder: Pick<PlaceFinder, 'ofWindow' | 'ofWindowEver'>;
  readonly visibility: Visibility;
}

const tag = 'matters';
const params = z.object({ windowId: id });
const response = z.object({ items: z.array(windowMatter) });

export function windowMattersRoutes({ served, finder, visibility }: WindowMattersRoutesOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/windows/:windowId/matters',
      summary: 'The matters a window serves now, or served at an instant',
      tag,
      need: {
        kind: 'permission',
        permission: 'matters:read',
        at: (input: RouteInput) => finder.ofWindowEver(input.params.windowId),
      },
      params,
      query: z.object({ at: looseInstant.optional() }),
      response,
      handler: async ({ params: { windowId }, query, actor }) => ({
        items: await served.at(await visibility.visible(actor as Actor, 'matters:read'), windowId, query.at),
      }),
    }),
    route({
      method: 'put',
      path: '/api/v1/windows/:windowId/matters',
      summary: 'Set all the matters a window serves from now on',
      tag,
      need: {
        kind: 'permission',
        permission: 'places:write',
        at: (input: RouteInput) => finder.ofWindow(input.params.windowId),
      },
      params,
      body: setWindowMatters,
      response,
      action: 'window.serve',
      subject: async ({ params: { windowId = '' } }) => ({
        items: await served.at({ everywhere: true }, windowId, undefined),
      }),
      handler: async ({ params: { windowId }, body }) => ({
        items: await served.set(windowId, body.matterIds),
      }),
    }),
  ];
}
