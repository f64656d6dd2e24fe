/**
 * From the password to a session: whatever else is asked of the person comes as a step of its own, in this order: a
 * code, a new password, setting up an authenticator. Only when nothing is left there is a session, so that nobody who
 * still owes a step can do anything at all.
 *
 * What a step changes and its row in the trail are one unit of work. What is counted (tries, failures, codes that were
 * taken) and what was refused are outside of it: they stand whatever becomes of the rest.
 */
import type { Enrolment, OpenedBy } from '../../contract/account.ts';
import { inUnitOfWork } from '../../platform/db/unit-of-work.ts';
import { AppError } from '../../platform/errors.ts';
import type { AuditFor } from '../access.ts';
import type { Account, UsersStore } from '../people/users.store.ts';
import { type Challenge, type Challenges, challengeOver } from './challenges.ts';
import type { Lockouts } from './lockouts.ts';
import type { Passwords } from './passwords.ts';
import type { SecondFactors } from './second-factors.ts';
import type { OpenedSession, Sessions } from './sessions.ts';
import type { Settings } from './settings.ts';
import { type SignIn, TooManyAttempts } from './sign-in.ts';

export interface SignInFlowOptions {
  readonly signIn: SignIn;
  readonly lockouts: Lockouts;
  readonly challenges: Challenges;
  readonly passwords: Passwords;
  readonly factors: SecondFactors;
  readonly sessions: Sessions;
  readonly settings: Pick<Settings, 'current'>;
  readonly users: UsersStore;
  readonly audit: AuditFor;
  readonly now: () => number;
}

/** Who is at the door, as the request has it. */
export interface Comer {
  readonly from: string;
  readonly userAgent: string;
}

export interface SignedIn extends OpenedSession {
  readonly userId: string;
}

export class SignInFlow {
  readonly #options: SignInFlowOptions;

  constructor(options: SignInFlowOptions) {
    this.#options = options;
  }

  /** Each of these throws the 401 of the next step where there is one. */
  async withPassword(username: string, password: string, comer: Comer): Promise<SignedIn> {
    const account = await this.checkPassword(username, password, comer);
    if (!account) throw wrongCredentials();
    return this.#goOn(account, 'password', comer);
  }

  async withCode(challengeId: string, code: string, comer: Comer): Promise<SignedIn> {
    const { challenges } = this.#options;
    const challenge = await challenges.answer(challengeId, 'second-factor');
    const account = await this.#accountOf(challenge);
    const openedBy = await this.#judge(account, comer, code);
    if (openedBy === undefined) throw wrongCode(challenge.triesLeft);
    await challenges.use(challenge);
    return this.#goOn(account, openedBy, comer);
  }

  async withNewPassword(challengeId: string, next: string, comer: Comer): Promise<SignedIn> {
    const { challenges, passwords, sessions, users, audit } = this.#options;
    const challenge = await challenges.answer(challengeId, 'new-password');
    const account = await this.#accountOf(challenge);
    await passwords.check({ username: account.username, password: next, field: 'body.next' }, account.id);
    const { from } = comer;
    const { username } = account;
    await inUnitOfWork(async () => {
      // First, as a new password locks the account and ends its challenges: whoever comes second finds theirs used.
      await users.hold(account.id);
      await challenges.use(challenge);
      await passwords.set(account.id, next, false);
      await sessions.endOfUser(account.id);
      await audit.append({
        ...{ actor: `nobody:${username}`, from, action: 'password.set', target: `user:${account.id}` },
        ...{ targetName: username, detail: { why: 'asked for at sign-in' } },
      });
    });
    const changed = await users.accountById(account.id);
    if (!changed) throw challengeOver();
    return this.#goOn(changed, challenge.openedBy, comer);
  }

  async startEnrolment(challengeId: string): Promise<Enrolment> {
    const { challenges, factors } = this.#options;
    const account = await this.#accountOf(await challenges.answer(challengeId, 'enrolment'));
    return factors.begin(account.id, account.username);
  }

  async withEnrolment(
    challengeId: string,
    code: string,
    comer: Comer,
  ): Promise<SignedIn & { readonly recoveryCodes: string[] }> {
    const { challenges, factors, audit } = this.#options;
    const challenge = await challenges.answer(challengeId, 'enrolment');
    const account = await this.#accountOf(challenge);
    const { from } = comer;
    const recoveryCodes = await inUnitOfWork(async () => {
      const codes = await factors.confirm(account.id, code);
      if (!codes) throw wrongCode(challenge.triesLeft);
      await challenges.use(challenge);
      await audit.append({
        ...{ actor: `nobody:${account.username}`, from, action: 'second-factor.set' },
        ...{ target: `user:${account.id}`, targetName: account.username },
      });
      return codes;
    });
    return { ...(await this.#goOn(account, 'second-factor', comer)), recoveryCodes };
  }

  /** Undefined: wrong. For signing in, and for whatever a signed-in person is asked their password again. */
  async checkPassword(username: string, password: string, comer: Comer): Promise<Account | undefined> {
    try {
      const { account, lockedUntil } = await this.#options.signIn.check(username, password, comer.from);
      if (!account) await this.#refused(username, comer, 'wrong_credentials', lockedUntil);
      return account;
    } catch (error) {
      if (error instanceof TooManyAttempts && error.isFirst)
        await this.#refused(username, comer, 'too_many_attempts');
      throw error;
    }
  }

  /** A code of somebody signed in: counted like at the door. */
  async isCode(account: Account, code: string, comer: Comer): Promise<boolean> {
    return (await this.#judge(account, comer, code)) !== undefined;
  }

  /** Whoever came in another way than by a password has passed the other service's checks. */
  async opened(
    account: Account,
    openedBy: OpenedBy,
    comer: Comer,
    idTokenSealed?: Buffer,
  ): Promise<SignedIn> {
    const { sessions, lockouts, users, audit, now } = this.#options;
    const { from, userAgent } = comer;
    const { id, username } = account;
    return inUnitOfWork(async () => {
      // First, as it locks the account: of two who sign in as one person at once, one waits for the other.
      await users.signedIn(id, now());
      const opened = await sessions.open(account, {
        ...{ openedBy, from, userAgent },
        ...(idTokenSealed !== undefined && { idTokenSealed }),
      });
      if (!opened) throw wrongCredentials();
      await lockouts.succeeded(id, username, from);
      const actor = { kind: 'user', id, username, sessionId: opened.sessionId } as const;
      await audit.append({
        ...{ actor, from, action: 'session.create', target: `user:${id}`, targetName: username },
        detail: { openedBy },
      });
      return { ...opened, userId: id };
    });
  }

  async secondFactorRequired(userId: string): Promise<boolean> {
    const { settings, users, now } = this.#options;
    const { secondFactorRoles } = await settings.current();
    if (secondFactorRoles.length === 0) return false;
    const roles = await users.rolesOf(userId, now());
    return roles.some((role) => secondFactorRoles.includes(role as (typeof secondFactorRoles)[number]));
  }

  async #goOn(account: Account, openedBy: OpenedBy, comer: Comer): Promise<SignedIn> {
    const { challenges, factors, passwords } = this.#options;
    const hasFactor = (await factors.state(account.id)) !== null;
    // Asked at each step: it may have been set up since the password was given.
    if (hasFactor && openedBy === 'password') throw await challenges.ask(account, 'second-factor', openedBy);
    if (await passwords.mustBeChanged(account)) throw await challenges.ask(account, 'new-password', openedBy);
    if (!hasFactor && (await this.secondFactorRequired(account.id)))
      throw await challenges.ask(account, 'enrolment', openedBy);
    return this.opened(account, openedBy, comer);
  }

  async #accountOf(challenge: Challenge): Promise<Account> {
    const account = await this.#options.users.accountById(challenge.userId);
    if (!account || account.disabled || account.passwordHash !== challenge.passwordHash)
      throw challengeOver();
    return account;
  }

  /** Wrong codes count like wrong passwords: whoever has the password must not go on guessing. */
  async #judge(
    account: Account,
    comer: Comer,
    code: string,
  ): Promise<'second-factor' | 'recovery-code' | undefined> {
    const { lockouts, factors } = this.#options;
    const spot = await lockouts.spotOf(account.username, comer.from);
    await lockouts.check(spot);
    const taken = await factors.take(account.id, code);
    if (taken === undefined)
      await this.#refused(account.username, comer, 'wrong_code', await lockouts.failed(spot));
    return taken;
  }

  #refused(username: string, { from }: Comer, why: string, lockedUntil?: string): Promise<void> {
    return this.#options.audit.append({
      ...{ actor: `nobody:${username}`, from, action: 'session.refuse', target: 'session' },
      detail: { why, ...(lockedUntil !== undefined && { lockedUntil }) },
    });
  }
}

export const wrongCredentials = () =>
  new AppError(401, 'wrong_credentials', 'User name or password is wrong, or the user is disabled.');

const wrongCode = (triesLeft: number) =>
  new AppError(401, 'wrong_code', 'This code is wrong, too old, or was used already.', {
    context: { triesLeft: String(triesLeft) },
  });
