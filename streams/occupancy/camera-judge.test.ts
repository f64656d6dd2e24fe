import { expect, it } from 'vitest';
import { GREY_HEIGHT, GREY_WIDTH } from '../analysis/index.ts';
import { CameraJudge } from './camera-judge.ts';
import { drawnPlaces } from './testing/drawn-hours.ts';

/** Folders on a shelf, all over the picture; with a little noise. */
const shelf = (second: number): Uint8Array =>
  Uint8Array.from({ length: GREY_WIDTH * GREY_HEIGHT }, (_, at) => {
    const [x, y] = [at % GREY_WIDTH, Math.floor(at / GREY_WIDTH)];
    const folder = Math.floor(x / 7) + 13 * Math.floor(y / 20);
    return 60 + ((folder * 37) % 90) + ((at * 31 + second * 17) % 3);
  });

it('a cloth over the lens is never an empty place, from its first picture on', () => {
  const judge = new CameraJudge(drawnPlaces);
  let second = 0;
  for (; second < 150; second += 1) judge.judge(shelf(second), second * 1000);
  expect(judge.judge(shelf(second), second * 1000).map(({ clerk }) => clerk)).toEqual(['no', 'no']);
  const cloth = new Uint8Array(GREY_WIDTH * GREY_HEIGHT).fill(90);
  for (const until = second + 100; second < until; second += 1)
    for (const { clerk, applicant, cause } of judge.judge(cloth, (second + 1) * 1000))
      expect({ clerk, applicant, cause }).toEqual({
        ...{ clerk: 'unknown', applicant: 'unknown', cause: 'covered' },
      });
});
