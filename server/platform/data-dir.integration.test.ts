import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { spawnTied } from '../../streams/process/spawn-tied.ts';
import { openDataDir } from './data-dir.ts';

const base = mkdtempSync(join(tmpdir(), 'mc-data-'));
afterAll(() => rmSync(base, { recursive: true }));

test('a second server on the same folder is refused and told who holds it; after closing it may', async () => {
  const path = join(base, 'one/deeper');
  const first = await openDataDir(path);
  await expect(openDataDir(join(base, 'one/../one/deeper'))).rejects.toThrow(`pid ${process.pid}`);
  await first.close();
  await first.close();
  const next = await openDataDir(path);
  await next.close();
});

test('the lock of a killed process holds nobody up', async () => {
  const path = join(base, 'killed');
  const { transform } = await import('esbuild');
  const { readFileSync } = await import('node:fs');
  const source = readFileSync(join(import.meta.dirname, 'data-dir.ts'), 'utf8');
  const { code } = await transform(source, { loader: 'ts', format: 'esm' });
  const holder = spawnTied(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `${code}\nawait openDataDir(${JSON.stringify(path)}); console.log('held'); setInterval(() => {}, 1000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (!holder.stdout) throw new Error('no stdout');
  await once(holder.stdout, 'data');
  await expect(openDataDir(path)).rejects.toThrow(`pid ${holder.pid}`);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  await (await openDataDir(path)).close();
});
