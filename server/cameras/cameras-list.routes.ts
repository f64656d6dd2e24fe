/** `/api/v1/cameras` over the whole city. */
import { camerasQuery, countedListOf, listedCamera } from '../contract/registry.ts';
import type { Visibility } from '../places/index.ts';
import { keysetKey } from '../platform/db/keyset.ts';
import { decodeCursor, invalidCursor, pageOf } from '../platform/http/paging.ts';
import { type Actor, type Route, route } from '../platform/http/route.ts';
import type { CamerasService } from './cameras.service.ts';
import type { CamerasListStore, CamerasListVisible } from './cameras-list.store.ts';

export interface CamerasListOptions {
  readonly cameras: Pick<CamerasService, 'camerasOf'>;
  readonly list: CamerasListStore;
  readonly visibility: Visibility;
}

export function camerasListRoutes({ cameras, list, visibility }: CamerasListOptions): Route[] {
  const seenBy = async (actor: Actor): Promise<CamerasListVisible> => {
    const [cameras, changeable, windows] = await Promise.all([
      visibility.visible(actor, 'cameras:read'),
      visibility.visible(actor, 'cameras:write'),
      visibility.visible(actor, 'places:read'),
    ]);
    return { cameras, windows, changeable };
  };
  return [
    route({
      method: 'get',
      path: '/api/v1/cameras',
      summary: 'Cameras over all halls, sorted and narrowed; how many there are comes with the first page',
      tag: 'cameras',
      need: { kind: 'permission', permission: 'cameras:read', at: 'anywhere' },
      query: camerasQuery,
      response: countedListOf(listedCamera),
      handler: async ({ actor, query }) => {
        const visible = await seenBy(actor as Actor);
        const order = list.order(query, decodeCursor(query.cursor, keysetKey));
        if (order === undefined) throw invalidCursor();
        const [rows, total] = await Promise.all([
          list.page(visible, query, order),
          query.cursor === undefined ? list.count(visible, query) : null,
        ]);
        const page = pageOf(
          rows,
          query.limit,
          (row) => row.key,
          (row) => row,
        );
        const ids = page.items.map((row) => row.id);
        const byId = new Map((await cameras.camerasOf(visible.cameras, ids)).map((one) => [one.id, one]));
        // One that went away between the two questions is left out.
        const items = page.items.flatMap(({ id, hallName, regionCode, windows }) => {
          const camera = byId.get(id);
          return camera === undefined ? [] : [{ ...camera, hallName, regionCode, windows }];
        });
        return { ...page, items, total };
      },
    }),
  ];
}
