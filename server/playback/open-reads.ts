/**
 * Recorded files that are being sent. One session has so many at once, and a whole house so many: a disk that reads
 * for one viewer only has none left to record on. What is being sent is cut off when its viewer may not see it any more.
 */
import type { Outgoing } from '../live/index.ts';
import { tooMany, unavailable } from '../platform/errors.ts';
import type { Actor } from '../platform/http/route.ts';

export interface OpenReadsOptions {
  /** Of one session. Default 24: nine cameras, each with what it plays and what comes next. */
  readonly mostOfSession?: number;
  /** Default 256. */
  readonly most?: number;
}

interface Read {
  readonly actor: Actor;
  readonly res: Outgoing;
  /** Throws where it may not be seen any more. */
  readonly recheck: () => Promise<unknown>;
}

export class OpenReads {
  readonly #options: OpenReadsOptions;
  readonly #open = new Set<Read>();

  constructor(options: OpenReadsOptions = {}) {
    this.#options = options;
  }

  get count(): number {
    return this.#open.size;
  }

  /** Counts until the answer is closed, or what is returned is called. @throws too_many_requests, playback_busy */
  begin(actor: Actor, res: Outgoing, recheck: () => Promise<unknown>): () => void {
    const { mostOfSession = 24, most = 256 } = this.#options;
    const session = sessionOf(actor);
    let own = 0;
    for (const read of this.#open) if (sessionOf(read.actor) === session) own += 1;
    if (own >= mostOfSession) throw tooMany(`At most ${mostOfSession} recordings at once.`);
    if (this.#open.size >= most) throw unavailable('playback_busy', 'Too many recordings are being played.');
    const read: Read = { actor, res, recheck };
    const end = (): void => void this.#open.delete(read);
    this.#open.add(read);
    res.once('close', end);
    return end;
  }

  endSessions(sessionIds: readonly string[]): void {
    const ended = new Set(sessionIds);
    for (const read of [...this.#open]) if (ended.has(sessionOf(read.actor))) this.#cut(read);
  }

  /** Null: everybody. */
  async recheck(userIds: readonly string[] | null): Promise<void> {
    for (const read of [...this.#open]) {
      const { actor } = read;
      if (actor.kind !== 'user' || (userIds !== null && !userIds.includes(actor.id))) continue;
      // Whatever is wrong: what cannot be said to be allowed is not sent on. The player asks again.
      await read.recheck().catch(() => this.#cut(read));
    }
  }

  close(): void {
    for (const read of [...this.#open]) this.#cut(read);
  }

  #cut(read: Read): void {
    this.#open.delete(read);
    read.res.destroy();
  }
}

const sessionOf = (actor: Actor) => (actor.kind === 'user' ? actor.sessionId : actor.tokenId);
