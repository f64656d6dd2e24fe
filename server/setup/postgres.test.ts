import { chmod, mkdir, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { firstUnreachable, makeLinks } from './postgres.mjs';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'mc-setup-'));
  await chmod(dir, 0o755);
  for (const name of ['bin', 'lib', 'share'])
    await mkdir(path.join(dir, 'native', name), { recursive: true });
  for (const name of ['postgres', 'initdb'])
    await writeFile(path.join(dir, 'native/bin', name), '', { mode: 0o755 });
});
afterEach(() => rm(dir, { recursive: true, force: true }));

it('makes the links the package lists, relative, once', async () => {
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
  await writeFile(path.join(dir, 'native/pg-symlinks.json'), JSON.stringify(links));
  await makeLinks(dir);
  await makeLinks(dir);
  expect(await readlink(path.join(dir, 'native/lib/libpq.so.5'))).toBe('libpq.so.5.18');
});

it('finds the folder that shuts out the user PostgreSQL runs as', async () => {
  const native = path.join(dir, 'native');
  expect(await firstUnreachable(native)).toBeUndefined();
  await chmod(path.join(native, 'bin/initdb'), 0o700);
  expect(await firstUnreachable(native)).toBe(path.join(native, 'bin/initdb'));
  await chmod(dir, 0o700);
  expect(await firstUnreachable(native)).toBe(dir);
});
