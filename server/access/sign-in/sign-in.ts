/**
 * Checks name and password. Guessing is slowed by address, by name at a network, and by name everywhere, and locks the
 * name after too many failures (`lockouts.ts`); an unknown or disabled user, or one who signs in elsewhere, takes as
 * long and is answered the same as a wrong password. Nobody's guessing elsewhere keeps a person out of where they
 * signed in of late.
 */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../../platform/errors.ts';
import type { Account, UsersStore } from '../people/users.store.ts';
import type { Lockouts } from './lockouts.ts';
import { network } from './network.ts';
import { hashPassword, isPassword } from './secrets.ts';

export interface SignInOptions {
  readonly users: Pick<UsersStore, 'accountByName'>;
  readonly lockouts: Pick<Lockouts, 'spotOf' | 'check' | 'failed'>;
  /** Failures allowed within `perSeconds`, by one address and for one name at one network. */
  readonly limits?: { readonly byAddress: number; readonly byName: number; readonly perSeconds: number };
}

/** So many times more failures for one name are allowed over all networks than at one. */
const EVERYWHERE_FACTOR = 10;

/** Undefined account: the credentials are wrong. `lockedUntil`: that was one failure too many. */
export interface CheckedCredentials {
  readonly account: Account | undefined;
  readonly lockedUntil?: string | undefined;
}

export class SignIn {
  readonly #users: SignInOptions['users'];
  readonly #lockouts: SignInOptions['lockouts'];
  readonly #byAddress: RateLimiterMemory;
  readonly #byNameHere: RateLimiterMemory;
  readonly #byNameEverywhere: RateLimiterMemory;
  /** What an unknown user's password is compared with, so that it takes as long. */
  readonly #decoy = hashPassword('nobody has this password');

  constructor(options: SignInOptions) {
    this.#users = options.users;
    this.#lockouts = options.lockouts;
    const {
      byAddress,
      byName,
      perSeconds: duration,
    } = options.limits ?? { byAddress: 30, byName: 10, perSeconds: 600 };
    this.#byAddress = new RateLimiterMemory({ points: byAddress, duration, keyPrefix: 'address' });
    this.#byNameHere = new RateLimiterMemory({ points: byName, duration, keyPrefix: 'name here' });
    this.#byNameEverywhere = new RateLimiterMemory({
      points: byName * EVERYWHERE_FACTOR,
      duration,
      keyPrefix: 'name',
    });
    // Awaited at the first sign-in; until then a failure must not count as unhandled.
    this.#decoy.catch(() => undefined);
  }

  /** Throws {@link TooManyAttempts} and `AccountLocked`. */
  async check(username: string, password: string, address: string): Promise<CheckedCredentials> {
    const name = username.toLowerCase();
    const from = network(address);
    const here = JSON.stringify([name, from]);
    const spot = await this.#lockouts.spotOf(name, address);
    // Points are taken before the hash is computed, so that a flood costs us little, and given back on success. A whole
    // office may share an address: guesses of others there keep out nobody who is known there.
    if (!spot.known) await take(this.#byAddress, from);
    await this.#lockouts.check(spot);
    await take(this.#byNameHere, here);
    if (!spot.known) await take(this.#byNameEverywhere, name);
    const account = await this.#users.accountByName(name);
    const right = await isPassword(account?.passwordHash ?? (await this.#decoy), password);
    if (!account || account.passwordHash === null || account.disabled || !right)
      return { account: undefined, lockedUntil: await this.#lockouts.failed(spot) };
    await this.#byNameHere.delete(here);
    if (spot.known) return { account };
    await this.#byAddress.reward(from, 1);
    // Not emptied: what others guessed elsewhere still counts.
    await this.#byNameEverywhere.reward(name, 1);
    return { account };
  }
}

export class TooManyAttempts extends AppError {
  readonly retryAfterSeconds: number;
  /** The first one refused since the limit was reached. The trail tells of it, not of the thousands after it. */
  readonly isFirst: boolean;
  constructor(retryAfterSeconds: number, isFirst: boolean) {
    super(429, 'too_many_requests', `Too many attempts. Try again in ${retryAfterSeconds} s.`);
    this.retryAfterSeconds = retryAfterSeconds;
    this.isFirst = isFirst;
  }
}

async function take(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw new TooManyAttempts(
      Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
      refusal.consumedPoints === limiter.points + 1,
    );
  }
}
