/** Every example of docs/exchange.md and docs/exchange.en.md, sent to a real server as it stands, answers as it says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { ApiClient } from '../../../test/factories/api-client.ts';
import { registerCity } from '../../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../../test/factories/record-server.ts';

const DOCS = join(import.meta.dirname, '../../../docs');
/** What the examples call the hall. */
const HALL = '11111111-1111-4111-8111-111111111111';

let server: RecordServer | undefined;
afterEach(() => server?.close());

interface Example {
  readonly language: string;
  readonly words: readonly string[];
  readonly body: string;
  /** The block right after it, where that is an answer. */
  readonly answer: string | undefined;
}

function examplesOf(text: string): Example[] {
  const blocks = [...text.matchAll(/^```(\w+) ([^\n]+)\n([\s\S]*?)\n```$/gm)].map(
    ([, language = '', words = '', body = '']) => ({ language, words: words.split(' '), body }),
  );
  return blocks.flatMap((block, at) => {
    if (['answer', 'becomes'].includes(block.words[0] ?? '')) return [];
    const next = blocks[at + 1];
    return [{ ...block, answer: next?.words[0] === 'answer' ? next.body : undefined }];
  });
}

test.each(['exchange.md', 'exchange.en.md'])('%s', async (file) => {
  server = await startRecordServer({ now: () => Date.parse('2026-02-13T02:00:00.000Z') });
  const city = await registerCity(server.admin, [
    { name: '东侧', mainUrl: 'rtsp://127.0.0.1:1/main', windows: ['3'] },
  ]);
  const machine = ApiClient.withToken(server.baseUrl, city.tokenSecret);
  await server.exchange.drop.start();

  const send = async ({ language, words, body: text }: Example): Promise<unknown> => {
    const [where = '', name = ''] = words;
    const body = text.replaceAll(HALL, city.hall.id);
    if (where === 'exchange') return machine.post('/api/v1/exchange/events', JSON.parse(body));
    if (where !== 'file') {
      const type = language === 'xml' ? 'application/xml' : 'application/json';
      const answer = await machine.fetch(`/api/v1/exchange/profiles/${where}/rows`, {
        ...{ method: 'POST', body, headers: { 'content-type': type } },
      });
      return answer.json();
    }
    await machine.fetch(`/api/v1/exchange/files/${name}`, {
      ...{ method: 'PUT', body, headers: { 'content-type': 'application/octet-stream' } },
    });
    for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
      const answer = await machine.fetch(`/api/v1/exchange/files/${name}/answer`);
      if (answer.ok) return answer.json();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${name} was never answered`);
  };

  const examples = examplesOf(readFileSync(join(DOCS, file), 'utf8'));
  expect(examples.length).toBeGreaterThan(20);
  for (const example of examples) {
    const answer = await send(example);
    const told =
      example.answer === undefined ? { accepted: 1, duplicate: 0, rejected: 0 } : JSON.parse(example.answer);
    expect([example.body, answer]).toMatchObject([example.body, told]);
  }
});
