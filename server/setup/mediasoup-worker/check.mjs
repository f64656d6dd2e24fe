/** Whether a worker binary runs here, found out by starting it as mediasoup would. */
import { spawn } from 'node:child_process';

const ANSWER_WITHIN_MS = 5000;

/**
 * Starts the worker and waits for its first notification ("running") on its channel.
 * That takes about 20 ms, and proves that all its libraries are there.
 *
 * @param {string} binary
 * @param {string} version mediasoup's, which the worker insists on being told
 * @returns {Promise<boolean>}
 */
export function workerStarts(binary, version) {
  return new Promise((resolve) => {
    const child = spawn(binary, ['--logLevel=none'], {
      env: { ...process.env, MEDIASOUP_VERSION: version },
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    const finish = (/** @type {boolean} */ starts) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      resolve(starts);
    };
    const timer = setTimeout(() => finish(false), ANSWER_WITHIN_MS);
    child.on('error', () => finish(false));
    child.on('exit', () => finish(false));
    // Ending the worker breaks its pipes; that is expected.
    for (const stream of child.stdio) stream?.on('error', () => {});
    child.stdio[4]?.once('data', () => finish(true));
  });
}
