/** The program as a process: what it prints, how it refuses, how it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../test/factories/api-client.ts';
import { freePort } from '../test/factories/free-port.ts';

const root = join(import.meta.dirname, '..');
const program = join(root, `node_modules/.cache-main-${process.pid}.mjs`);
const base = mkdtempSync(join(tmpdir(), 'mc-main-'));
const started: ChildProcess[] = [];

beforeAll(async () => {
  chmodSync(base, 0o711);
  await build({
    entryPoints: [join(root, 'server/main.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
});
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(base, { recursive: true, force: true });
  rmSync(program, { force: true });
});

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, MC_HOST: '127.0.0.1', MC_WEBRTC_UNAVAILABLE: 'not part of this test', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const texts = { out: '', log: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    texts.out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    texts.log += chunk.toString();
  });
  const exited = once(child, 'exit').then(([code, signal]) => code ?? signal);
  return { child, texts, exited };
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (const deadline = Date.now() + 30_000; !condition(); await sleep(25))
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`);
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(pid);
      } catch {
        // It ended while we looked.
        return false;
      }
    })
    .map(Number);
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    // No such process.
    return false;
  }
}

test('first start shows the password once; SIGTERM ends it and its children in time; a reset works', async () => {
  const port = String(await freePort());
  const env = { MC_PORT: port, MC_DATA_DIR: join(base, 'life') };
  const first = start(env);
  await until(() => first.texts.out.includes('Ctrl-C'), 'the welcome');
  const password = /password {3}([a-z2-9-]{19}) /.exec(first.texts.out)?.[1] ?? '';
  expect(password).not.toBe('');
  expect(first.texts.log).not.toContain(password);
  const baseUrl = `http://127.0.0.1:${port}`;
  await ApiClient.signIn(baseUrl, 'admin', password);

  const second = start({ ...env, MC_PORT: '0' });
  expect(await second.exited).toBe(1);
  expect(second.texts.log).toContain(`another Mingchuang (pid ${first.child.pid})`);

  const children = childrenOf(first.child.pid ?? 0);
  expect(children.length).toBeGreaterThan(0);
  const askedAt = Date.now();
  first.child.kill('SIGTERM');
  expect(await first.exited).toBe(0);
  expect(Date.now() - askedAt).toBeLessThan(8000);
  expect(children.filter(isAlive)).toEqual([]);

  const again = start(env);
  await until(() => again.texts.out.includes('Ctrl-C'), 'the second welcome');
  expect(again.texts.out).toContain('as shown at the first start');
  expect(again.texts.out).not.toContain(password);
  const session = await ApiClient.signIn(baseUrl, 'admin', password);
  // Under npm one Ctrl-C arrives twice; that is not the second one, which would cut the end short.
  again.child.kill('SIGINT');
  await until(() => again.texts.out.includes('stopping'), 'the first signal was taken');
  again.child.kill('SIGINT');
  expect(await again.exited).toBe(0);

  const reset = start({ ...env, MC_ADMIN_PASSWORD: 'a-new-admin-password' });
  await until(() => reset.texts.out.includes('Ctrl-C'), 'the welcome after the reset');
  await expect(session.get('/api/v1/session')).rejects.toThrow('401');
  await expect(ApiClient.signIn(baseUrl, 'admin', password)).rejects.toThrow('401');
  await ApiClient.signIn(baseUrl, 'admin', 'a-new-admin-password');
  reset.child.kill('SIGTERM');
  expect(await reset.exited).toBe(0);
});

test('kill -9 leaves no child, and the next start, at once, has what was written', async () => {
  const port = String(await freePort());
  const env = { MC_PORT: port, MC_DATA_DIR: join(base, 'killed'), MC_ADMIN_PASSWORD: 'an-admin-password' };
  const first = start(env);
  await until(() => first.texts.out.includes('Ctrl-C'), 'the welcome');
  const baseUrl = `http://127.0.0.1:${port}`;
  const admin = await ApiClient.signIn(baseUrl, 'admin', 'an-admin-password');
  await admin.post('/api/v1/regions', {
    code: '440000',
    name: '广东省',
    level: 'province',
    parentCode: null,
  });
  const children = childrenOf(first.child.pid ?? 0);
  first.child.kill('SIGKILL');
  await first.exited;
  const next = start(env);
  await until(() => next.texts.out.includes('Ctrl-C'), 'the next welcome');
  expect(children.filter(isAlive)).toEqual([]);
  // The session survives, too.
  expect((await admin.get<{ items: unknown[] }>('/api/v1/regions')).items).toHaveLength(1);
  next.child.kill('SIGTERM');
  expect(await next.exited).toBe(0);
});

test('faults of the settings and a taken port are told in a line, and end it', async () => {
  const settings = start({ MC_PORT: 'http', MC_LOG_LEVEL: 'loud' });
  expect(await settings.exited).toBe(2);
  expect(settings.texts.log).toMatch(/MC_PORT: .*\n.*MC_LOG_LEVEL: /);

  const port = await freePort();
  const { createServer } = await import('node:net');
  const taken = createServer().listen(port, '127.0.0.1');
  const refused = start({ MC_PORT: String(port), MC_DATA_DIR: join(base, 'taken') });
  expect(await refused.exited).toBe(1);
  expect(refused.texts.log).toContain(`port ${port} is in use`);
  taken.close();
  // Nobody saw a password yet, so the next start must still make and show one.
  const next = start({ MC_PORT: String(port), MC_DATA_DIR: join(base, 'taken') });
  await until(() => next.texts.out.includes('Ctrl-C'), 'the welcome');
  expect(next.texts.out).toContain('shown this once');
  next.child.kill('SIGTERM');
  expect(await next.exited).toBe(0);
});
