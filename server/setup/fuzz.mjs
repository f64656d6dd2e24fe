/** `npm run fuzz`: bundles test/fuzz and runs it in this process. Needs no camera and no database. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeModulesStep } from './node-modules.mjs';
import { checkNodeVersion } from './node-version.mjs';
import { ROOT } from './places.mjs';
import { runMain, runSteps } from './progress.mjs';

await runMain(async () => {
  checkNodeVersion();
  await runSteps([nodeModulesStep()]);
  const { bundle } = await import('./bundle.mjs');
  await bundle({ 'fuzz/main': 'test/fuzz/main.ts', 'fuzz/worker': 'test/fuzz/worker.ts' });
});
process.chdir(ROOT);
await import(pathToFileURL(path.join(ROOT, 'dist/fuzz/main.js')).href);
