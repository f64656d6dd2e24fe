/**
 * Checks name and password. Guessing is slowed by address, by name at a network, and by name everywhere; an unknown
 * or disabled user takes as long and is answered the same as a wrong password. Nobody's guessing elsewhere keeps a
 * person out of where they signed in of late.
 */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../../platform/errors.ts';
import type { Account, UsersStore } from '../people/users.store.ts';
import { hashPassword, isPassword } from './secrets.ts';

export interface SignInOptions {
  readonly users: Pick<UsersStore, 'accountByName'>;
  readonly now: () => number;
  /** Failures allowed within `perSeconds`, by one address and for one name at one network. */
  readonly limits?: { readonly byAddress: number; readonly byName: number; readonly perSeconds: number };
}

/** So many times more failures for one name are allowed over all networks than at one. */
const EVERYWHERE_FACTOR = 10;
/** Where a person signed in well, they count as known so long … */
const KNOWN_MS = 7 * 24 * 3_600_000;
/** … as long as not so many others did since. */
const KNOWN_MOST = 10_000;

export class SignIn {
  readonly #users: SignInOptions['users'];
  readonly #now: () => number;
  readonly #byAddress: RateLimiterMemory;
  readonly #byNameHere: RateLimiterMemory;
  readonly #byNameEverywhere: RateLimiterMemory;
  /** When a name last signed in well at a network, oldest first. */
  readonly #known = new Map<string, number>();
  /** What an unknown user's password is compared with, so that it takes as long. */
  readonly #decoy = hashPassword('nobody has this password');

  constructor(options: SignInOptions) {
    this.#users = options.users;
    this.#now = options.now;
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

  /** The account, or undefined for wrong credentials. Throws {@link TooManyAttempts}. */
  async check(username: string, password: string, address: string): Promise<Account | undefined> {
    const name = username.toLowerCase();
    const from = network(address);
    const here = JSON.stringify([name, from]);
    const known = this.#isKnown(here);
    // Points are taken before the hash is computed, so that a flood costs us nothing, and given back on success.
    await take(this.#byAddress, from);
    await take(this.#byNameHere, here);
    if (!known) await take(this.#byNameEverywhere, name);
    const account = await this.#users.accountByName(name);
    const right = await isPassword(account?.passwordHash ?? (await this.#decoy), password);
    if (!account || account.disabled || !right) return undefined;
    await this.#byAddress.reward(from, 1);
    await this.#byNameHere.delete(here);
    // Not emptied: what others guessed elsewhere still counts.
    if (!known) await this.#byNameEverywhere.reward(name, 1);
    this.#remember(here);
    return account;
  }

  #isKnown(here: string): boolean {
    return (this.#known.get(here) ?? Number.NEGATIVE_INFINITY) > this.#now() - KNOWN_MS;
  }

  #remember(here: string): void {
    this.#known.delete(here);
    this.#known.set(here, this.#now());
    if (this.#known.size <= KNOWN_MOST) return;
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest);
      return;
    }
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

/** One household has a whole IPv6 /64. */
export function network(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  // `::` stands for as many groups of zeros as are missing from eight.
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...new Array<string>(zeros).fill('0'), ...after].slice(0, 4).join(':');
}
