import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cacheDir, makeInCache } from './places.mjs';

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(path.join(tmpdir(), 'mc-cache-'));
});
afterEach(() => rm(cache, { recursive: true, force: true }));

it('puts the cache where the user can write it', () => {
  expect(cacheDir({}, true)).toBe('/var/cache/mingchuang');
  expect(cacheDir({ XDG_CACHE_HOME: '/home/a/cache' }, false)).toBe('/home/a/cache/mingchuang');
  expect(cacheDir({ MC_CACHE_DIR: '/srv/cache' }, true)).toBe('/srv/cache');
});

it('lets two checkouts make the same thing at once and keeps one, whole', async () => {
  const make = (text: string) =>
    makeInCache('thing', (dir) => writeFile(path.join(dir, 'file'), text), cache);
  const made = await Promise.all([make('one'), make('two')]);
  expect(made).toEqual([path.join(cache, 'thing'), path.join(cache, 'thing')]);
  expect(['one', 'two']).toContain(await readFile(path.join(cache, 'thing/file'), 'utf8'));
  expect(await readdir(cache)).toEqual(['thing']);
});

it('leaves nothing behind when making fails', async () => {
  const failing = makeInCache('thing', () => Promise.reject(new Error('no compiler')), cache);
  await expect(failing).rejects.toThrow('no compiler');
  expect(await readdir(cache)).toEqual([]);
});
