/** `npm run soak`: prepares as for the tests, then runs test/soak/main.ts in this process. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './places.mjs';
import { prepare } from './prepare.mjs';
import { runMain } from './progress.mjs';

await runMain(async () => {
  await prepare('test');
  const { bundle } = await import('./bundle.mjs');
  await bundle({ 'soak/main': 'test/soak/main.ts' });
});
process.chdir(ROOT);
process.setSourceMapsEnabled(true);
await import(pathToFileURL(path.join(ROOT, 'dist/soak/main.js')).href);
