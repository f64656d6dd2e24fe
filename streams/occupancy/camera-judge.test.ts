import { expect, it } from 'vitest';
import { GREY_HEIGHT, GREY_WIDTH } from '../analysis/index.ts';
import { CameraJudge } from './camera-judge.ts';
import { drawnPlaces } from './testing/drawn-hours.ts';

/** Folders on a shelf, all over the picture; with a little noise. */
const shelves = [0, 1, 2].map((number) =>
  Uint8Array.from({ length: GREY_WIDTH * GREY_HEIGHT }, (_, at) => {
    const folder = Math.floor((at % GREY_WIDTH) / 7) + 13 * Math.floor(at / GREY_WIDTH / 20);
    return 60 + ((folder * 37) % 90) + ((at * 31 + number * 17) % 3);
  }),
);
const EVERY_S = 4;

it('a cloth over the lens is never an empty place, from its first picture on', () => {
  const judge = new CameraJudge(drawnPlaces);
  const sees = (grey: Uint8Array, second: number) =>
    judge.judge(grey, second * 1000).map(({ clerk, applicant }) => [clerk, applicant]);
  const nobody = ['no', 'no'];
  let told: string[][] = [];
  let second = 0;
  for (; second < 160; second += EVERY_S) told = sees(shelves[second % shelves.length] as Uint8Array, second);
  expect(told).toEqual([nobody, nobody]);
  const cloth = new Uint8Array(GREY_WIDTH * GREY_HEIGHT).fill(90);
  const unknown = ['unknown', 'unknown'];
  for (const until = second + 100; second < until; second += EVERY_S)
    expect(sees(cloth, second)).toEqual([unknown, unknown]);
});
