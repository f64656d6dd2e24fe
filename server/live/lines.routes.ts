import { z } from 'zod';
import { id } from '../contract/common.ts';
import { hallLine } from '../contract/places.ts';
import type { PlaceFinder } from '../places/index.ts';
import { type Route, route } from '../platform/http/route.ts';
import type { Lines } from './lines.ts';

export function linesRoutes(options: {
  readonly lines: Pick<Lines, 'ofHall'>;
  readonly finder: Pick<PlaceFinder, 'ofHall'>;
}): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/halls/:hallId/line',
      summary: 'What is pulled over a hall’s line now, and what it may carry',
      tag: 'media',
      need: {
        kind: 'permission',
        permission: 'cameras:read',
        at: ({ params }) => options.finder.ofHall(params.hallId),
      },
      params: z.object({ hallId: id }),
      response: hallLine,
      handler: ({ params }) => options.lines.ofHall(params.hallId),
    }),
  ];
}
