/**
 * Is anybody there: how often that is right on hours of drawn hall whose truth comes from the script that drew them, in
 * simulated time; and on real footage annotated by eye. What looking costs is `occupancy-cost`.
 */
import { CameraJudge, type Presence } from '../../streams/occupancy/index.ts';
import {
  APPLICANT,
  CLERK,
  type DrawnHoursOptions,
  drawHours,
  drawnPlaces,
  rowPlaces,
} from '../../streams/occupancy/testing/drawn-hours.ts';
import { type Score, scoreOf } from '../../streams/occupancy/testing/score.ts';
import { realFootage } from './occupancy-footage.ts';
import { Mog2Judge, openCv } from './occupancy-mog2.ts';
import { benchVacancies } from './occupancy-vacancies.ts';
import type { BenchOptions } from './options.ts';
import type { Measure } from './table.ts';

const LEARNT_BY_S = 900;
const WORKING_DAY_S = 8 * 3600;

type Told = Record<'clerk' | 'applicant', Presence>[];
type Hours = DrawnHoursOptions & { readonly withMog2?: true };

export async function benchOccupancy({ quick }: BenchOptions): Promise<Measure[]> {
  const seconds = quick ? 1800 : 7200;
  const withMog2 = true;
  const hours: readonly (readonly [string, Hours])[] = [
    ['steady light', { seed: 11, seconds, withMog2, light: 'steady' }],
    ['lamps and sun', { seed: 12, seconds, withMog2 }],
    ['lamps and sun, twice the noise', { seed: 13, seconds, withMog2, noise: 3.2 }],
    ['a busy hall (twice the pace)', { seed: 14, seconds, withMog2, pace: 0.5 }],
    ['exposure that jumps', { seed: 21, seconds, light: 'exposure' }],
    ['keyframes of 120 kbit in H.264', { seed: 22, seconds, keyframeKbit: 120 }],
    ['keyframes of 50 kbit in H.264', { seed: 23, seconds, keyframeKbit: 50 }],
    ['six windows in a picture', { seed: 24, seconds, isRow: true }],
    ['six windows, keyframes of 120 kbit', { seed: 25, seconds, isRow: true, keyframeKbit: 120 }],
  ];
  const measures: Measure[] = [];
  for (const [name, options] of quick ? hours.slice(1, 2) : hours) {
    console.log(`  ${name} …`);
    measures.push(...(await accuracy(name, options)));
  }
  return [...measures, ...(await benchVacancies(quick)), ...(await realFootage())];
}

async function accuracy(name: string, options: Hours): Promise<Measure[]> {
  const places = options.isRow === true ? rowPlaces : drawnPlaces;
  const ours = new CameraJudge(places);
  const { cv } = await openCv();
  const theirs = (options.withMog2 === true ? [600, 3600] : []).map((historyS) => ({
    ...{ historyS, judge: new Mog2Judge(cv, places, historyS) },
  }));
  const told: Told[][] = [[], ...theirs.map(() => [])];
  const { truth } = await drawHours(options, (grey, second) => {
    told[0]?.push(ours.judge(grey, second * 1000));
    for (const [index, { judge }] of theirs.entries()) told[index + 1]?.push(judge.judge(grey));
  });
  for (const { judge } of theirs) judge.close();
  const scores = (which: number, side: 'clerk' | 'applicant'): Score[] =>
    truth.map((bits, place) =>
      scoreOf(
        told[which]?.map((places) => places[place]?.[side] ?? 'unknown') ?? [],
        Array.from(bits, (byte) => (byte & (side === 'clerk' ? CLERK : APPLICANT)) !== 0),
        LEARNT_BY_S,
      ),
    );
  const clerks = scores(0, 'clerk');
  const days = ((options.seconds - LEARNT_BY_S) * clerks.length) / WORKING_DAY_S;
  const f1 = (list: readonly Score[]): number[] => list.map((score) => score.f1);
  return [
    { what: `F1 by second, clerk; ${name}`, samples: f1(clerks), unit: '' },
    { what: `F1 by second, applicant; ${name}`, samples: f1(scores(0, 'applicant')), unit: '' },
    ...theirs.flatMap(({ historyS }, index) => [
      { what: `… MOG2 of ${historyS} s, clerk`, samples: f1(scores(index + 1, 'clerk')), unit: '' },
      { what: `… MOG2 of ${historyS} s, applicant`, samples: f1(scores(index + 1, 'applicant')), unit: '' },
    ]),
    {
      what: `false vacancies of 20 s or more, a window-day; ${name}`,
      samples: [clerks.reduce((sum, one) => sum + one.falseVacancies, 0) / days],
      unit: '',
    },
    {
      what: `seconds that are unknown; ${name}`,
      samples: clerks.map((one) => (100 * one.unknown) / (options.seconds - LEARNT_BY_S)),
      unit: '%',
    },
  ];
}
