/** Who asks, and may they: the cookie or token resolved to an actor, the actor's grants to an answer. */
import type { IncomingMessage } from 'node:http';
import { parseCookie } from 'cookie';
import type { Permission } from '../contract/access.ts';
import type { Actor, Place } from '../platform/http/route.ts';
import type { Access } from './access.ts';
import type { HeldRights } from './rights/held-rights.ts';
import { Rights } from './rights/rights.ts';
import type { ScopesStore } from './rights/scopes.store.ts';
import type { Visible } from './rights/visible.ts';
import { hashSecret } from './sign-in/secrets.ts';
import type { Sessions } from './sign-in/sessions.ts';
import type { TokensStore } from './tokens/tokens.store.ts';

export const COOKIE = 'mc_session';
/** A machine may ask many times a second; when it last did is kept to the minute. */
const USE_NOTED_EVERY_MS = 60_000;

export interface AccessGateOptions {
  readonly sessions: Sessions;
  readonly held: HeldRights;
  readonly tokens: TokensStore;
  readonly scopes: ScopesStore;
  readonly now: () => number;
}

export class AccessGate implements Access {
  readonly #sessions: Sessions;
  readonly #held: HeldRights;
  readonly #tokens: TokensStore;
  readonly #scopes: ScopesStore;
  readonly #now: () => number;

  constructor(options: AccessGateOptions) {
    this.#sessions = options.sessions;
    this.#held = options.held;
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
    return (await this.#rightsOf(actor)).permits(permission, place, this.#now());
  }

  async heldUntilMs(actor: Actor, permission: Permission, place: Place): Promise<number> {
    return (await this.#rightsOf(actor)).heldUntilMs(permission, place);
  }

  async visible(actor: Actor, permission: Permission): Promise<Visible> {
    const reach = (await this.#rightsOf(actor)).reach(permission, this.#now());
    if (reach.everywhere) return reach;
    return { ...reach, regionCodes: await this.#scopes.regionsBelow(reach.regionCodes) };
  }

  async #rightsOf(actor: Actor): Promise<Rights> {
    if (actor.kind === 'user') return this.#held.of(actor.id);
    const { tokenId, permissions, scope } = actor;
    return new Rights([{ role: tokenId, permissions, scope, untilMs: null }], []);
  }
}

/** Express has found it where a proxy is believed; a socket's handshake and the hot lane come without Express. */
const addressOf = (req: IncomingMessage): string =>
  String(('ip' in req ? req.ip : undefined) ?? req.socket?.remoteAddress ?? '').slice(0, 100);
