/** What signing in is made of, put together by hand. Routes come later: they need people and rights as well. */
import type { Bus } from '../../platform/bus.ts';
import type { Db } from '../../platform/db/connect.ts';
import type { Sealer } from '../../platform/sealer.ts';
import type { AuditFor } from '../access.ts';
import type { UsersStore } from '../people/users.store.ts';
import { ChallengesStore } from './challenges.store.ts';
import { Challenges } from './challenges.ts';
import { LockoutsStore } from './lockouts.store.ts';
import { Lockouts } from './lockouts.ts';
import { PasswordsStore } from './passwords.store.ts';
import { Passwords } from './passwords.ts';
import { SecondFactorsStore } from './second-factors.store.ts';
import { SecondFactors } from './second-factors.ts';
import { SessionsStore } from './sessions.store.ts';
import { Sessions } from './sessions.ts';
import { SettingsStore } from './settings.store.ts';
import { Settings } from './settings.ts';
import { SignIn, type SignInOptions } from './sign-in.ts';
import { SignInFlow } from './sign-in-flow.ts';

export interface SignInPartsOptions {
  readonly db: Db;
  readonly bus: Bus;
  readonly sealer: Sealer;
  readonly audit: AuditFor;
  readonly users: UsersStore;
  readonly now: () => number;
  readonly limits?: SignInOptions['limits'];
}

export interface SignInParts {
  readonly settings: Settings;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly factors: SecondFactors;
  readonly challenges: Challenges;
  readonly lockouts: Lockouts;
  readonly flow: SignInFlow;
}

export function createSignInParts(options: SignInPartsOptions): SignInParts {
  const { db, bus, sealer, audit, users, now, limits } = options;
  const settings = new Settings({ store: new SettingsStore({ db }), bus, now });
  const sessions = new Sessions({ store: new SessionsStore({ db }), settings, bus, now });
  const passwords = new Passwords({ store: new PasswordsStore({ db }), settings, now });
  const factors = new SecondFactors({ store: new SecondFactorsStore({ db }), sealer, now });
  const challenges = new Challenges({ store: new ChallengesStore({ db }), now });
  const lockouts = new Lockouts({ store: new LockoutsStore({ db }), settings, now });
  const signIn = new SignIn({ users, lockouts, ...(limits !== undefined && { limits }) });
  const flow = new SignInFlow({
    ...{ signIn, lockouts, challenges, passwords, factors, sessions, settings, users, audit, now },
  });
  return { settings, sessions, passwords, factors, challenges, lockouts, flow };
}
