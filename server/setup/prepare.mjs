/**
 * Everything a fresh machine lacks, in order. Each step lives in a file of its own, says
 * what it does, and is over in milliseconds when there is nothing to do. What the server
 * must know it is told by the environment: MC_PG_BIN_DIR, MEDIASOUP_WORKER_BIN or
 * MC_WEBRTC_UNAVAILABLE.
 */
import { aptStep } from './apt.mjs';
import { buildStep } from './build.mjs';
import { nodeModulesStep } from './node-modules.mjs';
import { checkNodeVersion } from './node-version.mjs';
import { postgresStep } from './postgres.mjs';
import { runSteps } from './progress.mjs';
import { workerStep } from './worker.mjs';

/** @param {import('./apt.mjs').Mode} mode */
export async function prepare(mode) {
  checkNodeVersion();
  await runSteps([aptStep(mode), nodeModulesStep(), postgresStep(), workerStep(), buildStep()]);
}
