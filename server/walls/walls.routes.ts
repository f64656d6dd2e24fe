/** `/api/v1/walls`, `/tours`, and what walls are built from. */
import { z } from 'zod';
import { id } from '../contract/common.ts';
import * as contract from '../contract/walls.ts';
import type { Visible } from '../places/index.ts';
import { decodeCursor, encodeCursor } from '../platform/http/paging.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { SourceRow, SourcesStore } from './sources.store.ts';
import type { ToursService } from './tours.service.ts';
import type { TroubleBoard } from './trouble.ts';
import type { WallsService } from './walls.service.ts';

export interface WallsRoutesOptions {
  readonly walls: WallsService;
  readonly tours: ToursService;
  readonly sources: SourcesStore;
  readonly trouble: TroubleBoard;
  readonly picturesOf: (actor: Actor, ids: readonly string[]) => Promise<contract.WallPictures>;
  /** Whose windows are told of with cameras to choose from. */
  readonly windowsOf: (actor: Actor) => Promise<Visible>;
  readonly now: () => number;
}

const tag = 'walls';
/** Whoever watches anything; what is on a wall that he may not see is hidden. */
const watches: Need = { kind: 'permission', permission: 'live:view', at: 'anywhere' };
const writes: Need = { kind: 'permission', permission: 'walls:write', at: 'anywhere' };
const byWall = z.object({ wallId: id });
const byTour = z.object({ tourId: id });
/** Twenty pages of sixty-four tiles. */
const BODY_LIMIT = 512 * 1024;
const sourceKey = z.tuple([z.string(), z.string(), z.string(), z.uuid()]);

/** Two things of the same kind: on the trail by their names and with whom they are shared, not tile by tile. */
const outline = ({ id: thing, name, shares }: contract.SavedWall | contract.Tour) => ({
  ...{ id: thing, name, shares },
});

export function wallsRoutes(options: WallsRoutesOptions): Route[] {
  const { walls, tours } = options;
  return [
    route({
      method: 'get',
      path: '/api/v1/walls',
      summary: 'Walls of one’s own and those shared with one, by name',
      tag,
      need: watches,
      query: contract.wallsQuery,
      response: contract.savedWalls,
      handler: ({ actor, query }) => walls.list(actor as Actor, query),
    }),
    route({
      method: 'post',
      path: '/api/v1/walls',
      summary: 'Save a wall',
      tag,
      need: writes,
      body: contract.wallBody,
      bodyLimit: BODY_LIMIT,
      response: contract.savedWall,
      status: 201,
      handler: ({ actor, body }) => walls.create(actor as Actor, body),
    }),
    route({
      method: 'get',
      path: '/api/v1/walls/:wallId',
      summary: 'A wall; tiles of cameras one may not see are hidden',
      tag,
      need: watches,
      params: byWall,
      response: contract.savedWall,
      handler: ({ actor, params }) => walls.get(actor as Actor, params.wallId),
    }),
    route({
      method: 'put',
      path: '/api/v1/walls/:wallId',
      summary: 'Change a wall: 409 wall_changed where somebody else did meanwhile',
      tag,
      need: writes,
      params: byWall,
      body: contract.setWall,
      bodyLimit: BODY_LIMIT,
      response: contract.savedWall,
      subject: async ({ actor, params }) => outline(await walls.get(actor as Actor, params.wallId ?? '')),
      handler: ({ actor, params, body }) => walls.change(actor as Actor, params.wallId, body),
    }),
    route({
      method: 'delete',
      path: '/api/v1/walls/:wallId',
      summary: 'Remove one’s own wall',
      tag,
      need: writes,
      params: byWall,
      subject: async ({ actor, params }) => outline(await walls.get(actor as Actor, params.wallId ?? '')),
      handler: ({ actor, params }) => walls.remove(actor as Actor, params.wallId),
    }),
    route({
      method: 'post',
      path: '/api/v1/walls/:wallId/restore',
      summary: 'Bring one’s own wall back, within ten minutes',
      tag,
      need: writes,
      params: byWall,
      response: contract.savedWall,
      handler: ({ actor, params }) => walls.restore(actor as Actor, params.wallId),
    }),
    route({
      method: 'get',
      path: '/api/v1/tours',
      summary: 'Tours of one’s own and those shared with one, by name',
      tag,
      need: watches,
      query: contract.wallsQuery,
      response: contract.tours,
      handler: ({ actor, query }) => tours.list(actor as Actor, query),
    }),
    route({
      method: 'post',
      path: '/api/v1/tours',
      summary: 'Save a tour',
      tag,
      need: writes,
      body: contract.tourBody,
      response: contract.tour,
      status: 201,
      handler: ({ actor, body }) => tours.create(actor as Actor, body),
    }),
    route({
      method: 'get',
      path: '/api/v1/tours/:tourId',
      summary: 'A tour',
      tag,
      need: watches,
      params: byTour,
      response: contract.tour,
      handler: ({ actor, params }) => tours.get(actor as Actor, params.tourId),
    }),
    route({
      method: 'put',
      path: '/api/v1/tours/:tourId',
      summary: 'Change a tour: 409 tour_changed where somebody else did meanwhile',
      tag,
      need: writes,
      params: byTour,
      body: contract.setTour,
      response: contract.tour,
      subject: async ({ actor, params }) => outline(await tours.get(actor as Actor, params.tourId ?? '')),
      handler: ({ actor, params, body }) => tours.change(actor as Actor, params.tourId, body),
    }),
    route({
      method: 'delete',
      path: '/api/v1/tours/:tourId',
      summary: 'Remove one’s own tour',
      tag,
      need: writes,
      params: byTour,
      subject: async ({ actor, params }) => outline(await tours.get(actor as Actor, params.tourId ?? '')),
      handler: ({ actor, params }) => tours.remove(actor as Actor, params.tourId),
    }),
    route({
      method: 'post',
      path: '/api/v1/tours/:tourId/restore',
      summary: 'Bring one’s own tour back, within ten minutes',
      tag,
      need: writes,
      params: byTour,
      response: contract.tour,
      handler: ({ actor, params }) => tours.restore(actor as Actor, params.tourId),
    }),
    ...buildingRoutes(options),
  ];
}

function buildingRoutes({
  sources,
  trouble,
  walls,
  picturesOf,
  windowsOf,
  now,
}: WallsRoutesOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/wall-sources',
      summary: 'Cameras to build walls from, by hall, department, matter or what their windows do now',
      tag,
      need: watches,
      query: contract.wallSourcesQuery,
      response: contract.wallSources,
      handler: async ({ actor, query }) => {
        const after = decodeCursor(query.cursor, sourceKey);
        const asker = actor as Actor;
        const [sight, windows] = await Promise.all([walls.sightOf(asker), windowsOf(asker)]);
        return grouped(await sources.page(query, { ...sight, windows }, after), query.limit);
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/wall-pictures',
      summary: 'All that tiles of these cameras need: cameras, windows, and where windows are in pictures',
      tag,
      need: watches,
      query: contract.wallPicturesQuery,
      response: contract.wallPictures,
      handler: ({ actor, query }) => picturesOf(actor as Actor, query.cameras),
    }),
    route({
      method: 'get',
      path: '/api/v1/wall-people',
      summary: 'With whom a wall or tour may be shared: people by a part of their name, and roles',
      tag,
      need: writes,
      query: contract.sharePeopleQuery,
      response: contract.sharePeople,
      handler: async ({ query }) => ({
        items: query.q === '' ? [] : await sources.people(query.q),
        roles: await sources.ownRoles(),
      }),
    }),
    route({
      method: 'get',
      path: '/api/v1/trouble',
      summary:
        'Windows that need a look, the most urgent first: fresh cards, leads, who waits, limits that come near',
      tag,
      need: watches,
      query: contract.troublesQuery,
      response: contract.troubles,
      handler: async ({ actor, query }) => {
        const { limit, ...where } = query;
        const sight = await trouble.sightOf(actor as Actor);
        return { items: await trouble.current(sight, where, limit), at: new Date(now()).toISOString() };
      },
    }),
  ];
}

/** `rows`: by group, up to one more than `limit`. */
function grouped(rows: readonly SourceRow[], limit: number): contract.WallSources {
  const groups: contract.WallSources['groups'] = [];
  const shown = rows.slice(0, limit);
  for (const { groupKey, groupName, ...camera } of shown) {
    const last = groups.at(-1);
    if (last?.key === groupKey) last.cameras.push(camera);
    else groups.push({ key: groupKey, name: groupName, cameras: [camera] });
  }
  const last = shown.at(-1);
  return {
    groups,
    nextCursor:
      rows.length > limit && last !== undefined
        ? encodeCursor([last.groupName, last.groupKey, last.cameraName, last.cameraId])
        : null,
  };
}
