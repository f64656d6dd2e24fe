/** Users: made and changed by admins, each admin within their own grants; and the first admin. */
import type { z } from 'zod';
import type { changeUser, Grant, newUser, User } from '../../contract/access.ts';
import { conflict, notFound, unauthenticated } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/route.ts';
import type { Access } from '../access.ts';
import type { Grants } from '../rights/grants.service.ts';
import type { Lockouts } from '../sign-in/lockouts.ts';
import type { Passwords } from '../sign-in/passwords.ts';
import type { SecondFactors } from '../sign-in/second-factors.ts';
import { hashPassword, isPassword, readablePassword } from '../sign-in/secrets.ts';
import type { Sessions } from '../sign-in/sessions.ts';
import type { UsersStore } from './users.store.ts';

export interface UsersServiceOptions {
  readonly store: UsersStore;
  readonly grants: Pick<Grants, 'check' | 'mayChange' | 'mayBecome'>;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly factors: Pick<SecondFactors, 'remove'>;
  readonly lockouts: Pick<Lockouts, 'lift'>;
  /** Who got an account by signing in elsewhere: their grants come from there. */
  readonly isMadeBySso: (userId: string) => Promise<boolean>;
  /** The program itself gave `admin` its password anew. */
  readonly onAdminReset: (id: string) => Promise<void>;
  readonly access: Access;
  /** After the change, and once more than needed rather than not at all. */
  readonly onRightsChanged: (userId: string) => void;
}

export interface FirstAdmin {
  readonly username: string;
  /** Only when it was made at random just now: show it once. */
  readonly password?: string;
}

export const ADMIN = 'admin';
const FULL_ADMIN: Grant = { role: 'admin', scope: { kind: 'everywhere' } };

export class UsersService {
  readonly #store: UsersStore;
  readonly #grants: UsersServiceOptions['grants'];
  readonly #sessions: Sessions;
  readonly #passwords: Passwords;
  readonly #factors: UsersServiceOptions['factors'];
  readonly #lockouts: UsersServiceOptions['lockouts'];
  readonly #isMadeBySso: UsersServiceOptions['isMadeBySso'];
  readonly #onAdminReset: UsersServiceOptions['onAdminReset'];
  readonly #access: Access;
  readonly #onRightsChanged: (userId: string) => void;

  constructor(options: UsersServiceOptions) {
    this.#store = options.store;
    this.#grants = options.grants;
    this.#sessions = options.sessions;
    this.#passwords = options.passwords;
    this.#factors = options.factors;
    this.#lockouts = options.lockouts;
    this.#isMadeBySso = options.isMadeBySso;
    this.#onAdminReset = options.onAdminReset;
    this.#access = options.access;
    this.#onRightsChanged = options.onRightsChanged;
  }

  async self(id: string): Promise<User> {
    const [user] = await this.#store.users({ visible: { everywhere: true }, id, limit: 1 });
    if (!user) throw unauthenticated();
    return user;
  }

  async users(
    actor: Actor,
    query: {
      cursor?: string | undefined;
      limit: number;
      q?: string | undefined;
      role?: string | undefined;
    },
  ) {
    const visible = await this.#access.visible(actor, 'users:read');
    const { cursor, limit, q, role } = query;
    const found = await this.#store.users({ visible, after: cursor, q, role, limit: limit + 1 });
    const items = found.slice(0, limit);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.username ?? null) : null };
  }

  async user(
    actor: Actor,
    id: string,
    permission: 'users:read' | 'users:write' = 'users:read',
  ): Promise<User> {
    const visible = await this.#access.visible(actor, permission);
    const [user] = await this.#store.users({ visible, id, limit: 1 });
    if (!user) throw notFound('user');
    return user;
  }

  /** One that the actor may change: within their reach, and holding nothing that they do not. */
  async changeable(actor: Actor, id: string): Promise<User> {
    const user = await this.user(actor, id, 'users:write');
    await this.#grants.mayChange(actor, user.grants);
    return user;
  }

  /** One whom the actor may let in anew: who that is to be, the actor decides with it. */
  async replaceable(actor: Actor, id: string): Promise<User> {
    const user = await this.changeable(actor, id);
    await this.#grants.mayBecome(actor, id);
    return user;
  }

  async create(actor: Actor, input: z.output<typeof newUser>): Promise<User> {
    await this.#grants.check(actor, input.grants);
    const { username, displayName, password, mustChangePassword, grants } = input;
    await this.#passwords.check({ username, password, field: 'body.password' });
    const passwordHash = await hashPassword(password);
    const id = await this.#store.transaction(async (store) => {
      const made = await store.insert({ username, displayName, passwordHash });
      if (made === undefined)
        throw conflict('username_taken', 'This user name is taken.', [
          { field: 'body.username', message: 'is taken' },
        ]);
      await store.replaceGrants(made, grants);
      return made;
    });
    if (mustChangePassword) await this.#passwords.demandChange(id);
    // One of the grants may be the next to end.
    this.#onRightsChanged(id);
    return this.user(actor, id);
  }

  /** Whatever a session rested on (password, grants, being enabled) ends the user's sessions when it changes. */
  async change(actor: Actor, id: string, input: z.output<typeof changeUser>): Promise<User> {
    // What is looked at here must still be so when it is changed.
    await this.#store.hold(id);
    const { grants: before, username } = await this.user(actor, id, 'users:write');
    const { displayName, disabled, grants, password, mustChangePassword } = input;
    if (grants || disabled !== undefined || password !== undefined)
      await this.#grants.mayChange(actor, before);
    if (password !== undefined) {
      // One's own goes with the present one, so that a session left open is not enough.
      if (actor.kind === 'user' && actor.id === id)
        throw conflict('own_account', 'Your own is on your account page, with the present one.');
      await this.#grants.mayBecome(actor, id);
    }
    if (grants) await this.#grants.check(actor, grants, before);
    if ((grants || password !== undefined) && (await this.#isMadeBySso(id)))
      throw conflict(
        'signs_in_elsewhere',
        'Password and grants of this person come from where they sign in.',
      );
    if (password !== undefined)
      await this.#passwords.check({ username, password, field: 'body.password' }, id);
    await this.#store.transaction(async (store) => {
      await store.change(id, { displayName, disabled });
      if (grants) await store.replaceGrants(id, grants);
      if ((grants || disabled) && (await store.countFullAdmins()) === 0)
        throw conflict('last_admin', 'Somebody must remain who may administer everything.');
    });
    if (password !== undefined) await this.#passwords.set(id, password, mustChangePassword);
    if (grants || disabled === true || password !== undefined) await this.#sessions.endOfUser(id);
    if (grants) this.#onRightsChanged(id);
    return this.user(actor, id);
  }

  /**
   * At every start. A site without users gets `admin`, with the given or a random password. A given password is
   * made to hold for `admin` (who may have been disabled or locked out). Where it differs, `admin` begins anew with it:
   * without the sessions and the second factor of before. It is the way back in for whoever runs the program.
   */
  async ensureAdmin(given: string | undefined): Promise<FirstAdmin> {
    const account = await this.#store.accountByName(ADMIN);
    if (!account) {
      if (given === undefined && (await this.#store.count()) > 0) return { username: ADMIN };
      const password = given ?? readablePassword();
      const passwordHash = await hashPassword(password);
      await this.#store.transaction(async (store) => {
        const id = await store.insert({ username: ADMIN, displayName: '管理员', passwordHash });
        // Another node was a moment faster.
        if (id !== undefined) await store.replaceGrants(id, [FULL_ADMIN]);
      });
      return given === undefined ? { username: ADMIN, password } : { username: ADMIN };
    }
    if (given === undefined) return { username: ADMIN };
    const { disabled, passwordHash } = account;
    const holds = !disabled && passwordHash !== null && (await isPassword(passwordHash, given));
    if (!holds) {
      await this.#passwords.set(account.id, given, false);
      await this.#store.change(account.id, { disabled: false });
      await this.#factors.remove(account.id);
      await this.#sessions.endOfUser(account.id);
      await this.#onAdminReset(account.id);
    }
    await this.#lockouts.lift(ADMIN);
    return { username: ADMIN };
  }
}
