/**
 * Where things are: the checkout, and the cache beside it that outlives a clone.
 * Several checkouts may share the cache, so whatever goes in is renamed into place whole.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with package.json. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export const isRoot = process.getuid?.() === 0;

/**
 * @param {Readonly<Record<string, string | undefined>>} [env]
 * @param {boolean} [asRoot]
 */
export function cacheDir(env = process.env, asRoot = isRoot) {
  if (env.MC_CACHE_DIR) return path.resolve(env.MC_CACHE_DIR);
  if (asRoot) return '/var/cache/mingchuang';
  return path.join(env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'mingchuang');
}

const MAKING = '.making-';
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/**
 * Makes a folder of the cache: `fill` writes into a temporary neighbour, which then takes
 * the name at once. If another process was first, its folder stands and ours goes; what
 * stands already is not made again.
 *
 * @param {string} name
 * @param {(dir: string) => Promise<void>} fill
 * @param {string} [cache]
 * @returns {Promise<string>} the folder's path
 */
export async function makeInCache(name, fill, cache = cacheDir()) {
  const target = path.join(cache, name);
  if (await stat(target).catch(() => undefined)) return target;
  await mkdir(cache, { recursive: true });
  // PostgreSQL's own user must be able to walk in, whatever root's umask is.
  if (isRoot) await chmod(cache, 0o755);
  await removeAbandoned(cache);
  const making = path.join(cache, `${MAKING}${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(making);
    await fill(making);
    await rename(making, target).catch(async (error) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return target;
}

/** @param {string} cache */
async function removeAbandoned(cache) {
  for (const entry of await readdir(cache)) {
    if (!entry.startsWith(MAKING)) continue;
    const dir = path.join(cache, entry);
    const info = await stat(dir).catch(() => undefined);
    if (info && Date.now() - info.mtimeMs > ABANDONED_AFTER_MS)
      await rm(dir, { recursive: true, force: true });
  }
}
