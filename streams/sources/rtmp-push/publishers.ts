import type { StreamKey } from '../../types.ts';

/** An encoder that was let in. */
export interface Publisher {
  readonly stream: StreamKey;
  /** Where the RTMP server has it; holds the key. */
  readonly path: string;
  /** The encoder's address. */
  readonly from: string;
  readonly sinceMs: number;
  /** Ended: by itself, or cut off. */
  readonly gone: AbortSignal;
  /** Ends its connection. */
  cut(): void;
}

export interface PublishersOptions {
  /** An encoder began to push: whoever wants the stream may try now. */
  readonly onPublish: (stream: StreamKey) => void;
}

/** Who pushes which stream: at most one each. */
export class Publishers {
  readonly #options: PublishersOptions;
  readonly #publishers = new Map<string, Publisher>();

  constructor(options: PublishersOptions) {
    this.#options = options;
  }

  get all(): readonly Publisher[] {
    return [...this.#publishers.values()];
  }

  of(stream: StreamKey): Publisher | undefined {
    return this.#publishers.get(nameOf(stream));
  }

  add(publisher: Publisher): void {
    const name = nameOf(publisher.stream);
    this.#publishers.set(name, publisher);
    const forget = () => {
      if (this.#publishers.get(name) === publisher) this.#publishers.delete(name);
    };
    publisher.gone.addEventListener('abort', forget, { once: true });
    this.#options.onPublish(publisher.stream);
  }
}

const nameOf = ({ cameraId, profile }: StreamKey) => `${profile}/${cameraId}`;
