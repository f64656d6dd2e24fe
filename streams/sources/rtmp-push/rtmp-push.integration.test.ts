import { type ChildProcess, execFile } from 'node:child_process';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { spawnTied } from '../../process/spawn-tied.ts';
import { terminate } from '../../process/terminate.ts';
import { StreamHub } from '../../stream/stream-hub.ts';
import type { AccessUnit, AudioFrame, MediaInfo, StreamKey, StreamView } from '../../types.ts';
import { pushAddress, RtmpPush } from './rtmp-push.ts';

const KEY = 'k'.repeat(43);
const stream: StreamKey = { cameraId: 'a', profile: 'main' };
const keys = new Map<string, StreamKey>([[KEY, stream]]);
let push: RtmpPush;
let hub: StreamHub;
let port: number;
const children: ChildProcess[] = [];

beforeAll(async () => {
  const nothing = () => undefined;
  const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  push = new RtmpPush({
    ...{ host: '127.0.0.1', port: 0, log, now: Date.now, timings: { admitMs: 1500, wrongKeyMs: 50 } },
    authorize: async (key) => keys.get(key),
    onPublish: ({ cameraId }) => hub.invalidate(cameraId),
  });
  hub = new StreamHub({
    ...{ log, now: Date.now, timings: { lingerMs: 100 } },
    resolveAddress: async (key) => pushAddress(key),
    createSource: push.createSource(() => {
      throw new Error('not a pushed camera');
    }),
  });
  port = await push.start();
});
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => terminate(child)));
  await expect.poll(() => push.publishers.length).toBe(0);
});
afterAll(async () => {
  await hub?.close();
  await push?.close();
});

function encode(key: string, ...more: string[]): ChildProcess {
  const child = spawnTied(
    'ffmpeg',
    [
      ...'-hide_banner -loglevel error -re -f lavfi -i testsrc2=size=320x240:rate=25'.split(' '),
      ...'-f lavfi -i sine=frequency=440:sample_rate=44100 -c:a aac -b:a 64k'.split(' '),
      ...'-c:v libx264 -preset ultrafast -tune zerolatency -profile:v baseline -g 25 -pix_fmt yuv420p'.split(
        ' ',
      ),
      ...more,
      ...['-f', 'flv', `rtmp://127.0.0.1:${port}/live/${key}`],
    ],
    { stdio: ['ignore', 'ignore', 'ignore'] },
  );
  children.push(child);
  return child;
}

function observe(view: StreamView) {
  const units: AccessUnit[] = [];
  const sound: AudioFrame[] = [];
  const infos: MediaInfo[] = [];
  const stop = view.subscribe({
    onInit: (info) => void infos.push(info),
    onAccessUnit: (unit) => void units.push({ ...unit, data: Buffer.from(unit.data) }),
    onAudio: (frame) => void sound.push(frame),
  });
  return { units, sound, infos, stop };
}

test('nobody pushes: it is said so; a push is live at once, in picture and sound, and its end is noticed', async () => {
  const lease = hub.acquire(stream, 'test');
  await expect.poll(() => lease.stream.status.fault?.message).toBe('No encoder is pushing to this camera.');
  expect(lease.stream.status.fault?.code).toBe('encoder_absent');
  // Let its pauses grow: the encoder's coming must end them.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const seen = observe(lease.stream);
  const encoder = encode(KEY);
  await expect.poll(() => push.publishers.length, { timeout: 10_000 }).toBe(1);
  const publishedMs = performance.now();
  await expect.poll(() => lease.stream.status.state.name, { timeout: 5000, interval: 10 }).toBe('live');
  expect(performance.now() - publishedMs).toBeLessThan(1500);
  expect(lease.stream.status).toMatchObject({
    info: { codec: 'h264', width: 320, height: 240 },
    source: { kind: 'push' },
  });
  await expect.poll(() => seen.units.length, { timeout: 10_000 }).toBeGreaterThan(60);
  expect(seen.infos.at(-1)?.audio).toMatchObject({ codec: 'aac', sampleRate: 44_100 });
  expect(seen.units[0]?.keyframe).toBe(true);
  const steps = seen.units
    .slice(1)
    .map((unit, index) => unit.decodeTime - (seen.units[index]?.decodeTime ?? 0));
  expect(steps.every((step) => step === 40)).toBe(true);
  const soundSteps = seen.sound
    .slice(1)
    .map((frame, index) => frame.decodeTime - (seen.sound[index]?.decodeTime ?? 0));
  expect(soundSteps.length).toBeGreaterThan(50);
  expect(new Set(soundSteps)).toEqual(new Set([1024]));
  await terminate(encoder);
  await expect.poll(() => lease.stream.status.state.name).not.toBe('live');
  expect(lease.stream.status.fault?.message).toBe('The encoder stopped pushing.');

  // The same encoder again: what it pushed before must not come first.
  const before = seen.units.length;
  encode(KEY);
  await expect.poll(() => seen.units.length, { timeout: 10_000 }).toBeGreaterThan(before + 5);
  expect(seen.units[before]?.keyframe).toBe(true);
  expect(seen.units[before]?.decodeTime).toBeLessThan(1000);
  seen.stop();
  lease.release();
});

test('a wrong key, a player, and a second encoder with the same key are refused', async () => {
  const wrong = encode('w'.repeat(43));
  await new Promise((resolve) => wrong.once('close', resolve));
  const player = promisify(execFile)('ffprobe', ['-v', 'error', `rtmp://127.0.0.1:${port}/live/${KEY}`], {
    timeout: 10_000,
  });
  await expect(player).rejects.toThrow();
  encode(KEY);
  await expect.poll(() => push.publishers.length, { timeout: 10_000 }).toBe(1);
  const first = push.publishers[0];
  const second = encode(KEY);
  await new Promise((resolve) => second.once('close', resolve));
  expect(push.publishers).toEqual([first]);
  await expect(
    promisify(execFile)('ffprobe', ['-v', 'error', `rtmp://127.0.0.1:${port}/live/${KEY}`]),
  ).rejects.toThrow();
});

test('cut off, an encoder is gone; who says nothing, or no RTMP, is shown out', async () => {
  const encoder = encode(KEY);
  await expect.poll(() => push.publishers.length, { timeout: 10_000 }).toBe(1);
  push.cut(stream);
  await new Promise((resolve) => encoder.once('close', resolve));
  expect(push.publishers).toEqual([]);
  const talk = (bytes: string) =>
    new Promise<number>((resolve) => {
      const startedMs = performance.now();
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
      socket.on('error', () => undefined).once('close', () => resolve(performance.now() - startedMs));
    });
  expect(await talk('GET / HTTP/1.1\r\n\r\n')).toBeLessThan(1000);
  expect(await talk('\x03')).toBeGreaterThan(1000);
});

test('an RTMP server that is killed comes back, and the encoder that tries again is live', async () => {
  const lease = hub.acquire(stream, 'test');
  encode(KEY);
  await expect.poll(() => lease.stream.status.state.name, { timeout: 10_000 }).toBe('live');
  const pid = push.childPid as number;
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => push.publishers.length).toBe(0);
  await expect.poll(() => push.childPid, { timeout: 10_000 }).not.toBe(pid);
  await expect
    .poll(
      () => {
        if (push.publishers.length === 0 && children.every((child) => child.exitCode !== null)) encode(KEY);
        return lease.stream.status.state.name;
      },
      { timeout: 20_000, interval: 300 },
    )
    .toBe('live');
  lease.release();
});
