/** `/api/v1/account`: one's own password, second factor and sessions. */
import { z } from 'zod';
import { changePassword } from '../../contract/access.ts';
import * as contract from '../../contract/account.ts';
import { id as anId } from '../../contract/common.ts';
import { inUnitOfWork } from '../../platform/db/unit-of-work.ts';
import { AppError, conflict, invalid, notFound, unauthenticated } from '../../platform/errors.ts';
import { type Route, route } from '../../platform/http/route.ts';
import type { AuditFor } from '../access.ts';
import type { Account, UsersStore } from '../people/users.store.ts';
import type { Passwords } from './passwords.ts';
import { comerOf, person, setSessionCookie, type UserActor, withRetryAfter } from './requests.ts';
import type { SecondFactors } from './second-factors.ts';
import type { Sessions } from './sessions.ts';
import type { Comer, SignInFlow } from './sign-in-flow.ts';

export interface AccountRoutesOptions {
  readonly flow: SignInFlow;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly factors: SecondFactors;
  readonly users: UsersStore;
  readonly identityOf: (userId: string) => Promise<{ issuer: string; name: string } | null>;
  readonly displayNameOf: (userId: string) => Promise<string>;
  readonly audit: AuditFor;
}

const tag = 'access';
const need = { kind: 'session' } as const;
const path = '/api/v1/account';
const bodyLimit = 4096;

export function accountRoutes(options: AccountRoutesOptions): Route[] {
  const { flow, sessions, passwords, factors, users, audit } = options;

  async function ownAccount({ id }: UserActor): Promise<Account> {
    const account = await users.accountById(id);
    if (!account) throw unauthenticated();
    return account;
  }

  /**
   * By hand, and each change in a unit of work with its row: what fails before it is counted, and must not be undone
   * with the rest.
   */
  const told = (actor: UserActor, { from }: Comer, action: string, detail?: Record<string, unknown>) =>
    audit.append({
      ...{ actor, from, action, target: `user:${actor.id}`, targetName: actor.username },
      ...(detail && { detail }),
    });

  async function provePassword(account: Account, password: string, field: string, comer: Comer) {
    if (account.passwordHash === null)
      throw conflict('signs_in_elsewhere', 'This account has no password here: it signs in elsewhere.');
    if (!(await flow.checkPassword(account.username, password, comer)))
      throw invalid([{ field, message: 'is not your present password' }]);
  }

  async function proveCode(account: Account, code: string, comer: Comer) {
    if ((await factors.state(account.id)) === null)
      throw conflict('no_second_factor', 'There is no second factor.');
    if (!(await flow.isCode(account, code, comer)))
      throw invalid([{ field: 'body.code', message: 'is wrong, too old, or was used already' }]);
  }

  return [
    route({
      method: 'get',
      path,
      summary: 'How one signs in',
      tag,
      need,
      response: contract.account,
      handler: async ({ actor }) => {
        const account = await ownAccount(person(actor));
        const { id, username, passwordHash, passwordSetMs } = account;
        const endsMs = await passwords.endsMs(account);
        return {
          username,
          displayName: await options.displayNameOf(id),
          password:
            passwordHash === null
              ? null
              : {
                  setAt: new Date(passwordSetMs).toISOString(),
                  expiresAt: endsMs === null ? null : new Date(endsMs).toISOString(),
                },
          secondFactor: await factors.state(id),
          secondFactorRequired: await flow.secondFactorRequired(id),
          sso: await options.identityOf(id),
        };
      },
    }),
    route({
      method: 'put',
      path: '/api/v1/session/password',
      summary: 'Change one’s own password; ends one’s other sessions, and this one gets a new cookie',
      tag,
      need,
      body: changePassword,
      bodyLimit,
      handler: async ({ actor, body, req, res }) => {
        const self = person(actor);
        const account = await ownAccount(self);
        const comer = comerOf(req);
        await withRetryAfter(res, provePassword(account, body.current, 'body.current', comer));
        const { username } = account;
        await passwords.check({ username, password: body.next, field: 'body.next' }, account.id);
        const opened = await inUnitOfWork(async () => {
          await passwords.set(account.id, body.next, false);
          await sessions.endOfUser(account.id, self.sessionId);
          await told(self, comer, 'password.set');
          return sessions.changeSecret(self.sessionId);
        });
        if (opened) setSessionCookie(req, res, opened);
      },
    }),
    route({
      method: 'post',
      path: `${path}/second-factor`,
      summary: 'Begin to set up an authenticator; nothing is asked of it before its first code was given',
      tag,
      need,
      body: contract.startEnrolment,
      bodyLimit,
      response: contract.enrolment,
      handler: async ({ actor, body, req, res }) => {
        const account = await ownAccount(person(actor));
        await withRetryAfter(res, provePassword(account, body.password, 'body.password', comerOf(req)));
        return factors.begin(account.id, account.username);
      },
    }),
    route({
      method: 'put',
      path: `${path}/second-factor`,
      summary:
        'The first code of the new authenticator: from now on it is asked for; ends one’s other sessions',
      tag,
      need,
      body: contract.confirmEnrolment,
      bodyLimit,
      response: contract.recoveryCodes,
      handler: async ({ actor, body, req, res }) => {
        const self = person(actor);
        const { recoveryCodes, opened } = await inUnitOfWork(async () => {
          const codes = await factors.confirm(self.id, body.code);
          if (!codes)
            throw invalid([{ field: 'body.code', message: 'is wrong, too old, or was used already' }]);
          await sessions.endOfUser(self.id, self.sessionId);
          await told(self, comerOf(req), 'second-factor.set');
          return { recoveryCodes: codes, opened: await sessions.changeSecret(self.sessionId) };
        });
        if (opened) setSessionCookie(req, res, opened);
        return { recoveryCodes };
      },
    }),
    route({
      method: 'post',
      path: `${path}/second-factor/removal`,
      summary: 'Do without a second factor; needs the password and a code',
      tag,
      need,
      body: contract.withPasswordAndCode,
      bodyLimit,
      handler: async ({ actor, body, req, res }) => {
        const self = person(actor);
        if (await flow.secondFactorRequired(self.id))
          throw new AppError(
            403,
            'second_factor_needed',
            'The site’s rules ask your role for a second factor.',
          );
        const account = await ownAccount(self);
        const comer = comerOf(req);
        await withRetryAfter(res, provePassword(account, body.password, 'body.password', comer));
        await withRetryAfter(res, proveCode(account, body.code, comer));
        await inUnitOfWork(async () => {
          await factors.remove(self.id);
          await told(self, comer, 'second-factor.remove');
        });
      },
    }),
    route({
      method: 'post',
      path: `${path}/recovery-codes`,
      summary: 'Ten new recovery codes in the place of the old ones; needs the password and a code',
      tag,
      need,
      body: contract.withPasswordAndCode,
      bodyLimit,
      response: contract.recoveryCodes,
      handler: async ({ actor, body, req, res }) => {
        const self = person(actor);
        const account = await ownAccount(self);
        const comer = comerOf(req);
        await withRetryAfter(res, provePassword(account, body.password, 'body.password', comer));
        await withRetryAfter(res, proveCode(account, body.code, comer));
        return inUnitOfWork(async () => {
          const recoveryCodes = await factors.renewRecovery(self.id);
          await told(self, comer, 'recovery-code.set');
          return { recoveryCodes };
        });
      },
    }),
    route({
      method: 'get',
      path: `${path}/sessions`,
      summary: 'One’s sessions, in use last first',
      tag,
      need,
      response: contract.sessionList,
      handler: async ({ actor }) => {
        const self = person(actor);
        return { items: await sessions.ofUser(self.id, self.sessionId) };
      },
    }),
    route({
      method: 'delete',
      path: `${path}/sessions/:sessionId`,
      summary: 'Sign out one of one’s sessions',
      tag,
      need,
      params: z.object({ sessionId: anId }),
      handler: async ({ actor, params, req }) => {
        const self = person(actor);
        await inUnitOfWork(async () => {
          if (!(await sessions.end(params.sessionId, self.id))) throw notFound('session');
          await told(self, comerOf(req), 'session.end', { sessionId: params.sessionId });
        });
      },
    }),
    route({
      method: 'delete',
      path: `${path}/sessions`,
      summary: 'Sign out all of one’s sessions but this one',
      tag,
      need,
      handler: async ({ actor, req }) => {
        const self = person(actor);
        await inUnitOfWork(async () => {
          const ended = await sessions.endOfUser(self.id, self.sessionId);
          await told(self, comerOf(req), 'session.end', { others: ended });
        });
      },
    }),
  ];
}
