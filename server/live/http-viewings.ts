/**
 * Viewers over plain HTTP (LL-HLS, `frame.jpg`) only ever ask for the next file. A viewing begins with the first
 * and ends when nothing was asked for a while: longer than a blocked playlist reload plus a slow segment.
 */
import type { StreamKey, StreamView } from '../../streams/types.ts';
import type { Actor } from '../platform/http/route.ts';
import type { Viewing, Viewings } from './viewings.ts';

const IDLE_MS = 15_000;

export interface HttpViewer {
  readonly actor: Actor;
  readonly from: string;
  readonly key: StreamKey;
}

interface Watched {
  readonly viewing: Promise<Viewing>;
  timer: NodeJS.Timeout;
}

export class HttpViewings {
  readonly #viewings: Viewings;
  readonly #idleMs: number;
  readonly #watched = new Map<string, Watched>();

  constructor(options: { readonly viewings: Viewings; readonly idleMs?: number }) {
    this.#viewings = options.viewings;
    this.#idleMs = options.idleMs ?? IDLE_MS;
  }

  /** The stream, running for as long as the viewer goes on asking. */
  async touch(viewer: HttpViewer): Promise<StreamView> {
    const name = nameOf(viewer);
    const known = this.#watched.get(name);
    if (known) {
      known.timer.refresh();
      return (await known.viewing).stream;
    }
    const viewing = this.#viewings.begin({
      ...viewer,
      way: 'http',
      onEnded: () => this.#forget(name, watched),
    });
    const timer = setTimeout(() => {
      this.#forget(name, watched);
      void viewing.then((one) => one.end());
    }, this.#idleMs);
    const watched: Watched = { viewing, timer };
    this.#watched.set(name, watched);
    try {
      return (await viewing).stream;
    } catch (error) {
      this.#forget(name, watched);
      throw error;
    }
  }

  close(): void {
    for (const [name, watched] of this.#watched) this.#forget(name, watched);
  }

  #forget(name: string, watched: Watched): void {
    clearTimeout(watched.timer);
    if (this.#watched.get(name) === watched) this.#watched.delete(name);
  }
}

function nameOf({ actor, key }: HttpViewer): string {
  const who = actor.kind === 'user' ? actor.sessionId : actor.tokenId;
  return `${who} ${key.cameraId} ${key.profile}`;
}
