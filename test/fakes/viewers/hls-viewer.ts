/**
 * A viewer that speaks LL-HLS (RFC 8216bis) and decodes nothing: blocking reloads, every part fetched as it is listed.
 * Light, so that a hundred of them measure the server and not themselves.
 */
import { Agent, type IncomingMessage, request } from 'node:http';

const AGAIN_MS = 500;
const REQUEST_MS = 15_000;
/** Names remembered as fetched. */
const KNOWN_MOST = 400;

export interface HlsViewerOptions {
  /** Of the playlist. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly onPart?: (part: SeenPart) => void;
}

export interface SeenPart {
  /** When its last picture was captured, by the playlist: server's wall clock, ms. */
  readonly capturedAtMs: number;
  readonly arrivedAtMs: number;
  readonly bytes: number;
}

export class HlsViewer {
  readonly #options: HlsViewerOptions;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 2 });
  readonly #fetched = new Set<string>();
  #closed = false;
  #timer: NodeJS.Timeout | undefined;
  parts = 0;
  refusals = 0;
  /** The newest picture it has, by the playlist; 0 before the first. */
  newestMs = 0;

  constructor(options: HlsViewerOptions) {
    this.#options = options;
  }

  start(): void {
    void this.#run();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#agent.destroy();
  }

  async #run(): Promise<void> {
    let next: { msn: number; part: number } | undefined;
    while (!this.#closed) {
      try {
        const query = next ? `?_HLS_msn=${next.msn}&_HLS_part=${next.part}` : '';
        const text = (await this.#get(`${this.#options.url}${query}`)).toString('latin1');
        const list = readPlaylist(text);
        // The first reading only finds the live edge: what lies behind it is not for who comes now.
        if (next === undefined) for (const part of list.parts.slice(0, -1)) this.#remember(part.uri);
        next = list.next;
        for (const part of list.parts) await this.#take(part);
      } catch {
        // Not ready, gone, or refused: what every player does is begin anew a little later.
        if (this.#closed) return;
        this.refusals += 1;
        next = undefined;
        await new Promise((done) => {
          this.#timer = setTimeout(done, AGAIN_MS);
        });
      }
    }
  }

  async #take(part: ListedPart): Promise<void> {
    if (this.#fetched.has(part.uri)) return;
    this.#remember(part.uri);
    const { length } = await this.#get(new URL(part.uri, this.#options.url).href);
    this.parts += 1;
    this.newestMs = Math.max(this.newestMs, part.endsAtMs);
    this.#options.onPart?.({ capturedAtMs: part.endsAtMs, arrivedAtMs: Date.now(), bytes: length });
  }

  #remember(uri: string): void {
    this.#fetched.add(uri);
    if (this.#fetched.size <= KNOWN_MOST) return;
    for (const oldest of this.#fetched) {
      this.#fetched.delete(oldest);
      return;
    }
  }

  #get(url: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const options = { agent: this.#agent, headers: this.#options.headers, timeout: REQUEST_MS };
      const asked = request(url, options, (answer: IncomingMessage) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          if (answer.statusCode === 200) resolve(Buffer.concat(chunks));
          else reject(new Error(`${answer.statusCode} for ${url}`));
        });
      });
      asked.on('timeout', () => asked.destroy(new Error(`no answer within ${REQUEST_MS} ms`)));
      asked.on('error', reject);
      asked.end();
    });
  }
}

export interface ListedPart {
  readonly uri: string;
  readonly endsAtMs: number;
}

/** What a viewer needs of a playlist: the parts it lists, with times, and which part comes next. */
export function readPlaylist(text: string): {
  readonly parts: readonly ListedPart[];
  readonly next: { readonly msn: number; readonly part: number };
} {
  let msn = 0;
  let inSegment = 0;
  let clockMs = 0;
  let partsMs = 0;
  const parts: ListedPart[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('#EXT-X-MEDIA-SEQUENCE:')) msn = Number(line.slice(22));
    else if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) {
      clockMs = Date.parse(line.slice(25));
      partsMs = 0;
    } else if (line.startsWith('#EXT-X-PART:')) {
      partsMs += Number(/DURATION=([\d.]+)/.exec(line)?.[1] ?? 0) * 1000;
      inSegment += 1;
      parts.push({ uri: /URI="([^"]+)"/.exec(line)?.[1] ?? '', endsAtMs: clockMs + partsMs });
    } else if (line.startsWith('#EXTINF:')) {
      msn += 1;
      inSegment = 0;
    }
  }
  return { parts, next: { msn, part: inSegment } };
}
