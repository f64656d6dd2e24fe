/** `/api/v1/matters`. */
import { z } from 'zod';
import type { Permission } from '../contract/access.ts';
import { caseKind } from '../contract/cases.ts';
import { id, listOf, listQuery } from '../contract/common.ts';
import * as contract from '../contract/matters.ts';
import { belowQuery, closedQuery } from '../contract/places.ts';
import { bodyField, isUuid, type PlaceFinder, type Visibility } from '../places/index.ts';
import { notFound } from '../platform/errors.ts';
import { type Actor, type Need, type Route, type RouteInput, route } from '../platform/http/route.ts';
import type { MattersService } from './matters.service.ts';

export interface MattersRoutesOptions {
  readonly matters: MattersService;
  readonly finder: Pick<PlaceFinder, 'ofDepartment'>;
  readonly visibility: Visibility;
}

const tag = 'matters';
const byMatter = z.object({ matterId: id });
const list = listQuery.extend({
  ...closedQuery,
  ...belowQuery,
  departmentId: id.optional(),
  kind: caseKind.optional(),
  lacks: contract.mattersLack.optional(),
});
const byVersion = byMatter.extend({ version: z.coerce.number().int().min(1) });
/** Only people register; a machine's token carries no such permission. */
const nameOf = (actor: Actor | undefined) => (actor?.kind === 'user' ? actor.username : '');

export function mattersRoutes({ matters, finder, visibility }: MattersRoutesOptions): Route[] {
  /** A matter is where its department is. */
  const atMatter = (permission: Permission): Need => ({
    kind: 'permission',
    permission,
    at: async (input: RouteInput) => {
      const { matterId } = input.params;
      if (!isUuid(matterId)) throw notFound('matter');
      return finder.ofDepartment((await matters.get(matterId)).departmentId);
    },
  });
  return [
    route({
      method: 'get',
      path: '/api/v1/matters',
      summary: 'Matters, by name',
      tag,
      need: { kind: 'permission', permission: 'matters:read', at: 'anywhere' },
      query: list,
      response: listOf(contract.matter),
      handler: async ({ actor, query }) =>
        matters.list(await visibility.visible(actor as Actor, 'matters:read'), query),
    }),
    route({
      method: 'post',
      path: '/api/v1/matters',
      summary: 'Register a matter; a secret one is refused',
      tag,
      need: {
        kind: 'permission',
        permission: 'matters:write',
        at: async (input) =>
          (await finder.ofDepartment(bodyField(input, 'departmentId'))) ?? { regionPath: [] },
      },
      body: contract.newMatter,
      response: contract.matterDetail,
      status: 201,
      subject: ({ answer }) => answer,
      handler: ({ body, actor }) => matters.create(body, nameOf(actor)),
    }),
    route({
      method: 'get',
      path: '/api/v1/matters/:matterId',
      summary: 'A matter with all its terms in force',
      tag,
      need: atMatter('matters:read'),
      params: byMatter,
      response: contract.matterDetail,
      handler: ({ params }) => matters.get(params.matterId),
    }),
    route({
      method: 'patch',
      path: '/api/v1/matters/:matterId',
      summary: 'Change a matter from now on, from a later instant on, or as a correction: a new version',
      tag,
      need: atMatter('matters:write'),
      params: byMatter,
      body: contract.changeMatter,
      response: contract.matterDetail,
      subject: ({ params }) => matters.get(params.matterId ?? ''),
      handler: ({ params, body, actor }) => matters.change(params.matterId, body, nameOf(actor)),
    }),
    route({
      method: 'get',
      path: '/api/v1/matters/:matterId/versions',
      summary: 'Every version of a matter, the one registered last first',
      tag,
      need: atMatter('matters:read'),
      params: byMatter,
      response: z.object({ items: z.array(contract.matterVersion) }),
      handler: async ({ params }) => ({ items: await matters.history(params.matterId) }),
    }),
    route({
      method: 'delete',
      path: '/api/v1/matters/:matterId/versions/:version',
      summary: 'Withdraw a version that does not hold yet; it stays in the history',
      tag,
      need: atMatter('matters:write'),
      params: byVersion,
      action: 'matter.withdraw',
      subject: ({ params }) => matters.get(params.matterId ?? ''),
      handler: ({ params, actor }) => matters.withdraw(params.matterId, params.version, nameOf(actor)),
    }),
    route({
      method: 'delete',
      path: '/api/v1/matters/:matterId',
      summary: 'Remove a matter that no case is of',
      tag,
      need: atMatter('matters:write'),
      params: byMatter,
      subject: ({ params }) => matters.get(params.matterId ?? ''),
      handler: ({ params }) => matters.remove(params.matterId),
    }),
  ];
}
