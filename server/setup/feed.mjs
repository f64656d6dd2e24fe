#!/usr/bin/env node
/** `npx mingchuang-feed`: builds the reference sender where it is not built yet, then is it. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeModulesStep } from './node-modules.mjs';
import { checkNodeVersion } from './node-version.mjs';
import { ROOT } from './places.mjs';
import { runMain, runSteps } from './progress.mjs';

const BUILT = path.join(ROOT, 'dist/feed/mingchuang-feed.js');

// A checkout without its sources is one that was built before it was handed on.
if (existsSync(path.join(ROOT, 'server/exchange/sender')))
  await runMain(async () => {
    checkNodeVersion();
    // Standard output is for answers.
    await runSteps([nodeModulesStep()], { print: console.error });
    const { bundleSender } = await import('./bundle.mjs');
    await bundleSender();
  });
await import(pathToFileURL(BUILT).href);
