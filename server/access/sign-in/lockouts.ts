/**
 * Locks a name for a while after too many failures, be they passwords or codes. Counted in the database, so that a
 * restart forgives nothing, and by name whether there is such a user or not, so that a lock tells nobody.
 *
 * Where a person signed in of late is counted apart: a stranger who guesses elsewhere locks the name everywhere but
 * there, and whoever guesses there locks it there only.
 */
import type { Lock } from '../../contract/account.ts';
import { AppError } from '../../platform/errors.ts';
import type { LockoutsStore } from './lockouts.store.ts';
import { network } from './network.ts';
import type { Settings } from './settings.ts';

/** Where a person signed in well, they are known so long. */
const KNOWN_MS = 7 * 24 * 3_600_000;
const MINUTE_MS = 60_000;
/** Everywhere a name's person is not known. */
const ELSEWHERE = '';

export interface LockoutsOptions {
  readonly store: LockoutsStore;
  readonly settings: Pick<Settings, 'current'>;
  readonly now: () => number;
}

/** Where an attempt is counted. */
export interface Spot {
  readonly name: string;
  /** The network if the name's person is known there, else ''. */
  readonly counted: string;
  readonly known: boolean;
}

export class Lockouts {
  readonly #store: LockoutsStore;
  readonly #settings: Pick<Settings, 'current'>;
  readonly #now: () => number;

  constructor(options: LockoutsOptions) {
    this.#store = options.store;
    this.#settings = options.settings;
    this.#now = options.now;
  }

  async spotOf(name: string, address: string): Promise<Spot> {
    const from = network(address);
    const known = await this.#store.isKnown(name, from, this.#now() - KNOWN_MS);
    return { name, counted: known ? from : ELSEWHERE, known };
  }

  /** Throws {@link AccountLocked}. */
  async check({ name, counted }: Spot): Promise<void> {
    const nowMs = this.#now();
    const untilMs = await this.#store.lockedUntil(name, counted, nowMs);
    if (untilMs !== undefined) throw new AccountLocked(Math.ceil((untilMs - nowMs) / 1000));
  }

  /** Counts one; answers until when the name is locked, if this one locked it. */
  async failed({ name, counted }: Spot): Promise<string | undefined> {
    const { lockAfter, lockWindowMinutes, lockMinutes } = await this.#settings.current();
    const untilMs = await this.#store.failed(name, counted, {
      nowMs: this.#now(),
      most: lockAfter,
      windowMs: lockWindowMinutes * MINUTE_MS,
      lockMs: lockMinutes * MINUTE_MS,
    });
    return untilMs === undefined ? undefined : new Date(untilMs).toISOString();
  }

  /** Signed in, all the way. What others failed elsewhere still counts elsewhere. */
  async succeeded(userId: string, name: string, address: string): Promise<void> {
    const from = network(address);
    await this.#store.remember(userId, from, this.#now());
    await this.#store.forget(name, from);
  }

  async locks(name: string): Promise<Lock[]> {
    const rows = await this.#store.locks(name, this.#now());
    return rows.map(({ network: where, untilMs, failures }) => ({
      network: where === ELSEWHERE ? null : where,
      until: new Date(untilMs).toISOString(),
      failures,
    }));
  }

  lift(name: string): Promise<void> {
    return this.#store.lift(name);
  }

  /** Every few minutes. */
  async tidy(): Promise<void> {
    const nowMs = this.#now();
    const { lockWindowMinutes } = await this.#settings.current();
    await this.#store.purge({
      nowMs,
      failuresBeforeMs: nowMs - lockWindowMinutes * MINUTE_MS,
      knownBeforeMs: nowMs - KNOWN_MS,
    });
  }
}

export class AccountLocked extends AppError {
  readonly retryAfterSeconds: number;
  constructor(retryAfterSeconds: number) {
    super(
      429,
      'account_locked',
      'Too many failures: this name is locked here for a while. Wait, sign in where you usually do, or ask an admin to lift the lock.',
    );
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
