import { OpusPool } from '../../transcode/opus.ts';
import type { Log, StreamView } from '../../types.ts';
import { SoundFeed, type SoundListener } from './sound-feed.ts';

export interface SoundFeedsOptions {
  readonly log: Log;
}

/** The sound of each stream that somebody listens to, made once however many listen and on whichever worker. */
export class SoundFeeds {
  readonly #log: Log;
  readonly #feeds = new Map<StreamView, SoundFeed>();
  readonly #pool: OpusPool;

  constructor({ log }: SoundFeedsOptions) {
    this.#log = log;
    this.#pool = new OpusPool({ log });
  }

  /** Returns the way to stop; with the last listener the sound is not made any more. */
  listen(stream: StreamView, listener: SoundListener): () => void {
    let feed = this.#feeds.get(stream);
    if (!feed || feed.closed) {
      feed = new SoundFeed({ stream, pool: this.#pool, log: this.#log });
      this.#feeds.set(stream, feed);
    }
    const current = feed;
    const remove = current.add(listener);
    return () => {
      remove();
      if (current.listeners > 0 || this.#feeds.get(stream) !== current) return;
      this.#feeds.delete(stream);
      current.close();
    };
  }

  close(): void {
    for (const feed of this.#feeds.values()) feed.close();
    this.#feeds.clear();
    this.#pool.close();
  }
}
