/**
 * mingchuang-feed as departments run it: a program of its own, against a real server, over a line that is cut and slow,
 * killed in mid-work. Nothing is lost, nothing is doubled, what was refused is kept, and the counts agree.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type City, registerCity } from '../../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../../test/factories/record-server.ts';
import { FaultProxy } from '../../../test/fakes/fault-proxy.ts';
import type { FeedDay } from '../../contract/exchange.ts';

let server: RecordServer;
let city: City;
let line: FaultProxy;
let program: string;
let folder: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  server = await startRecordServer();
  city = await registerCity(server.admin, []);
  line = await FaultProxy.create({ targetPort: Number(new URL(server.baseUrl).port) });
  program = join(await mkdtemp(join(tmpdir(), 'mc-sender-')), 'mingchuang-feed.mjs');
  await build({
    ...{ entryPoints: [join(import.meta.dirname, 'main.ts')], outfile: program, logLevel: 'warning' },
    ...{ bundle: true, format: 'esm', platform: 'node', target: 'node20' },
  });
});
afterAll(async () => {
  await line.close();
  await server.close();
  await rm(join(program, '..'), { recursive: true, force: true });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mc-feed-'));
  await mkdir(join(folder, 'in'));
  await writeFile(join(folder, 'token'), city.tokenSecret, { mode: 0o600 });
  await line.set({ kind: 'pass' });
});
afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function run(args: readonly string[], input?: string) {
  const child = spawn(
    process.execPath,
    [
      program,
      '--server',
      line.through('http://x'),
      '--token-file',
      join(folder, 'token'),
      '--lang',
      'en',
      ...args,
    ],
    { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  children.push(child);
  let [out, err] = ['', ''];
  child.stdout.on('data', (part) => {
    out += part;
  });
  child.stderr.on('data', (part) => {
    err += part;
  });
  child.stdin.on('error', () => undefined);
  if (input !== undefined) child.stdin.end(input);
  return {
    child,
    said: () => err,
    ended: once(child, 'close').then(([code]) => ({ code: code as number | null, out, err })),
  };
}
async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('it never came to that');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const event = (name: string, n: number, more: object = {}) => ({
  ...{ type: 'stage', eventId: `${name}-${n}`, occurredAt: '2026-02-11T15:20:00+08:00', stage: 'accepted' },
  ...{ caseNo: `${name}-${n}`, matterCode: 'SCJG-0001', ...more },
});
const lines = (events: readonly object[]) => events.map((one) => `${JSON.stringify(one)}\n`).join('');
/** Old enough to be taken for complete. */
const put = async (name: string, content: string) => {
  const path = join(folder, 'in', name);
  await writeFile(path, content);
  const before = new Date(Date.now() - 60_000);
  await utimes(path, before, before);
};
const logged = async (name: string) => {
  const { rows } = await sql<{ n: number; ids: number }>`
    select count(*)::int as n, count(distinct event_id)::int as ids from case_event
    where starts_with(event_id, ${`${name}-`})`.execute(server.db);
  return rows[0];
};
const spooled = (what: string) => readdir(join(folder, 'mingchuang-spool', what));

test('a folder is sent once: events, layouts, broken files; refused rows are kept with why, and the day is told', async () => {
  await put('1.jsonl', lines([event('once', 1), event('once', 2, { stage: 'no' }), event('once', 3)]));
  await put(
    '2.csv',
    'type,eventId,occurredAt,caseNo,matterCode,stage\nstage,once-4,2026-02-11T15:20:00+08:00,once-4,SCJG-0001,accepted\n',
  );
  await put(
    '3.xml',
    '<D><EX_GDBS_SL><SBLSH>once-5</SBLSH><SXBM>SCJG-0001</SXBM><XZQHDM>445200</XZQHDM><SLZTDM>9</SLZTDM></EX_GDBS_SL></D>',
  );
  await put('4.json', '{"events": [');
  const { code, err } = await run(['--from', 'in', '--once']).ended;
  expect([code, err]).toEqual([0, expect.stringContaining('told: 5 rows')]);
  expect(await logged('once')).toEqual({ n: 3, ids: 3 });
  expect(await readdir(join(folder, 'in'))).toEqual([]);
  expect(await spooled('taken')).toEqual(['1.jsonl', '2.csv', '3.xml']);
  expect((await spooled('failed')).sort()).toEqual(['4.json', '4.json.reason.txt']);
  const refused = await Promise.all(
    (await spooled('refused')).map((name) =>
      readFile(join(folder, 'mingchuang-spool/refused', name), 'utf8'),
    ),
  );
  const kept = refused.flatMap((text) => text.trim().split('\n')).map((text) => JSON.parse(text));
  expect(kept).toMatchObject([
    { code: 'invalid_event', field: 'stage', row: { eventId: 'once-2' } },
    { code: 'unknown_code', field: 'SLZTDM', profile: 'gdbs', table: 'EX_GDBS_SL', row: { SBLSH: 'once-5' } },
  ]);
  const { items } = await server.admin.get<{ items: FeedDay[] }>('/api/v1/exchange/days');
  expect(items[0]).toMatchObject({ source: 'scjg', sent: 5, told: 5, verdict: 'agrees' });
});

test('standard input: what is said to be taken is on disk, though the line is down; sent when it is back', async () => {
  await line.set({ kind: 'refuse' });
  const feed = run(['--from', '-']);
  feed.child.stdin.write(lines([event('stdin', 1), event('stdin', 2)]));
  await until(() => feed.said().includes('taken -: 2 rows'));
  expect(await spooled('queue')).toHaveLength(1);
  await until(() => feed.said().includes('not delivered'));
  await line.set({ kind: 'pass' });
  feed.child.stdin.end('not json\n');
  const { code, err } = await feed.ended;
  expect([code, err]).toEqual([0, expect.stringContaining('1 lines are no JSON')]);
  expect(await logged('stdin')).toEqual({ n: 2, ids: 2 });
});

test('killed again and again over a line that is cut and slow: nothing is lost and nothing is doubled', async () => {
  const MANY = 3000;
  for (let file = 0; file < 3; file += 1)
    await put(
      `${file}.jsonl`,
      lines(
        Array.from({ length: MANY / 3 }, (_, n) =>
          event('kill', file * (MANY / 3) + n, { remark: 'x'.repeat(200) }),
        ),
      ),
    );
  await line.set({ kind: 'throttle', kbps: 2000 });
  for (let kill = 0; kill < 4; kill += 1) {
    const feed = run(['--from', 'in', '--once']);
    await until(
      () => feed.said().includes('taken') || feed.said().includes('sent') || feed.child.exitCode !== null,
    );
    // Somewhere in the midst of it: taking in, sending, or waiting for an answer.
    await new Promise((resolve) => setTimeout(resolve, 40 + kill * 120));
    if (kill % 2 === 0) line.cut();
    feed.child.kill('SIGKILL');
    await feed.ended;
  }
  const last = await run(['--from', 'in', '--once']).ended;
  expect([last.code, last.err]).toEqual([0, expect.not.stringContaining('refused as a whole')]);
  expect(await logged('kill')).toEqual({ n: MANY, ids: MANY });
  expect(await spooled('queue')).toEqual([]);
  // Batches were numbered on over the restarts: no gap.
  const { rows } = await sql<{ missing: unknown[] }>`select missing from feed where source = 'scjg'`.execute(
    server.db,
  );
  expect(rows[0]?.missing).toEqual([]);
});

test('a dry run keeps nothing, here or there', async () => {
  await put('1.jsonl', lines([event('dry', 1), event('dry', 2, { stage: 'no' })]));
  const { code, out } = await run(['--from', 'in', '--dry-run']).ended;
  expect([code, JSON.parse(out)]).toMatchObject([0, { status: 200, accepted: 1, rejected: 1 }]);
  expect(await logged('dry')).toEqual({ n: 0, ids: 0 });
  expect(await readdir(join(folder, 'in'))).toEqual(['1.jsonl']);
});

test('a token among the arguments, or none, is refused; two on one spool are, too', async () => {
  expect(await run(['--from', 'in', '--token', 'mct_x']).ended).toMatchObject({ code: 1 });
  const first = run(['--from', 'in']);
  await until(async () => (await spooled('queue').catch(() => undefined)) !== undefined);
  await until(async () => (await readdir(join(folder, 'mingchuang-spool'))).includes('lock'));
  const second = await run(['--from', 'in', '--once']).ended;
  expect([second.code, second.err]).toEqual([1, expect.stringContaining('another mingchuang-feed works on')]);
  first.child.kill('SIGTERM');
  expect((await first.ended).code).toBe(0);
});

test('what a broken disk left of the spool is put aside, and what is whole is sent', async () => {
  const spool = join(folder, 'mingchuang-spool');
  await mkdir(join(spool, 'queue'), { recursive: true });
  await writeFile(join(spool, 'state.json'), '{"sequence": 4');
  await writeFile(join(spool, 'queue', '000000000007.json'), '\0\0\0\0');
  await writeFile(
    join(spool, 'queue', '000000000008.json'),
    JSON.stringify({ kind: 'events', events: [event('broken', 1)] }),
  );
  const { code } = await run(['--from', 'in', '--once']).ended;
  expect(code).toBe(0);
  expect(await logged('broken')).toEqual({ n: 1, ids: 1 });
  expect((await spooled('failed')).sort()).toEqual(['000000000007.json.broken', 'state.json.broken']);
});

test('a lock that a power cut left is taken, though its number is another program’s by now', async () => {
  const lock = join(folder, 'mingchuang-spool', 'lock');
  await mkdir(join(folder, 'mingchuang-spool'));
  await writeFile(lock, String(process.pid));
  expect((await run(['--from', 'in', '--once']).ended).code).toBe(1);
  const before = new Date(Date.now() - 120_000);
  await utimes(lock, before, before);
  expect((await run(['--from', 'in', '--once']).ended).code).toBe(0);
});
