/** A viewer that reads HTTP-FLV, decodes nothing, and comes back when it is cut off. */
import { type ClientRequest, request } from 'node:http';

const AGAIN_MS = 1000;

export class FlvViewer {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  #asked: ClientRequest | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  bytes = 0;
  connects = 0;
  /** When something came last, wall clock; 0 before. */
  lastMs = 0;
  /** The last answer's status. */
  status = 0;

  constructor(url: string, headers: Readonly<Record<string, string>>) {
    this.#url = url;
    this.#headers = headers;
  }

  start(): void {
    this.connects += 1;
    const again = (): void => {
      if (!this.#closed) this.#timer = setTimeout(() => this.start(), AGAIN_MS);
    };
    this.#asked = request(this.#url, { headers: this.#headers }, (answer) => {
      this.status = answer.statusCode ?? 0;
      answer.on('data', (chunk: Buffer) => {
        if (this.status !== 200) return;
        this.bytes += chunk.length;
        this.lastMs = Date.now();
      });
      // `close` follows, however it ended.
      answer.on('error', () => undefined);
    });
    this.#asked.on('error', () => undefined);
    this.#asked.on('close', again);
    this.#asked.end();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#asked?.destroy();
  }
}
