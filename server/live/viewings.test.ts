import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { StreamKey, StreamView } from '../../streams/index.ts';
import { rightsChanged, sessionsEnded } from '../access/index.ts';
import type { AuditEntry } from '../audit/index.ts';
import { createLocalBus } from '../platform/bus.ts';
import { unavailable } from '../platform/errors.ts';
import type { Actor } from '../platform/http/route.ts';
import { silentLog } from '../platform/log.ts';
import { HttpViewings } from './http-viewings.ts';
import { Viewings } from './viewings.ts';

const key: StreamKey = { cameraId: 'c1', profile: 'main' };
const wang: Actor = { kind: 'user', id: 'u1', username: 'wang', sessionId: 's1' };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a viewing is in the trail before the stream is held, and lets it go once', async () => {
  const world = setUp();
  world.auditing = () => expect(world.held).toBe(0);
  const viewing = await world.begin();
  expect(world.trail).toMatchObject([{ action: 'live.view', target: 'camera:c1', from: '10.0.0.9' }]);
  expect(world.held).toBe(1);
  viewing.end();
  viewing.end();
  expect(world.held).toBe(0);
  expect(viewing.ended).toBe(true);
});

test('without the right there is no such camera, no row and no stream', async () => {
  const world = setUp();
  world.permitted = false;
  await expect(world.begin()).rejects.toMatchObject({ status: 404 });
  expect([world.trail.length, world.held]).toEqual([0, 0]);
});

test('what cannot be put into the trail is not shown', async () => {
  const world = setUp();
  world.auditing = () => {
    throw new Error('disk full');
  };
  await expect(world.begin()).rejects.toThrow('disk full');
  expect([world.viewings.count, world.held]).toEqual([0, 0]);
});

test('another way to the same camera, or coming back within a minute, is the same look', async () => {
  const world = setUp();
  const first = await world.begin();
  (await world.begin({ way: 'http' })).end();
  first.end();
  world.nowMs += 59_000;
  const again = await world.begin();
  expect(world.trail).toHaveLength(1);
  again.end();
  world.nowMs += 61_000;
  await world.begin();
  expect(world.trail.map(({ action }) => action)).toEqual(['live.view', 'live.view-end', 'live.view']);
});

test('the end of a look is in the trail with how long it was, ways and all, once it is over', async () => {
  const world = setUp();
  const first = await world.begin();
  world.nowMs += 5_000;
  const other = await world.begin({ way: 'http', key: { ...key, profile: 'sub' } });
  first.end();
  world.nowMs += 20_000;
  other.end();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(world.trail).toHaveLength(1);
  world.nowMs += 61_000;
  await vi.advanceTimersByTimeAsync(30_000);
  const startedAt = new Date(1_000_000).toISOString();
  expect(world.trail.at(-1)).toMatchObject({
    action: 'live.view-end',
    target: 'camera:c1',
    detail: { ways: ['webrtc', 'http'], profiles: ['main', 'sub'], startedAt, durationMs: 25_000 },
  });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(world.trail).toHaveLength(2);
});

test('an end that cannot be put into the trail is told at the next round; the server’s end is one', async () => {
  const world = setUp();
  (await world.begin()).end();
  await world.begin({ key: { ...key, cameraId: 'c2' } });
  world.auditing = () => {
    throw new Error('disk full');
  };
  world.nowMs += 61_000;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(world.trail).toHaveLength(2);
  world.auditing = () => {};
  await vi.advanceTimersByTimeAsync(30_000);
  expect(world.trail.at(-1)).toMatchObject({ action: 'live.view-end', target: 'camera:c1' });
  await world.viewings.close();
  expect(world.trail.at(-1)).toMatchObject({
    ...{ action: 'live.view-end', target: 'camera:c2' },
    detail: { durationMs: 61_000 },
  });
});

test('listening has rows of its own, before it is heard', async () => {
  const world = setUp();
  const viewing = await world.begin();
  await viewing.hear();
  await viewing.hear();
  world.nowMs += 7_000;
  viewing.stopHearing();
  world.nowMs += 61_000;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(world.trail.map(({ action }) => action)).toEqual(['live.view', 'live.listen', 'live.listen-end']);
  expect(world.trail.at(-1)?.detail).toMatchObject({ durationMs: 7_000 });
  const other = await world.begin({ actor: { ...wang, sessionId: 's2' } });
  world.auditing = () => {
    throw new Error('disk full');
  };
  await expect(other.hear()).rejects.toThrow('disk full');
});

test('the end of a session ends its viewings and no others', async () => {
  const world = setUp();
  const ended: string[] = [];
  await world.begin({ onEnded: (code) => ended.push(`wang ${code}`) });
  const other: Actor = { ...wang, sessionId: 's2' };
  const others = await world.begin({ actor: other, onEnded: () => ended.push('other') });
  world.bus.publish(sessionsEnded, { sessionIds: ['s1'] });
  expect(ended).toEqual(['wang session_ended']);
  expect([world.held, others.ended]).toEqual([1, false]);
});

test('a session that ends while its viewing begins gets no picture', async () => {
  const world = setUp();
  world.auditing = () => world.bus.publish(sessionsEnded, { sessionIds: ['s1'] });
  await expect(world.begin()).rejects.toMatchObject({ status: 404 });
  expect([world.viewings.count, world.held]).toEqual([0, 0]);
});

test('a request that was let in just before its session ended gets no picture either', async () => {
  const world = setUp();
  const beginning = world.begin();
  world.bus.publish(sessionsEnded, { sessionIds: ['s1'] });
  await expect(beginning).rejects.toMatchObject({ status: 404 });
  expect([world.viewings.count, world.held]).toEqual([0, 0]);
});

test('a right that is gone ends the viewing at the next round', async () => {
  const world = setUp();
  const ended: string[] = [];
  await world.begin({ onEnded: (code) => ended.push(code) });
  await vi.advanceTimersByTimeAsync(30_000);
  expect(ended).toEqual([]);
  world.permitted = false;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(ended).toEqual(['forbidden']);
  expect(world.held).toBe(0);
});

test('rights that changed or ended are asked again at once, of those people only', async () => {
  const world = setUp();
  const ended: string[] = [];
  const li: Actor = { kind: 'user', id: 'u2', username: 'li', sessionId: 's2' };
  await world.begin({ onEnded: (code) => ended.push(`wang ${code}`) });
  await world.begin({ actor: li, onEnded: (code) => ended.push(`li ${code}`) });
  world.permitted = false;
  world.bus.publish(rightsChanged, { userIds: ['u2'] });
  await vi.advanceTimersByTimeAsync(0);
  expect(ended).toEqual(['li forbidden']);
  // A role changed: whoever holds it, they are all asked.
  world.bus.publish(rightsChanged, { userIds: null });
  await vi.advanceTimersByTimeAsync(0);
  expect(ended).toEqual(['li forbidden', 'wang forbidden']);
});

test('a viewing has room on the line before the camera is pulled, gives it back, and ends when it is taken away', async () => {
  const world = setUp();
  let go: (value?: unknown) => void = () => undefined;
  world.lineOpens = new Promise((resolve) => {
    go = () => resolve();
  });
  const beginning = world.begin();
  await vi.advanceTimersByTimeAsync(10);
  expect(world.held).toBe(0);
  go();
  (await beginning).end();
  expect([world.held, world.onLine.length]).toEqual([0, 0]);
  world.lineOpens = Promise.reject(unavailable('line_full', 'no room'));
  const looks = world.trail.length;
  const refused = world.begin({ key: { ...key, cameraId: '0b8c5a6e-2f0e-4c57-9d4c-3f2b8a1d9e77' } });
  await expect(refused).rejects.toMatchObject({ status: 503, code: 'line_full' });
  expect(world.trail).toHaveLength(looks);
  expect([world.viewings.count, world.held]).toEqual([0, 0]);
  world.lineOpens = Promise.resolve();
  const ended: string[] = [];
  await world.begin({ onEnded: (code) => ended.push(code) });
  await world.begin({ way: 'flv' });
  expect(Object.fromEntries(world.viewings.countByWay)).toMatchObject({ webrtc: 1, flv: 1, http: 0 });
  world.onLine[0]?.();
  expect(ended).toEqual(['line_full']);
  expect([world.held, world.onLine.length]).toEqual([1, 1]);
});

test('a session cannot hold streams without end', async () => {
  const world = setUp();
  await Promise.all(Array.from({ length: 512 }, () => world.begin()));
  await expect(world.begin()).rejects.toMatchObject({ status: 429 });
  await world.viewings.close();
  expect(world.held).toBe(0);
});

test('an HTTP viewer holds one lease while he goes on asking', async () => {
  const world = setUp();
  const { http, ask } = httpOf(world);
  await Promise.all([ask(), ask()]);
  await vi.advanceTimersByTimeAsync(8_000);
  await ask();
  await vi.advanceTimersByTimeAsync(8_000);
  expect([world.held, world.outputs]).toEqual([1, 1]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect([world.held, world.outputs]).toEqual([0, 0]);
  await ask();
  world.bus.publish(sessionsEnded, { sessionIds: ['s1'] });
  await vi.advanceTimersByTimeAsync(0);
  expect([world.held, world.outputs]).toEqual([0, 0]);
  await ask({ ...wang, sessionId: 's2' });
  expect([world.held, world.outputs]).toEqual([1, 1]);
  await http.close();
  expect([world.held, world.outputs]).toEqual([0, 0]);
});

test('a request that is answered late keeps its stream', async () => {
  const world = setUp();
  const { http } = httpOf(world);
  let answer = () => {};
  const blocked = http.use(
    { actor: wang, from: '', key },
    () => new Promise<void>((done) => (answer = done)),
  );
  await vi.advanceTimersByTimeAsync(30_000);
  expect(world.held).toBe(1);
  answer();
  await blocked;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(world.held).toBe(0);
});

test('one session cannot have everybody’s places among those who wait for a stream', async () => {
  const { http, ask } = httpOf(setUp());
  let answer = () => {};
  const answered = new Promise<void>((done) => (answer = done));
  const block = (actor: Actor) => http.use({ actor, from: '', key }, () => answered);
  const blocked = Array.from({ length: 16 }, () => block(wang));
  await expect(ask()).rejects.toMatchObject({ status: 429, code: 'too_many_requests' });
  blocked.push(block({ ...wang, sessionId: 's2' }));
  answer();
  await Promise.all(blocked);
  await expect(ask()).resolves.toBe('answer');
  await http.close();
});

test('an HTTP viewer who is refused is asked about anew the next time', async () => {
  const world = setUp();
  const { http, ask } = httpOf(world);
  world.permitted = false;
  await expect(ask()).rejects.toMatchObject({ status: 404 });
  world.permitted = true;
  await ask();
  expect(world.held).toBe(1);
  await http.close();
  await world.viewings.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([world.held, vi.getTimerCount()]).toEqual([0, 0]);
});

test('an output that cannot be made keeps no stream', async () => {
  const world = setUp();
  const http = new HttpViewings({
    viewings: world.viewings,
    hold: () => {
      throw new Error('no output');
    },
  });
  await expect(http.use({ actor: wang, from: '', key }, () => 'answer')).rejects.toThrow('no output');
  expect([world.viewings.count, world.held]).toEqual([0, 0]);
});

function httpOf(world: ReturnType<typeof setUp>) {
  const http = new HttpViewings({
    viewings: world.viewings,
    idleMs: 10_000,
    hold: (stream) => {
      world.outputs += 1;
      return {
        output: stream,
        release: () => {
          world.outputs -= 1;
        },
      };
    },
  });
  return { http, ask: (actor = wang) => http.use({ actor, from: '', key }, () => 'answer') };
}

function setUp() {
  const bus = createLocalBus(silentLog());
  const world = {
    nowMs: 1_000_000,
    permitted: true,
    held: 0,
    outputs: 0,
    trail: [] as AuditEntry[],
    /** Who has room on the line, each by the way to take it away. */
    onLine: [] as (() => void)[],
    lineOpens: Promise.resolve(),
    auditing: () => {},
    bus,
    begin: (over: Partial<Parameters<Viewings['begin']>[0]> = {}) =>
      viewings.begin({ actor: wang, from: '10.0.0.9', key, way: 'webrtc', onEnded: () => {}, ...over }),
    get viewings() {
      return viewings;
    },
  };
  const viewings = new Viewings({
    bus,
    log: silentLog(),
    now: () => world.nowMs,
    finder: { ofCamera: async () => ({ regionPath: ['445200'] }) },
    gate: { permits: async () => world.permitted },
    audit: {
      append: async (entry) => {
        world.auditing();
        world.trail.push(entry);
      },
    },
    acquire: () => {
      world.held += 1;
      let released = false;
      return {
        stream: { key } as StreamView,
        release: () => {
          if (!released) world.held -= 1;
          released = true;
        },
      };
    },
    lines: {
      enter: async (_actor, _key, onEvicted) => {
        await world.lineOpens;
        world.onLine.push(onEvicted);
        return () => {
          world.onLine.splice(world.onLine.indexOf(onEvicted), 1);
        };
      },
    },
  });
  return world;
}
