import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AccessUnit, MediaInfo, StreamConsumer, StreamView } from '../../types.ts';
import { CatchUp } from './catch-up.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a small GOP goes out at once, and what follows straight through', () => {
  const { stream, received, catchUp } = setUp(3, 1_000);
  catchUp.start(stream);
  expect(received).toEqual(['init', 0, 1, 2]);
  stream.live(3);
  expect(received).toEqual(['init', 0, 1, 2, 3]);
  expect(stream.held()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('a large GOP is spread, and live units wait their turn', () => {
  const { stream, received, catchUp } = setUp(4, 50_000);
  catchUp.start(stream);
  expect(received).toEqual(['init', 0, 1]);
  expect(stream.held()).toBe(2);
  stream.live(4);
  stream.restart();
  stream.live(5, true);
  vi.advanceTimersByTime(10);
  expect(received).toEqual(['init', 0, 1, 2, 3]);
  vi.advanceTimersByTime(10);
  expect(received).toEqual(['init', 0, 1, 2, 3, 4, 'init', 5]);
  stream.live(6);
  expect(received.at(-1)).toBe(6);
  expect(stream.held()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('a GOP beyond the bound is dropped and the next keyframe waited for', () => {
  const { stream, received, catchUp } = setUp(8, 1_000_000);
  catchUp.start(stream);
  expect(received).toEqual(['init']);
  stream.live(8);
  stream.live(9, true);
  stream.live(10);
  expect(received).toEqual(['init', 9, 10]);
  expect(stream.held()).toBe(0);
});

test('after close nothing is handed on and nothing is left running', () => {
  const { stream, received, catchUp } = setUp(4, 50_000);
  catchUp.start(stream);
  catchUp.close();
  vi.advanceTimersByTime(100);
  stream.live(4);
  expect(received).toEqual(['init', 0, 1]);
  expect(stream.consumers.size).toBe(0);
  expect(stream.held()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

function setUp(gop: number, bytes: number) {
  const received: (number | 'init')[] = [];
  const catchUp = new CatchUp({
    onInit: () => received.push('init'),
    onAccessUnit: ({ sequence }) => received.push(sequence),
  });
  return { received, catchUp, stream: ringOf(gop, bytes) };
}

/** A stream with `gop` units of `bytes` each in its ring. */
function ringOf(gop: number, bytes: number) {
  const info = { codec: 'h264', init: Buffer.alloc(0) } as unknown as MediaInfo;
  let held = 0;
  const memory = { retain: () => void held++, release: () => void held-- };
  const unit = (sequence: number, keyframe: boolean) =>
    ({ sequence, keyframe, data: Buffer.alloc(bytes), memory }) as unknown as AccessUnit;
  const consumers = new Set<StreamConsumer>();
  const stream: Pick<StreamView, 'subscribe'> = {
    subscribe: (consumer) => {
      consumer.onInit(info);
      for (let i = 0; i < gop; i++) consumer.onAccessUnit(unit(i, i === 0));
      consumers.add(consumer);
      return () => consumers.delete(consumer);
    },
  };
  return {
    ...stream,
    consumers,
    /** Units kept beyond the call that brought them. */
    held: () => held,
    live: (sequence: number, keyframe = false) => {
      for (const consumer of consumers) consumer.onAccessUnit(unit(sequence, keyframe));
    },
    restart: () => {
      for (const consumer of consumers) consumer.onInit(info);
    },
  };
}
