/** Who asks, and may they: the cookie or token resolved to an actor, the actor's grants to an answer. */
import type { IncomingMessage } from 'node:http';
import { parseCookie } from 'cookie';
import type { Grant, Permission, Scope } from '../contract/access.ts';
import type { Actor, Place } from '../platform/http/route.ts';
import type { Access } from './access.ts';
import type { UsersStore } from './people/users.store.ts';
import { reaches, scopesOf } from './rights/grants.ts';
import type { ScopesStore } from './rights/scopes.store.ts';
import type { Visible } from './rights/visible.ts';
import { hashSecret } from './sign-in/secrets.ts';
import type { Sessions } from './sign-in/sessions.ts';
import type { TokensStore } from './tokens/tokens.store.ts';

export const COOKIE = 'mc_session';
const BELIEVED_MS = 5000;
const REMEMBERED_MOST = 5000;
/** A machine may ask many times a second; when it last did is kept to the minute. */
const USE_NOTED_EVERY_MS = 60_000;

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
    if (authorization !== undefined) return this.#machine(authorization, req);
    const secret = cookie === undefined ? undefined : parseCookie(cookie)[COOKIE];
    return secret === undefined || secret.length > 100 ? undefined : this.#sessions.find(secret);
  }

  async #machine(authorization: string, req: IncomingMessage): Promise<Actor | undefined> {
    const secret = /^Bearer (\S{1,100})$/i.exec(authorization)?.[1];
    if (secret === undefined) return undefined;
    const nowMs = this.#now();
    const token = await this.#tokens.bySecret(hashSecret(secret), nowMs);
    if (!token) return undefined;
    const { id: tokenId, source, departmentId, permissions, scope, lastUsedAt } = token;
    if (lastUsedAt === null || Date.parse(lastUsedAt) <= nowMs - USE_NOTED_EVERY_MS)
      await this.#tokens.used(tokenId, nowMs, addressOf(req));
    return {
      ...{ kind: 'machine', tokenId, source, permissions, scope },
      ...(departmentId !== null && { departmentId }),
    };
  }

  async permits(actor: Actor, permission: Permission, place?: Place): Promise<boolean> {
    const scopes = await this.#scopesOf(actor, permission);
    return place === undefined
      ? scopes.length > 0
      : scopes.some((scope) => reaches(scope, place, permission));
  }

  async #scopesOf(actor: Actor, permission: Permission): Promise<readonly Scope[]> {
    if (actor.kind === 'user') return scopesOf(await this.#grantsOf(actor), permission);
    return actor.permissions.includes(permission) ? [actor.scope] : [];
  }

  async visible(actor: Actor, permission: Permission): Promise<Visible> {
    const scopes = await this.#scopesOf(actor, permission);
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

/** Express has found it where a proxy is believed; a socket's handshake and the hot lane come without Express. */
const addressOf = (req: IncomingMessage): string =>
  String(('ip' in req ? req.ip : undefined) ?? req.socket?.remoteAddress ?? '').slice(0, 100);
