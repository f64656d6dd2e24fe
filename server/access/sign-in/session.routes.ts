/** `/api/v1/session`: signing in, who am I, signing out, one's own password. */
import { stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import * as contract from '../../contract/access.ts';
import { AppError, invalid, unauthenticated } from '../../platform/errors.ts';
import { type Actor, type Route, route } from '../../platform/http/route.ts';
import type { AuditFor } from '../access.ts';
import { COOKIE } from '../access-gate.ts';
import type { UsersService } from '../people/users.service.ts';
import type { HeldRights } from '../rights/held-rights.ts';
import type { Sessions } from './sessions.ts';
import { type SignIn, TooManyAttempts } from './sign-in.ts';

export interface SessionRoutesOptions {
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly users: UsersService;
  readonly held: Pick<HeldRights, 'of'>;
  readonly audit: AuditFor;
  readonly now: () => number;
}

type UserActor = Extract<Actor, { kind: 'user' }>;
const tag = 'access';
const path = '/api/v1/session';

export function sessionRoutes(options: SessionRoutesOptions): Route[] {
  const { signIn, sessions, users, held, audit, now } = options;

  async function meOf(userId: string): Promise<contract.Me> {
    const { id, username, displayName, grants } = await users.self(userId);
    const permissions = (await held.of(userId)).permissions();
    return { id, username, displayName, grants, permissions, serverTime: new Date(now()).toISOString() };
  }

  async function checkCredentials(username: string, password: string, req: Request, res: Response) {
    const from = req.ip ?? '';
    const refused = (why: string) =>
      audit.append({
        actor: `nobody:${username}`,
        from,
        action: 'session.refuse',
        target: 'session',
        detail: { why },
      });
    try {
      const account = await signIn.check(username, password, from);
      if (!account) await refused('wrong_credentials');
      return account;
    } catch (error) {
      if (error instanceof TooManyAttempts) {
        if (error.isFirst) await refused('too_many_attempts');
        res.set('Retry-After', String(error.retryAfterSeconds));
      }
      throw error;
    }
  }

  return [
    route({
      method: 'post',
      path,
      summary: 'Sign in: sets the session cookie',
      tag,
      need: { kind: 'public' },
      body: contract.credentials,
      bodyLimit: 4096,
      response: contract.me,
      handler: async ({ body, req, res }) => {
        const account = await checkCredentials(body.username, body.password, req, res);
        const opened = account && (await sessions.open(account));
        if (!opened)
          throw new AppError(
            401,
            'wrong_credentials',
            'User name or password is wrong, or the user is disabled.',
          );
        const { secret, sessionId, lifetimeMs } = opened;
        const me = await meOf(account.id);
        const actor: UserActor = { kind: 'user', id: me.id, username: me.username, sessionId };
        await audit.append({ actor, from: req.ip ?? '', action: 'session.create', target: `user:${me.id}` });
        setCookie(req, res, secret, lifetimeMs);
        return me;
      },
    }),
    route({
      method: 'get',
      path,
      summary: 'Who is signed in, and what they may do',
      tag,
      need: { kind: 'session' },
      response: contract.me,
      handler: async ({ actor }) => meOf(person(actor).id),
    }),
    route({
      method: 'delete',
      path,
      summary: 'Sign out',
      tag,
      need: { kind: 'session' },
      handler: async ({ actor, req, res }) => {
        const { id, sessionId } = person(actor);
        await sessions.end(sessionId);
        await audit.append({
          actor: person(actor),
          from: req.ip ?? '',
          action: 'session.remove',
          target: `user:${id}`,
        });
        setCookie(req, res, '', 0);
      },
    }),
    route({
      method: 'put',
      path: `${path}/password`,
      summary: 'Change one’s own password; ends one’s other sessions',
      tag,
      need: { kind: 'session' },
      body: contract.changePassword,
      bodyLimit: 4096,
      handler: async ({ actor, body, req, res }) => {
        const { id, username, sessionId } = person(actor);
        if (!(await checkCredentials(username, body.current, req, res)))
          throw invalid([{ field: 'body.current', message: 'is not your present password' }]);
        await users.setPassword(id, body.next);
        await sessions.endOfUser(id, sessionId);
        await audit.append({
          actor: person(actor),
          from: req.ip ?? '',
          action: 'password.set',
          target: `user:${id}`,
        });
      },
    }),
  ];
}

function person(actor: Actor | undefined): UserActor {
  if (actor?.kind !== 'user') throw unauthenticated();
  return actor;
}

/** Strict: the cookie is not sent from another site's page, not even by a link. */
function setCookie(req: Request, res: Response, secret: string, lifetimeMs: number): void {
  const cookie = stringifySetCookie(COOKIE, secret, {
    httpOnly: true,
    sameSite: 'strict',
    secure: req.secure,
    path: '/',
    maxAge: Math.floor(lifetimeMs / 1000),
  });
  res.append('Set-Cookie', cookie);
}
