/** `npm run bench`: prepares as for the tests, then runs test/bench/main.ts in this process. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './places.mjs';
import { prepare } from './prepare.mjs';
import { runMain } from './progress.mjs';

await runMain(async () => {
  await prepare('test');
  const { bundle } = await import('./bundle.mjs');
  await bundle({ 'bench/main': 'test/bench/main.ts' });
});
process.chdir(ROOT);
process.setSourceMapsEnabled(true);
await import(pathToFileURL(path.join(ROOT, 'dist/bench/main.js')).href);
