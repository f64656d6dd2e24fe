/** `/api/v1/clerks`. */
import { z } from 'zod';
import type { Permission } from '../contract/access.ts';
import * as contract from '../contract/clerks.ts';
import { id, listOf } from '../contract/common.ts';
import { bodyField, isUuid, type PlaceFinder, type Visibility } from '../places/index.ts';
import { notFound } from '../platform/errors.ts';
import { type Actor, type Need, type Route, type RouteInput, route } from '../platform/http/route.ts';
import type { ClerksService } from './clerks.service.ts';

export interface ClerksRoutesOptions {
  readonly clerks: ClerksService;
  readonly finder: Pick<PlaceFinder, 'ofDepartment'>;
  readonly visibility: Visibility;
}

const tag = 'clerks';
const params = z.object({ clerkId: id });

export function clerksRoutes({ clerks, finder, visibility }: ClerksRoutesOptions): Route[] {
  /** A clerk is where their department is. */
  const atClerk = (permission: Permission): Need => ({
    kind: 'permission',
    permission,
    at: async ({ params: { clerkId } }: RouteInput) => {
      if (!isUuid(clerkId)) throw notFound('clerk');
      return finder.ofDepartment((await clerks.get(clerkId)).departmentId);
    },
  });
  const subject = ({ params: { clerkId = '' } }: RouteInput) => clerks.get(clerkId);
  return [
    route({
      method: 'get',
      path: '/api/v1/clerks',
      summary: 'Clerks, by name',
      tag,
      need: { kind: 'permission', permission: 'clerks:read', at: 'anywhere' },
      query: contract.clerksQuery,
      response: listOf(contract.clerk),
      handler: async ({ actor, query }) =>
        clerks.list(await visibility.visible(actor as Actor, 'clerks:read'), query),
    }),
    route({
      method: 'post',
      path: '/api/v1/clerks',
      summary: 'Register a clerk of a department',
      tag,
      need: {
        kind: 'permission',
        permission: 'clerks:write',
        at: async (input) =>
          (await finder.ofDepartment(bodyField(input, 'departmentId'))) ?? { regionPath: [] },
      },
      body: contract.newClerk,
      response: contract.clerk,
      status: 201,
      subject: ({ answer }) => answer,
      handler: ({ body }) => clerks.create(body),
    }),
    route({
      method: 'get',
      path: '/api/v1/clerks/:clerkId',
      summary: 'A clerk',
      tag,
      need: atClerk('clerks:read'),
      params,
      response: contract.clerk,
      handler: ({ params: { clerkId } }) => clerks.get(clerkId),
    }),
    route({
      method: 'patch',
      path: '/api/v1/clerks/:clerkId',
      summary: 'Change a clerk',
      tag,
      need: atClerk('clerks:write'),
      params,
      body: contract.changeClerk,
      response: contract.clerk,
      subject,
      handler: ({ params: { clerkId }, body }) => clerks.change(clerkId, body),
    }),
    route({
      method: 'post',
      path: '/api/v1/clerks/:clerkId/end',
      summary: 'The clerk no longer serves: shifts to come are withdrawn, those of before stay',
      tag,
      need: atClerk('clerks:write'),
      params,
      response: contract.clerk,
      subject,
      handler: ({ params: { clerkId } }) => clerks.end(clerkId),
    }),
    route({
      method: 'delete',
      path: '/api/v1/clerks/:clerkId',
      summary: 'Remove a clerk who was never on a roster',
      tag,
      need: atClerk('clerks:write'),
      params,
      subject,
      handler: ({ params: { clerkId } }) => clerks.remove(clerkId),
    }),
  ];
}
