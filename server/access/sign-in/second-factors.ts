/** Second factors: an authenticator's codes, and ten recovery codes for the day it is lost. */
import type { Enrolment } from '../../contract/account.ts';
import { conflict } from '../../platform/errors.ts';
import type { Sealer } from '../../platform/sealer.ts';
import type { SecondFactorsStore } from './second-factors.store.ts';
import { hashSecret, readablePassword } from './secrets.ts';
import { newTotpSecret, totpCounter, totpUri } from './totp.ts';

const RECOVERY_CODES = 10;

export interface SecondFactorsOptions {
  readonly store: SecondFactorsStore;
  readonly sealer: Sealer;
  readonly now: () => number;
}

export interface SecondFactorState {
  readonly since: string;
  readonly recoveryCodesLeft: number;
}

export class SecondFactors {
  readonly #store: SecondFactorsStore;
  readonly #sealer: Sealer;
  readonly #now: () => number;

  constructor(options: SecondFactorsOptions) {
    this.#store = options.store;
    this.#sealer = options.sealer;
    this.#now = options.now;
  }

  /** Null: none is asked for. */
  async state(userId: string): Promise<SecondFactorState | null> {
    const found = await this.#store.find(userId);
    if (!found || found.confirmedMs === null) return null;
    return {
      since: new Date(found.confirmedMs).toISOString(),
      recoveryCodesLeft: await this.#store.recoveryLeft(userId),
    };
  }

  /** Begins anew each time: what was shown and not confirmed is worth nothing any more. */
  async begin(userId: string, username: string): Promise<Enrolment> {
    const secret = newTotpSecret();
    if (!(await this.#store.begin(userId, this.#sealer.seal(secret), this.#now()))) throw alreadyEnrolled();
    return { secret, uri: totpUri(secret, username) };
  }

  /** The recovery codes, this once; undefined for a wrong code. */
  async confirm(userId: string, code: string): Promise<string[] | undefined> {
    const found = await this.#store.find(userId);
    if (!found) return undefined;
    if (found.confirmedMs !== null) throw alreadyEnrolled();
    const nowMs = this.#now();
    const counter = totpCounter(this.#sealer.open(found.secretSealed), tidy(code), nowMs);
    if (counter === undefined) return undefined;
    return this.#store.transaction(async (store) => {
      const confirmed = await store.confirm(userId, found.secretSealed, counter, nowMs);
      return confirmed ? this.#freshRecovery(store, userId) : undefined;
    });
  }

  /** What opened; undefined for a wrong code and for one that was taken before. */
  async take(userId: string, given: string): Promise<'second-factor' | 'recovery-code' | undefined> {
    const code = tidy(given);
    const nowMs = this.#now();
    if (!/^\d{6}$/.test(code)) {
      const taken = await this.#store.takeRecovery(userId, hashRecovery(code), nowMs);
      return taken ? 'recovery-code' : undefined;
    }
    const found = await this.#store.find(userId);
    if (!found || found.confirmedMs === null) return undefined;
    const counter = totpCounter(this.#sealer.open(found.secretSealed), code, nowMs);
    if (counter === undefined || !(await this.#store.take(userId, counter))) return undefined;
    return 'second-factor';
  }

  async renewRecovery(userId: string): Promise<string[]> {
    return this.#store.transaction((store) => this.#freshRecovery(store, userId));
  }

  /** Answers whether there was one. */
  async remove(userId: string): Promise<boolean> {
    return this.#store.transaction((store) => store.remove(userId));
  }

  async #freshRecovery(store: SecondFactorsStore, userId: string): Promise<string[]> {
    const codes = Array.from({ length: RECOVERY_CODES }, () => readablePassword());
    await store.replaceRecovery(userId, codes.map(hashRecovery));
    return codes;
  }
}

/** As it is typed: spaces within, and capitals, do not matter. */
const tidy = (code: string): string => code.replace(/\s+/g, '').toLowerCase();
/** 79 random bits: too many to guess, so a plain hash may be stored. The dashes are for reading. */
const hashRecovery = (code: string): Buffer => hashSecret(tidy(code).replaceAll('-', ''));

const alreadyEnrolled = () =>
  conflict('second_factor_exists', 'There is a second factor already; remove it before another is set up.');
