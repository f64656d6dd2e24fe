/** What a site's SMS gateway does with our webhook: checks the signature, drops what it had already. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TakenText {
  readonly delivery: string;
  readonly phone: string;
  readonly subject: string;
  readonly text: string;
  readonly kind: string;
  readonly url: string | null;
}

export interface FakeSmsGateway {
  readonly port: number;
  readonly url: string;
  /** Those with a good signature that were new. */
  readonly texts: TakenText[];
  /** Every request, good or not. */
  readonly requests: { readonly signed: boolean; readonly delivery: string }[];
  /** Answers in its own way; true: it did. */
  answer: (response: ServerResponse) => boolean;
  close(): Promise<void>;
}

const FRESH_MS = 5 * 60_000;

export async function startSmsGateway(secret: string): Promise<FakeSmsGateway> {
  const texts: TakenText[] = [];
  const requests: FakeSmsGateway['requests'] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const header = (name: string) => String(req.headers[name] ?? '');
      const [timestamp, delivery] = [header('x-mc-timestamp'), header('x-mc-delivery')];
      const wanted = `v1=${createHmac('sha256', secret).update(`${timestamp}.${delivery}.${body}`).digest('hex')}`;
      const given = header('x-mc-signature');
      const signed =
        given.length === wanted.length &&
        timingSafeEqual(Buffer.from(given), Buffer.from(wanted)) &&
        Math.abs(Date.now() - Number(timestamp)) < FRESH_MS;
      requests.push({ signed, delivery });
      if (gateway.answer(res)) return;
      if (!signed) return void res.writeHead(401).end('bad signature');
      if (!texts.some((one) => one.delivery === delivery)) texts.push(JSON.parse(body) as TakenText);
      res.writeHead(200, { 'content-type': 'text/plain' }).end('OK 1');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const gateway: FakeSmsGateway = {
    port,
    url: `http://127.0.0.1:${port}/sms`,
    texts,
    requests,
    answer: () => false,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return gateway;
}
