import { expect, it } from 'vitest';
import { countResults } from './test-results.mjs';

const results = (more: object) =>
  JSON.stringify({ numPassedTests: 3, numFailedTests: 0, testResults: [], ...more });

it('counts what vitest counted', () => {
  expect(countResults(results({}), 0)).toEqual({ passed: 3, failed: 0 });
  expect(countResults(results({ numFailedTests: 2 }), 1)).toEqual({ passed: 3, failed: 2 });
});

it('counts a file that could not be loaded', () => {
  const testResults = [
    { status: 'failed', assertionResults: [] },
    { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
  ];
  expect(countResults(results({ numFailedTests: 1, testResults }), 1)).toEqual({ passed: 3, failed: 2 });
});

it('never counts a crash, an unnamed error or an empty run as success', () => {
  expect(countResults(undefined, 137)).toEqual({ passed: 0, failed: 1 });
  expect(countResults('{"numPassed', 1)).toEqual({ passed: 0, failed: 1 });
  expect(countResults(results({}), 1)).toEqual({ passed: 3, failed: 1 });
  expect(countResults(results({ numPassedTests: 0 }), 0)).toEqual({ passed: 0, failed: 1 });
});
