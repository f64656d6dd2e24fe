/** `npm run audit:verify`: prepares what the check needs, then runs server/audit/verify-main.ts in this process. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeModulesStep } from './node-modules.mjs';
import { checkNodeVersion } from './node-version.mjs';
import { ROOT } from './places.mjs';
import { postgresStep } from './postgres.mjs';
import { runMain, runSteps } from './progress.mjs';

await runMain(async () => {
  checkNodeVersion();
  // No pages, no media: the trail is to be checked where nothing else works.
  await runSteps([nodeModulesStep(), postgresStep()]);
  const { bundle } = await import('./bundle.mjs');
  await bundle({ 'audit/verify': 'server/audit/verify-main.ts' });
});
process.chdir(ROOT);
process.setSourceMapsEnabled(true);
await import(pathToFileURL(path.join(ROOT, 'dist/audit/verify.js')).href);
