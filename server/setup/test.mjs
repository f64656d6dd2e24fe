/**
 * `npm test`: prepares the machine as `npm start` does, then runs every check and every
 * test, all of them even when one fails. Parts can be named: `npm test -- units e2e`.
 * Files of real cameras, databases and browsers in which a test failed are run once more by themselves, on a machine that
 * is quiet by then: what fails twice has failed, what passes the second time is named as unsteady.
 * The last line is `N passed, N failed`; the exit code is 0 only if every part succeeded.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './places.mjs';
import { prepare } from './prepare.mjs';
import { runMain, SetupError } from './progress.mjs';
import { countResults, failuresOf } from './test-results.mjs';

const MINUTE_MS = 60_000;
/** More files than these have a cause of their own, which no second run cures. */
const MOST_AGAIN = 5;

/**
 * @typedef {{ name: string, script: string } | { name: string, project: string, limitMs: number, again?: boolean }} Part
 * `project`: of vitest.config.ts, or several of them by a pattern.
 */

/** @type {readonly Part[]} */
const PARTS = [
  { name: 'format', script: 'format:check' },
  { name: 'lint', script: 'lint' },
  { name: 'types', script: 'types' },
  { name: 'boundaries', script: 'boundaries' },
  { name: 'units', project: 'unit', limitMs: 5 * MINUTE_MS },
  { name: 'integration', project: 'integration', limitMs: 30 * MINUTE_MS, again: true },
  { name: 'e2e', project: 'e2e-*', limitMs: 30 * MINUTE_MS, again: true },
];

await runMain(async () => {
  const parts = choose(process.argv.slice(2));
  await prepare('test');
  const results = await mkdtemp(path.join(tmpdir(), 'mingchuang-test-'));
  let passed = 0;
  let failed = 0;
  const outcomes = [];
  /** @type {string[]} */
  const failures = [];
  /** @type {string[]} */
  const unsteady = [];
  try {
    for (const part of parts) {
      console.log(`\n── ${part.name} ──`);
      const started = Date.now();
      let ok = true;
      if ('script' in part) {
        ok = (await show('npm', ['run', '--silent', part.script], 5 * MINUTE_MS)) === 0;
      } else {
        const counted = await runPart(part, results);
        failures.push(...counted.failures);
        unsteady.push(...counted.unsteady);
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
  if (unsteady.length > 0)
    console.log(`Unsteady, failed first and passed alone:\n  ${unsteady.join('\n  ')}\n`);
  if (failures.length > 0) console.log(`Failed:\n  ${failures.join('\n  ')}\n`);
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
 * @param {{ name: string, project: string, limitMs: number, again?: boolean }} part
 * @param {string} folder where vitest writes its results
 */
async function runPart(part, folder) {
  const first = await runProject(part, path.join(folder, `${part.name}.json`));
  const names = first.failed.flatMap((failure) => failure.names);
  const once = { ...first.counted, failures: names, unsteady: [] };
  if (part.again !== true || first.failed.length === 0 || first.failed.length > MOST_AGAIN) return once;
  console.log(`\n── ${part.name}, once more: ${first.failed.map(({ file }) => file).join(' ')} ──`);
  const files = first.failed.map(({ file }) => file);
  const second = await runProject(part, path.join(folder, `${part.name}-again.json`), files);
  if (second.counted.failed > 0)
    return { ...once, failures: [...names, ...second.failed.flatMap((failure) => failure.names)] };
  return { passed: first.counted.passed + first.counted.failed, failed: 0, failures: [], unsteady: names };
}

/**
 * @param {{ project: string, limitMs: number }} part
 * @param {string} file where vitest writes its results
 * @param {readonly string[]} only files; none: all there are
 */
async function runProject({ project, limitMs }, file, only = []) {
  const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const together = only.length === 0 ? [] : ['--no-file-parallelism'];
  const args = [vitest, 'run', '--project', project, ...together, ...reporters, ...only];
  const code = await show(process.execPath, args, limitMs);
  const json = await readFile(file, 'utf8').catch(() => undefined);
  return { counted: countResults(json, code), failed: failuresOf(json, ROOT) };
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
