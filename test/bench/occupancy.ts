/**
 * Is anybody there: how often that is right on hours of drawn hall whose truth comes from the script that drew them, and
 * what looking costs, alone and on streams of cameras.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GREY } from '../../streams/analysis/index.ts';
import { SlabPool, StreamHub, sourceChooser, TranscodePool } from '../../streams/index.ts';
import { CameraJudge, OccupancyWatch, type Presence } from '../../streams/occupancy/index.ts';
import {
  APPLICANT,
  CLERK,
  type DrawnHoursOptions,
  drawHours,
  drawnPlaces,
} from '../../streams/occupancy/testing/drawn-hours.ts';
import { type Score, scoreOf } from '../../streams/occupancy/testing/score.ts';
import { loopMedia } from '../fakes/cameras/loop-media.ts';
import { startLoadCameras } from '../fakes/load/load-cameras.ts';
import { Mog2Judge, openCv } from './occupancy-mog2.ts';
import type { BenchOptions } from './options.ts';
import type { Measure } from './table.ts';
import { measure } from './usage.ts';

const CAMERAS = 40;
const LEARNT_BY_S = 900;
const WORKING_DAY_S = 8 * 3600;
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

type Told = Record<'clerk' | 'applicant', Presence>[];

export async function benchOccupancy({ quick, windowMs, windows }: BenchOptions): Promise<Measure[]> {
  const seconds = quick ? 1800 : 7200;
  const hours: readonly (readonly [string, DrawnHoursOptions])[] = [
    ['steady light', { seed: 11, seconds, light: 'steady' }],
    ['lamps and sun', { seed: 12, seconds }],
    ['lamps and sun, twice the noise', { seed: 13, seconds, noise: 3.2 }],
    ['a busy hall (twice the pace)', { seed: 14, seconds, pace: 0.5 }],
  ];
  const measures: Measure[] = [];
  for (const [name, options] of quick ? hours.slice(1, 2) : hours)
    measures.push(...(await accuracy(name, options)));
  measures.push(...(await realFootage()), await judging());
  measures.push(...(await onStreams(windowMs, windows)));
  return measures;
}

async function accuracy(name: string, options: DrawnHoursOptions): Promise<Measure[]> {
  const { cv } = await openCv();
  const ours = new CameraJudge(drawnPlaces);
  const theirs = [600, 3600].map((historyS) => ({
    historyS,
    judge: new Mog2Judge(cv, drawnPlaces, historyS),
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
      what: `a post is left until that is told; ${name}`,
      samples: clerks.flatMap((one) => one.noticedS),
      unit: 's',
    },
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

interface Annotated {
  readonly zones: Readonly<
    Record<string, { readonly box: readonly number[]; readonly there: number[]; readonly unsure: number[] }>
  >;
}

/** Times slower than it was filmed: people walk through there, and who stays less than 4 s is left out on purpose. */
const SLOWER = 10;

/** People on a path, filmed; truth by eye (`test/fixtures/vtest-presence.json`). Nothing where the film is not at hand. */
async function realFootage(): Promise<Measure[]> {
  const file = join(process.env.MC_SHARED_MEDIA ?? '', 'vtest.avi');
  if (!existsSync(file)) return [];
  const truth = JSON.parse(await readFile('test/fixtures/vtest-presence.json', 'utf8')) as Annotated;
  const filters = `fps=${SLOWER},${GREY.filters}`;
  const { stdout } = await promisify(execFile)(
    'ffmpeg',
    ['-v', 'error', '-i', file, '-vf', filters, '-f', 'rawvideo', '-'],
    { encoding: 'buffer', maxBuffer: 2 ** 28 },
  );
  const places = Object.entries(truth.zones).map(
    ([
      key,
      {
        box: [left = 0, top = 0, right = 1, bottom = 1],
      },
    ]) => ({
      key,
      clerk: [
        { x: left, y: top },
        { x: right, y: top },
        { x: right, y: bottom },
        { x: left, y: bottom },
      ],
      applicant: null,
    }),
  );
  const judge = new CameraJudge(places);
  const count = Math.floor(stdout.length / GREY.bytes);
  const hits = new Map(places.map(({ key }) => [key, { both: 0, told: 0, is: 0 }]));
  // It learns in the first two rounds.
  for (let at = 0; at < 3 * count; at += 1) {
    const frame = at % count;
    const places = judge.judge(stdout.subarray(frame * GREY.bytes, (frame + 1) * GREY.bytes), at * 1000);
    const second = Math.floor(frame / SLOWER);
    for (const { key, clerk } of at < 2 * count ? [] : places) {
      const zone = truth.zones[key];
      const hit = hits.get(key);
      if (!zone || !hit || zone.unsure.includes(second)) continue;
      const is = zone.there.includes(second);
      hit.is += Number(is);
      hit.told += Number(clerk === 'yes');
      hit.both += Number(is && clerk === 'yes');
    }
  }
  return [...hits].map(([key, { both, told, is }]) => ({
    what: `F1, real footage of walkers at a tenth of its speed; ${key}`,
    samples: [(2 * both) / (told + is)],
    unit: '',
  }));
}

/** Judging alone, of pictures that were decoded before. */
async function judging(): Promise<Measure> {
  const pictures: Buffer[] = [];
  await drawHours({ seed: 15, seconds: 60 }, (grey) => pictures.push(Buffer.from(grey)));
  const judge = new CameraJudge(drawnPlaces);
  const samples: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const before = process.cpuUsage();
    for (const [index, grey] of pictures.entries())
      judge.judge(grey, (round * pictures.length + index) * 1000);
    const { user, system } = process.cpuUsage(before);
    samples.push((user + system) / 1000 / pictures.length);
  }
  return { what: 'judging one picture of two windows', samples, unit: 'ms CPU', target: '≤ 4' };
}

/** What it adds to streams that run anyway: keyframes taken, decoded, judged. */
async function onStreams(windowMs: number, windows: number): Promise<Measure[]> {
  const file = await loopMedia({ width: 640, height: 360, kbps: 400, gopMs: 1000 });
  const cameras = await startLoadCameras({ count: CAMERAS, file });
  const hub = new StreamHub({
    resolveAddress: async ({ cameraId }) => ({ url: cameras.url(cameraId) }),
    createSource: sourceChooser({
      ...{ memory: new SlabPool(), encoders: new TranscodePool({ slots: 1 }), encoder: {}, now: Date.now },
    }),
    ...{ log: silent, now: Date.now },
  });
  const leases = cameras.names.map((cameraId) => hub.acquire({ cameraId, profile: 'sub' }, 'bench'));
  let readings = 0;
  const watch = new OccupancyWatch({
    ...{ hub, enterLine: async () => () => {}, log: silent, now: Date.now },
    listener: {
      onReading: () => {
        readings += 1;
      },
      onBlind: () => {},
    },
    learnt: { load: async () => undefined, save: async () => {} },
  });
  const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
  try {
    await pause(5000);
    const without = await measure(process.pid, windowMs, windows);
    watch.set(cameras.names.map((cameraId) => ({ cameraId, profile: 'sub' as const, places: drawnPlaces })));
    await pause(5000);
    const before = { readings, ...watch.figures, atMs: performance.now() };
    const withWatch = await measure(process.pid, windowMs, windows);
    const seconds = (performance.now() - before.atMs) / 1000;
    const median = [...without.all].sort((a, b) => a - b)[Math.floor(without.all.length / 2)] ?? 0;
    const after = watch.figures;
    return [
      {
        what: `a camera of ${CAMERAS} at a picture a second, streams run anyway; 640×360, 400 kbit/s`,
        samples: withWatch.all.map((all) => (all - median) / CAMERAS),
        ...{ unit: '% of a core', target: '≤ 0.5' },
      },
      {
        what: '… readings a camera and second',
        samples: [(readings - before.readings) / seconds / CAMERAS],
        unit: '',
      },
      {
        what: '… of it judging, in the process itself',
        samples: [(after.judgingMs - before.judgingMs) / (after.pictures - before.pictures)],
        unit: 'ms a picture',
      },
    ];
  } finally {
    await watch.close();
    for (const lease of leases) lease.release();
    await hub.close();
    await cameras.stop();
  }
}
