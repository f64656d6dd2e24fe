/**
 * Lets in who another sign-in service vouches for. Whoever comes first gets an account of their own, apart from the
 * local ones by its name (`…@sso`): an equal name at the other service takes nobody's account over. What they may do
 * comes from their groups there, looked at anew at each sign-in; without any they do not come in. Only an admin gives
 * such a person a local account, whose own grants then hold.
 */
import type { Grant } from '../../contract/access.ts';
import type { SsoMapping, SsoPerson } from '../../contract/account.ts';
import { AppError, conflict, invalid, notFound } from '../../platform/errors.ts';
import type { Account, UsersStore } from '../people/users.store.ts';
import { UsersStore as Users } from '../people/users.store.ts';
import type { Sessions } from '../sign-in/sessions.ts';
import { nameForAccount } from './account-name.ts';
import type { SsoStore } from './sso.store.ts';
import type { SsoClaims } from './sso-client.ts';

export interface SsoServiceOptions {
  readonly store: SsoStore;
  readonly users: UsersStore;
  readonly sessions: Pick<Sessions, 'endOfUser'>;
  readonly onRightsChanged: (userId: string) => void;
  readonly now: () => number;
}

/** Names tried before it is given up. */
const NAMES_MOST = 50;
const NAME_MOST = 100;

export class SsoService {
  readonly #options: SsoServiceOptions;

  constructor(options: SsoServiceOptions) {
    this.#options = options;
  }

  /** The account of whom the service vouches for, made or brought up to date. */
  async accountOf(claims: SsoClaims): Promise<Account> {
    const { store, users, sessions, onRightsChanged } = this.#options;
    const settled = await store.transaction(async (inside, db) => {
      await inside.hold(claims.issuer, claims.subject);
      return this.#settle(claims, inside, new Users({ db }));
    });
    if (settled.rightsChanged) {
      await sessions.endOfUser(settled.userId);
      onRightsChanged(settled.userId);
    }
    const account = settled.mayEnter ? await users.accountById(settled.userId) : undefined;
    if (!account || account.disabled)
      throw new AppError(
        403,
        'sso_no_access',
        'This person has no rights here: none of their groups holds any.',
      );
    return account;
  }

  async #settle(
    claims: SsoClaims,
    store: SsoStore,
    users: UsersStore,
  ): Promise<{ userId: string; mayEnter: boolean; rightsChanged: boolean }> {
    const nowMs = this.#options.now();
    const { issuer, subject, groups } = claims;
    const name = claims.name.slice(0, NAME_MOST);
    const known = await store.find(issuer, subject);
    if (known) await store.seen(known.id, name, groups, nowMs);
    if (known?.linked) return { userId: known.userId, mayEnter: true, rightsChanged: false };
    const grants = grantsFor(await store.mappings(), groups);
    const mayEnter = grants.length > 0;
    if (!known) {
      if (!mayEnter) return { userId: '', mayEnter, rightsChanged: false };
      const userId = await this.#makeAccount(claims, name, users);
      await users.replaceGrants(userId, grants);
      await store.insert({ issuer, subject, userId, name, groups, nowMs });
      return { userId, mayEnter, rightsChanged: true };
    }
    const { userId } = known;
    await store.setDisplayName(userId, name);
    const before = await users.grants(userId);
    const rightsChanged = nameOf(before) !== nameOf(grants);
    if (rightsChanged) await users.replaceGrants(userId, grants);
    return { userId, mayEnter, rightsChanged };
  }

  async #makeAccount(claims: SsoClaims, displayName: string, users: UsersStore): Promise<string> {
    for (let turn = 1; turn <= NAMES_MOST; turn += 1) {
      const username = nameForAccount(claims, turn);
      const made = await users.insert({ username, displayName, passwordHash: null });
      if (made !== undefined) return made;
    }
    throw conflict('username_taken', 'No free name could be found for this person’s account.');
  }

  async people(query: { cursor?: string | undefined; limit: number; q?: string | undefined }) {
    const offset = Number(query.cursor ?? 0);
    const found = await this.#options.store.people({ limit: query.limit + 1, q: query.q, offset });
    const more = found.length > query.limit;
    return { items: found.slice(0, query.limit), nextCursor: more ? String(offset + query.limit) : null };
  }

  async person(id: string): Promise<SsoPerson> {
    const [found] = await this.#options.store.people({ id, limit: 1 });
    if (!found) throw notFound('person');
    return found;
  }

  /** Gives a person a local account; their own of before stays, disabled and without rights, as the trail names it. */
  async link(id: string, username: string): Promise<SsoPerson> {
    const { store, users, sessions, onRightsChanged } = this.#options;
    const { userId: before, linked } = await this.person(id);
    const account = await users.accountByName(username.toLowerCase());
    if (!account || account.passwordHash === null)
      throw invalid([{ field: 'body.username', message: 'there is no such local user' }]);
    await store.link(id, account.id);
    if (!linked) {
      await users.change(before, { disabled: true });
      await users.replaceGrants(before, []);
      onRightsChanged(before);
    }
    await sessions.endOfUser(before);
    return this.person(id);
  }

  /** The next sign-in makes them an account of their own. */
  async unlink(id: string): Promise<void> {
    const { store, sessions } = this.#options;
    const { userId, linked } = await this.person(id);
    if (!linked) throw conflict('not_linked', 'This person has no local account.');
    await store.remove(id);
    await sessions.endOfUser(userId);
  }
}

/** Each once, however many groups hold it. */
export function grantsFor(mappings: readonly SsoMapping[], groups: readonly string[]): Grant[] {
  const held = new Set(groups);
  const grants = new Map<string, Grant>();
  for (const { value, grant } of mappings) if (held.has(value)) grants.set(nameOf([grant]), grant);
  return [...grants.values()];
}

/** The same for the same grants, in whatever order and spelling. */
export const nameOf = (grants: readonly Grant[]): string =>
  grants
    .map(({ role, scope, until }) => {
      const target = scope.kind === 'region' ? scope.code : 'id' in scope ? scope.id : '';
      return `${role} ${scope.kind} ${target} ${until ?? ''}`;
    })
    .sort()
    .join('\n');
