/** Users: made and changed by admins, each admin within their own grants; and the first admin. */
import type { z } from 'zod';
import type { changeUser, Grant, newUser, User } from '../../contract/access.ts';
import { conflict, notFound, unauthenticated } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/route.ts';
import type { Access } from '../access.ts';
import type { Grants } from '../rights/grants.service.ts';
import { hashPassword, isPassword, readablePassword } from '../sign-in/secrets.ts';
import type { Sessions } from '../sign-in/sessions.ts';
import type { UsersStore } from './users.store.ts';

export interface UsersServiceOptions {
  readonly store: UsersStore;
  readonly grants: Pick<Grants, 'check' | 'mayChange'>;
  readonly sessions: Sessions;
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
  readonly #access: Access;
  readonly #onRightsChanged: (userId: string) => void;

  constructor(options: UsersServiceOptions) {
    this.#store = options.store;
    this.#grants = options.grants;
    this.#sessions = options.sessions;
    this.#access = options.access;
    this.#onRightsChanged = options.onRightsChanged;
  }

  async self(id: string): Promise<User> {
    const [user] = await this.#store.users({ visible: { everywhere: true }, id, limit: 1 });
    if (!user) throw unauthenticated();
    return user;
  }

  async users(actor: Actor, query: { cursor?: string | undefined; limit: number; q?: string | undefined }) {
    const visible = await this.#access.visible(actor, 'users:read');
    const { cursor, limit, q } = query;
    const found = await this.#store.users({ visible, after: cursor, q, limit: limit + 1 });
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

  async create(actor: Actor, input: z.output<typeof newUser>): Promise<User> {
    await this.#grants.check(actor, input.grants);
    const passwordHash = await hashPassword(input.password);
    const { username, displayName, grants } = input;
    const id = await this.#store.transaction(async (store) => {
      const made = await store.insert({ username, displayName, passwordHash });
      if (made === undefined)
        throw conflict('username_taken', 'This user name is taken.', [
          { field: 'body.username', message: 'is taken' },
        ]);
      await store.replaceGrants(made, grants);
      return made;
    });
    return this.user(actor, id);
  }

  /** Whatever a session rested on (password, grants, being enabled) ends the user's sessions when it changes. */
  async change(actor: Actor, id: string, input: z.output<typeof changeUser>): Promise<User> {
    const { grants: before } = await this.user(actor, id, 'users:write');
    const { displayName, disabled, grants } = input;
    if (grants || disabled !== undefined || input.password !== undefined)
      await this.#grants.mayChange(actor, before);
    if (grants) await this.#grants.check(actor, grants, before);
    const passwordHash = input.password === undefined ? undefined : await hashPassword(input.password);
    await this.#store.transaction(async (store) => {
      await store.change(id, { displayName, disabled, passwordHash });
      if (grants) await store.replaceGrants(id, grants);
      if ((grants || disabled) && (await store.countFullAdmins()) === 0)
        throw conflict('last_admin', 'Somebody must remain who may administer everything.');
    });
    if (grants || disabled === true || passwordHash !== undefined) await this.#sessions.endOfUser(id);
    if (grants) this.#onRightsChanged(id);
    return this.user(actor, id);
  }

  async setPassword(id: string, password: string): Promise<void> {
    await this.#store.change(id, { passwordHash: await hashPassword(password) });
  }

  /**
   * At every start. A site without users gets `admin`, with the given or a random password. A given password is
   * made to hold for `admin` (who may have been disabled or locked out), whose sessions end if it changed.
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
    const holds = !account.disabled && (await isPassword(account.passwordHash, given));
    if (!holds) {
      await this.#store.change(account.id, { passwordHash: await hashPassword(given), disabled: false });
      await this.#sessions.endOfUser(account.id);
    }
    return { username: ADMIN };
  }
}
