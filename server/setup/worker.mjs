/**
 * Provides mediasoup's worker, the native process behind WebRTC, and names it in
 * MEDIASOUP_WORKER_BIN. Order: the one built before, kept in the cache; a build from the
 * package's sources; the published binary, last, because upstream's 3.18.1 crashes when a
 * current Chromium connects, which no cheap check can tell (see mediasoup-worker/recipe.mjs).
 * With none of these the program runs without WebRTC and MC_WEBRTC_UNAVAILABLE says why.
 */
import { createHash } from 'node:crypto';
import { readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { ensurePackages, WORKER_BUILD_PACKAGES } from './apt.mjs';
import { buildWorker } from './mediasoup-worker/build.mjs';
import { workerStarts } from './mediasoup-worker/check.mjs';
import { downloadWorker } from './mediasoup-worker/prebuilt.mjs';
import { cacheDir, makeInCache, ROOT } from './places.mjs';

const BINARY = 'mediasoup-worker';

/** @returns {import('./progress.mjs').Step} */
export function workerStep() {
  return {
    name: "mediasoup's worker",
    async run(report) {
      const packageDir = path.join(ROOT, 'node_modules/mediasoup');
      const { version } = JSON.parse(await readFile(path.join(packageDir, 'package.json'), 'utf8'));
      const given = process.env.MEDIASOUP_WORKER_BIN;
      if (given) {
        if (await workerStarts(given, version)) return 'yours, by MEDIASOUP_WORKER_BIN';
        return withoutWebRtc(`the worker that MEDIASOUP_WORKER_BIN names does not start: ${given}`);
      }
      try {
        return use(...(await builtWorker(packageDir, version, report)));
      } catch (notBuilt) {
        report.say('it cannot be built; trying the published one');
        try {
          return use(...(await publishedWorker(packageDir, version)));
        } catch (notFetched) {
          report.tell(
            `${messageOf(notBuilt)}\n\nNor could the published one be fetched: ${firstLine(notFetched)}`,
          );
          return withoutWebRtc(`mediasoup's worker could not be built: ${firstLine(notBuilt)}`);
        }
      }
    },
  };
}

/**
 * @param {string} packageDir
 * @param {string} version
 * @param {import('./progress.mjs').Report} report
 * @returns {Promise<[binary: string, outcome: string]>}
 */
async function builtWorker(packageDir, version, report) {
  const name = `${BINARY}-${version}-${process.arch}-${await recipeKey()}`;
  const cached = path.join(cacheDir(), name, BINARY);
  if (await workerStarts(cached, version)) return [cached, 'ready'];
  await ensurePackages(WORKER_BUILD_PACKAGES, report);
  // With its libraries back the cached one may do; if it still does not start it is no use.
  if (await workerStarts(cached, version)) return [cached, 'ready'];
  await rm(path.dirname(cached), { recursive: true, force: true });
  const dir = await makeInCache(name, async (into) => {
    const binary = await buildWorker({
      source: path.join(packageDir, 'worker'),
      into: path.join(into, 'work'),
      progress: (done, total) => report.say(`compiled ${done} of ${total} sources`),
    });
    if (!(await workerStarts(binary, version))) throw new Error('the built worker does not start');
    await rename(binary, path.join(into, BINARY));
    await rm(path.join(into, 'work'), { recursive: true });
  });
  return [path.join(dir, BINARY), 'built'];
}

/**
 * @param {string} packageDir
 * @param {string} version
 * @returns {Promise<[binary: string, outcome: string]>}
 */
async function publishedWorker(packageDir, version) {
  const dir = await makeInCache(`${BINARY}-${version}-${process.arch}-published`, async (into) => {
    const binary = await downloadWorker(packageDir, into);
    if (!(await workerStarts(binary, version))) throw new Error('the published worker does not start here');
  });
  return [path.join(dir, BINARY), 'the published one, which may fail with a current Chromium'];
}

/** Changes with the recipe, the shim and the C library, so that a worker built for others is not taken. */
async function recipeKey() {
  const hash = createHash('sha256');
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  hash.update(report.header?.glibcVersionRuntime ?? 'other libc');
  for (const file of ['recipe.mjs', 'srtp-shim/srtp.h'])
    hash.update(await readFile(new URL(`./mediasoup-worker/${file}`, import.meta.url)));
  return hash.digest('hex').slice(0, 12);
}

/**
 * @param {string} binary
 * @param {string} outcome
 */
function use(binary, outcome) {
  process.env.MEDIASOUP_WORKER_BIN = binary;
  return outcome;
}

/** @param {string} reason one line, for the health page and the player too */
function withoutWebRtc(reason) {
  process.env.MC_WEBRTC_UNAVAILABLE = reason;
  return `none, so WebRTC is off and video goes by LL-HLS (${reason})`;
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {unknown} error */
function firstLine(error) {
  return messageOf(error).split('\n')[0] ?? '';
}
