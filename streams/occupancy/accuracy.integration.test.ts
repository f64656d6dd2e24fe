import { expect, it } from 'vitest';
import { CameraJudge } from './camera-judge.ts';
import { APPLICANT, CLERK, drawHours, drawnPlaces } from './testing/drawn-hours.ts';
import { scoreOf } from './testing/score.ts';
import type { PlaceReading } from './types.ts';

/** Of half an hour; what it learns from is part of it. */
const SECONDS = 1800;
/** The first empty place is known by then at this pace. */
const LEARNT_BY_S = 600;

it('half an hour of a drawn hall, with lamps, sun, passers-by, bags, coats and chairs: who is there, by the second', async () => {
  const judge = new CameraJudge(drawnPlaces);
  const afterRestart = new CameraJudge(drawnPlaces);
  const readings: PlaceReading[][] = [];
  const readingsAfter: PlaceReading[][] = [];
  const { truth } = await drawHours({ seed: 2, seconds: SECONDS, pace: 0.5 }, (grey, second) => {
    readings.push(judge.judge(grey, second * 1000));
    if (second === SECONDS - 60) {
      const learnt = judge.learnt() as Buffer;
      expect(learnt.length).toBeLessThanOrEqual(64 * 1024);
      afterRestart.restore(learnt);
    }
    if (second >= SECONDS - 60) readingsAfter.push(afterRestart.judge(grey, second * 1000));
  });
  // A restart learns nothing anew.
  const known = readingsAfter.slice(15).flat();
  expect(known.filter(({ clerk, applicant }) => clerk === 'unknown' || applicant === 'unknown')).toEqual([]);
  for (const [place, bits] of truth.entries())
    for (const [side, bit] of [
      ['clerk', CLERK],
      ['applicant', APPLICANT],
    ] as const) {
      const score = scoreOf(
        readings.map((reading) => reading[place]?.[side] ?? 'unknown'),
        Array.from(bits, (byte) => (byte & bit) !== 0),
        LEARNT_BY_S,
      );
      const what = `place ${place}, ${side}: ${JSON.stringify(score)}`;
      // Somebody who sits down counts 4 s later, so that passers-by do not; at this pace that alone costs up to 0.05.
      expect(score.f1, what).toBeGreaterThan(side === 'clerk' ? 0.93 : 0.88);
      expect(Math.max(...score.noticedS, 0), what).toBeLessThan(180);
      if (side === 'clerk') expect(score.falseVacancies, what).toBe(0);
    }
});

it('in the dark it says that it cannot tell, and never that nobody is there', async () => {
  const judge = new CameraJudge(drawnPlaces);
  const readings: PlaceReading[][] = [];
  const { darkFromS } = await drawHours(
    { seed: 4, seconds: 480, pace: 0.3, light: 'night' },
    (grey, second) => readings.push(judge.judge(grey, second * 1000)),
  );
  const dark = readings.slice((darkFromS ?? 0) + 1).flat();
  expect(dark.length).toBeGreaterThan(100);
  for (const { clerk, applicant, cause } of dark)
    expect({ clerk, applicant, cause }).toEqual({ clerk: 'unknown', applicant: 'unknown', cause: 'dark' });
});
