/** What the routes of signing in share: who asks, from where, and the cookie they are given. */
import { stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import { unauthenticated } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/route.ts';
import { COOKIE } from '../access-gate.ts';
import { AccountLocked } from './lockouts.ts';
import type { OpenedSession } from './sessions.ts';
import { TooManyAttempts } from './sign-in.ts';
import type { Comer } from './sign-in-flow.ts';

export type UserActor = Extract<Actor, { kind: 'user' }>;

export function person(actor: Actor | undefined): UserActor {
  if (actor?.kind !== 'user') throw unauthenticated();
  return actor;
}

/** Browsers call themselves something long; longer is no browser. */
const USER_AGENT_MOST = 300;

export const comerOf = (req: Request): Comer => ({
  from: req.ip ?? '',
  userAgent: (req.headers['user-agent'] ?? '').slice(0, USER_AGENT_MOST),
});

/** Says how long to wait where that is what the answer is about. */
export async function withRetryAfter<T>(res: Response, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof TooManyAttempts || error instanceof AccountLocked)
      res.set('Retry-After', String(error.retryAfterSeconds));
    throw error;
  }
}

/** Strict: the cookie is not sent from another site's page, not even by a link. */
export function setSessionCookie(req: Request, res: Response, opened: OpenedSession | undefined): void {
  const cookie = stringifySetCookie(COOKIE, opened?.secret ?? '', {
    httpOnly: true,
    sameSite: 'strict',
    secure: req.secure,
    path: '/',
    maxAge: Math.floor((opened?.lifetimeMs ?? 0) / 1000),
  });
  res.append('Set-Cookie', cookie);
}
