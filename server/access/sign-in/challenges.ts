/**
 * What is still asked of somebody who gave the right password: a code, a new password, an authenticator. There is no
 * session yet, only a secret for that one step, good for minutes and a few tries, and for as long as the password it
 * came with stands. Each further step has a new one.
 */
import type { OpenedBy, SignInStep } from '../../contract/account.ts';
import { AppError } from '../../platform/errors.ts';
import type { Account } from '../people/users.store.ts';
import type { ChallengeRow, ChallengesStore } from './challenges.store.ts';
import { hashSecret, newSecret } from './secrets.ts';

const TRIES: Readonly<Record<SignInStep, number>> = {
  'second-factor': 5,
  // A password may be refused for many reasons, an authenticator takes a while to find.
  'new-password': 20,
  enrolment: 20,
};
const LASTS_MS: Readonly<Record<SignInStep, number>> = {
  'second-factor': 5 * 60_000,
  'new-password': 15 * 60_000,
  enrolment: 15 * 60_000,
};
/** Tabs of one person; more is somebody who collects them. */
const MOST_OF_USER = 5;

const CODES: Readonly<Record<SignInStep, string>> = {
  'second-factor': 'second_factor_required',
  'new-password': 'new_password_required',
  enrolment: 'enrolment_required',
};
const TEXTS: Readonly<Record<SignInStep, string>> = {
  'second-factor': 'Give a code of your authenticator: POST /api/v1/session/second-factor.',
  'new-password': 'Choose a new password: POST /api/v1/session/new-password.',
  enrolment: 'Set up an authenticator: POST /api/v1/session/enrolment.',
};

export interface ChallengesOptions {
  readonly store: ChallengesStore;
  readonly now: () => number;
}

/** A challenge being answered. */
export interface Challenge extends ChallengeRow {
  readonly idHash: Buffer;
  readonly triesLeft: number;
}

export class Challenges {
  readonly #store: ChallengesStore;
  readonly #now: () => number;

  constructor(options: ChallengesOptions) {
    this.#store = options.store;
    this.#now = options.now;
  }

  /** The 401 that asks for the step. */
  async ask(account: Account, step: SignInStep, openedBy: OpenedBy): Promise<AppError> {
    const id = newSecret();
    const nowMs = this.#now();
    const expiresMs = nowMs + LASTS_MS[step];
    const { id: userId, passwordHash } = account;
    if (passwordHash === null) throw new Error('steps are asked of those who came with a password');
    await this.#store.insert(
      { idHash: hashSecret(id), userId, passwordHash, step, openedBy, nowMs, expiresMs },
      MOST_OF_USER,
    );
    return new AppError(401, CODES[step], TEXTS[step], {
      context: { challenge: id, step, expiresAt: new Date(expiresMs).toISOString() },
    });
  }

  /** Counts a try. Throws where there is none left, or never was one. */
  async answer(id: string, step: SignInStep): Promise<Challenge> {
    const idHash = hashSecret(id);
    const found = await this.#store.try(idHash, step, this.#now(), TRIES[step]);
    if (!found) throw challengeOver();
    return { ...found, idHash, triesLeft: TRIES[step] - found.tries };
  }

  /** It was answered well: nobody answers it again. */
  async use({ idHash }: Challenge): Promise<void> {
    if (!(await this.#store.use(idHash))) throw challengeOver();
  }

  forgetUser(userId: string): Promise<void> {
    return this.#store.deleteOfUser(userId);
  }

  tidy(): Promise<void> {
    return this.#store.deleteExpired(this.#now());
  }
}

export const challengeOver = () =>
  new AppError(
    401,
    'challenge_over',
    'This step is over: it took too long, or too many tries. Sign in anew.',
  );
