/**
 * A person's sessions: opened at sign-in, slid on by use, ended by hand, by time, or when rights change. Media
 * requests come many times a second, so a session that was found good is believed for a few seconds; every end is
 * published, which empties that belief at once, on every node.
 */
import { z } from 'zod';
import { type Bus, topic } from '../../platform/bus.ts';
import type { Actor } from '../../platform/http/route.ts';
import type { Account } from '../people/users.store.ts';
import { hashSecret, newSecret } from './secrets.ts';
import type { SessionsStore } from './sessions.store.ts';

/** Sockets and caches of these sessions must go. */
export const sessionsEnded = topic('access.sessions-ended', z.object({ sessionIds: z.array(z.string()) }));

/** Without any use, an open socket (a wall on a screen) being use. */
const IDLE_MS = 8 * 3600_000;
/** However much it is used. */
const LIFETIME_MS = 7 * 24 * 3600_000;
const BELIEVED_MS = 5000;
const TOUCH_EVERY_MS = 60_000;
const REMEMBERED_MOST = 5000;

type UserActor = Extract<Actor, { kind: 'user' }>;

export interface SessionsOptions {
  readonly store: SessionsStore;
  readonly bus: Bus;
  readonly now: () => number;
}

export class Sessions {
  readonly #store: SessionsStore;
  readonly #bus: Bus;
  readonly #now: () => number;
  readonly #believed = new Map<string, { actor: UserActor; untilMs: number }>();
  /** Counts ends: what was read before one is not believed after it. */
  #ends = 0;

  constructor(options: SessionsOptions) {
    this.#store = options.store;
    this.#bus = options.bus;
    this.#now = options.now;
    this.#bus.subscribe(sessionsEnded, ({ sessionIds }) => this.#forget(new Set(sessionIds)));
  }

  /** The secret goes into the cookie and is not kept. Undefined: the account was changed since it was read. */
  async open(
    account: Account,
  ): Promise<{ secret: string; sessionId: string; lifetimeMs: number } | undefined> {
    const secret = newSecret();
    const nowMs = this.#now();
    const session = { account, secretHash: hashSecret(secret), nowMs, expiresMs: nowMs + LIFETIME_MS };
    const sessionId = await this.#store.insert(session);
    return sessionId === undefined ? undefined : { secret, sessionId, lifetimeMs: LIFETIME_MS };
  }

  async find(secret: string): Promise<UserActor | undefined> {
    const secretHash = hashSecret(secret);
    const key = secretHash.toString('base64');
    const nowMs = this.#now();
    const known = this.#believed.get(key);
    if (known && nowMs < known.untilMs) return known.actor;
    this.#believed.delete(key);
    const ends = this.#ends;
    const row = await this.#store.bySecret(secretHash);
    if (!row || nowMs >= row.expiresMs || nowMs >= row.lastSeenMs + IDLE_MS) return undefined;
    if (nowMs - row.lastSeenMs > TOUCH_EVERY_MS) await this.#store.touch([row.id], nowMs);
    const actor: UserActor = { kind: 'user', id: row.userId, username: row.username, sessionId: row.id };
    if (this.#believed.size >= REMEMBERED_MOST) this.#believed.clear();
    if (ends === this.#ends)
      this.#believed.set(key, { actor, untilMs: Math.min(nowMs + BELIEVED_MS, row.expiresMs) });
    return actor;
  }

  async end(sessionId: string): Promise<void> {
    await this.#store.delete(sessionId);
    this.#ended([sessionId]);
  }

  async endOfUser(userId: string, except?: string): Promise<void> {
    this.#ended(await this.#store.deleteOfUser(userId, except));
  }

  /** They are in use. Those that are no more are told of: a socket may have opened while its session was ended. */
  async touch(sessionIds: Iterable<string>): Promise<void> {
    const used = [...sessionIds];
    const there = new Set(await this.#store.touch(used, this.#now()));
    this.#ended(used.filter((id) => !there.has(id)));
  }

  async endExpired(): Promise<void> {
    this.#ended(await this.#store.deleteExpired(this.#now(), IDLE_MS));
  }

  #ended(sessionIds: string[]): void {
    if (sessionIds.length > 0) this.#bus.publish(sessionsEnded, { sessionIds });
  }

  #forget(sessionIds: ReadonlySet<string>): void {
    this.#ends += 1;
    for (const [key, { actor }] of this.#believed)
      if (sessionIds.has(actor.sessionId)) this.#believed.delete(key);
  }
}
