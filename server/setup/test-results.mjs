/** Counts tests in vitest's JSON results, so that nothing that went wrong is counted as nothing. */

/**
 * A file that could not be loaded counts as one failure, and so does a run that ended badly
 * without naming a failed test (a crash, an error outside any test, no test at all).
 *
 * @param {string | undefined} json what vitest wrote, if it got that far
 * @param {number} exitCode
 * @returns {{ passed: number, failed: number }}
 */
export function countResults(json, exitCode) {
  const crashed = { passed: 0, failed: 1 };
  if (json === undefined) return crashed;
  let results;
  try {
    results = JSON.parse(json);
  } catch {
    // Cut short: vitest was ended while writing.
    return crashed;
  }
  const passed = Number(results.numPassedTests ?? 0);
  let failed = Number(results.numFailedTests ?? 0);
  for (const file of results.testResults ?? []) {
    const tests = file.assertionResults ?? [];
    const named = tests.some((/** @type {{ status: string }} */ test) => test.status === 'failed');
    if (file.status === 'failed' && !named) failed += 1;
  }
  if (failed === 0 && (exitCode !== 0 || passed === 0)) failed = 1;
  return { passed, failed };
}

/**
 * The names of what failed, to be read at the end of a log that is cut at its beginning: `file: test` a line; of a
 * file that could not be loaded, the file.
 *
 * @param {string | undefined} json
 * @param {string} root names are shown from here
 * @returns {{ file: string, names: string[] }[]} empty where vitest wrote nothing that can be read
 */
export function failuresOf(json, root) {
  let results;
  try {
    results = JSON.parse(json ?? '');
  } catch {
    // Nothing, or cut short: `countResults` counts that as a failure.
    return [];
  }
  const failures = [];
  for (const file of results.testResults ?? []) {
    if (file.status !== 'failed') continue;
    const tests = (file.assertionResults ?? []).filter(
      (/** @type {{ status: string }} */ test) => test.status === 'failed',
    );
    const name = String(file.name).replace(`${root}/`, '');
    const names = tests.map((/** @type {{ fullName: string, failureMessages?: string[] }} */ test) => {
      const why = String(test.failureMessages?.[0] ?? '').split('\n')[0];
      return `${name}: ${test.fullName}${why ? ` (${why})` : ''}`;
    });
    failures.push({
      file: name,
      names: names.length > 0 ? names : [`${name}: ${String(file.message ?? '').split('\n')[0]}`],
    });
  }
  return failures;
}
