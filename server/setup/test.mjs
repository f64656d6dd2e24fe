/**
 * `npm test`: prepares the machine as `npm start` does, then runs every check and every
 * test, all of them even when one fails. Parts can be named: `npm test -- units e2e`.
 * The last line is `N passed, N failed`; the exit code is 0 only if every part succeeded.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './places.mjs';
import { prepare } from './prepare.mjs';
import { runMain, SetupError } from './progress.mjs';
import { countResults } from './test-results.mjs';

const MINUTE_MS = 60_000;

/** @typedef {{ name: string, script: string } | { name: string, project: string, limitMs: number }} Part */

/** @type {readonly Part[]} */
const PARTS = [
  { name: 'format', script: 'format:check' },
  { name: 'lint', script: 'lint' },
  { name: 'types', script: 'types' },
  { name: 'boundaries', script: 'boundaries' },
  { name: 'units', project: 'unit', limitMs: 5 * MINUTE_MS },
  { name: 'integration', project: 'integration', limitMs: 15 * MINUTE_MS },
  { name: 'e2e', project: 'e2e', limitMs: 30 * MINUTE_MS },
];

await runMain(async () => {
  const parts = choose(process.argv.slice(2));
  await prepare('test');
  const results = await mkdtemp(path.join(tmpdir(), 'mingchuang-test-'));
  let passed = 0;
  let failed = 0;
  const outcomes = [];
  try {
    for (const part of parts) {
      console.log(`\n── ${part.name} ──`);
      const started = Date.now();
      let ok = true;
      if ('script' in part) {
        ok = (await show('npm', ['run', '--silent', part.script], 5 * MINUTE_MS)) === 0;
      } else {
        const counted = await runProject(part, path.join(results, `${part.project}.json`));
        passed += counted.passed;
        failed += counted.failed;
        ok = counted.failed === 0;
      }
      const seconds = Math.round((Date.now() - started) / 1000);
      outcomes.push({ ok, line: `${ok ? 'ok    ' : 'FAILED'} ${part.name} (${seconds} s)` });
    }
  } finally {
    await rm(results, { recursive: true, force: true });
  }
  console.log(`\n${outcomes.map((outcome) => outcome.line).join('\n')}\n`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = outcomes.every((outcome) => outcome.ok) ? 0 : 1;
});

/** @param {readonly string[]} named */
function choose(named) {
  const unknown = named.filter((name) => !PARTS.some((part) => part.name === name));
  if (unknown.length > 0) {
    const known = PARTS.map((part) => part.name).join(', ');
    throw new SetupError(`No such part of the tests: ${unknown.join(', ')}. There are: ${known}`);
  }
  return PARTS.filter((part) => named.length === 0 || named.includes(part.name));
}

/**
 * @param {{ project: string, limitMs: number }} part
 * @param {string} file where vitest writes its results
 */
async function runProject({ project, limitMs }, file) {
  const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await show(process.execPath, [vitest, 'run', '--project', project, ...reporters], limitMs);
  return countResults(await readFile(file, 'utf8').catch(() => undefined), code);
}

/**
 * Runs a program with its output shown as it comes, and ends it if it takes too long.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {number} limitMs
 * @returns {Promise<number>} its exit code
 */
function show(command, args, limitMs) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
    // A terminal's Ctrl-C reaches the child by itself; a plain kill of this process does not.
    const passOn = () => {
      child.kill('SIGTERM');
      process.exit(143);
    };
    process.once('SIGTERM', passOn);
    const finish = (/** @type {number} */ code) => {
      process.off('SIGTERM', passOn);
      clearTimeout(limit);
      resolve(code);
    };
    const limit = setTimeout(() => {
      console.error(`It took longer than ${limitMs / MINUTE_MS} minutes and is ended.`);
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
    }, limitMs);
    child.on('error', (error) => {
      console.error(error.message);
      finish(127);
    });
    child.on('exit', (code) => finish(code ?? 1));
  });
}
