/**
 * Viewers over plain HTTP (LL-HLS, `frame.jpg`) only ever ask for the next file. A viewing begins with the first
 * request and ends when none has been under way for a while.
 */
import type { StreamKey, StreamView } from '../../streams/index.ts';
import { tooMany } from '../platform/errors.ts';
import type { Actor } from '../platform/http/route.ts';
import type { Viewing, Viewings, ViewingWay } from './viewings.ts';

const IDLE_MS = 15_000;
const RECHECK_EVERY_MS = 30_000;
/** Requests of one viewer under way on one stream, blocked ones for the most part: a few tabs' worth. */
const MOST_AT_ONCE = 16;

export interface HttpViewer {
  readonly actor: Actor;
  readonly from: string;
  readonly key: StreamKey;
}

/** What an output makes of a stream while it has viewers. */
export interface Held<T> {
  readonly output: T;
  release(): void;
  /** Its sound is in it. */
  readonly hears?: boolean;
  /** Asked now and then: false, and the next request is given what the viewer has a right to by then. */
  stillRight?(): Promise<boolean>;
}

export interface HttpViewingsOptions<T> {
  readonly viewings: Viewings;
  /** Called for each viewer once. */
  readonly hold: (stream: StreamView, viewer: HttpViewer) => Held<T> | Promise<Held<T>>;
  readonly idleMs?: number;
  /** Calls back when what a viewer may do is not what it was: `stillRight` is asked at once. */
  readonly onRightsChanged?: (userId: string, recheck: () => void) => () => void;
  /** Default `http`. */
  readonly way?: ViewingWay;
}

interface Watched<T> {
  readonly opened: Promise<{ viewing: Viewing; held: Held<T> }>;
  /** Requests under way: a blocked playlist reload may take longer than the idle time. */
  busy: number;
  timer?: NodeJS.Timeout;
  recheck?: NodeJS.Timeout;
  unwatch?: () => void;
}

export class HttpViewings<T> {
  readonly #options: HttpViewingsOptions<T>;
  readonly #watched = new Map<string, Watched<T>>();

  constructor(options: HttpViewingsOptions<T>) {
    this.#options = options;
  }

  /**
   * Runs one request of a viewer with the stream held, and keeps it held for a while after. One viewer cannot take
   * all the places of those who wait for a stream.
   */
  async use<R>(viewer: HttpViewer, run: (output: T) => Promise<R> | R): Promise<R> {
    const name = nameOf(viewer);
    const watched = this.#watched.get(name) ?? this.#begin(name, viewer);
    if (watched.busy >= MOST_AT_ONCE)
      throw tooMany(`At most ${MOST_AT_ONCE} requests for one stream at once.`);
    watched.busy += 1;
    clearTimeout(watched.timer);
    try {
      const { held } = await watched.opened;
      return await run(held.output);
    } finally {
      watched.busy -= 1;
      if (watched.busy === 0)
        watched.timer = setTimeout(() => void this.#end(name, watched), this.#options.idleMs ?? IDLE_MS);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#watched].map(([name, watched]) => this.#end(name, watched)));
  }

  #begin(name: string, viewer: HttpViewer): Watched<T> {
    const watched: Watched<T> = { opened: this.#open(name, viewer), busy: 0 };
    this.#watched.set(name, watched);
    watched.opened.catch(() => this.#forget(name, watched));
    const recheck = () => void this.#recheck(name, watched);
    watched.recheck = setInterval(recheck, RECHECK_EVERY_MS).unref();
    if (viewer.actor.kind === 'user' && this.#options.onRightsChanged)
      watched.unwatch = this.#options.onRightsChanged(viewer.actor.id, recheck);
    return watched;
  }

  async #open(name: string, viewer: HttpViewer): Promise<{ viewing: Viewing; held: Held<T> }> {
    const viewing = await this.#options.viewings.begin({
      ...viewer,
      way: this.#options.way ?? 'http',
      onEnded: () => {
        const watched = this.#watched.get(name);
        if (watched) void this.#end(name, watched);
      },
    });
    let held: Held<T> | undefined;
    try {
      held = await this.#options.hold(viewing.stream, viewer);
      if (held.hears) await viewing.hear();
      return { viewing, held };
    } catch (error) {
      held?.release();
      viewing.end();
      throw error;
    }
  }

  async #recheck(name: string, watched: Watched<T>): Promise<void> {
    // What cannot be found out just now is asked again at the next turn.
    const right = await watched.opened.then(({ held }) => held.stillRight?.()).catch(() => true);
    if (right === false) await this.#end(name, watched);
  }

  async #end(name: string, watched: Watched<T>): Promise<void> {
    if (!this.#forget(name, watched)) return;
    // One that could not begin has told its request so, and holds nothing.
    const opened = await watched.opened.catch(() => undefined);
    opened?.held.release();
    opened?.viewing.end();
  }

  #forget(name: string, watched: Watched<T>): boolean {
    clearTimeout(watched.timer);
    clearInterval(watched.recheck);
    watched.unwatch?.();
    return this.#watched.get(name) === watched && this.#watched.delete(name);
  }
}

function nameOf({ actor, key }: HttpViewer): string {
  const who = actor.kind === 'user' ? actor.sessionId : actor.tokenId;
  return `${who} ${key.cameraId} ${key.profile}`;
}
