/**
 * Follows things by key over the page's socket while anybody listens to them: what is mounted in one turn with one request,
 * anew with each connection and when rights changed. What is known of a thing is kept as long, and is its owner's to read.
 */
import type { Asker } from '../connection.ts';

export interface KeyedFollowingOptions<T, A> {
  readonly asker: Asker;
  /** A thing of which nothing is known yet. */
  readonly create: () => T;
  /** Asks the server for these; from then on it pushes what changes, too. */
  readonly ask: (wanted: ReadonlyMap<string, T>) => Promise<A>;
  /** What the server said of one of them; its listeners are told next. */
  readonly take: (key: string, thing: T, answer: A) => void;
  readonly unfollow: (keys: string[]) => Promise<unknown>;
}

interface Followed<T> {
  readonly thing: T;
  readonly listeners: Set<() => void>;
  /** By which connection it is asked for at the moment. */
  asking: number | undefined;
}

export const RETRY_MS = 2000;
/** One request takes so many. */
const MOST_AT_ONCE = 200;

export class KeyedFollowing<T, A> {
  readonly #options: KeyedFollowingOptions<T, A>;
  readonly #things = new Map<string, Followed<T>>();
  readonly #detach: (() => void)[];
  /** When each is to be asked for. */
  readonly #due = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer goes off. */
  #plannedMs = Number.POSITIVE_INFINITY;
  /** Counts connections: what was asked by one that ended is not answered any more. */
  #connection = 0;
  #closed = false;

  constructor(options: KeyedFollowingOptions<T, A>) {
    this.#options = options;
    const { asker } = options;
    const all = () => {
      for (const key of this.#things.keys()) this.askAgain(key);
    };
    this.#detach = [
      asker.onConnect(() => {
        this.#connection += 1;
        all();
      }),
      asker.on('rights:changed', all),
    ];
  }

  get(key: string): T | undefined {
    return this.#things.get(key)?.thing;
  }

  /** What is asked for is on its way: a push that seems to leave a gap may be behind it. */
  isAsking(key: string): boolean {
    return this.#things.get(key)?.asking === this.#connection;
  }

  /** Follows a thing while anyone listens to it. */
  follow(key: string, listener: () => void): () => void {
    let followed = this.#things.get(key);
    if (followed === undefined) {
      followed = { thing: this.#options.create(), listeners: new Set(), asking: undefined };
      this.#things.set(key, followed);
      this.askAgain(key);
    }
    const held = followed;
    held.listeners.add(listener);
    return () => {
      held.listeners.delete(listener);
      if (held.listeners.size === 0 && this.#things.get(key) === held) this.#leave(key);
    };
  }

  /** What is known of it changed. */
  tell(key: string): void {
    for (const listener of this.#things.get(key)?.listeners ?? []) listener();
  }

  askAgain(key: string, delayMs = 0): void {
    const atMs = performance.now() + delayMs;
    this.#due.set(key, Math.min(atMs, this.#due.get(key) ?? atMs));
    if (atMs < this.#plannedMs) this.#plan();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const detach of this.#detach) detach();
    this.#things.clear();
  }

  #leave(key: string): void {
    const { asker, unfollow } = this.#options;
    this.#things.delete(key);
    this.#due.delete(key);
    if (this.#closed || !asker.connected) return;
    unfollow([key]).catch(() => {
      // Not followed any more when the connection ends; and what is still pushed is ignored.
    });
  }

  /** Those that are asked for already wait for that answer. */
  #waiting(): [key: string, atMs: number][] {
    return [...this.#due].filter(([key]) => !this.isAsking(key));
  }

  #plan(): void {
    clearTimeout(this.#timer);
    this.#plannedMs = Number.POSITIVE_INFINITY;
    const waiting = this.#waiting();
    if (this.#closed || waiting.length === 0) return;
    this.#plannedMs = Math.min(...waiting.map(([, atMs]) => atMs));
    this.#timer = setTimeout(() => void this.#ask(), Math.max(0, this.#plannedMs - performance.now()));
  }

  async #ask(): Promise<void> {
    const { asker, ask, take } = this.#options;
    // A new connection asks for everything.
    if (!asker.connected) this.#due.clear();
    const connection = this.#connection;
    const asked = this.#takeDue();
    this.#plan();
    if (asked.size === 0) return;
    for (const followed of asked.values()) followed.asking = connection;
    try {
      const answer = await ask(new Map([...asked].map(([key, { thing }]) => [key, thing])));
      for (const [key, { thing }] of this.#answered(asked, connection)) {
        take(key, thing, answer);
        this.tell(key);
      }
    } catch {
      // Timed out or refused as a whole: asked again; a lost connection asks anew when it is back.
      for (const [key] of this.#answered(asked, connection)) this.askAgain(key, RETRY_MS);
    }
    // Those that were to be asked for once more meanwhile, as with other rights.
    this.#plan();
  }

  #takeDue(): Map<string, Followed<T>> {
    const now = performance.now();
    const keys = this.#waiting().flatMap(([key, atMs]) => (atMs <= now ? [key] : []));
    const found = new Map<string, Followed<T>>();
    for (const key of keys.slice(0, MOST_AT_ONCE)) {
      this.#due.delete(key);
      const followed = this.#things.get(key);
      if (followed !== undefined) found.set(key, followed);
    }
    return found;
  }

  /** Those the answer is still for: of this connection, and followed all the while. */
  #answered(asked: ReadonlyMap<string, Followed<T>>, connection: number): [string, Followed<T>][] {
    if (connection !== this.#connection) return [];
    for (const followed of asked.values()) followed.asking = undefined;
    return [...asked].filter(([key, followed]) => this.#things.get(key) === followed);
  }
}
