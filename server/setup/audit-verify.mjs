/** `npm run audit:verify`: prepares as for the server, then runs server/audit/verify-main.ts in this process. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './places.mjs';
import { prepare } from './prepare.mjs';
import { runMain } from './progress.mjs';

await runMain(async () => {
  await prepare('start');
  const { bundle } = await import('./bundle.mjs');
  await bundle({ 'audit/verify': 'server/audit/verify-main.ts' });
});
process.chdir(ROOT);
process.setSourceMapsEnabled(true);
await import(pathToFileURL(path.join(ROOT, 'dist/audit/verify.js')).href);
