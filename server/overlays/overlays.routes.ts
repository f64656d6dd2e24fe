/** A window's status now, and as it was. */
import { z } from 'zod';
import { id, listOf, looseInstant } from '../contract/common.ts';
import { statusVersion, windowStatus } from '../contract/overlays.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import { invalid, notFound } from '../platform/errors.ts';
import { decodeCursor, pageOf } from '../platform/http/paging.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { StatusesStore } from './statuses.store.ts';
import { startOf } from './window-statuses.ts';

export interface OverlaysRoutesOptions {
  readonly statuses: StatusesStore;
  readonly finder: Pick<PlaceFinder, 'ofWindow' | 'ofWindowEver'>;
  readonly visibility: Visibility;
}

const tag = 'overlays';
const byWindow = z.object({ windowId: id });
const versionKey = z.tuple([statusVersion]);
const RANGE_MOST_MS = 31 * 24 * 3_600_000;

const statusesQuery = z.object({
  from: looseInstant,
  to: looseInstant,
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(2000).default(500),
});

export function overlaysRoutes({ statuses, finder, visibility }: OverlaysRoutesOptions): Route[] {
  const need: Need = {
    kind: 'permission',
    permission: 'overlays:view',
    at: (input) => finder.ofWindow(input.params.windowId),
  };
  /** Whoever ran it once may ask, and is told of that time. */
  const needPast: Need = { ...need, at: (input) => finder.ofWindowEver(input.params.windowId) };
  return [
    route({
      method: 'get',
      path: '/api/v1/windows/:windowId/status',
      summary: 'The newest status of a window',
      tag,
      need,
      params: byWindow,
      response: windowStatus,
      handler: async ({ params }) => {
        const window = await statuses.newest(params.windowId);
        if (window === undefined) throw notFound('window');
        return startOf(window);
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/windows/:windowId/statuses',
      summary: 'The statuses that began from `from` to `to`, and before them the one that held at `from`',
      tag,
      need: needPast,
      params: byWindow,
      query: statusesQuery,
      response: listOf(windowStatus),
      handler: async ({ params, query, actor }) => {
        const [from, to] = [new Date(query.from), new Date(query.to)];
        if (to < from) throw invalid([{ field: 'query.to', message: 'must not be before from' }]);
        if (to.getTime() - from.getTime() > RANGE_MOST_MS)
          throw invalid([{ field: 'query.to', message: 'at most 31 days after from' }]);
        const afterVersion = decodeCursor(query.cursor, versionKey)?.[0] ?? 0;
        const { limit } = query;
        const visible = await visibility.visible(actor as Actor, 'overlays:view');
        const rows = await statuses.between(params.windowId, { visible, from, to, afterVersion, limit });
        return pageOf(
          rows,
          limit,
          (row) => [row.version],
          (row) => row,
        );
      },
    }),
  ];
}
