/** One feed asked for before there is a tile for it: a click knows what is about to be opened. */
import type { FeedEnd, FeedRequest, LiveFeed } from './feed.ts';

type Open = (request: FeedRequest, onEnded: (end: FeedEnd) => void) => Promise<LiveFeed>;

interface Asked extends FeedRequest {
  readonly feed: Promise<LiveFeed>;
  readonly timer: ReturnType<typeof setTimeout>;
  ended: boolean;
  onEnded: ((end: FeedEnd) => void) | undefined;
}

/** What nobody took within this is let go. */
const KEPT_MS = 3000;

export class FeedAhead {
  readonly #open: Open;
  #asked: Asked | undefined;

  constructor(options: { open: Open }) {
    this.#open = options.open;
  }

  ask(request: FeedRequest): void {
    this.close();
    const feed = this.#open(request, (end) => {
      // Until somebody has taken it, that it ended is all there is to know.
      asked.ended = true;
      asked.onEnded?.(end);
    });
    // Whoever takes it is told of a failure; untaken, it must not count as unhandled.
    feed.catch(() => undefined);
    const timer = setTimeout(() => this.close(), KEPT_MS);
    const asked: Asked = { ...request, feed, timer, ended: false, onEnded: undefined };
    this.#asked = asked;
  }

  /** What was asked ahead, if it is that and has not ended again. Whoever takes it closes it. */
  take(request: FeedRequest, onEnded: (end: FeedEnd) => void): Promise<LiveFeed> | undefined {
    const asked = this.#asked;
    if (asked === undefined || request.kind === 'audio') return undefined;
    if (asked.cameraId !== request.cameraId || asked.profile !== request.profile) return undefined;
    clearTimeout(asked.timer);
    this.#asked = undefined;
    if (asked.ended) return undefined;
    asked.onEnded = onEnded;
    return asked.feed;
  }

  /** Lets go what nobody took. */
  close(): void {
    const asked = this.#asked;
    this.#asked = undefined;
    clearTimeout(asked?.timer);
    asked?.feed.then(
      (feed) => feed.close(),
      () => undefined,
    );
  }
}
