/**
 * One signed POST a message to an address that an admin gave: an SMS gateway, a work chat. Internal addresses only from
 * the allow list; what is connected to is what was judged (`streams/reach`). Redirects are not followed.
 */
import { createHmac } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { AddressRefusedError, connectable, type Reach } from '../../streams/reach/index.ts';
import type { Message } from './message.ts';
import { ANSWER_MOST, NotDelivered, type Sender } from './sender.ts';

export interface Webhook {
  readonly url: string;
  readonly secret: string;
}

export interface WebhookSenderOptions {
  readonly reach: Reach;
  /** Undefined: none is set, or it is off. */
  readonly webhook: () => Promise<Webhook | undefined>;
  readonly now: () => number;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;
const READ_MOST = 4096;

export class WebhookSender implements Sender {
  readonly #options: WebhookSenderOptions;
  readonly #ending = new AbortController();

  constructor(options: WebhookSenderOptions) {
    this.#options = options;
  }

  async send(message: Message): Promise<string> {
    const webhook = await this.#options.webhook();
    if (!webhook) throw new NotDelivered('no webhook is set, or it is off');
    return this.sendTo(webhook, message);
  }

  async sendTo({ url, secret }: Webhook, message: Message): Promise<string> {
    const { reach, now, timeoutMs = TIMEOUT_MS } = this.#options;
    const target = new URL(url);
    const isTls = target.protocol === 'https:';
    const port = target.port === '' ? (isTls ? 443 : 80) : Number(target.port);
    const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
    const body = JSON.stringify(bodyOf(message));
    const timestamp = String(now());
    const late = AbortSignal.timeout(timeoutMs);
    try {
      const judged = await connectable(reach, host, port);
      const signal = AbortSignal.any([this.#ending.signal, late]);
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const sent = (isTls ? httpsRequest : httpRequest)(
          {
            ...judged,
            // Each connection is judged anew: none is kept.
            agent: false,
            method: 'POST',
            path: `${target.pathname}${target.search}`,
            signal,
            headers: {
              host: target.host,
              'content-type': 'application/json; charset=utf-8',
              'content-length': Buffer.byteLength(body),
              'user-agent': 'mingchuang',
              'x-mc-delivery': message.id,
              'x-mc-timestamp': timestamp,
              'x-mc-signature': signature(secret, timestamp, message.id, body),
            },
          },
          resolve,
        );
        sent.on('error', reject);
        sent.end(body);
      });
      const words = await readSome(answer);
      const status = answer.statusCode ?? 0;
      const told = `${status} ${words}`.trim().slice(0, ANSWER_MOST);
      if (status >= 200 && status < 300) return told;
      throw new NotDelivered(status >= 300 && status < 400 ? `${status}: redirects are not followed` : told);
    } catch (error) {
      if (error instanceof NotDelivered) throw error;
      if (late.aborted) throw new NotDelivered(`no answer within ${timeoutMs / 1000} s`, { cause: error });
      throw new NotDelivered(wordsOf(error), { cause: error });
    }
  }

  close(): void {
    this.#ending.abort();
  }
}

/** HMAC-SHA256 over `<timestamp>.<delivery>.<body>`, hexadecimal: old messages cannot be sent again by others. */
export function signature(secret: string, timestamp: string, delivery: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${delivery}.${body}`).digest('hex')}`;
}

function bodyOf({ id, to, language, kind, urgent, subject, lines, url }: Message) {
  return {
    delivery: id,
    kind,
    urgent,
    language,
    phone: to.address,
    name: to.name,
    subject,
    text: lines.join('\n'),
    url,
  };
}

/** The beginning of the answer, on one line; the rest is not taken. */
async function readSome(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= READ_MOST) break;
  }
  answer.destroy();
  const text = Buffer.concat(chunks).subarray(0, READ_MOST).toString('utf8');
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
}

function wordsOf(error: unknown): string {
  if (error instanceof AddressRefusedError) {
    const { why, address, port, network } = error.refusal;
    if (why === 'internal')
      return `${address} is an internal address; ${network ?? 'its network'} is not among webhookNetworks (MC_WEBHOOK_NETWORKS)`;
    return why === 'never'
      ? `${address} is no address to connect to`
      : `port ${port} is that of another service`;
  }
  return error instanceof Error ? error.message : String(error);
}
