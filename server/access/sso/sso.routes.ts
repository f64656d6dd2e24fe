/** Signing in through another service (`/api/v1/session/sso/…`), and what admins set of it (`/api/v1/sso/…`). */
import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import { z } from 'zod';
import * as contract from '../../contract/account.ts';
import { id, listOf, listQuery } from '../../contract/common.ts';
import { AppError, conflict, notFound, unauthenticated } from '../../platform/errors.ts';
import { type Need, type Route, route } from '../../platform/http/route.ts';
import type { Logger } from '../../platform/log.ts';
import type { Sealer } from '../../platform/sealer.ts';
import type { AuditFor } from '../access.ts';
import type { UsersService } from '../people/users.service.ts';
import type { UsersStore } from '../people/users.store.ts';
import type { Grants } from '../rights/grants.service.ts';
import { comerOf, setSessionCookie } from '../sign-in/requests.ts';
import type { SignInFlow } from '../sign-in/sign-in-flow.ts';
import { grantsFor, nameOf, type SsoService } from './sso.service.ts';
import type { SsoStore } from './sso.store.ts';
import type { Flow, SsoClient } from './sso-client.ts';

export interface SsoRoutesOptions {
  /** Undefined: not configured. */
  readonly client: SsoClient | undefined;
  readonly service: SsoService;
  readonly store: SsoStore;
  readonly flow: SignInFlow;
  readonly users: UsersService;
  readonly usersStore: UsersStore;
  readonly grants: Pick<Grants, 'check' | 'mayChange'>;
  readonly sealer: Sealer;
  readonly audit: AuditFor;
  readonly log: Pick<Logger, 'warn'>;
  /** Where browsers reach us, if the request does not tell. */
  readonly publicUrl?: string | undefined;
  readonly now: () => number;
}

const tag = 'access';
const CALLBACK = '/api/v1/session/sso/callback';
const COOKIE = 'mc_sso';
/** To type a password, find a phone, read a code. */
const FLOW_MS = 15 * 60_000;
const everywhere: Need = {
  kind: 'permission',
  permission: 'users:write',
  at: async () => ({ regionPath: [] }),
};

const keptFlow = z.object({
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  redirectUri: z.string(),
  untilMs: z.number(),
});

/** Where we are as the browser knows it, without a slash at the end. */
export const addressFor = (req: Request, publicUrl: string | undefined): string =>
  publicUrl?.replace(/\/+$/, '') ?? `${req.protocol}://${req.get('host') ?? ''}`;

export function ssoSignInRoutes(options: SsoRoutesOptions): Route[] {
  const { client, service, flow, sealer, audit, log, publicUrl, now } = options;

  const keep = (req: Request, res: Response, kept: Flow | undefined) => {
    const value =
      kept && sealer.seal(JSON.stringify({ ...kept, untilMs: now() + FLOW_MS })).toString('base64url');
    const cookie = stringifySetCookie(COOKIE, value ?? '', {
      httpOnly: true,
      // Lax: the way back is a link from the other service's page.
      sameSite: 'lax',
      secure: req.secure,
      path: '/api/v1/session/sso',
      maxAge: kept ? FLOW_MS / 1000 : 0,
    });
    res.append('Set-Cookie', cookie);
  };

  function kept(req: Request): Flow {
    const sealed = parseCookie(req.headers.cookie ?? '')[COOKIE];
    try {
      const flow = keptFlow.parse(JSON.parse(sealer.open(Buffer.from(sealed ?? '', 'base64url'))));
      if (flow.untilMs > now()) return flow;
    } catch {
      // Not ours, or not whole: answered like one that is not there.
    }
    throw new AppError(401, 'sso_not_begun', 'This sign-in was not begun in this browser, or took too long.');
  }

  /** Back to the page, which has words for the code; a problem in the middle of a redirect helps nobody. */
  const back = (res: Response, code: string) => res.redirect(303, `/?${new URLSearchParams({ sso: code })}`);

  async function refused(req: Request, res: Response, error: unknown) {
    if (!(error instanceof AppError)) throw error;
    log.warn({ err: error, code: error.code }, 'a sign-in through the other service failed');
    await audit.append({
      ...{ actor: 'nobody:sso', from: req.ip ?? '', action: 'session.refuse', target: 'session' },
      detail: { why: error.code },
    });
    back(res, error.code);
  }

  return [
    route({
      method: 'get',
      path: '/api/v1/session/sso/start',
      summary: 'Sign in through the other service: sends the browser there',
      tag,
      need: { kind: 'public' },
      raw: true,
      handler: async ({ req, res }) => {
        if (!client) throw notFound('sign-in service');
        res.set('Cache-Control', 'no-store');
        try {
          const begun = await client.begin(`${addressFor(req, publicUrl)}${CALLBACK}`);
          keep(req, res, begun.flow);
          res.redirect(303, begun.url);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          log.warn({ err: error, code: error.code }, 'the sign-in service cannot be used');
          back(res, error.code);
        }
      },
    }),
    route({
      method: 'get',
      path: CALLBACK,
      summary:
        'Where the other service sends the browser back to: sets the session cookie, goes on to the page',
      tag,
      need: { kind: 'public' },
      raw: true,
      handler: async ({ req, res }) => {
        if (!client) throw notFound('sign-in service');
        res.set('Cache-Control', 'no-store');
        try {
          const begun = kept(req);
          keep(req, res, undefined);
          const search = req.url.includes('?') ? req.url.slice(req.url.indexOf('?')) : '';
          const claims = await client.finish(begun, search);
          const account = await service.accountOf(claims);
          const opened = await flow.opened(account, 'sso', comerOf(req), sealer.seal(claims.idToken));
          setSessionCookie(req, res, opened);
          res.redirect(303, '/');
        } catch (error) {
          await refused(req, res, error);
        }
      },
    }),
  ];
}

/** For admins. */
export function ssoAdminRoutes(options: SsoRoutesOptions): Route[] {
  const { client, service, store, users, usersStore, grants, publicUrl } = options;
  const byPerson = z.object({ personId: id });

  return [
    route({
      method: 'get',
      path: '/api/v1/sso',
      summary: 'The other sign-in service, whether it answers, and what its groups hold here',
      tag,
      need: everywhere,
      response: contract.ssoState,
      handler: async ({ req }) => ({
        configured: client
          ? {
              issuer: client.config.issuer,
              clientId: client.config.clientId,
              label: client.config.label,
              groupsClaim: client.config.groupsClaim,
              redirectUri: `${addressFor(req, publicUrl)}${CALLBACK}`,
              unreachable: await client.unreachable(),
            }
          : null,
        mappings: await store.mappings(),
      }),
    }),
    route({
      method: 'put',
      path: '/api/v1/sso/mappings',
      summary: 'Set which group of the other service holds what here; looked at anew at each sign-in',
      tag,
      need: everywhere,
      body: contract.ssoMappings,
      response: contract.ssoMappings,
      action: 'sso.map',
      subject: async () => ({ items: await store.mappings() }),
      handler: async ({ actor, body }) => {
        if (!actor) throw unauthenticated();
        const before = await store.mappings();
        const isIn = (all: readonly contract.SsoMapping[], one: contract.SsoMapping) =>
          grantsFor(all, [one.value]).some((grant) => nameOf([grant]) === nameOf([one.grant]));
        const removed = before.filter((one) => !isIn(body.items, one));
        await grants.mayChange(
          actor,
          removed.map(({ grant }) => grant),
        );
        for (const [index, { value, grant }] of body.items.entries())
          try {
            await grants.check(actor, [grant], grantsFor(before, [value]));
          } catch (error) {
            throw atItem(error, index);
          }
        await store.setMappings(body.items);
        return body;
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/sso/people',
      summary: 'People who signed in through the other service, newest sign-in first',
      tag,
      need: everywhere,
      query: listQuery.extend({
        cursor: z
          .string()
          .regex(/^\d{1,7}$/)
          .optional(),
      }),
      response: listOf(contract.ssoPerson),
      handler: ({ query }) => service.people(query),
    }),
    route({
      method: 'put',
      path: '/api/v1/sso/people/:personId/account',
      summary: 'Give a person a local account, whose own grants then hold; null: take it away again',
      tag,
      need: everywhere,
      params: byPerson,
      body: contract.linkSsoPerson,
      reason: 'required',
      action: 'sso.link',
      subject: ({ params }) => service.person(params.personId ?? ''),
      handler: async ({ actor, params, body }) => {
        if (!actor) throw unauthenticated();
        // Nobody takes an account from a person who may do more than they, nor puts anybody into such a one's place.
        await users.changeable(actor, (await service.person(params.personId)).userId);
        if (body.username === null) return service.unlink(params.personId);
        const account = await usersStore.accountByName(body.username.toLowerCase());
        if (account) await users.replaceable(actor, account.id);
        if (account?.disabled) throw conflict('user_disabled', 'This user is disabled.');
        await service.link(params.personId, body.username);
      },
    }),
  ];
}

/** A grant is checked by itself; the fault is at its row. */
function atItem(error: unknown, index: number): unknown {
  if (!(error instanceof AppError)) return error;
  const faults = error.faults.map(({ field, message }) => ({
    field: field.replace('body.grants[0]', `body.items[${index}].grant`),
    message,
  }));
  return new AppError(error.status, error.code, error.message, { faults, cause: error });
}
