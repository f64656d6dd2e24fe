/** Says plainly when Node is too old. Kept to syntax that old versions read. */
import { readFileSync } from 'node:fs';
import { SetupError } from './progress.mjs';

/**
 * @param {string} version e.g. `20.19.1`
 * @param {string} range the only form we use: `>=20.19`
 */
export function isNewEnough(version, range) {
  const wanted = range.replace('>=', '').split('.').map(Number);
  const have = version.split('.').map(Number);
  for (let index = 0; index < wanted.length; index++) {
    const difference = (have[index] ?? 0) - (wanted[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

export function checkNodeVersion() {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  if (isNewEnough(process.versions.node, manifest.engines.node)) return;
  throw new SetupError(
    `This needs Node ${manifest.engines.node}; here is ${process.versions.node} (${process.execPath}).`,
  );
}
