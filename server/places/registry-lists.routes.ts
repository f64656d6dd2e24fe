/** `/api/v1/windows` over the whole city, and `/api/v1/registry/tree`. */
import { countedListOf, listedWindow, registryTree, windowsQuery } from '../contract/registry.ts';
import { keysetKey } from '../platform/db/keyset.ts';
import { decodeCursor, invalidCursor, pageOf } from '../platform/http/paging.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { PlacesService } from './places.service.ts';
import type { TreeStore } from './tree.store.ts';
import type { Visibility } from './visible.store.ts';
import type { WindowRow, WindowsListStore } from './windows-list.store.ts';

export interface RegistryListsOptions {
  readonly places: Pick<PlacesService, 'windowsOf'>;
  readonly windows: WindowsListStore;
  readonly tree: TreeStore;
  readonly visibility: Visibility;
}

const tag = 'places';
const need: Need = { kind: 'permission', permission: 'places:read', at: 'anywhere' };

export function registryListsRoutes({ places, windows, tree, visibility }: RegistryListsOptions): Route[] {
  const seen = async (actor: Actor | undefined) => ({
    windows: await visibility.visible(actor as Actor, 'places:read'),
    cameras: await visibility.visible(actor as Actor, 'cameras:read'),
  });
  return [
    route({
      method: 'get',
      path: '/api/v1/windows',
      summary: 'Windows over all halls, sorted and narrowed; how many there are comes with the first page',
      tag,
      need,
      query: windowsQuery,
      response: countedListOf(listedWindow),
      handler: async ({ actor, query }) => {
        const visible = await seen(actor);
        const order = windows.order(query, decodeCursor(query.cursor, keysetKey));
        if (order === undefined) throw invalidCursor();
        const [rows, total] = await Promise.all([
          windows.page(visible, query, order),
          query.cursor === undefined ? windows.count(visible.windows, query) : null,
        ]);
        const page = pageOf(
          rows,
          query.limit,
          (row) => row.key,
          (row) => row,
        );
        const whole = await places.windowsOf(
          visible.windows,
          page.items.map((row) => row.id),
        );
        return { ...page, items: together(page.items, whole), total };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/registry/tree',
      summary: 'Regions and halls with what is in them, as far as the asker sees it',
      tag,
      need,
      response: registryTree,
      handler: async ({ actor }) => {
        const visible = await seen(actor);
        return tree.tree(visible.windows, visible.cameras);
      },
    }),
  ];
}

/** One that went away between the two questions is left out. */
function together<T extends { readonly id: string }>(rows: readonly WindowRow[], whole: readonly T[]) {
  const byId = new Map(whole.map((one) => [one.id, one]));
  return rows.flatMap(({ id, hallName, regionCode, cameras }) => {
    const window = byId.get(id);
    return window === undefined ? [] : [{ ...window, hallName, regionCode, cameras }];
  });
}
