import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFileStore } from './file-store.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'mc-files-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

test('what was put is read back, until it is removed', async () => {
  const files = createFileStore(dataDir, 'plans');
  const id = await files.put(Buffer.from('一张图'));
  expect((await files.read(id))?.toString()).toBe('一张图');
  expect(await createFileStore(dataDir, 'pictures').read(id)).toBeUndefined();
  await files.remove(id);
  await files.remove(id);
  expect(await files.read(id)).toBeUndefined();
});

test('an id that leads elsewhere is refused', async () => {
  const files = createFileStore(dataDir, 'plans');
  for (const id of ['../../secrets/seal.key', '', 'a/b', '..'])
    await expect(files.read(id)).rejects.toThrow('not the id of a file');
});

test('sweeping takes what no row names, and what a crash left half-written, and only what is old', async () => {
  const files = createFileStore(dataDir, 'plans');
  expect(await files.sweep(async () => new Set(), 0)).toBe(0);
  const [named, orphan, fresh] = [
    await files.put(Buffer.of(1)),
    await files.put(Buffer.of(2)),
    await files.put(Buffer.of(3)),
  ];
  const of = (id: string) => join(dataDir, 'files/plans', id.slice(0, 2), id);
  await writeFile(`${of(named)}.half`, '');
  const yesterday = new Date(Date.now() - 86_400_000);
  for (const path of [of(named), of(orphan), `${of(named)}.half`]) await utimes(path, yesterday, yesterday);
  expect(await files.sweep(async () => new Set([named]), 3_600_000)).toBe(1);
  expect(await files.read(named)).toEqual(Buffer.of(1));
  expect(await files.read(orphan)).toBeUndefined();
  expect(await files.read(fresh)).toEqual(Buffer.of(3));
  expect((await readdir(join(of(named), '..'))).includes(`${named}.half`)).toBe(false);
});
