import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasBSlice } from '../codec/h264-nal.ts';
import { StreamHub } from '../stream/stream-hub.ts';
import { type Clip, makeClip, startCamera } from '../stream/testing/camera.ts';
import { eventually, Observer, recordingLog } from '../stream/testing/observer.ts';
import { ffmpegs } from '../stream/testing/processes.ts';
import type { StreamKey, StreamStatus, TranscodeStatus } from '../types.ts';
import { BrowserStreams } from './browser-streams.ts';
import { TranscodePool } from './transcode-pool.ts';

const KEY: StreamKey = { cameraId: 'cam-1', profile: 'sub' };
let h265: Clip;
let bFrames: Clip;
let plain: Clip;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  [h265, bFrames, plain] = await Promise.all([
    makeClip({ codec: 'h265', size: '1600x1200', fps: 10, gop: 20 }),
    makeClip({ bFrames: 2, size: '320x180' }),
    makeClip(),
  ]);
});
afterAll(() => Promise.all([h265, bFrames, plain].map((clip) => clip.remove())));
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
  expect(ffmpegs()).toEqual([]);
});

const urls: string[] = [];

async function setUp(clips: readonly Clip[], slots = 1, ffmpegPath = 'ffmpeg') {
  urls.length = 0;
  for (const clip of clips) {
    const camera = await startCamera({ clip, stamp: false });
    open.push(camera);
    urls.push(camera.url);
  }
  const log = recordingLog();
  const timings = { lingerMs: 300 };
  const hub = new StreamHub({
    log,
    now: Date.now,
    timings,
    resolveAddress: async ({ cameraId }) => ({ url: urls[Number(cameraId.slice(4)) - 1] ?? '' }),
  });
  open.push(hub);
  const pool = new TranscodePool({ slots });
  const streams = new BrowserStreams({ hub, pool, log, now: Date.now, timings, ffmpegPath });
  open.push(streams);
  return { hub, pool, streams };
}

describe('a camera’s picture for browsers', () => {
  test('H.265 is encoded once for all who watch, smaller, with its capture times; the recorder gets the original', async () => {
    const { hub, pool, streams } = await setUp([h265]);
    const told: (TranscodeStatus | undefined)[] = [];
    streams.onStatus(({ transcode }) => told.push(transcode));
    const recorder = new Observer();
    const recording = hub.acquire(KEY, 'recorder');
    recording.stream.subscribe(recorder);
    const page = streams.acquire(KEY, 'page', 'webrtc');
    const hls = streams.acquire(KEY, 'hls', 'http');
    const viewers = [new Observer(), new Observer()] as const;
    page.stream.subscribe(viewers[0]);
    hls.stream.subscribe(viewers[1]);
    await eventually(() => viewers.every(({ units }) => units.length > 30), 30_000);
    expect(recorder.infos[0]).toMatchObject({ codec: 'h265', width: 1600 });
    for (const { infos, units } of viewers) {
      expect(infos).toMatchObject([{ codec: 'h264', width: 960, height: 720 }]);
      expect(infos[0]?.codecString).toMatch(/^avc1\.42c0/);
      expect(units[0]?.keyframe).toBe(true);
      expect(units.every(({ compositionTicks, data }) => compositionTicks === 0 && !hasBSlice(data))).toBe(
        true,
      );
      // A second of 10 fps.
      const keys = units.flatMap(({ keyframe }, index) => (keyframe ? [index] : []));
      expect(Math.abs((keys[1] ?? 0) - (keys[0] ?? 0) - 10)).toBeLessThan(2);
      // Each picture was captured when the original says so, whatever encoding took.
      const captured = recorder.units.map(({ capturedAtMs }) => capturedAtMs);
      const errors = units.map((unit) => Math.min(...captured.map((at) => Math.abs(at - unit.capturedAtMs))));
      expect(Math.max(...errors)).toBeLessThan(50);
      // Three pictures behind at most, and what a busy machine adds.
      const behindMs = (captured.at(-1) ?? 0) - (units.at(-1)?.capturedAtMs ?? 0);
      expect(behindMs).toBeLessThan(1500);
    }
    expect(pool.figures).toEqual({ running: 1, queued: 0 });
    expect(ffmpegs()).toHaveLength(2);
    expect(page.stream.status.transcode).toEqual({
      state: 'running',
      reason: 'h265_not_in_browsers',
      width: 960,
      height: 720,
    });
    expect(page.stream.status.info).toMatchObject({ codec: 'h265' });
    expect(told.at(-1)).toMatchObject({ state: 'running' });
    page.release();
    hls.release();
    await eventually(() => pool.figures.running === 0 && ffmpegs().length === 1);
    expect(hub.status(KEY)?.state.name).toBe('live');
    expect(streams.status(KEY)?.transcode).toBeUndefined();
    recording.release();
  });

  test('B-frames are encoded for WebRTC only, and nobody there is given one', async () => {
    const { streams, pool } = await setUp([bFrames]);
    const page = new Observer();
    const hls = new Observer();
    const leases = [streams.acquire(KEY, 'page', 'webrtc'), streams.acquire(KEY, 'hls', 'http')] as const;
    leases[0].stream.subscribe(page);
    leases[1].stream.subscribe(hls);
    await eventually(() => page.ofEpoch(1_000_000_000).length > 30 && hls.units.length > 60, 30_000);
    expect(page.units.some(({ data }) => hasBSlice(data))).toBe(false);
    expect(hls.units.some(({ data }) => hasBSlice(data))).toBe(true);
    expect(hls.infos).toHaveLength(1);
    expect(leases[0].stream.status.transcode).toMatchObject({ reason: 'b_frames_not_in_webrtc' });
    expect(pool.figures.running).toBe(1);
    for (const lease of leases) lease.release();
  });

  test('who has to wait for an encoder is told his place; what browsers play needs none', async () => {
    const { streams, pool } = await setUp([h265, h265, plain]);
    const lease = (cameraId: string, profile: 'main' | 'sub') =>
      streams.acquire({ cameraId, profile }, 'page', 'http');
    const [first, second, third] = [lease('cam-1', 'sub'), lease('cam-2', 'sub'), lease('cam-3', 'sub')];
    await eventually(
      () =>
        first.stream.status.transcode?.state === 'running' ||
        second.stream.status.transcode?.state === 'running',
      30_000,
    );
    const [running, queued] =
      first.stream.status.transcode?.state === 'running' ? [first, second] : [second, first];
    const waiting = await eventually(() => {
      const { transcode } = queued.stream.status;
      return transcode?.state === 'queued' && transcode;
    });
    expect(waiting).toEqual({ state: 'queued', place: 1, reason: 'h265_not_in_browsers' });
    expect(pool.figures).toEqual({ running: 1, queued: 1 });
    const large = streams.acquire({ ...queued.stream.key, profile: 'main' }, 'page', 'http');
    await eventually(() => large.stream.status.transcode?.place === 1, 30_000);
    expect(queued.stream.status.transcode?.place).toBe(2);
    large.release();
    await eventually(() => third.stream.status.state.name === 'live', 30_000);
    expect(third.stream.status.transcode).toBeUndefined();
    running.release();
    await eventually(() => queued.stream.status.transcode?.state === 'running', 30_000);
    queued.release();
    third.release();
  });

  test('an encoder that B-frames have goes to H.265, which has no other way; without one they are given as they are', async () => {
    const { streams, pool } = await setUp([bFrames, h265, bFrames]);
    const watch = (cameraId: string) => {
      const lease = streams.acquire({ cameraId, profile: 'sub' }, 'page', 'webrtc');
      const observer = new Observer();
      lease.stream.subscribe(observer);
      return { lease, observer };
    };
    const first = watch('cam-1');
    await eventually(() => first.observer.ofEpoch(1_000_000_000).length > 5, 30_000);
    const second = watch('cam-2');
    await eventually(() => second.observer.units.length > 5, 30_000);
    await eventually(() => first.observer.units.some(({ data }) => hasBSlice(data)));
    expect(first.lease.stream.status.transcode).toBeUndefined();
    // Whoever comes now does not even wait.
    const third = watch('cam-3');
    await eventually(() => third.observer.units.some(({ data }) => hasBSlice(data)), 30_000);
    expect(pool.figures).toEqual({ running: 1, queued: 0 });
    for (const { lease } of [first, second, third]) lease.release();
  });

  test('an encoder that fails is told of while somebody waits for it, and no more once they left', async () => {
    const { hub, streams } = await setUp([h265], 1, '/bin/false');
    const told: StreamStatus[] = [];
    streams.onStatus((status) => told.push(status));
    const lease = streams.acquire(KEY, 'page', 'webrtc');
    await eventually(() => lease.stream.status.transcode?.state === 'failed', 30_000);
    expect(lease.stream.status.state.name).toBe('live');
    lease.release();
    expect(streams.status(KEY)?.transcode).toBeUndefined();
    await eventually(() => hub.status(KEY)?.state.name === 'idle');
    // Also those who were told and did not ask: of the last word, nothing of an encoder.
    expect(told.at(-1)?.transcode).toBeUndefined();
    expect(told.filter(({ state }) => state.name === 'idle').map(({ transcode }) => transcode)).toEqual([
      undefined,
    ]);
    const again = streams.acquire(KEY, 'page', 'webrtc');
    expect(again.stream.status.transcode?.fault).toBeUndefined();
    again.release();
  });

  test('an encoder that is killed is replaced, and a camera that changes its codec is followed: viewers stay', async () => {
    const { hub, streams } = await setUp([h265]);
    const lease = streams.acquire(KEY, 'page', 'webrtc');
    const observer = new Observer();
    lease.stream.subscribe(observer);
    await eventually(() => observer.units.length > 5, 30_000);
    const encoder = ffmpegs().find(({ command }) => command.includes('libx264'));
    process.kill(encoder?.pid ?? 0, 'SIGKILL');
    await eventually(() => observer.ofEpoch(1_000_000_001).length > 5, 30_000);
    expect(hub.status(KEY)).toMatchObject({ state: { name: 'live' }, restarts: 0 });
    const times = observer.units.map((unit) => unit.capturedAtMs);
    // It begins anew with the newest GOP, so a part of it is shown again.
    expect(Math.max(...times.slice(1).map((at, index) => (times[index] ?? 0) - at))).toBeLessThan(2500);

    const other = await startCamera({ clip: plain });
    open.push(other);
    urls[0] = other.url;
    hub.invalidate(KEY.cameraId);
    await eventually(
      () => observer.infos.at(-1)?.width === 320 && observer.units.at(-1)?.epoch === 1,
      30_000,
    );
    expect(lease.stream.status.transcode).toBeUndefined();
    lease.release();
  });
});
