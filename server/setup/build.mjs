/** The server's and the pages' bundles, made again when their sources have changed. */
import { fileURLToPath } from 'node:url';
import { must } from './commands.mjs';
import { isUpToDate } from './inputs.mjs';
import { ROOT } from './places.mjs';

/** @returns {import('./progress.mjs').Step} */
export function buildStep() {
  return {
    name: 'server and pages',
    async run({ say }) {
      const parts = /** @type {const} */ (['server', 'client']);
      const fresh = await Promise.all(parts.map((part) => isUpToDate(part)));
      const stale = parts.filter((_, index) => !fresh[index]);
      if (stale.length === 0) return 'ready';
      say(`building ${stale.join(' and ')}`);
      await must(process.execPath, [fileURLToPath(new URL('./bundle.mjs', import.meta.url)), ...stale], {
        cwd: ROOT,
        env: { ...process.env, NODE_ENV: 'production' },
        failing: 'The build failed',
      });
      return `${stale.join(' and ')} built`;
    },
  };
}
