/** Setting passwords: the rules they must keep to, and that none of the last few comes back. */
import { type PasswordFault, passwordFaults } from '../../contract/password-rules.ts';
import { invalid } from '../../platform/errors.ts';
import type { Account } from '../people/users.store.ts';
import type { PasswordsStore } from './passwords.store.ts';
import { hashPassword, isPassword } from './secrets.ts';
import type { Settings } from './settings.ts';

/** The present one is among them. */
const NOT_OF_THE_LAST = 5;
const DAY_MS = 24 * 3_600_000;

/** The page words them by how they begin: `client/src/lib/problem-words.ts`. */
const WORDS: Readonly<Record<PasswordFault, string>> = {
  short: 'at least 10 characters',
  long: 'at most 200 characters',
  common: 'is made of words, dates and numbers that are guessed first',
  username: 'is the user name and little else',
  repeats: 'is made of too few different characters',
  own: 'is one of the last five passwords',
};

export interface PasswordsOptions {
  readonly store: PasswordsStore;
  readonly settings: Pick<Settings, 'current'>;
  readonly now: () => number;
}

export interface NewPassword {
  readonly username: string;
  readonly password: string;
  /** Of the request, for the fault: `body.next`. */
  readonly field: string;
}

export class Passwords {
  readonly #store: PasswordsStore;
  readonly #settings: Pick<Settings, 'current'>;
  readonly #now: () => number;

  constructor(options: PasswordsOptions) {
    this.#store = options.store;
    this.#settings = options.settings;
    this.#now = options.now;
  }

  /** Throws what speaks against it. With a user, whether they had it of late is asked, too. */
  async check({ username, password, field }: NewPassword, userId?: string): Promise<void> {
    const faults = passwordFaults(password, username);
    if (faults.length === 0 && userId !== undefined && (await this.#isOneOfTheLast(userId, password)))
      faults.push('own');
    if (faults.length > 0) throw invalid(faults.map((fault) => ({ field, message: WORDS[fault] })));
  }

  async #isOneOfTheLast(userId: string, password: string): Promise<boolean> {
    for (const hash of await this.#store.last(userId, NOT_OF_THE_LAST))
      if (await isPassword(hash, password)) return true;
    return false;
  }

  /** Unchecked: ask `check` first. `mustChange`: somebody else chose it, so it must not be kept. */
  async set(userId: string, password: string, mustChange: boolean): Promise<void> {
    const hash = await hashPassword(password);
    await this.#store.transaction((store) =>
      store.set(userId, { hash, mustChange, nowMs: this.#now(), keep: NOT_OF_THE_LAST }),
    );
  }

  async demandChange(userId: string): Promise<void> {
    await this.#store.demandChange(userId);
  }

  /** Null: it holds until it is changed. */
  async endsMs({ passwordSetMs }: Pick<Account, 'passwordSetMs'>): Promise<number | null> {
    const { passwordMaxAgeDays } = await this.#settings.current();
    return passwordMaxAgeDays === null ? null : passwordSetMs + passwordMaxAgeDays * DAY_MS;
  }

  async mustBeChanged(account: Account): Promise<boolean> {
    if (account.mustChangePassword) return true;
    const endsMs = await this.endsMs(account);
    return endsMs !== null && this.#now() >= endsMs;
  }
}
