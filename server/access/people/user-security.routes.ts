/** `/api/v1/users/:userId/…`: how somebody signs in, for admins: sessions, locks, a lost authenticator. */
import { z } from 'zod';
import { type User, user as userSchema } from '../../contract/access.ts';
import * as contract from '../../contract/account.ts';
import { id } from '../../contract/common.ts';
import { conflict, notFound, unauthenticated } from '../../platform/errors.ts';
import { type Actor, type Need, type Route, route } from '../../platform/http/route.ts';
import type { Challenges } from '../sign-in/challenges.ts';
import type { Lockouts } from '../sign-in/lockouts.ts';
import type { SecondFactors } from '../sign-in/second-factors.ts';
import type { Sessions } from '../sign-in/sessions.ts';
import type { SignInFlow } from '../sign-in/sign-in-flow.ts';
import type { UsersService } from './users.service.ts';
import type { UsersStore } from './users.store.ts';

export interface UserSecurityRoutesOptions {
  readonly users: UsersService;
  readonly store: UsersStore;
  readonly sessions: Sessions;
  readonly factors: SecondFactors;
  readonly challenges: Challenges;
  readonly lockouts: Lockouts;
  readonly flow: SignInFlow;
  readonly identityOf: (userId: string) => Promise<{ issuer: string; name: string; linked: boolean } | null>;
}

const tag = 'access';
/** Within the asker's own grants: the service narrows. */
const need: Need = { kind: 'permission', permission: 'users:write', at: 'anywhere' };
const byUser = z.object({ userId: id });
const path = '/api/v1/users/:userId';

export function userSecurityRoutes(options: UserSecurityRoutesOptions): Route[] {
  const { users, store, sessions, factors, challenges, lockouts, flow, identityOf } = options;

  const known = (actor: Actor | undefined): Actor => {
    if (!actor) throw unauthenticated();
    return actor;
  };

  async function security({ id: userId, username }: User): Promise<contract.UserSecurity> {
    const account = await store.accountById(userId);
    if (!account) throw notFound('user');
    const hasPassword = account.passwordHash !== null;
    const iso = (ms: number) => new Date(ms).toISOString();
    return {
      hasPassword,
      passwordSetAt: hasPassword ? iso(account.passwordSetMs) : null,
      mustChangePassword: hasPassword && account.mustChangePassword,
      secondFactor: await factors.state(userId),
      secondFactorRequired: await flow.secondFactorRequired(userId),
      locks: await lockouts.locks(username),
      lastSignInAt: account.lastSignInMs === null ? null : iso(account.lastSignInMs),
      sso: await identityOf(userId),
      sessions: await sessions.ofUser(userId),
    };
  }

  /** Without the sessions: they come and go with every sign-in and are no part of what was changed. */
  async function subject({
    params,
    actor,
  }: {
    params: Readonly<Record<string, string>>;
    actor?: Actor | undefined;
  }) {
    const { sessions: _, ...rest } = await security(await users.user(known(actor), params.userId ?? ''));
    return rest;
  }

  return [
    route({
      method: 'get',
      path: `${path}/security`,
      summary: 'How a user signs in: password, second factor, locks, sessions',
      tag,
      need,
      params: byUser,
      response: contract.userSecurity,
      handler: async ({ actor, params }) => security(await users.changeable(known(actor), params.userId)),
    }),
    route({
      method: 'delete',
      path: `${path}/second-factor`,
      summary: 'Take away a user’s second factor, for one who lost the authenticator; ends their sessions',
      tag,
      need,
      params: byUser,
      reason: 'required',
      action: 'second-factor.reset',
      subject,
      response: userSchema,
      handler: async ({ actor, params }) => {
        const user = await users.replaceable(known(actor), params.userId);
        // One's own goes with password and code, so that a session left open is not enough.
        if (actor?.kind === 'user' && actor.id === user.id)
          throw conflict('own_account', 'Your own is on your account page, with password and code.');
        if (!(await factors.remove(user.id))) throw notFound('second factor');
        await challenges.forgetUser(user.id);
        await sessions.endOfUser(user.id);
        return user;
      },
    }),
    route({
      method: 'delete',
      path: `${path}/locks`,
      summary: 'Let a user try again who was locked out by too many failures',
      tag,
      need,
      params: byUser,
      action: 'lock.lift',
      subject,
      response: userSchema,
      handler: async ({ actor, params }) => {
        const user = await users.changeable(known(actor), params.userId);
        await lockouts.lift(user.username);
        return user;
      },
    }),
    route({
      method: 'delete',
      path: `${path}/sessions`,
      summary: 'End all sessions of a user',
      tag,
      need,
      params: byUser,
      action: 'session.end',
      response: userSchema,
      handler: async ({ actor, params }) => {
        const user = await users.changeable(known(actor), params.userId);
        await sessions.endOfUser(user.id);
        return user;
      },
    }),
    route({
      method: 'delete',
      path: `${path}/sessions/:sessionId`,
      summary: 'End one session of a user',
      tag,
      need,
      params: byUser.extend({ sessionId: id }),
      action: 'session.end',
      response: userSchema,
      handler: async ({ actor, params }) => {
        const user = await users.changeable(known(actor), params.userId);
        if (!(await sessions.end(params.sessionId, user.id))) throw notFound('session');
        return user;
      },
    }),
  ];
}
