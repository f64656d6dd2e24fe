/**
 * A person's sessions: opened at sign-in, slid on by use, ended by hand, by time, or when rights change. Media
 * requests come many times a second, so a session that was found good is believed for a few seconds; every end is
 * published, which empties that belief at once, on every node.
 */
import { z } from 'zod';
import { openedBy, type Session } from '../../contract/account.ts';
import { type Bus, topic } from '../../platform/bus.ts';
import { afterCommit } from '../../platform/db/unit-of-work.ts';
import type { Actor } from '../../platform/http/route.ts';
import type { Account } from '../people/users.store.ts';
import { hashSecret, newSecret } from './secrets.ts';
import type { SessionOrigin, SessionsStore } from './sessions.store.ts';
import type { Settings } from './settings.ts';

/** Sockets and caches of these sessions must go. */
export const sessionsEnded = topic('access.sessions-ended', z.object({ sessionIds: z.array(z.string()) }));

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const BELIEVED_MS = 5000;
const TOUCH_EVERY_MS = 60_000;
const REMEMBERED_MOST = 5000;

type UserActor = Extract<Actor, { kind: 'user' }>;

export interface SessionsOptions {
  readonly store: SessionsStore;
  /** How long one lasts without use (an open socket, a wall on a screen, being use), and at all. */
  readonly settings: Pick<Settings, 'current'>;
  readonly bus: Bus;
  readonly now: () => number;
}

export interface OpenedSession {
  /** Goes into the cookie and is not kept. */
  readonly secret: string;
  readonly sessionId: string;
  readonly lifetimeMs: number;
}

export class Sessions {
  readonly #store: SessionsStore;
  readonly #settings: Pick<Settings, 'current'>;
  readonly #bus: Bus;
  readonly #now: () => number;
  readonly #believed = new Map<string, { actor: UserActor; untilMs: number }>();
  /** Counts ends: what was read before one is not believed after it. */
  #ends = 0;

  constructor(options: SessionsOptions) {
    this.#store = options.store;
    this.#settings = options.settings;
    this.#bus = options.bus;
    this.#now = options.now;
    this.#bus.subscribe(sessionsEnded, ({ sessionIds }) => this.#forget(new Set(sessionIds)));
  }

  /** Undefined: the account was changed since it was read. */
  async open(
    account: Pick<Account, 'id' | 'passwordHash'>,
    origin: SessionOrigin,
  ): Promise<OpenedSession | undefined> {
    const secret = newSecret();
    const nowMs = this.#now();
    const { lifetimeMs } = await this.#limits();
    const session = { account, origin, secretHash: hashSecret(secret), nowMs, expiresMs: nowMs + lifetimeMs };
    const sessionId = await this.#store.insert(session);
    return sessionId === undefined ? undefined : { secret, sessionId, lifetimeMs };
  }

  /** A new secret for the same session, as whoever held the old one must not come along when more is proven. */
  async changeSecret(sessionId: string): Promise<OpenedSession | undefined> {
    const secret = newSecret();
    if (!(await this.#store.changeSecret(sessionId, hashSecret(secret)))) return undefined;
    afterCommit(() => this.#forget(new Set([sessionId])));
    return { secret, sessionId, lifetimeMs: (await this.#limits()).lifetimeMs };
  }

  async ofUser(userId: string, current?: string): Promise<Session[]> {
    const nowMs = this.#now();
    const { idleMs, lifetimeMs } = await this.#limits();
    const rows = await this.#store.ofUser(userId);
    return rows
      .map((row) => ({ ...row, endsMs: Math.min(row.expiresMs, row.createdMs + lifetimeMs) }))
      .filter((row) => nowMs < row.endsMs && nowMs < row.lastSeenMs + idleMs)
      .map((row) => ({
        id: row.id,
        current: row.id === current,
        openedBy: openedBy.parse(row.openedBy),
        from: row.from,
        userAgent: row.userAgent,
        since: new Date(row.createdMs).toISOString(),
        lastSeenAt: new Date(row.lastSeenMs).toISOString(),
        endsAt: new Date(row.endsMs).toISOString(),
      }));
  }

  idTokenSealed(sessionId: string): Promise<Buffer | null> {
    return this.#store.idTokenSealed(sessionId);
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
    if (!row) return undefined;
    const { idleMs, lifetimeMs } = await this.#limits();
    // The rules of today: a site that shortens them means the sessions there are.
    const endsMs = Math.min(row.expiresMs, row.createdMs + lifetimeMs);
    if (nowMs >= endsMs || nowMs >= row.lastSeenMs + idleMs) return undefined;
    if (nowMs - row.lastSeenMs > TOUCH_EVERY_MS) await this.#store.touch([row.id], nowMs);
    const actor: UserActor = { kind: 'user', id: row.userId, username: row.username, sessionId: row.id };
    if (this.#believed.size >= REMEMBERED_MOST) this.#believed.clear();
    if (ends === this.#ends)
      this.#believed.set(key, { actor, untilMs: Math.min(nowMs + BELIEVED_MS, endsMs) });
    return actor;
  }

  /** Answers whether there was one; with a user, only theirs is ended. */
  async end(sessionId: string, userId?: string): Promise<boolean> {
    const ended = await this.#store.delete(sessionId, userId);
    if (ended || userId === undefined) this.#ended([sessionId]);
    return ended;
  }

  /** Answers how many there were. */
  async endOfUser(userId: string, except?: string): Promise<number> {
    const ended = await this.#store.deleteOfUser(userId, except);
    this.#ended(ended);
    return ended.length;
  }

  /** They are in use. Those that are no more are told of: a socket may have opened while its session was ended. */
  async touch(sessionIds: Iterable<string>): Promise<void> {
    const used = [...sessionIds];
    const there = new Set(await this.#store.touch(used, this.#now()));
    this.#ended(used.filter((id) => !there.has(id)));
  }

  async endExpired(): Promise<void> {
    const { idleMs, lifetimeMs } = await this.#limits();
    this.#ended(await this.#store.deleteExpired(this.#now(), idleMs, lifetimeMs));
  }

  async #limits(): Promise<{ idleMs: number; lifetimeMs: number }> {
    const { idleMinutes, lifetimeHours } = await this.#settings.current();
    return { idleMs: idleMinutes * MINUTE_MS, lifetimeMs: lifetimeHours * HOUR_MS };
  }

  #ended(sessionIds: string[]): void {
    if (sessionIds.length > 0) afterCommit(() => this.#bus.publish(sessionsEnded, { sessionIds }));
  }

  #forget(sessionIds: ReadonlySet<string>): void {
    this.#ends += 1;
    for (const [key, { actor }] of this.#believed)
      if (sessionIds.has(actor.sessionId)) this.#believed.delete(key);
  }
}
