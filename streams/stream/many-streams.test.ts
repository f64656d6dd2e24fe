import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { StreamFaultError } from '../media-error.ts';
import { COLLECTED } from '../memory/collected.ts';
import type { CreateSource, RawUnit, SourceSink } from '../sources/source.ts';
import type { MediaFormat, SourceAbout, StreamKey } from '../types.ts';
import { StreamHub } from './stream-hub.ts';
import { eventually, Observer, recordingLog } from './testing/observer.ts';

const format: MediaFormat = {
  codec: 'h264',
  codecString: 'avc1.42c01e',
  width: 640,
  height: 360,
  timescale: 90_000,
  parameterSets: [Buffer.from([0x67, 0x42, 0xc0, 0x1e]), Buffer.from([0x68, 0xce])],
};
const picture = (index: number, keyframe = false): RawUnit => ({
  keyframe,
  data: Buffer.from([0, 0, 0, 1, keyframe ? 0x65 : 0x41]),
  memory: COLLECTED,
  decodeTime: index * 3600,
  durationTicks: 3600,
  compositionTicks: 0,
});

let hub: StreamHub | undefined;
afterEach(() => hub?.close());

/** A camera that `play` gives pictures for, until it is ended. */
function source(
  about: SourceAbout,
  play: (sink: SourceSink, end: (error: unknown) => void) => void,
): CreateSource {
  return ({ sink }) => ({
    about,
    run: (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        play(sink, reject);
      }),
  });
}

function open(createSource: CreateSource, startSlots = 4): StreamHub {
  hub = new StreamHub({
    ...{ log: recordingLog(), now: Date.now, random: () => 0.5, createSource, startSlots },
    resolveAddress: async ({ cameraId }) => ({ url: `rtsp://127.0.0.1:1/${cameraId}` }),
  });
  return hub;
}

test('200 cameras at once: so many start together, the large view first, then the most watched', async () => {
  const order: string[] = [];
  let starting = 0;
  let most = 0;
  let go: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    go = resolve;
  });
  const create: CreateSource = (request) =>
    source({ kind: 'ffmpeg' }, (sink) => {
      order.push(request.address.url.split('/').at(-1) ?? '');
      starting += 1;
      most = Math.max(most, starting);
      void opened.then(async () => {
        await sleep(1);
        starting -= 1;
        sink.onFormat(format);
        sink.onAccessUnits([picture(0, true)], 0);
      });
    })(request);
  const streams = open(create);
  const key = (cameraId: string, profile: StreamKey['profile']) => ({ cameraId, profile });
  for (let index = 0; index < 198; index += 1) streams.acquire(key(`c${index}`, 'sub'), 'wall');
  for (let viewers = 0; viewers < 5; viewers += 1) streams.acquire(key('watched', 'sub'), 'wall');
  streams.acquire(key('large', 'main'), 'page');
  await eventually(() => order.length === 4);
  go();
  await eventually(() => streams.statuses().filter(({ state }) => state.name === 'live').length === 200);
  expect(most).toBe(4);
  expect(order.slice(4, 6)).toEqual(['large', 'watched']);
});

test('a new format in mid-stream is a new epoch of the same source; viewers stay', async () => {
  let sink: SourceSink | undefined;
  const streams = open(
    source({ kind: 'in-process' }, (given) => {
      sink = given;
      given.onFormat(format);
      given.onAccessUnits([picture(0, true), picture(1)], 0);
    }),
  );
  const observer = new Observer();
  const { stream } = streams.acquire({ cameraId: 'c', profile: 'sub' }, 'test');
  stream.subscribe(observer);
  await eventually(() => observer.units.length === 2);
  sink?.onFormat({ ...format, width: 1280, height: 720 });
  sink?.onAccessUnits([picture(0, true)], 0);
  expect(observer.infos).toMatchObject([
    { epoch: 0, width: 640 },
    { epoch: 1, width: 1280 },
  ]);
  expect(observer.units.map(({ epoch, sequence }) => [epoch, sequence])).toEqual([
    [0, 0],
    [0, 1],
    [1, 2],
  ]);
  expect(stream.latestKeyframe()?.info.width).toBe(1280);
  expect(stream.status).toMatchObject({ state: { name: 'live' }, restarts: 0, info: { width: 1280 } });
});

test('a change of one camera starts that one anew and no other; one that is gone is forgotten', async () => {
  const starts = new Map<string, number>();
  const create: CreateSource = (request) =>
    source({ kind: 'in-process' }, (sink) => {
      const { url } = request.address;
      starts.set(url, (starts.get(url) ?? 0) + 1);
      sink.onFormat(format);
      sink.onAccessUnits([picture(0, true)], 0);
    })(request);
  const streams = open(create);
  const leases = ['a', 'b'].map((cameraId) => streams.acquire({ cameraId, profile: 'sub' }, 'test'));
  await eventually(() => leases.every(({ stream }) => stream.status.state.name === 'live'));
  streams.invalidate('a');
  await eventually(() => starts.get('rtsp://127.0.0.1:1/a') === 2);
  expect(starts.get('rtsp://127.0.0.1:1/b')).toBe(1);
  streams.forget('a');
  await eventually(() => streams.statuses().length === 1);
  streams.letGo({ cameraId: 'b', profile: 'sub' });
  expect(streams.status({ cameraId: 'b', profile: 'sub' })?.state.name).toBe('live');
  leases[1]?.release();
  streams.letGo({ cameraId: 'b', profile: 'sub' });
  await eventually(() => streams.status({ cameraId: 'b', profile: 'sub' })?.state.name === 'idle', 2000);
});

test('what a source counted goes on counting for the stream when the next one begins', async () => {
  let runs = 0;
  const create: CreateSource = ({ sink }) => ({
    figures: { lost: 5, unitsDropped: 2, cameraClockOffsetMs: 40 },
    run: async (signal) => {
      runs += 1;
      sink.onFormat(format);
      sink.onAccessUnits([picture(0, true)], 0);
      if (runs === 1)
        throw new StreamFaultError({ code: 'source_unsuitable', message: 'another one is next' });
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    },
  });
  const { stream } = open(create).acquire({ cameraId: 'c', profile: 'sub' }, 'test');
  await eventually(() => runs === 2 && stream.status.state.name === 'live');
  expect(stream.status).toMatchObject({
    totals: { restarts: 1, packetsLost: 10, unitsDropped: 4, timestampJumps: 0 },
    clock: { offsetMs: 40 },
  });
});
