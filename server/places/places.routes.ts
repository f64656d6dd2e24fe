/** `/api/v1/setup`, `/regions`, `/departments`: the tree everything else hangs on. Halls: `halls.routes.ts`. */
import { z } from 'zod';
import type { Permission } from '../contract/access.ts';
import { id, listOf, listQuery } from '../contract/common.ts';
import * as contract from '../contract/places.ts';
import { type Actor, type Need, type Route, type RouteInput, route } from '../platform/http/route.ts';
import { hallRoutes } from './halls.routes.ts';
import type { PlaceFinder } from './place-finder.ts';
import type { PlacesService } from './places.service.ts';
import { bodyField } from './requests.ts';
import type { Visibility, Visible } from './visible.store.ts';

export interface PlacesRoutesOptions {
  readonly places: PlacesService;
  readonly finder: PlaceFinder;
  readonly visibility: Visibility;
}

const tag = 'places';
const byCode = z.object({ code: contract.regionCode });
const byDepartment = z.object({ departmentId: id });
const inRegion = listQuery.extend({
  ...contract.closedQuery,
  ...contract.belowQuery,
  regionCode: contract.regionCode.optional(),
});
const anywhere: Need = { kind: 'permission', permission: 'places:read', at: 'anywhere' };

export function placesRoutes(options: PlacesRoutesOptions): Route[] {
  const { places, finder, visibility } = options;
  const seen = (actor: Actor | undefined, permission: Permission = 'places:read'): Promise<Visible> =>
    visibility.visible(actor as Actor, permission);
  const at = (
    permission: Permission,
    where: (input: RouteInput) => ReturnType<PlaceFinder['ofHall']>,
  ): Need => ({
    kind: 'permission',
    permission,
    at: where,
  });
  /** An unknown region is the handler's to word; nobody but who may everywhere gets that far. */
  const atBodyRegion = (field: string) =>
    at(
      'places:write',
      async (input) => (await finder.ofRegion(bodyField(input, field))) ?? { regionPath: [] },
    );
  const region = (input: RouteInput) => finder.ofRegion(input.params.code);
  const department = (input: RouteInput) => finder.ofDepartment(input.params.departmentId);

  return [
    route({
      method: 'get',
      path: '/api/v1/setup',
      summary: 'How much is registered, as far as the asker sees it',
      tag,
      need: anywhere,
      response: contract.setupSummary,
      handler: async ({ actor }) => places.summary(await seen(actor)),
    }),
    route({
      method: 'get',
      path: '/api/v1/regions',
      summary: 'Regions, by code',
      tag,
      need: anywhere,
      query: listQuery.extend({ ...contract.closedQuery, ...contract.belowQuery }),
      response: listOf(contract.region),
      handler: async ({ actor, query }) => places.regions(await seen(actor), query),
    }),
    route({
      method: 'post',
      path: '/api/v1/regions',
      summary: 'Register a region below its parent',
      tag,
      need: atBodyRegion('parentCode'),
      body: contract.newRegion,
      response: contract.savedRegion,
      status: 201,
      subject: ({ answer }) => answer,
      handler: ({ body }) => places.createRegion(body),
    }),
    route({
      method: 'get',
      path: '/api/v1/regions/:code',
      summary: 'A region',
      tag,
      need: at('places:read', region),
      params: byCode,
      response: contract.region,
      handler: ({ params }) => places.region(params.code),
    }),
    route({
      method: 'patch',
      path: '/api/v1/regions/:code',
      summary: 'Rename a region',
      tag,
      need: at('places:write', region),
      params: byCode,
      body: contract.changeRegion,
      response: contract.region,
      subject: ({ params }) => places.region(params.code ?? ''),
      handler: ({ params, body }) => places.changeRegion(params.code, body),
    }),
    route({
      method: 'delete',
      path: '/api/v1/regions/:code',
      summary: 'Remove a region that nothing refers to',
      tag,
      need: at('places:write', region),
      params: byCode,
      subject: ({ params }) => places.region(params.code ?? ''),
      handler: ({ params }) => places.removeRegion(params.code),
    }),
    route({
      method: 'get',
      path: '/api/v1/departments',
      summary: 'Departments, by name',
      tag,
      need: anywhere,
      query: inRegion,
      response: listOf(contract.department),
      handler: async ({ actor, query }) => places.departments(await seen(actor), query),
    }),
    route({
      method: 'post',
      path: '/api/v1/departments',
      summary: 'Register a department',
      tag,
      need: atBodyRegion('regionCode'),
      body: contract.newDepartment,
      response: contract.savedDepartment,
      status: 201,
      subject: ({ answer }) => answer,
      handler: ({ body }) => places.createDepartment(body),
    }),
    route({
      method: 'get',
      path: '/api/v1/departments/:departmentId',
      summary: 'A department',
      tag,
      need: at('places:read', department),
      params: byDepartment,
      response: contract.department,
      handler: ({ params }) => places.department(params.departmentId),
    }),
    route({
      method: 'patch',
      path: '/api/v1/departments/:departmentId',
      summary: 'Change a department',
      tag,
      need: at('places:write', department),
      params: byDepartment,
      body: contract.changeDepartment,
      response: contract.savedDepartment,
      subject: ({ params }) => places.department(params.departmentId ?? ''),
      handler: ({ params, body }) => places.changeDepartment(params.departmentId, body),
    }),
    route({
      method: 'delete',
      path: '/api/v1/departments/:departmentId',
      summary: 'Remove a department that nothing refers to',
      tag,
      need: at('places:write', department),
      params: byDepartment,
      subject: ({ params }) => places.department(params.departmentId ?? ''),
      handler: ({ params }) => places.removeDepartment(params.departmentId),
    }),
    ...hallRoutes({ places, finder, seen, at, atBodyRegion }),
  ];
}
