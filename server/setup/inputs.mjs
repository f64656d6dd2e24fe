/**
 * What each bundle is made from, and whether it has changed since the bundle was made.
 * Judged by content, so a fresh clone with a kept `dist/` or a changed branch are both right.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from './places.mjs';

/** @typedef {'server' | 'client'} Part */

/** Folders and files whose text goes into each part; the lock file stands for every package. */
const SOURCES = {
  server: [
    'server',
    'streams',
    'config',
    'test/fakes',
    'test/factories',
    'tsconfig.json',
    'package-lock.json',
  ],
  client: ['client', 'server/contract', 'package-lock.json', 'server/setup/bundle.mjs'],
};

const IGNORED = /\.test\.tsx?$|(^|\/)(node_modules|__pycache__)(\/|$)/;

/**
 * @param {Part} part
 * @param {string} [root]
 * @returns {Promise<string>}
 */
export async function hashInputs(part, root = ROOT) {
  const hash = createHash('sha256');
  for (const source of SOURCES[part]) {
    for (const file of await listFiles(root, source)) {
      const text = await readFile(path.join(root, file));
      hash.update(`${file}\0${text.length}\0`).update(text);
    }
  }
  return hash.digest('hex');
}

/** @param {Part} part @param {string} [root] */
export function stampFile(part, root = ROOT) {
  return path.join(root, 'dist', `.${part}-inputs`);
}

/**
 * @param {Part} part
 * @param {string} [root]
 */
export async function isUpToDate(part, root = ROOT) {
  const stamp = await readFile(stampFile(part, root), 'utf8').catch(() => undefined);
  return stamp !== undefined && stamp === (await hashInputs(part, root));
}

/**
 * @param {string} root
 * @param {string} source
 * @returns {Promise<string[]>} paths relative to root, sorted
 */
async function listFiles(root, source) {
  const entries = await readdir(path.join(root, source), { recursive: true, withFileTypes: true }).catch(
    (error) => {
      if (error.code === 'ENOTDIR') return undefined;
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  if (!entries) return [source];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !IGNORED.test(file))
    .sort();
}
