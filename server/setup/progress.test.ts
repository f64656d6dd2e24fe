import { expect, it } from 'vitest';
import { runSteps } from './progress.mjs';

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
