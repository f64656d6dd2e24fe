import { afterEach, expect, test } from 'vitest';
import { startSound } from '../outputs/webrtc/testing/lavfi-sound.ts';
import type { AudioFormat, AudioFrame } from '../types.ts';
import { type OpusPacket, OpusPool } from './opus.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function poolOf(max?: number): OpusPool {
  const pool = new OpusPool({ log: quiet, ...(max === undefined ? {} : { max }) });
  closers.push(() => pool.close());
  return pool;
}

test('AAC becomes 20 ms of Opus each, on the camera’s time line, within a moment', async () => {
  const pool = poolOf();
  const packets: (OpusPacket & { atMs: number })[] = [];
  const faults: string[] = [];
  const frames: AudioFrame[] = [];
  let push = (frame: AudioFrame) => void frames.push(frame);
  const { format, child } = startSound('aac', 3, (frame) => push(frame));
  closers.push(() => child.kill('SIGKILL'));
  const encoder = pool.open({
    format,
    onPacket: (packet) => packets.push({ ...packet, atMs: Date.now() }),
    onFault: (why) => faults.push(why),
  });
  push = (frame) => {
    frames.push(frame);
    encoder?.push(frame);
  };
  for (const frame of frames) encoder?.push(frame);
  await expect.poll(() => packets.length, { timeout: 10_000 }).toBeGreaterThan(75);
  const times = packets.map(({ decodeTime }) => decodeTime);
  expect(times.slice(0, 3)).toEqual([0, 960, 1_920]);
  expect(times.at(-1)).toBe((packets.length - 1) * 960);
  expect(new Set(packets.map(({ epoch }) => epoch))).toEqual(new Set([3]));
  // Once it runs it keeps up: a second of sound does not lie longer than a second in it.
  const last = packets.at(-1);
  expect((last?.atMs ?? 0) - (last?.capturedAtMs ?? 0)).toBeLessThan(1_000);
  expect(faults).toEqual([]);
});

test('as many as are allowed run; one that is closed makes room', () => {
  const pool = poolOf(1);
  const request = { format: G711, onPacket: () => {}, onFault: () => {} };
  const first = pool.open(request);
  expect(first).toBeDefined();
  expect(pool.open(request)).toBeUndefined();
  first?.close();
  expect(pool.running).toBe(0);
  expect(pool.open(request)).toBeDefined();
});

test('sound that is none ends the encoder with a reason, once', async () => {
  const pool = poolOf();
  const faults: string[] = [];
  const format: AudioFormat = { codec: 'aac', sampleRate: 16_000, channels: 1 };
  const encoder = pool.open({ format, onPacket: () => {}, onFault: (why) => faults.push(why) });
  const timer = setInterval(() => encoder?.push({ ...FRAME, data: Buffer.alloc(1_000, 0x11) }), 10);
  closers.push(() => clearInterval(timer));
  await expect.poll(() => faults.length, { timeout: 10_000 }).toBe(1);
  expect(pool.running).toBe(0);
});

test('G.711 of an odd rate is made into Opus, too', async () => {
  const pool = poolOf();
  let packets = 0;
  const encoder = pool.open({ format: G711, onPacket: () => packets++, onFault: () => {} });
  let decodeTime = 0;
  const timer = setInterval(() => {
    encoder?.push({ ...FRAME, decodeTime, data: Buffer.alloc(320, 0xd5) });
    decodeTime += 320;
  }, 20);
  closers.push(() => clearInterval(timer));
  await expect.poll(() => packets, { timeout: 10_000 }).toBeGreaterThan(10);
});

const G711: AudioFormat = { codec: 'pcma', sampleRate: 16_000, channels: 1 };
const FRAME = { epoch: 0, decodeTime: 0, durationMs: 20, capturedAtMs: 0, data: Buffer.alloc(0) };
