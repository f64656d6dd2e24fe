/** The file drop on real folders: complete files, answers, broken ones, links, a crash between, and files over HTTP. */
import { mkdir, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../../../test/factories/api-client.ts';
import { registerCity } from '../../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../../test/factories/record-server.ts';
import type { DropAnswer, DropFiles } from '../../contract/profiles.ts';

let server: RecordServer;
let machine: ApiClient;
let root: string;

beforeAll(async () => {
  server = await startRecordServer();
  const city = await registerCity(server.admin, []);
  machine = ApiClient.withToken(server.baseUrl, city.tokenSecret);
  root = join(server.dataDir, 'drop', 'scjg');
  await server.exchange.drop.start();
  await until(async () => (await readdir(root).catch(() => [])).length === 4);
});
afterAll(() => server.close());

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('it never came to that');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
const names = (folder: string) => readdir(join(root, folder));
const put = async (name: string, content: string) => {
  await writeFile(join(root, 'in', `${name}.tmp`), content);
  await rename(join(root, 'in', `${name}.tmp`), join(root, 'in', name));
};
const answerOf = async (name: string): Promise<DropAnswer> => {
  await until(async () => (await names('answers')).includes(`${name}.answer.json`));
  return JSON.parse(await readFile(join(root, 'answers', `${name}.answer.json`), 'utf8'));
};
const event = (n: number, more: object = {}) => ({
  ...{ type: 'stage', eventId: `d-${n}`, occurredAt: '2026-02-11T15:20:00+08:00', stage: 'accepted' },
  ...{ caseNo: `D-${n}`, matterCode: 'SCJG-0001' },
  ...more,
});

test('each kind of file is taken and answered row by row, and moved away after its answer is there', async () => {
  await put('a.jsonl', `${JSON.stringify(event(1))}\n\n${JSON.stringify(event(2, { stage: 'no' }))}\n`);
  await put('b.json', JSON.stringify({ events: [event(1), event(3)] }));
  await put(
    'c.csv',
    `\ufefftype,eventId,occurredAt,caseNo,matterCode,stage,remark
stage,d-4,2026-02-11T15:20:00+08:00,D-4,SCJG-0001,accepted,"甲, 乙"
specialProcedure,d-5,2026-02-11T15:30:00+08:00,D-4,,,\n`,
  );
  await put(
    'd.xml',
    `<D><EX_GDBS_SL><SBLSH>D-6</SBLSH><SXBM>SCJG-0001</SXBM><XZQHDM>445200</XZQHDM><SLZTDM>1</SLZTDM>
     <SLSJ>2026-02-11 15:20:00</SLSJ></EX_GDBS_SL></D>`,
  );
  await put(
    'e.json',
    JSON.stringify({ profile: 'step', table: 'DONE', rows: [{ PROJID: 'D-7', REGION_ID: '445200' }] }),
  );
  expect(await answerOf('a.jsonl')).toMatchObject({
    ...{ file: 'a.jsonl', fault: null, rows: 2, accepted: 1, duplicate: 0, rejected: 1 },
    results: [
      { eventId: 'd-1', status: 'accepted' },
      { index: 1, status: 'rejected', field: 'stage' },
    ],
  });
  expect(await answerOf('b.json')).toMatchObject({ accepted: 1, duplicate: 1 });
  expect(await answerOf('c.csv')).toMatchObject({ accepted: 2 });
  expect(await answerOf('d.xml')).toMatchObject({
    accepted: 1,
    results: [{ table: 'EX_GDBS_SL', key: 'D-6' }],
  });
  expect(await answerOf('e.json')).toMatchObject({
    results: [{ code: 'missing_value', field: 'DONERESULT' }],
  });
  await until(async () => (await names('done')).length === 5 && (await names('in')).length === 0);
});

test('a broken file fails with the line and column where it breaks', async () => {
  await put('broken.jsonl', `${JSON.stringify(event(10))}\n{"type" "stage"}\n`);
  await put('broken.xml', '<D>\n<EX_GDBS_SL><SBLSH>1</SBLSX></EX_GDBS_SL></D>');
  await put('broken.csv', 'type,eventId\n"stage,1\n');
  await put('what.txt', 'hello');
  expect((await answerOf('broken.jsonl')).fault).toEqual({
    ...{ message: 'is no JSON from here on', line: 2, column: 9 },
  });
  expect((await answerOf('broken.xml')).fault).toMatchObject({ line: 2 });
  expect((await answerOf('broken.csv')).fault?.message).toContain('is no CSV');
  expect((await answerOf('what.txt')).fault?.message).toContain('.jsonl');
  await until(async () => (await names('failed')).length === 4);
});

test('a file that is still being written is let be, and taken when it stands still', async () => {
  const path = join(root, 'in', 'slow.jsonl');
  const lines = Array.from({ length: 12 }, (_, n) => `${JSON.stringify(event(20 + n))}\n`);
  for (const line of lines) {
    await writeFile(path, line, { flag: 'a' });
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  expect(await answerOf('slow.jsonl')).toMatchObject({ rows: 12, accepted: 12 });
});

test('a crash after the answer and before the move: the file is taken again, and nothing is doubled', async () => {
  await put('again.json', JSON.stringify([event(40), event(41)]));
  await answerOf('again.json');
  await until(async () => !(await names('in')).includes('again.json'));
  await rm(join(root, 'answers', 'again.json.answer.json'));
  await put('again.json', JSON.stringify([event(40), event(41)]));
  expect(await answerOf('again.json')).toMatchObject({ accepted: 0, duplicate: 2 });
  // The first one keeps its name.
  await until(async () => (await names('done')).filter((name) => name.endsWith('again.json')).length === 2);
});

test('links, folders and hidden files are not followed', async () => {
  await symlink('/etc/passwd', join(root, 'in', 'link.json'));
  await mkdir(join(root, 'in', 'folder.json'));
  await writeFile(join(root, 'in', '.hidden.json'), '[]');
  await put('marker.json', JSON.stringify([event(50)]));
  await answerOf('marker.json');
  // Moved away once its answer is there.
  await until(async () => !(await names('in')).includes('marker.json'));
  expect((await names('in')).sort()).toEqual(['.hidden.json', 'folder.json', 'link.json']);
});

test('files over HTTP: sent in, listed, and their answer fetched; another’s names lead nowhere', async () => {
  const send = (name: string, body: string) =>
    machine.fetch(`/api/v1/exchange/files/${encodeURIComponent(name)}`, {
      ...{ method: 'PUT', body, headers: { 'content-type': 'application/octet-stream' } },
    });
  expect((await send('受理 0211.jsonl', JSON.stringify(event(60)))).status).toBe(202);
  const answered = () =>
    machine.fetch(`/api/v1/exchange/files/${encodeURIComponent('受理 0211.jsonl')}/answer`);
  await until(async () => (await answered()).status === 200);
  expect(await (await answered()).json()).toMatchObject({ rows: 1, accepted: 1 });
  const { items } = await machine.get<DropFiles>('/api/v1/exchange/files');
  expect(items.find(({ name }) => name === '受理 0211.jsonl')).toMatchObject({ state: 'answered' });
  expect(items.find(({ name }) => name === 'broken.xml')).toMatchObject({ state: 'failed' });
  for (const name of ['../x.json', '.x.json', 'x.exe', 'x.json.tmp', 'a/b.json', 'x\u0000.json'])
    expect([name, (await send(name, '[]')).status]).toEqual([name, 400]);
  expect((await send('empty.json', '')).status).toBe(400);
  expect((await machine.fetch('/api/v1/exchange/files/nothing.json/answer')).status).toBe(404);
  expect((await server.admin.fetch('/api/v1/exchange/files')).status).toBe(403);
});

test('a newer file put under the name of one that is being taken is taken as well', async () => {
  const many = Array.from({ length: 2500 }, (_, n) => event(1000 + n));
  await put('same.json', JSON.stringify(many));
  await until(async () => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from case_event where event_id = 'd-1000'`.execute(server.db);
    return rows[0]?.n === 1;
  });
  await put('same.json', JSON.stringify([event(9000)]));
  await until(async () => !(await names('in')).includes('same.json'));
  expect(await answerOf('same.json')).toMatchObject({ rows: 1, accepted: 1 });
});

test('a file with a time that lies ahead is taken all the same', async () => {
  const path = join(root, 'in', 'ahead.json');
  await writeFile(`${path}.tmp`, JSON.stringify([event(70)]));
  const ahead = Date.now() / 1000 + 8 * 3600;
  await utimes(`${path}.tmp`, ahead, ahead);
  await rename(`${path}.tmp`, path);
  expect(await answerOf('ahead.json')).toMatchObject({ accepted: 1 });
});

test('of a file with a secret row nothing is kept but the answer', async () => {
  const secret = event(80, { secrecy: 'secret', remark: 'geheim' });
  await put('secret.json', JSON.stringify([secret, event(81)]));
  expect(await answerOf('secret.json')).toMatchObject({
    accepted: 1,
    results: [{ code: 'matter_secret' }, {}],
  });
  await until(async () => !(await names('in')).includes('secret.json'));
  expect((await names('done')).filter((name) => name.endsWith('secret.json'))).toEqual([]);
});

test('a case is secret in all of a file, however long the file is', async () => {
  const secret = event(20_000, { secrecy: 'secret' });
  const many = Array.from({ length: 1000 }, (_, n) => event(20_001 + n));
  await put('long.json', JSON.stringify([event(20_000, { remark: 'geheim' }), ...many, secret]));
  const { accepted, results } = await answerOf('long.json');
  expect([accepted, results[0]?.code, results.at(-1)?.code]).toEqual([
    1000,
    'matter_secret',
    'matter_secret',
  ]);
  const row = (n: number, more: object = {}) => ({
    SBLSH: `D-${n}`,
    SXBM: 'SCJG-0001',
    XZQHDM: '445200',
    ...more,
  });
  const sl = Array.from({ length: 1001 }, () => row(3001, { SLZTDM: '1', SLSJ: '2026-02-11 15:20:00' }));
  const rows = [...sl, row(3001, { SFSM: '1' })];
  await put('long-rows.json', JSON.stringify({ profile: 'gdbs', table: 'SL', rows }));
  expect(await answerOf('long-rows.json')).toMatchObject({ accepted: 0, rejected: 1002 });
});

test('what no file can be is answered once, and is not tried again and again', async () => {
  const rows = { profile: 'gdbs', table: 'SL', rows: [{ SBLSH: 'D-90' }] };
  await put('hall.json', JSON.stringify({ ...rows, hallId: 'the one at the corner' }));
  await put('encoded.xml', '<?xml version="1.0" encoding="constructor"?><EX_GDBS_SL/>');
  await put('deep.json', `[${'['.repeat(100_000)}${']'.repeat(100_000)},${JSON.stringify(event(91))}]`);
  expect((await answerOf('hall.json')).fault?.message).toContain('hallId');
  expect((await answerOf('encoded.xml')).fault?.message).toContain('constructor');
  expect(await answerOf('deep.json')).toMatchObject({ rows: 2, accepted: 1, rejected: 1 });
  await until(async () => !(await names('in')).some((name) => /hall|encoded|deep/.test(name)));
});

test('files of one name sent at once are each whole; names that leave no room for an answer are refused', async () => {
  const send = (name: string, body: string) =>
    machine.fetch(`/api/v1/exchange/files/${encodeURIComponent(name)}`, {
      ...{ method: 'PUT', body, headers: { 'content-type': 'application/octet-stream' } },
    });
  const bodies = [100, 101, 102, 103].map((n) =>
    JSON.stringify([event(n, { remark: 'x'.repeat(400) }), { filler: 'y'.repeat(n * 20_000) }]),
  );
  const sent = await Promise.all(bodies.map((body) => send('race.json', body)));
  expect(sent.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
  expect(await answerOf('race.json')).toMatchObject({ fault: null, rows: 2, accepted: 1 });
  expect((await send(`${'办'.repeat(80)}.json`, '[]')).status).toBe(400);
  expect((await send(`${'办'.repeat(50)}.json`, JSON.stringify([event(110)]))).status).toBe(202);
  expect(await answerOf(`${'办'.repeat(50)}.json`)).toMatchObject({ accepted: 1 });
});
