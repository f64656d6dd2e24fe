import { beforeEach, expect, test } from 'vitest';
import { reloadWhenOutdated } from './reload-when-outdated.ts';

let kept: Map<string, string>;
let reloads: number;
let nowMs: number;
let answers: boolean;

beforeEach(() => {
  kept = new Map();
  reloads = 0;
  nowMs = 1_764_000_000_000;
  answers = true;
});

const missing = () =>
  reloadWhenOutdated({
    now: () => nowMs,
    storage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) },
    serverAnswers: async () => answers,
    reload: () => {
      reloads += 1;
    },
  });

test('a page whose part is gone loads itself anew, but not in circles', async () => {
  await missing();
  expect(reloads).toBe(1);
  nowMs += 3000;
  await missing();
  expect(reloads).toBe(1);
});

test('the next upgrade, later, reloads it again', async () => {
  await missing();
  nowMs += 3_600_000;
  await missing();
  expect(reloads).toBe(2);
});

test('while the server is down nothing is reloaded, and that does not use up the one time', async () => {
  answers = false;
  await missing();
  expect(reloads).toBe(0);
  answers = true;
  await missing();
  expect(reloads).toBe(1);
});
