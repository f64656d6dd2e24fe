import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadScenario, windowAt } from './scenario.ts';

const scenario = loadScenario(new URL('./scenario.json', import.meta.url));
const twin = fileURLToPath(new URL('../cameras/scenario.py', import.meta.url));

describe('the scenario and its Python twin', () => {
  it('agree at every instant, so that the record follows the picture', () => {
    const start = Date.UTC(2026, 10, 23, 1, 0, 0);
    const times = Array.from({ length: 500 }, (_, i) => start + i * 7321);
    const answer = execFileSync('/usr/bin/python3', [twin], {
      input: JSON.stringify(times),
      maxBuffer: 2 ** 26,
    });
    const ours = times.map((t) => scenario.windows.map((window) => windowAt(scenario, window, t)));
    expect(JSON.parse(answer.toString('utf8'))).toEqual(ours);
  });
});
