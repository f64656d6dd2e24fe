/**
 * `npm start [-- --demo]`: prepares the machine, then runs the built server in this very
 * process, so that Ctrl-C and signals reach one process, which owns its shutdown. (package.json
 * says `exec node …` for the same reason: npm passes a signal to its shell, which would keep it.)
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './places.mjs';
import { prepare } from './prepare.mjs';
import { runMain } from './progress.mjs';

await runMain(() => prepare(process.argv.includes('--demo') ? 'demo' : 'start'));
process.chdir(ROOT);
process.env.NODE_ENV ??= 'production';
process.setSourceMapsEnabled(true);
await import(pathToFileURL(path.join(ROOT, 'dist/server/main.js')).href);
