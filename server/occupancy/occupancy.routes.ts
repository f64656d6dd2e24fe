/** What was seen of a window over time, and whether a camera's picture is looked at. */
import { z } from 'zod';
import { id } from '../contract/common.ts';
import * as contract from '../contract/occupancy.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import { invalid, notFound } from '../platform/errors.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { CameraSwitch } from './camera-switch.ts';
import type { KeptHistory } from './kept-history.ts';
import { coarse, totalsOf } from './timeline.ts';
import { toWire } from './window-spans.ts';

export interface OccupancyRoutesOptions {
  readonly history: Pick<KeptHistory, 'past'>;
  readonly cameras: CameraSwitch;
  readonly finder: Pick<PlaceFinder, 'ofWindowEver' | 'ofCamera'>;
  readonly visibility: Visibility;
}

const tag = 'occupancy';
const byWindow = z.object({ windowId: id });
const byCamera = z.object({ cameraId: id });
const DAY_MS = 86_400_000;

export function occupancyRoutes({ history, finder, visibility }: OccupancyRoutesOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/windows/:windowId/occupancy',
      summary: 'Whether somebody was at a window’s places over a time, as the pictures showed it; never who',
      tag,
      // Whoever ran it once may ask, and is told of that time.
      need: {
        ...{ kind: 'permission', permission: 'occupancy:view' },
        at: (input) => finder.ofWindowEver(input.params.windowId),
      },
      params: byWindow,
      query: contract.occupancyQuery,
      response: contract.occupancyTimeline,
      handler: async ({ params: { windowId }, query, actor }) => {
        const [fromMs, toMs] = [Date.parse(query.from), Date.parse(query.to)];
        if (toMs <= fromMs) throw invalid([{ field: 'query.to', message: 'must be after from' }]);
        if (toMs - fromMs > contract.OCCUPANCY_MOST_DAYS * DAY_MS) {
          const message = `at most ${contract.OCCUPANCY_MOST_DAYS} days after from`;
          throw invalid([{ field: 'query.to', message }]);
        }
        const visible = await visibility.visible(actor as Actor, 'occupancy:view');
        const past = await history.past([windowId], { fromMs, toMs, visible });
        const spans = past.windows.get(windowId);
        if (spans === undefined) throw notFound('window');
        return {
          windowId,
          spans: coarse(spans, query.grainMs).map(toWire),
          totals: totalsOf(spans),
          cut: past.cut,
        };
      },
    }),
  ];
}

/** What changes something, and its reading: audited by whoever mounts them. */
export function cameraSwitchRoutes({ cameras, finder }: OccupancyRoutesOptions): Route[] {
  const need = (permission: 'cameras:read' | 'cameras:write'): Need => ({
    ...{ kind: 'permission', permission },
    at: (input) => finder.ofCamera(input.params.cameraId),
  });
  const path = '/api/v1/cameras/:cameraId/analysis';
  return [
    route({
      method: 'get',
      path,
      summary: 'Whether a camera’s picture is looked at for who is at its windows, and how that goes',
      tag,
      need: need('cameras:read'),
      params: byCamera,
      response: contract.cameraAnalysis,
      handler: ({ params }) => cameras.of(params.cameraId),
    }),
    route({
      method: 'put',
      path,
      action: 'analysis.set',
      summary: 'Have a camera’s picture looked at, or no longer',
      tag,
      need: need('cameras:write'),
      params: byCamera,
      body: contract.setCameraAnalysis,
      response: contract.cameraAnalysis,
      subject: async ({ params }) => ({ on: (await cameras.of(params.cameraId ?? '')).on }),
      handler: ({ params, body }) => cameras.turn(params.cameraId, body.on),
    }),
  ];
}
