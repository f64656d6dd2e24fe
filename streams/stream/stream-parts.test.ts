import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { backOffMs, countedAs } from './back-off.ts';
import { ClockDrift } from './clock-drift.ts';
import { GopRing } from './gop-ring.ts';
import { doorOf, Knocker } from './knocker.ts';
import { PlaceQueue } from './place-queue.ts';
import { RateMeter } from './rate-meter.ts';
import { StartGate } from './start-gate.ts';
import { unit } from './testing/access-units.ts';

describe('GOP ring', () => {
  test('starts with a keyframe, holds the newest GOP only', () => {
    const ring = new GopRing();
    ring.push(unit({ sequence: 0 }));
    expect(ring.newestGop).toEqual([]);
    for (const sequence of [1, 2, 3]) ring.push(unit({ sequence, keyframe: sequence === 1 }));
    for (const sequence of [4, 5]) ring.push(unit({ sequence, keyframe: sequence === 4 }));
    expect(ring.newestGop.map((one) => one.sequence)).toEqual([4, 5]);
    expect(ring.latestKeyframe?.sequence).toBe(4);
  });

  test('a GOP beyond the bound is dropped but for its keyframe, until the next', () => {
    const ring = new GopRing({ maxBytes: 250 });
    ring.push(unit({ sequence: 0, keyframe: true, bytes: 100 }));
    for (const sequence of [1, 2, 3, 4]) ring.push(unit({ sequence, bytes: 100 }));
    expect(ring.newestGop).toEqual([]);
    expect(ring.latestKeyframe?.sequence).toBe(0);
    ring.push(unit({ sequence: 5, keyframe: true, bytes: 100 }));
    expect(ring.newestGop.map((one) => one.sequence)).toEqual([5]);
  });
});

test('rates are per second of media time', () => {
  const meter = new RateMeter();
  expect(meter.rates).toBeUndefined();
  for (let index = 0; index < 250; index += 1) meter.push(unit({ bytes: 5000, durationMs: 40 }), index * 40);
  expect(meter.rates).toEqual({ fps: 25, bitrateKbps: 1000 });
});

describe('back-off', () => {
  test('first again fast, then up to 60 s', () => {
    const steps = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) =>
      backOffMs({ attempt: n, fault: 'camera_unreachable', isCheap: false, random: () => 0.5 }),
    );
    expect(steps).toEqual([750, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000, 60_000]);
  });

  test('jitter spreads by a fifth', () => {
    expect(backOffMs({ attempt: 8, fault: 'camera_ended', isCheap: false, random: () => 0 })).toBe(48_000);
    expect(backOffMs({ attempt: 8, fault: 'camera_ended', isCheap: false, random: () => 1 })).toBe(72_000);
  });

  test('a silent camera is asked more often while that is cheap; one that is away is knocked at instead', () => {
    const late = { attempt: 8, isCheap: true, random: () => 0.5 };
    expect(backOffMs({ ...late, fault: 'camera_stalled' })).toBe(8000);
    expect(backOffMs({ ...late, fault: 'camera_unreachable' })).toBe(60_000);
    expect(backOffMs({ ...late, fault: 'source_unsuitable', attempt: 1 })).toBe(0);
  });

  test('what showed pictures is asked again within seconds, however often it ended', () => {
    const wait = (liveMs: number) =>
      backOffMs({
        ...{ fault: 'source_crashed', isCheap: false, random: () => 0.5 },
        attempt: countedAs(12, liveMs, 30_000) + 1,
      });
    expect([0, 999, 1000, 29_999, 30_000].map(wait)).toEqual([60_000, 60_000, 8000, 8000, 750]);
    expect(countedAs(2, 5000, 30_000)).toBe(2);
  });

  test('a wrong password is not hammered', () => {
    expect(backOffMs({ attempt: 1, fault: 'camera_unauthorized', isCheap: false, random: () => 0.5 })).toBe(
      30_000,
    );
  });
});

describe('start gate', () => {
  const never = new AbortController().signal;
  const start = { kind: 'ffmpeg', attempt: 0, rank: () => 0, signal: never } as const;

  test('lets so many in: first attempts before repeated ones, then the most watched, then who came first', async () => {
    const gate = new StartGate({ inProcess: 1, processes: 1 });
    const order: string[] = [];
    const noting =
      (name: string) =>
      (out: () => void): void => {
        order.push(name);
        out();
      };
    const leave = await gate.enter(start);
    let viewers = 0;
    const all = [
      gate.enter({ ...start, attempt: 3, rank: () => 99 }).then(noting('again')),
      gate.enter(start).then(noting('first')),
      gate.enter(start).then(noting('second')),
      gate.enter({ ...start, rank: () => viewers }).then(noting('watched')),
    ];
    viewers = 5;
    expect(gate.queued).toBe(4);
    // Another kind of start does not wait for these.
    (await gate.enter({ ...start, kind: 'in-process' }))();
    leave();
    leave();
    await Promise.all(all);
    expect(order).toEqual(['watched', 'first', 'second', 'again']);
    (await gate.enter(start))();
  });

  test('who gives up waiting leaves no hole, and each knows his place', async () => {
    let changes = 0;
    const queue = new PlaceQueue({ places: 1, onChange: () => (changes += 1) });
    const leave = await queue.enter({ signal: never });
    const abort = new AbortController();
    const places: (() => number)[] = [];
    const waiting = queue.enter({ signal: abort.signal }, (place) => places.push(place));
    const large = queue.enter({ signal: never, rank: () => 7 }, (place) => places.push(place));
    expect(places.map((place) => place())).toEqual([2, 1]);
    abort.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    expect([queue.taken, queue.queued]).toEqual([1, 1]);
    leave();
    (await large)();
    expect([queue.taken, queue.queued, changes]).toEqual([0, 0, 7]);
    (await queue.enter({ signal: never }))();
  });
});

describe('clock drift', () => {
  test.each([0, 120, -300])('%i ppm are seen through jitter', (ppm) => {
    const drift = new ClockDrift();
    for (let index = 0; index < 6000; index += 1) {
      const truth = index * 40;
      drift.observe(truth * (1 + ppm / 1e6), truth + 20 + ((index * 7919) % 60));
    }
    expect(Math.abs((drift.ppm ?? Number.NaN) - ppm)).toBeLessThan(15);
    drift.restart();
    expect(drift.ppm).toBeUndefined();
  });
});

describe('knocker', () => {
  const listen = async (port = 0) => {
    const server = createServer((socket) => {
      knocks += 1;
      socket.on('error', () => undefined);
      if (!isHung) socket.once('data', () => socket.end('RTSP/1.0 400 Bad Request\r\n\r\n'));
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  let knocks = 0;
  let isHung = false;

  test('a door that is opened and from which nobody answers is shut', async () => {
    isHung = true;
    const camera = await listen();
    const { port } = camera.address() as AddressInfo;
    const abort = new AbortController();
    let isOpen = false;
    const opens = new Knocker({ random: () => 0, everyMs: 20 })
      .opens({ host: '127.0.0.1', port, isPlain: true }, false, abort.signal)
      .then(() => (isOpen = true));
    await sleep(1200);
    expect(isOpen).toBe(false);
    isHung = false;
    await opens;
    camera.close();
  });

  test('opens when a shut door answers, for all who wait; one knock for all', async () => {
    const free = await listen();
    const { port } = free.address() as AddressInfo;
    free.close();
    await once(free, 'close');
    knocks = 0;
    const knocker = new Knocker({ random: () => 0, everyMs: 40 });
    const door = { host: '127.0.0.1', port, isPlain: true };
    const abort = new AbortController();
    let given = 0;
    const waiting = [1, 2].map(() => knocker.opens(door, false, abort.signal).then(() => (given += 1)));
    const gone = new AbortController();
    void knocker.opens(door, false, gone.signal).then(() => (given += 100));
    await sleep(150);
    gone.abort();
    const camera = await listen(port);
    await Promise.all(waiting);
    expect([given, knocks]).toEqual([2, 1]);
    // One that answers all the time never was away.
    void knocker.opens(door, false, abort.signal).then(() => (given += 100));
    await sleep(150);
    expect(given).toBe(2);
    expect(knocks).toBeGreaterThan(1);
    await knocker.opens(door, true, abort.signal);
    abort.abort();
    const before = knocks;
    await sleep(100);
    expect(knocks).toBe(before);
    camera.close();
  });

  test('a camera is known by its name, too; one whose name is not found is away', async () => {
    const camera = await listen();
    const { port } = camera.address() as AddressInfo;
    const knocker = new Knocker({ random: () => 0, everyMs: 20 });
    const abort = new AbortController();
    let found = false;
    void knocker
      .opens({ host: 'nowhere.invalid', port, isPlain: true }, true, abort.signal)
      .then(() => (found = true));
    await knocker.opens({ host: 'localhost', port, isPlain: true }, true, abort.signal);
    expect(found).toBe(false);
    abort.abort();
    camera.close();
  });

  test.each([
    ['rtsp://cam/main', { host: 'cam', port: 554, isPlain: true }],
    ['rtsp://[fd00::9]:8554/main', { host: 'fd00::9', port: 8554, isPlain: true }],
    ['rtsps://cam/x', { host: 'cam', port: 322, isPlain: false }],
    ['http://cam/', undefined],
    ['nonsense', undefined],
  ])('%s', (url, door) => expect(doorOf(url)).toEqual(door));
});
