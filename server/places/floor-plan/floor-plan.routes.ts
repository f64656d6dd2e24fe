/** `/api/v1/halls/:hallId/floor-plan`. */
import { z } from 'zod';
import { id } from '../../contract/common.ts';
import * as contract from '../../contract/floor-plan.ts';
import { type Actor, type Route, type RouteInput, route } from '../../platform/http/route.ts';
import type { PlaceFinder } from '../place-finder.ts';
import type { Visibility } from '../visible.store.ts';
import type { FloorPlanService } from './floor-plan.service.ts';

export interface FloorPlanRoutesOptions {
  readonly plans: FloorPlanService;
  readonly finder: Pick<PlaceFinder, 'ofHall'>;
  readonly visibility: Visibility;
}

const tag = 'places';
const params = z.object({ hallId: id });

export function floorPlanRoutes({ plans, finder, visibility }: FloorPlanRoutesOptions): Route[] {
  const at = (input: RouteInput) => finder.ofHall(input.params.hallId);
  const reads = { kind: 'permission', permission: 'places:read', at } as const;
  const writes = { kind: 'permission', permission: 'places:write', at } as const;
  const positions = async (hallId: string, actor: Actor) =>
    plans.positions(hallId, {
      places: await visibility.visible(actor, 'places:read'),
      cameras: await visibility.visible(actor, 'cameras:read'),
    });
  /** On the trail as whoever sees everything would have it: what was changed, not what the asker sees. */
  const subject = ({ params: { hallId = '' } }: RouteInput) =>
    plans.positions(hallId, { places: { everywhere: true }, cameras: { everywhere: true } });
  return [
    route({
      method: 'get',
      path: '/api/v1/halls/:hallId/floor-plan',
      summary: 'The hall’s floor plan, as WebP',
      tag,
      need: reads,
      params,
      raw: true,
      handler: async ({ params: { hallId }, req, res }) => {
        const { bytes, tag: etag } = await plans.picture(hallId);
        // Kept by the browser, asked about each time: rights may end.
        res.set({ 'Cache-Control': 'private, no-cache', ETag: etag });
        if (req.headers['if-none-match'] === etag) res.status(304).end();
        else res.type('image/webp').send(bytes);
      },
    }),
    route({
      method: 'put',
      path: '/api/v1/halls/:hallId/floor-plan',
      summary: 'Set the floor plan: PNG, JPEG or WebP, up to 10 MB and 40 million pixels; it is drawn anew',
      tag,
      need: writes,
      params,
      bytesBody: 'image/*',
      bodyLimit: contract.FLOOR_PLAN_MOST_BYTES,
      response: contract.floorPlan,
      subject,
      handler: ({ params: { hallId }, req }) => plans.set(hallId, req.body as Buffer),
    }),
    route({
      method: 'delete',
      path: '/api/v1/halls/:hallId/floor-plan',
      summary: 'Remove the picture; positions stay for the next one',
      tag,
      need: writes,
      params,
      subject,
      handler: ({ params: { hallId } }) => plans.remove(hallId),
    }),
    route({
      method: 'get',
      path: '/api/v1/halls/:hallId/floor-plan/positions',
      summary: 'Where the hall’s cameras and windows are on its floor plan, as far as the asker sees them',
      tag,
      need: reads,
      params,
      response: contract.floorPlanPositions,
      handler: ({ params: { hallId }, actor }) => positions(hallId, actor as Actor),
    }),
    route({
      method: 'put',
      path: '/api/v1/halls/:hallId/floor-plan/positions',
      summary: 'Set all positions on the floor plan',
      tag,
      need: writes,
      params,
      body: contract.setPlanPositions,
      response: contract.floorPlanPositions,
      subject,
      handler: async ({ params: { hallId }, body, actor }) => {
        await plans.setPositions(hallId, body);
        return positions(hallId, actor as Actor);
      },
    }),
  ];
}
