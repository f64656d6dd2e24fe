import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExchangeEventInput } from '../../../server/contract/exchange.ts';
import { Reporter, type ReporterOptions } from './reporter.ts';

/** An exchange with bad days: answers each request as the script says, 200 when it has run out. */
let http: Server;
let script: (number | 'cut')[];
let batches: string[][];
let reporter: Reporter | undefined;

beforeEach(async () => {
  script = [];
  batches = [];
  http = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const { events } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
        events: { eventId: string }[];
      };
      const how = script.shift() ?? 200;
      if (how === 'cut') return void req.socket.destroy();
      if (how === 200) batches.push(events.map((event) => event.eventId));
      const results = events.map(({ eventId }, index) => ({ index, eventId, status: 'accepted' }));
      res.writeHead(how, { 'content-type': 'application/json' });
      res.end(JSON.stringify({ results, accepted: events.length, duplicate: 0, rejected: 0 }));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await reporter?.close();
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
});

function reporterFor(options: Partial<ReporterOptions> = {}): Reporter {
  const baseUrl = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  reporter = new Reporter({ baseUrl, token: 'mct_test', ...options });
  return reporter;
}

const events = (from: number, to: number): ExchangeEventInput[] =>
  Array.from({ length: to - from }, (_, i) => ({
    type: 'opened',
    eventId: `e${from + i}`,
    occurredAt: '2026-11-23T02:00:00.000Z',
    hallId: '0d9bd0a5-4b0e-4b43-9d4b-4a1f6c5e2f10',
    windowCode: '1',
  }));
const ids = (from: number, to: number) => events(from, to).map((event) => event.eventId);

describe('a reporter', () => {
  it('sends again, in order and without a loss, what met a cut line or a refusal, and tells so once', async () => {
    script = ['cut', 500, 429];
    const troubles: string[] = [];
    const one = reporterFor({ onTrouble: (reason) => troubles.push(reason) });
    one.push(events(0, 3));
    one.push(events(3, 450));
    await one.drained();
    expect(batches.flat()).toEqual(ids(0, 450));
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(200);
    expect(troubles).toHaveLength(1);
    expect(one.dropped).toBe(0);
  });

  it('gives up the oldest when the line is down for too long, and says how many', async () => {
    script = [503, 503];
    const one = reporterFor({ queueMost: 250 });
    for (let n = 0; n < 1000; n += 10) one.push(events(n, n + 10));
    await one.drained();
    const sent = batches.flat();
    expect(sent).toEqual(ids(1000 - sent.length, 1000));
    expect(sent.length).toBeLessThanOrEqual(450);
    expect(sent.length + one.dropped).toBe(1000);
  });

  it('ends at once, in the midst of waiting or sending', async () => {
    script = Array.from({ length: 50 }, () => 503);
    const one = reporterFor();
    one.push(events(0, 5));
    await new Promise((wait) => setTimeout(wait, 600));
    const began = performance.now();
    await one.close();
    await one.close();
    expect(performance.now() - began).toBeLessThan(300);
    one.push(events(5, 6));
    await one.drained();
    expect(batches).toEqual([]);
  });
});
