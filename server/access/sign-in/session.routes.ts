/** `/api/v1/session`: signing in step by step, who am I, signing out. */
import type { Request, Response } from 'express';
import * as contract from '../../contract/access.ts';
import * as account from '../../contract/account.ts';
import { inUnitOfWork } from '../../platform/db/unit-of-work.ts';
import { type Route, route } from '../../platform/http/route.ts';
import type { Access, AuditFor } from '../access.ts';
import type { UsersService } from '../people/users.service.ts';
import type { HeldRights } from '../rights/held-rights.ts';
import { comerOf, person, setSessionCookie, withRetryAfter } from './requests.ts';
import type { Sessions } from './sessions.ts';
import type { SignedIn, SignInFlow } from './sign-in-flow.ts';

export interface SessionRoutesOptions {
  readonly flow: SignInFlow;
  readonly sessions: Sessions;
  readonly users: UsersService;
  readonly held: Pick<HeldRights, 'of'>;
  readonly access: Pick<Access, 'authenticate'>;
  /** Where signing out goes on for whoever came from there. */
  readonly sso: {
    readonly label: string | null;
    signOutUrl(sessionId: string, req: Request): Promise<string | undefined>;
  };
  readonly audit: AuditFor;
  readonly now: () => number;
}

const tag = 'access';
const path = '/api/v1/session';
const bodyLimit = 4096;
const need = { kind: 'public' } as const;

export function sessionRoutes(options: SessionRoutesOptions): Route[] {
  const { flow, sessions, users, held, access, sso, audit, now } = options;

  async function meOf(userId: string): Promise<contract.Me> {
    const { id, username, displayName, grants } = await users.self(userId);
    const permissions = (await held.of(userId)).permissions();
    return { id, username, displayName, grants, permissions, serverTime: new Date(now()).toISOString() };
  }

  /** Always a new cookie; the session that came with the old one is over. */
  async function letIn<T extends SignedIn>(req: Request, res: Response, signingIn: Promise<T>) {
    const signedIn = await withRetryAfter(res, signingIn);
    const before = await access.authenticate(req);
    if (before?.kind === 'user') await sessions.end(before.sessionId);
    const me = await meOf(signedIn.userId);
    setSessionCookie(req, res, signedIn);
    return { me, signedIn };
  }

  return [
    route({
      method: 'get',
      path: `${path}/methods`,
      summary: 'What the sign-in page offers beside name and password',
      tag,
      need,
      response: account.signInMethods,
      handler: async () => ({ sso: sso.label === null ? null : { label: sso.label } }),
    }),
    route({
      method: 'post',
      path,
      summary:
        'Sign in: sets the session cookie, or answers 401 with the further step that is asked (`context`)',
      tag,
      need,
      body: contract.credentials,
      bodyLimit,
      response: contract.me,
      handler: async ({ body, req, res }) =>
        (await letIn(req, res, flow.withPassword(body.username, body.password, comerOf(req)))).me,
    }),
    route({
      method: 'post',
      path: `${path}/second-factor`,
      summary: 'A step of signing in: a code of the authenticator, or a recovery code',
      tag,
      need,
      body: account.secondFactorAnswer,
      bodyLimit,
      response: contract.me,
      handler: async ({ body, req, res }) =>
        (await letIn(req, res, flow.withCode(body.challenge, body.code, comerOf(req)))).me,
    }),
    route({
      method: 'post',
      path: `${path}/new-password`,
      summary: 'A step of signing in: choose a new password',
      tag,
      need,
      body: account.newPasswordAnswer,
      bodyLimit,
      response: contract.me,
      handler: async ({ body, req, res }) =>
        (await letIn(req, res, flow.withNewPassword(body.challenge, body.next, comerOf(req)))).me,
    }),
    route({
      method: 'post',
      path: `${path}/enrolment`,
      summary: 'A step of signing in: what to set up an authenticator with',
      tag,
      need,
      body: account.enrolmentStart,
      bodyLimit,
      response: account.enrolment,
      handler: ({ body }) => flow.startEnrolment(body.challenge),
    }),
    route({
      method: 'post',
      path: `${path}/enrolment-code`,
      summary: 'A step of signing in: the first code of the new authenticator; answers the recovery codes',
      tag,
      need,
      body: account.enrolmentAnswer,
      bodyLimit,
      response: account.enrolled,
      handler: async ({ body, req, res }) => {
        const entering = flow.withEnrolment(body.challenge, body.code, comerOf(req));
        const { me, signedIn } = await letIn(req, res, entering);
        return { me, recoveryCodes: signedIn.recoveryCodes };
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
      summary: 'Sign out: 204, or 200 with where signing out goes on',
      tag,
      need: { kind: 'session' },
      raw: true,
      handler: async ({ actor, req, res }) => {
        const { id, username, sessionId } = person(actor);
        const continueAt = await sso.signOutUrl(sessionId, req);
        await inUnitOfWork(async () => {
          await sessions.end(sessionId);
          await audit.append({
            ...{ actor: person(actor), from: req.ip ?? '', action: 'session.remove' },
            ...{ target: `user:${id}`, targetName: username },
          });
        });
        setSessionCookie(req, res, undefined);
        if (continueAt === undefined) res.status(204).end();
        else res.set('Cache-Control', 'no-store').json(account.signedOut.parse({ continueAt }));
      },
    }),
  ];
}
