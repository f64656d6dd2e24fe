/** The npm packages, exactly as the lock file has them. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { must, run } from './commands.mjs';
import { ROOT } from './places.mjs';
import { SetupError } from './progress.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage */
/** @typedef {{ packages?: Record<string, LockedPackage> }} Lock */

/**
 * Whether what npm says it installed is what the lock file asks for. npm writes its own
 * record (`node_modules/.package-lock.json`) last, so a broken-off install has none.
 * Optional packages may be absent: they are for other processors.
 *
 * @param {Lock} wanted
 * @param {Lock} installed
 */
export function isInstalled(wanted, installed) {
  const have = installed.packages ?? {};
  return Object.entries(wanted.packages ?? {}).every(([where, entry]) => {
    if (where === '') return true;
    const found = have[where];
    if (!found) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * @param {string} file
 * @returns {Promise<Lock | undefined>}
 */
async function readLock(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // Absent or cut short: either way the packages have to be installed.
    return undefined;
  }
}

/**
 * `npm install --no-save` and not `npm ci`: a registry mirror that lacks the optional packages
 * of other systems leaves them out of the lock file, and `npm ci` refuses such a file. So the
 * strictness is ours: afterwards, what is installed must be what the lock file says.
 */
const INSTALL = ['install', '--no-save', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];

/**
 * @param {string} [root]
 * @returns {import('./progress.mjs').Step}
 */
export function nodeModulesStep(root = ROOT) {
  return {
    name: 'node modules',
    async run({ say }) {
      const check = async () => {
        const wanted = await readLock(path.join(root, 'package-lock.json'));
        const installed = await readLock(path.join(root, 'node_modules/.package-lock.json'));
        return wanted !== undefined && installed !== undefined && isInstalled(wanted, installed);
      };
      if (await check()) return 'ready';
      say('npm install, about half a minute');
      const first = await run('npm', INSTALL, { cwd: root });
      if (first.code !== 0) {
        say('npm install failed; once more');
        await must('npm', INSTALL, { cwd: root, failing: 'The npm packages could not be installed' });
      }
      if (!(await check())) {
        throw new SetupError(
          'package.json and package-lock.json do not fit together: run `npm install` and keep the new package-lock.json.',
        );
      }
      return 'installed';
    },
  };
}
