/**
 * Posts that are left, told as the program tells it: judge, then what it takes until a change is kept as a span. Hours of
 * drawn hall in simulated time; truth from the script.
 */
import { SpanKeeper } from '../../server/occupancy/span-keeper.ts';
import { silentLog } from '../../server/platform/log.ts';
import { CameraJudge, type Presence } from '../../streams/occupancy/index.ts';
import {
  CLERK,
  type DrawnHoursOptions,
  drawHours,
  drawnPlaces,
} from '../../streams/occupancy/testing/drawn-hours.ts';
import { type Score, scoreOf } from '../../streams/occupancy/testing/score.ts';
import type { Measure } from './table.ts';

const LEARNT_BY_S = 900;
const WORKING_DAY_S = 8 * 3600;
/** Of two windows each: together more than four days of a window. */
const SECONDS = 5 * 3600;
const SEEDS = [41, 42, 43, 44];

export async function benchVacancies(quick: boolean): Promise<Measure[]> {
  const seconds = quick ? 1800 : SECONDS;
  const scores: Score[] = [];
  for (const seed of quick ? SEEDS.slice(0, 1) : SEEDS) {
    console.log(`  posts that are left, hours of seed ${seed} …`);
    scores.push(...(await hoursOf({ seed, seconds })));
  }
  const days = ((seconds - LEARNT_BY_S) * scores.length) / WORKING_DAY_S;
  return [
    {
      what: `a post is left for a minute or more, until a span \`vacant\` is told; ${days.toFixed(1)} window-days`,
      samples: scores.flatMap((one) => one.noticedS),
      unit: 's',
    },
    {
      what: '… never noticed, of all of them',
      samples: [
        (100 * scores.reduce((sum, one) => sum + one.neverNoticed, 0)) /
          Math.max(
            1,
            scores.reduce((sum, one) => sum + one.neverNoticed + one.noticedS.length, 0),
          ),
      ],
      unit: '%',
    },
    {
      what: 'told as vacant for 20 s or more while somebody was there, a window-day',
      samples: [scores.reduce((sum, one) => sum + one.falseVacancies, 0) / days],
      unit: '',
    },
    {
      what: 'seconds of false vacancy in all, a window-day',
      samples: [scores.reduce((sum, one) => sum + one.falseNo, 0) / days],
      unit: 's',
    },
  ];
}

const TOLD = { vacant: 'no', present: 'yes', serving: 'yes', unknown: 'unknown' } as const;

async function hoursOf(options: DrawnHoursOptions): Promise<Score[]> {
  const judge = new CameraJudge(drawnPlaces);
  let nowMs = 0;
  const keeper = new SpanKeeper({
    spans: { keep: async () => {}, closeLeftOpen: async () => [] },
    ...{ onSpans: () => {}, onKept: () => {}, log: silentLog(), now: () => nowMs },
  });
  keeper.watch(
    drawnPlaces.map(({ key, clerk, applicant }) => ({
      ...{ placementId: key, windowId: key, cameraId: 'one', profile: 'sub' as const },
      ...{ clerk: [...clerk], applicant: applicant && [...applicant] },
    })),
  );
  const told: Presence[][] = drawnPlaces.map(() => []);
  const { truth } = await drawHours(options, (grey, second) => {
    nowMs = second * 1000;
    keeper.onReading({ cameraId: 'one', atMs: nowMs, places: judge.judge(grey, nowMs) });
    for (const [place, { key }] of drawnPlaces.entries()) {
      const state = keeper.unwritten(new Set([key])).at(-1)?.state ?? 'unknown';
      told[place]?.push(TOLD[state]);
    }
    // As often as they are kept.
    if (second % 10 === 0) void keeper.keep();
  });
  await keeper.close();
  return truth.map((bits, place) =>
    scoreOf(
      told[place] ?? [],
      Array.from(bits, (byte) => (byte & CLERK) !== 0),
      LEARNT_BY_S,
    ),
  );
}
