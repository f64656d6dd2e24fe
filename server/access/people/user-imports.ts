/** What imports need of users beside what a single edit needs. */
import type { z } from 'zod';
import type { changeUser, Grant, User } from '../../contract/access.ts';
import { AppError, conflict } from '../../platform/errors.ts';
import type { Page } from '../../platform/http/paging.ts';
import type { Actor } from '../../platform/http/route.ts';
import type { Grants } from '../rights/grants.service.ts';
import type { RolesStore } from '../rights/roles.store.ts';
import { readablePassword } from '../sign-in/secrets.ts';
import type { UserImportsStore } from './user-imports.store.ts';
import type { UsersService } from './users.service.ts';

export interface UserImportsOptions {
  readonly users: UsersService;
  readonly grants: Pick<Grants, 'check'>;
  readonly roles: Pick<RolesStore, 'all'>;
  readonly store: UserImportsStore;
  readonly onRightsChanged: (userId: string) => void;
}

export class UserImports {
  readonly #options: UserImportsOptions;

  constructor(options: UserImportsOptions) {
    this.#options = options;
  }

  list(
    actor: Actor,
    query: { cursor?: string | undefined; limit: number; q?: string | undefined },
  ): Promise<Page<User>> {
    return this.#options.users.users(actor, query);
  }

  get(actor: Actor, id: string): Promise<User> {
    return this.#options.users.user(actor, id);
  }

  /** Roles that the site made itself, by name. */
  async ownRoles(): Promise<readonly { readonly id: string; readonly name: string }[]> {
    return (await this.#options.roles.all()).map(({ id, name }) => ({ id, name }));
  }

  /** Why the actor may not give these, in English; undefined: they may. */
  async mayGrant(actor: Actor, grants: readonly Grant[]): Promise<string | undefined> {
    try {
      await this.#options.grants.check(actor, grants);
      return undefined;
    } catch (error) {
      if (error instanceof AppError) return error.message;
      throw error;
    }
  }

  /** With a first password at random, which must be changed at the first sign-in. */
  async create(
    actor: Actor,
    user: { readonly username: string; readonly displayName: string; readonly grants: Grant[] },
  ): Promise<{ readonly id: string; readonly password: string }> {
    const password = readablePassword();
    const { id } = await this.#options.users.create(actor, { ...user, password, mustChangePassword: true });
    return { id, password };
  }

  async change(
    actor: Actor,
    id: string,
    change: Pick<Partial<z.output<typeof changeUser>>, 'displayName' | 'grants' | 'disabled'>,
  ): Promise<void> {
    await this.#options.users.change(actor, id, { mustChangePassword: false, ...change });
  }

  /** Removes a person who never signed in: nothing names them. Others can only be disabled. */
  async removeUnused(actor: Actor, id: string): Promise<void> {
    await this.#options.users.changeable(actor, id);
    if (!(await this.#options.store.deleteUnused(id)))
      throw conflict('user_signed_in', 'This person has signed in already and can only be disabled.');
    this.#options.onRightsChanged(id);
  }
}
