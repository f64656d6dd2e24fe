import { expect, test } from 'vitest';
import { Repeats } from './repeats.ts';

function repeats() {
  let nowMs = 0;
  let due: { run: () => void; atMs: number } | undefined;
  const rung: string[] = [];
  const all = new Repeats({
    play: (sound) => rung.push(`${nowMs / 1000} ${sound}`),
    now: () => nowMs,
    setTimer: (run, ms) => {
      due = { run, atMs: nowMs + ms };
      return 1;
    },
    clearTimer: () => {
      due = undefined;
    },
  });
  const pass = (ms: number) => {
    const endMs = nowMs + ms;
    while (due !== undefined && due.atMs <= endMs) {
      const { run, atMs } = due;
      due = undefined;
      nowMs = atMs;
      run();
    }
    nowMs = endMs;
  };
  return { all, pass, rung, waits: () => due !== undefined };
}

test('rings again until it is taken on', () => {
  const { all, pass, rung, waits } = repeats();
  all.add('card 1', 'urgent');
  pass(45_000);
  expect(rung).toEqual(['20 urgent', '40 urgent']);
  all.settle('card 1');
  pass(60_000);
  expect(rung).toHaveLength(2);
  expect(waits()).toBe(false);
});

test('many things are one bell, the loudest', () => {
  const { all, pass, rung } = repeats();
  all.add('lead 1', 'soft');
  all.add('card 1', 'urgent');
  pass(20_000);
  all.settleAll('card ');
  pass(20_000);
  expect(rung).toEqual(['20 urgent', '40 soft']);
});

test('gives up after five minutes', () => {
  const { all, pass, rung, waits } = repeats();
  all.add('card 1', 'urgent');
  pass(10 * 60_000);
  expect(rung).toHaveLength(14);
  expect(waits()).toBe(false);
});
