/** `/api/v1/roles`: what each role may do, who holds it, and a site's own roles. */
import { z } from 'zod';
import { id } from '../../contract/common.ts';
import * as contract from '../../contract/rights.ts';
import { unauthenticated } from '../../platform/errors.ts';
import { type Actor, type Need, type Route, type RouteInput, route } from '../../platform/http/route.ts';
import type { RolesService } from './roles.service.ts';

const tag = 'access';
const byRole = z.object({ roleId: id });
/** A role holds everywhere, so only who administers everything makes one. */
const need: Need = { kind: 'permission', permission: 'users:write', at: async () => ({ regionPath: [] }) };

export function rolesRoutes({ roles }: { readonly roles: RolesService }): Route[] {
  const known = (actor: Actor | undefined): Actor => {
    if (!actor) throw unauthenticated();
    return actor;
  };
  const subject = ({ params }: RouteInput) => roles.role(params.roleId ?? '');
  return [
    route({
      method: 'get',
      path: '/api/v1/roles',
      summary: 'Every role with its permissions, and how many people within the asker’s reach hold it',
      tag,
      need: { kind: 'permission', permission: 'users:read', at: 'anywhere' },
      response: z.object({ items: z.array(contract.roleDetail) }),
      handler: async ({ actor }) => ({ items: await roles.roles(known(actor)) }),
    }),
    route({
      method: 'post',
      path: '/api/v1/roles',
      summary: 'Make a role of permissions one holds everywhere oneself',
      tag,
      need,
      body: contract.newRole,
      status: 201,
      response: contract.roleDetail,
      subject: ({ answer }) => answer,
      handler: ({ actor, body }) => roles.create(known(actor), body),
    }),
    route({
      method: 'patch',
      path: '/api/v1/roles/:roleId',
      summary: 'Change a role; all who hold it may do more or less at once',
      tag,
      need,
      params: byRole,
      body: contract.changeRole,
      response: contract.roleDetail,
      subject,
      handler: ({ actor, params, body }) => roles.change(known(actor), params.roleId, body),
    }),
    route({
      method: 'delete',
      path: '/api/v1/roles/:roleId',
      summary: 'Remove a role that nobody was ever given',
      tag,
      need,
      params: byRole,
      subject,
      handler: ({ actor, params }) => roles.remove(known(actor), params.roleId),
    }),
  ];
}
