/**
 * The sockets that follow one thing, from asking to follow until they unfollow or go. What they may see is not kept here:
 * whoever tells them asks for it each time.
 */
import type { ClientToServer, Reply } from '../../contract/sockets.ts';
import type { Logger } from '../log.ts';
import { type LiveSocket, socketAsk } from '../sockets.ts';

/** Requests by which a page stops following, of those that name nothing. */
type UnfollowAll = {
  [E in keyof ClientToServer]: ClientToServer[E] extends (ack: (reply: Reply<null>) => void) => void
    ? Extract<E, `${string}:unfollow`>
    : never;
}[keyof ClientToServer];

export class Followers implements Iterable<LiveSocket> {
  readonly #sockets = new Set<LiveSocket>();

  get size(): number {
    return this.#sockets.size;
  }

  [Symbol.iterator](): Iterator<LiveSocket> {
    return this.#sockets.values();
  }

  has(socket: LiveSocket): boolean {
    return this.#sockets.has(socket);
  }

  ofUser(userId: string): LiveSocket[] {
    return [...this.#sockets].filter((socket) => socket.data.actor.id === userId);
  }

  /** Lets a socket go when it says so, and when it ends. */
  attach(socket: LiveSocket, unfollow: UnfollowAll, log: Logger): void {
    socket.on('disconnect', () => this.#sockets.delete(socket));
    socket.on(
      unfollow,
      socketAsk(log, () => {
        this.#sockets.delete(socket);
        return null;
      }),
    );
  }

  /**
   * Follows first and reads then, so that nothing falls between: what is answered may have been told just before. One whose
   * question fails does not follow.
   */
  async follow<T>(socket: LiveSocket, answer: () => Promise<T>): Promise<T> {
    this.#sockets.add(socket);
    try {
      return await answer();
    } catch (error) {
      this.#sockets.delete(socket);
      throw error;
    } finally {
      // It may have gone while the database was read.
      if (socket.disconnected) this.#sockets.delete(socket);
    }
  }

  /** Those who see the same are served by one look; rights are asked each time: what may be seen is what may be seen now. */
  async byScope<S>(
    scopeOf: (actor: LiveSocket['data']['actor']) => Promise<S>,
  ): Promise<{ readonly scope: S; readonly sockets: readonly LiveSocket[] }[]> {
    const scopes = new Map<string, { scope: S; sockets: LiveSocket[] }>();
    for (const socket of [...this.#sockets]) {
      const scope = await scopeOf(socket.data.actor);
      const key = JSON.stringify(scope);
      const known = scopes.get(key) ?? { scope, sockets: [] };
      known.sockets.push(socket);
      scopes.set(key, known);
    }
    return [...scopes.values()];
  }

  clear(): void {
    this.#sockets.clear();
  }
}
