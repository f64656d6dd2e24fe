/** Running other programs: quietly, with their output kept for the moment one fails. */
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { SetupError } from './progress.mjs';

const KEPT_OUTPUT = 64 * 1024;

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(line: string) => void} [onLine] each line of output as it comes
 * @property {number} [timeoutMs]
 */

/**
 * Runs a program to its end; never throws for its exit code.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} code 127 when there is no such program; the last 64 kB printed
 */
export function run(command, args, { cwd, env = process.env, onLine, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const timer = timeoutMs ? setTimeout(() => child.kill('SIGKILL'), timeoutMs) : undefined;
    let output = '';
    let rest = '';
    const take = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk).slice(-KEPT_OUTPUT);
      if (!onLine) return;
      const lines = (rest + chunk).split(/[\r\n]+/);
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim()) onLine(line.trim());
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, output: String(error) });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, output });
    });
  });
}

/**
 * Runs a program that must succeed.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions & { failing?: string }} [options] `failing` says in words what went wrong
 * @returns {Promise<string>} its output
 */
export async function must(command, args, { failing, ...options } = {}) {
  const { code, output } = await run(command, args, options);
  if (code === 0) return output;
  const tail = shorten(output.trimEnd().split('\n')).join('\n');
  throw new SetupError(
    `${failing ?? 'A command failed'} (exit ${code}): ${command} ${args.join(' ')}\n${tail}`,
  );
}

/**
 * @param {string} command
 * @param {Readonly<Record<string, string | undefined>>} [env]
 */
export async function isOnPath(command, env = process.env) {
  for (const dir of (env.PATH ?? '').split(path.delimiter)) {
    try {
      await access(path.join(dir, command), constants.X_OK);
      return true;
    } catch {
      // Not in this folder; the next one may have it.
    }
  }
  return false;
}

/**
 * The first lines of a failure name it, the last ones often explain it.
 *
 * @param {readonly string[]} lines
 */
function shorten(lines) {
  return lines.length <= 40 ? lines : [...lines.slice(0, 15), '…', ...lines.slice(-25)];
}
