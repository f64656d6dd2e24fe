/** `/api/v1/users`: admins register people. Users are disabled, not deleted: the audit trail names them. */
import { z } from 'zod';
import * as contract from '../../contract/access.ts';
import { id, listOf, listQuery } from '../../contract/common.ts';
import { unauthenticated } from '../../platform/errors.ts';
import { type Actor, type Need, type Route, route } from '../../platform/http/route.ts';
import type { UsersService } from './users.service.ts';

const tag = 'access';
/** Within the asker's own grants: the service narrows. */
const need: Need = { kind: 'permission', permission: 'users:write', at: 'anywhere' };
const toRead: Need = { kind: 'permission', permission: 'users:read', at: 'anywhere' };
const byUser = z.object({ userId: id });

export function usersRoutes({ users }: { readonly users: UsersService }): Route[] {
  const known = (actor: Actor | undefined): Actor => {
    if (!actor) throw unauthenticated();
    return actor;
  };
  return [
    route({
      method: 'get',
      path: '/api/v1/users',
      summary: 'Users within the asker’s grants, by name; role: those who hold it now',
      tag,
      need: toRead,
      query: listQuery.extend({ role: contract.role.optional() }),
      response: listOf(contract.user),
      handler: ({ actor, query }) => users.users(known(actor), query),
    }),
    route({
      method: 'post',
      path: '/api/v1/users',
      summary: 'Register a user',
      tag,
      need,
      body: contract.newUser,
      status: 201,
      response: contract.user,
      subject: ({ answer }) => answer,
      handler: ({ actor, body }) => users.create(known(actor), body),
    }),
    route({
      method: 'get',
      path: '/api/v1/users/:userId',
      summary: 'A user',
      tag,
      need: toRead,
      params: byUser,
      response: contract.user,
      handler: ({ actor, params }) => users.user(known(actor), params.userId),
    }),
    route({
      method: 'patch',
      path: '/api/v1/users/:userId',
      summary: 'Change a user; new password, grants or being disabled ends their sessions',
      tag,
      need,
      params: byUser,
      body: contract.changeUser,
      response: contract.user,
      subject: ({ actor, params }) => users.user(known(actor), params.userId ?? ''),
      handler: ({ actor, params, body }) => users.change(known(actor), params.userId, body),
    }),
  ];
}
