import { expect, it } from 'vitest';
import { DIRECTIONS } from './cell-features.ts';
import { EmptyViews } from './empty-views.ts';
import { ZoneJudge } from './zone-judge.ts';

const CELLS = 40;

it('where no empty place was ever seen, whoever stirs all the time is there, and not for long after', () => {
  const judge = new ZoneJudge(new EmptyViews(new Uint8Array(CELLS).fill(1)));
  const edges = new Float32Array(CELLS * DIRECTIONS);
  const see = (second: number, stirs: boolean) =>
    judge.judge({
      ...{ edges, atMs: second * 1000, isOverlooked: false },
      stir: { moved: stirs ? 0.2 : 0, stirs, stirsFar: stirs, shifted: false },
    }).presence;
  let second = 0;
  for (; second < 70; second += 1) see(second, true);
  expect(see(second, true)).toBe('yes');
  expect(see(second + 6, false)).toBe('yes');
  expect(see(second + 10, false)).toBe('unknown');
});
