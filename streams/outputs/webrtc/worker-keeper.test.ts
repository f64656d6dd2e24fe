import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { MediaWorker } from './media-worker.ts';
import { WorkerKeeper } from './worker-keeper.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a dead worker is replaced at once, and one that dies again and again more slowly', async () => {
  const { keeper, die, happened, created } = setUp();
  await keeper.start();
  expect(happened).toEqual(['up']);
  die();
  expect(keeper.worker).toBeUndefined();
  await vi.advanceTimersByTimeAsync(0);
  expect(happened).toEqual(['up', 'down', 'up']);
  die();
  await vi.advanceTimersByTimeAsync(499);
  expect(created()).toBe(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(created()).toBe(3);
});

test('one that ran for a minute is replaced at once again', async () => {
  const { keeper, die, created } = setUp();
  await keeper.start();
  die();
  await vi.advanceTimersByTimeAsync(60_000);
  die();
  await vi.advanceTimersByTimeAsync(0);
  expect(created()).toBe(3);
});

test('one that does not start is tried again, and the first failure is told', async () => {
  const { keeper, failNext, happened, created } = setUp();
  failNext(2);
  await expect(keeper.start()).rejects.toThrow('no');
  await vi.advanceTimersByTimeAsync(0);
  expect(happened).toEqual([]);
  await vi.advanceTimersByTimeAsync(500);
  expect(happened).toEqual(['up']);
  expect(created()).toBe(3);
});

test('after close nothing is started', async () => {
  const { keeper, die, created } = setUp();
  await keeper.start();
  die();
  await keeper.close();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(created()).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});

function setUp() {
  const happened: string[] = [];
  let created = 0;
  let failures = 0;
  let die = () => {};
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const keeper = new WorkerKeeper({
    log,
    port: 1,
    now: Date.now,
    isEnding: () => false,
    create: async (onDied) => {
      created += 1;
      if (failures-- > 0) throw new Error('no');
      die = onDied;
      // Only what the keeper uses of it.
      return { pid: created, closed: false, close: async () => {} } as unknown as MediaWorker;
    },
    onUp: () => happened.push('up'),
    onDown: () => happened.push('down'),
  });
  return {
    keeper,
    happened,
    created: () => created,
    die: () => die(),
    failNext: (count: number) => {
      failures = count;
    },
  };
}
