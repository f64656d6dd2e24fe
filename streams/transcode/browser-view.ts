import type {
  AccessUnit,
  Lease,
  MediaInfo,
  StreamConsumer,
  StreamKey,
  StreamStatus,
  StreamView,
} from '../types.ts';

export interface BrowserViewOptions {
  readonly original: StreamView;
  /** Whether the camera's own pictures cannot be given to whoever watches this view. */
  readonly needsVariant: () => boolean;
  /** The same pictures, encoded; runs while held. */
  readonly holdVariant: () => Lease;
  readonly status: () => StreamStatus;
  readonly onStatus: (listener: (status: StreamStatus) => void) => () => void;
}

interface Fed {
  readonly consumer: StreamConsumer;
  stop: () => void;
}

/**
 * A stream as browsers can play it over one medium: the camera's own pictures or, where they cannot be played, the
 * same encoded. Which of the two may change at any time, as an epoch does; consumers are moved over.
 */
export class BrowserView implements StreamView {
  readonly #options: BrowserViewOptions;
  readonly #fed = new Set<Fed>();
  #variant: Lease | undefined;

  constructor(options: BrowserViewOptions) {
    this.#options = options;
  }

  get key(): StreamKey {
    return this.#options.original.key;
  }

  get status(): StreamStatus {
    return this.#options.status();
  }

  get info(): MediaInfo | undefined {
    return this.#current.info;
  }

  subscribe(consumer: StreamConsumer): () => void {
    const fed: Fed = { consumer, stop: this.#current.subscribe(consumer) };
    this.#fed.add(fed);
    return () => {
      fed.stop();
      this.#fed.delete(fed);
    };
  }

  latestKeyframe(): { info: MediaInfo; unit: AccessUnit } | undefined {
    return this.#current.latestKeyframe();
  }

  onStatus(listener: (status: StreamStatus) => void): () => void {
    return this.#options.onStatus(listener);
  }

  /** To be called whenever what is known of the stream changes. */
  choose(): void {
    const { needsVariant, holdVariant } = this.#options;
    const isNeeded = needsVariant();
    if (isNeeded === (this.#variant !== undefined)) return;
    const before = this.#variant;
    for (const fed of this.#fed) fed.stop();
    this.#variant = isNeeded ? holdVariant() : undefined;
    before?.release();
    for (const fed of [...this.#fed]) fed.stop = this.#current.subscribe(fed.consumer);
  }

  /** Nobody watches any more. */
  close(): void {
    for (const fed of this.#fed) fed.stop();
    this.#fed.clear();
    this.#variant?.release();
    this.#variant = undefined;
  }

  get #current(): StreamView {
    return this.#variant?.stream ?? this.#options.original;
  }
}
