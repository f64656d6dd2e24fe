import { expect, test } from 'vitest';
import { recordingLog } from '../stream/testing/observer.ts';
import { pooled } from './pooled-source.ts';
import { TranscodePool } from './transcode-pool.ts';

const REQUEST = {
  address: { url: 'rtsp://camera.invalid/' },
  sink: { onFormat: () => undefined, onAccessUnits: () => undefined },
  log: recordingLog(),
};

test('a source that waits for its camera holds no place; then it does, until it has given it back', async () => {
  const { pool, source, camera, signal } = setUp();
  const prepared = source.prepare?.(signal);
  await Promise.resolve();
  expect(pool.figures).toEqual({ running: 0, queued: 0 });
  camera.comes();
  const giveBack = await prepared;
  expect([pool.figures.running, camera.held]).toEqual([1, true]);
  giveBack?.();
  expect([pool.figures.running, camera.held]).toEqual([0, false]);
});

test('who leaves while he queues is in nobody’s way', async () => {
  const { pool, source, camera, signal, leave } = setUp();
  const giveBack = await pool.enter({ signal: new AbortController().signal });
  camera.comes();
  const prepared = source.prepare?.(signal);
  await expect.poll(() => pool.figures.queued).toBe(1);
  expect(source.transcode).toMatchObject({ state: 'queued', place: 1 });
  leave();
  await expect(prepared).rejects.toThrow('left');
  expect([pool.figures.queued, camera.held]).toEqual([0, false]);
  giveBack();
  expect(pool.figures.running).toBe(0);
});

function setUp() {
  const pool = new TranscodePool({ slots: 1 });
  const aborter = new AbortController();
  let comes: () => void = () => undefined;
  const there = new Promise<void>((resolve) => {
    comes = resolve;
  });
  const camera = { comes: () => comes(), held: false };
  const prepare = async () => {
    await there;
    camera.held = true;
    return () => {
      camera.held = false;
    };
  };
  const run = () => new Promise<never>(() => undefined);
  const create = () => ({ run, prepare });
  const source = pooled({ pool, create, reason: () => 'h265_not_in_browsers' })(REQUEST);
  return { pool, source, camera, signal: aborter.signal, leave: () => aborter.abort(new Error('left')) };
}
