import { afterEach, expect, it, vi } from 'vitest';
import { runSteps } from './progress.mjs';

afterEach(() => {
  vi.useRealTimers();
});

it('says which step of how many, what it does, and how long it took', async () => {
  const lines: string[] = [];
  let nowMs = 10_000;
  await runSteps(
    [
      { name: 'quick', run: async () => 'ready' },
      {
        name: 'slow',
        run: async ({ say }) => {
          say('a of b');
          say('too soon after');
          nowMs += 12_400;
          say('b of b');
          return undefined;
        },
      },
    ],
    { print: (line) => lines.push(line), now: () => nowMs },
  );
  expect(lines).toEqual([
    '[1/2] quick … ready, 0 ms',
    '[2/2] slow: a of b',
    '[2/2] slow: b of b',
    '[2/2] slow … 12 s',
  ]);
});

it('gives a sign of life when a step has been silent for long, and none after its end', async () => {
  vi.useFakeTimers();
  const lines: string[] = [];
  const steps = [
    {
      name: 'npm',
      run: async ({ say }: { say: (text: string) => void }) => {
        say('fetching');
        await new Promise((resolve) => setTimeout(resolve, 45_000));
        return 'installed';
      },
    },
  ];
  const running = runSteps(steps, { print: (line) => lines.push(line), now: () => Date.now() });
  await vi.advanceTimersByTimeAsync(200_000);
  await running;
  expect(lines).toEqual([
    '[1/1] npm: fetching',
    '[1/1] npm: still at it, 20 s so far',
    '[1/1] npm: still at it, 40 s so far',
    '[1/1] npm … installed, 45 s',
  ]);
});
