import { expect, it } from 'vitest';
import { countResults, failuresOf } from './test-results.mjs';

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

it('names what failed, with its reason, and a file that could not be loaded', () => {
  const testResults = [
    {
      name: '/house/a.test.ts',
      status: 'failed',
      assertionResults: [
        { status: 'passed', fullName: 'is well' },
        { status: 'failed', fullName: 'holds water', failureMessages: ['Error: it leaks\n    at line 3'] },
      ],
    },
    { name: '/house/b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
    { name: '/house/c.test.ts', status: 'passed', assertionResults: [] },
  ];
  expect(failuresOf(results({ testResults }), '/house')).toEqual([
    { file: 'a.test.ts', names: ['a.test.ts: holds water (Error: it leaks)'] },
    { file: 'b.test.ts', names: ['b.test.ts: no such module'] },
  ]);
  expect(failuresOf(undefined, '/house')).toEqual([]);
});
