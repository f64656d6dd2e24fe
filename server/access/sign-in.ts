/**
 * Checks name and password. Guessing is slowed by address and by name; an unknown or disabled user takes as long
 * and is answered the same as a wrong password.
 */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../platform/errors.ts';
import { hashPassword, isPassword } from './secrets.ts';
import type { Account, UsersStore } from './users.store.ts';

export interface SignInOptions {
  readonly users: UsersStore;
  /** Failures allowed within `perSeconds`, by one address and for one name. */
  readonly limits?: { readonly byAddress: number; readonly byName: number; readonly perSeconds: number };
}

export class SignIn {
  readonly #users: UsersStore;
  readonly #byAddress: RateLimiterMemory;
  readonly #byName: RateLimiterMemory;
  /** What an unknown user's password is compared with, so that it takes as long. */
  readonly #decoy = hashPassword('nobody has this password');

  constructor(options: SignInOptions) {
    this.#users = options.users;
    const { byAddress, byName, perSeconds } = options.limits ?? {
      byAddress: 30,
      byName: 10,
      perSeconds: 600,
    };
    this.#byAddress = new RateLimiterMemory({
      points: byAddress,
      duration: perSeconds,
      keyPrefix: 'address',
    });
    this.#byName = new RateLimiterMemory({ points: byName, duration: perSeconds, keyPrefix: 'name' });
    // Awaited at the first sign-in; until then a failure must not count as unhandled.
    this.#decoy.catch(() => undefined);
  }

  /** The account, or undefined for wrong credentials. Throws {@link TooManyAttempts}. */
  async check(username: string, password: string, address: string): Promise<Account | undefined> {
    const name = username.toLowerCase();
    const from = network(address);
    // Points are taken before the hash is computed, so that a flood costs us nothing, and given back on success.
    await take(this.#byAddress, from);
    await take(this.#byName, name);
    const account = await this.#users.accountByName(name);
    const right = await isPassword(account?.passwordHash ?? (await this.#decoy), password);
    if (!account || account.disabled || !right) return undefined;
    await this.#byAddress.reward(from, 1);
    await this.#byName.delete(name);
    return account;
  }
}

export class TooManyAttempts extends AppError {
  readonly retryAfterSeconds: number;
  constructor(retryAfterSeconds: number) {
    super(429, 'too_many_requests', `Too many attempts. Try again in ${retryAfterSeconds} s.`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

async function take(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw new TooManyAttempts(Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
  }
}

/** One household has a whole IPv6 /64. */
function network(address: string): string {
  return address.includes(':') && !address.startsWith('::ffff:')
    ? address.split(':').slice(0, 4).join(':')
    : address;
}
