/**
 * Of all this person's open pages one tells of a thing. Each says after a short wait that it does, unless another has:
 * the page in front waits least, one that cannot be heard a little longer.
 */
export interface Channel {
  postMessage(message: unknown): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  close(): void;
}

export interface OneVoiceOptions {
  /** Between the pages of one browser; undefined: it has none, and each page tells. */
  readonly channel: Channel | undefined;
  /** How long this page waits, ms. */
  readonly waitMs: () => number;
  readonly setTimer?: (run: () => void, ms: number) => unknown;
}

/** Remembered so many; what is older is told by nobody any more. */
const MOST = 500;

export class OneVoice {
  readonly #options: OneVoiceOptions;
  readonly #taken = new Set<string>();

  constructor(options: OneVoiceOptions) {
    this.#options = options;
    const { channel } = options;
    if (channel !== undefined)
      channel.onmessage = ({ data }) => {
        if (typeof data === 'string') this.#remember(data);
      };
  }

  /** Runs `tell` in one page; `key` names what is told. */
  claim(key: string, tell: () => void): void {
    if (this.#taken.has(key)) return;
    const { setTimer = setTimeout, waitMs } = this.#options;
    setTimer(() => {
      if (this.#taken.has(key)) return;
      this.silence(key);
      tell();
    }, waitMs());
  }

  /** No page tells of it: the person did it. */
  silence(key: string): void {
    this.#remember(key);
    this.#options.channel?.postMessage(key);
  }

  close(): void {
    this.#options.channel?.close();
  }

  #remember(key: string): void {
    this.#taken.add(key);
    const [oldest] = this.#taken;
    if (this.#taken.size > MOST && oldest !== undefined) this.#taken.delete(oldest);
  }
}
