/** Who asks, and may they: the cookie or token resolved to an actor, the actor's grants to an answer. */
import type { IncomingMessage } from 'node:http';
import { parseCookie } from 'cookie';
import type { Grant, Permission } from '../contract/access.ts';
import type { Actor, Place } from '../platform/http/route.ts';
import type { Access } from './access.ts';
import type { UsersStore } from './people/users.store.ts';
import { reaches, scopesOf } from './rights/grants.ts';
import { machinePermissions } from './rights/roles.ts';
import type { ScopesStore } from './rights/scopes.store.ts';
import type { Visible } from './rights/visible.ts';
import { hashSecret } from './sign-in/secrets.ts';
import type { Sessions } from './sign-in/sessions.ts';
import type { TokensStore } from './tokens/tokens.store.ts';

export const COOKIE = 'mc_session';
const BELIEVED_MS = 5000;
const REMEMBERED_MOST = 5000;

export interface AccessGateOptions {
  readonly sessions: Sessions;
  readonly users: UsersStore;
  readonly tokens: TokensStore;
  readonly scopes: ScopesStore;
  readonly now: () => number;
}

export class AccessGate implements Access {
  readonly #sessions: Sessions;
  readonly #users: UsersStore;
  readonly #tokens: TokensStore;
  readonly #scopes: ScopesStore;
  readonly #now: () => number;
  /** By session: a change of grants ends the user's sessions, so a session's grants never change. */
  readonly #grants = new Map<string, { grants: Promise<Grant[]>; untilMs: number }>();

  constructor(options: AccessGateOptions) {
    this.#sessions = options.sessions;
    this.#users = options.users;
    this.#tokens = options.tokens;
    this.#scopes = options.scopes;
    this.#now = options.now;
  }

  /** With an Authorization header the cookie is not looked at: one request speaks for one party. */
  async authenticate(req: IncomingMessage): Promise<Actor | undefined> {
    const { authorization, cookie } = req.headers;
    if (authorization !== undefined) return this.#machine(authorization);
    const secret = cookie === undefined ? undefined : parseCookie(cookie)[COOKIE];
    return secret === undefined || secret.length > 100 ? undefined : this.#sessions.find(secret);
  }

  async #machine(authorization: string): Promise<Actor | undefined> {
    const secret = /^Bearer (\S{1,100})$/i.exec(authorization)?.[1];
    if (secret === undefined) return undefined;
    const token = await this.#tokens.bySecret(hashSecret(secret), this.#now());
    if (!token) return undefined;
    const { id: tokenId, source, departmentId } = token;
    return { kind: 'machine', tokenId, source, departmentId };
  }

  async permits(actor: Actor, permission: Permission, place?: Place): Promise<boolean> {
    if (actor.kind === 'machine') {
      const own = place === undefined || (place.departmentIds?.includes(actor.departmentId) ?? false);
      return own && machinePermissions.includes(permission);
    }
    const scopes = scopesOf(await this.#grantsOf(actor), permission);
    return place === undefined
      ? scopes.length > 0
      : scopes.some((scope) => reaches(scope, place, permission));
  }

  async visible(actor: Actor, permission: Permission): Promise<Visible> {
    if (actor.kind === 'machine') {
      const departmentIds = machinePermissions.includes(permission) ? [actor.departmentId] : [];
      return { everywhere: false, regionCodes: [], hallIds: [], departmentIds };
    }
    const scopes = scopesOf(await this.#grantsOf(actor), permission);
    if (scopes.some((scope) => scope.kind === 'everywhere')) return { everywhere: true };
    return {
      everywhere: false,
      regionCodes: await this.#scopes.regionsBelow(
        scopes.flatMap((scope) => (scope.kind === 'region' ? [scope.code] : [])),
      ),
      hallIds: scopes.flatMap((scope) => (scope.kind === 'hall' ? [scope.id] : [])),
      departmentIds: scopes.flatMap((scope) => (scope.kind === 'department' ? [scope.id] : [])),
    };
  }

  #grantsOf(actor: Extract<Actor, { kind: 'user' }>): Promise<Grant[]> {
    const nowMs = this.#now();
    const known = this.#grants.get(actor.sessionId);
    if (known && nowMs < known.untilMs) return known.grants;
    if (this.#grants.size >= REMEMBERED_MOST) this.#grants.clear();
    const grants = this.#users.grantsOf(actor.id);
    this.#grants.set(actor.sessionId, { grants, untilMs: nowMs + BELIEVED_MS });
    // A failed look-up is not remembered.
    grants.catch(() => this.#grants.delete(actor.sessionId));
    return grants;
  }
}
