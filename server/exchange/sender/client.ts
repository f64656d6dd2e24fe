/** One request after the other to the exchange, on one kept connection; small enough for a line of 2 Mbit/s. */
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);
const ANSWER_MOST = 16 * 1024 * 1024;
/** Without a byte either way for so long, the line is taken for dead. */
const SILENT_MS = 60_000;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** Seconds, where the other side asks for patience. */
  readonly retryAfterS: number | undefined;
}

export interface ClientOptions {
  readonly server: string;
  readonly token: string;
  readonly ca: string | undefined;
}

export class ExchangeClient {
  readonly #options: ClientOptions;
  readonly #agent: HttpAgent | HttpsAgent;

  constructor(options: ClientOptions) {
    this.#options = options;
    const kept = { keepAlive: true, maxSockets: 1 };
    this.#agent = options.server.startsWith('https:')
      ? new HttpsAgent({ ...kept, ...(options.ca !== undefined && { ca: options.ca }) })
      : new HttpAgent(kept);
  }

  close(): void {
    this.#agent.destroy();
  }

  /** @throws what the network throws */
  async post(path: string, body: unknown, { zipped = true } = {}): Promise<Answer> {
    const plain = Buffer.from(JSON.stringify(body));
    const bytes = zipped ? await compress(plain) : plain;
    const url = new URL(`${this.#options.server}${path}`);
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const asked = send(
        url,
        {
          method: 'POST',
          agent: this.#agent,
          timeout: SILENT_MS,
          headers: {
            authorization: `Bearer ${this.#options.token}`,
            'content-type': 'application/json',
            'content-length': bytes.length,
            ...(zipped && { 'content-encoding': 'gzip' }),
          },
        },
        (answer) => {
          const parts: Buffer[] = [];
          let size = 0;
          answer.on('data', (part: Buffer) => {
            size += part.length;
            if (size > ANSWER_MOST) asked.destroy(new Error('the answer has no end'));
            else parts.push(part);
          });
          answer.once('error', reject);
          answer.once('aborted', () => reject(new Error('the line was cut')));
          answer.once('end', () => {
            const retryAfter = Number(answer.headers['retry-after']);
            resolve({
              status: answer.statusCode ?? 0,
              body: parsed(Buffer.concat(parts)),
              retryAfterS: retryAfter > 0 ? retryAfter : undefined,
            });
          });
        },
      );
      asked.once('timeout', () => asked.destroy(new Error('no answer for a minute')));
      asked.once('error', reject);
      asked.end(bytes);
    });
  }
}

/** What is in between may answer in its own words. */
function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
