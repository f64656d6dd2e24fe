import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SourceAddress, StreamKey } from '../types.ts';
import { StreamHub } from './stream-hub.ts';
import type { StreamTimings } from './stream-options.ts';
import { type Clip, makeClip, stampOf, startCamera, type TestCamera } from './testing/camera.ts';
import { eventually, Observer, recordingLog } from './testing/observer.ts';
import { childProcesses, ffmpegs } from './testing/processes.ts';

const KEY: StreamKey = { cameraId: 'cam-1', profile: 'main' };
const PASSWORD = "p@ss:w/or'd 窗";

let clip: Clip;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  clip = await makeClip();
});
afterAll(() => clip.remove());
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
  expect(ffmpegs()).toEqual([]);
});

async function camera(options: Partial<Parameters<typeof startCamera>[0]> = {}): Promise<TestCamera> {
  const started = await startCamera({ clip, ...options });
  open.push(started);
  return started;
}

function hub(address: () => SourceAddress | undefined, timings: Partial<StreamTimings> = {}) {
  const log = recordingLog();
  const created = new StreamHub({ resolveAddress: async () => address(), log, now: Date.now, timings });
  open.push(created);
  return { hub: created, log };
}

describe('a stream', () => {
  test('plays behind Digest authentication; the password is in no argument list and no log', async () => {
    const { url } = await camera({ user: 'admin', password: PASSWORD });
    const { hub: streams, log } = hub(() => ({ url, username: 'admin', password: PASSWORD }));
    const lease = streams.acquire(KEY, 'test');
    const observer = new Observer();
    lease.stream.subscribe(observer);
    await eventually(() => observer.units.length > 60);

    for (const { command } of childProcesses().filter((row) => !row.command.includes('python'))) {
      expect(command).not.toMatch(/p@ss|p%40ss|rtsp:/);
    }
    expect(log.lines.join('\n')).not.toMatch(/p@ss|p%40ss/);
    expect(observer.infos).toMatchObject([{ codec: 'h264', width: 320, height: 180, epoch: 0 }]);
    const { status } = lease.stream;
    expect(status).toMatchObject({ state: { name: 'live' }, holders: 1, restarts: 0 });
    expect(status.fps).toBeGreaterThan(23);
    expect(status.fps).toBeLessThan(27);
    expect(status.offlineSinceMs).toBeUndefined();

    const [first] = observer.units;
    expect(first?.keyframe).toBe(true);
    for (const [index, unit] of observer.units.entries()) {
      expect(unit.sequence).toBe(index);
      const before = observer.units[index - 1];
      if (before) expect(unit.capturedAtMs).toBeGreaterThanOrEqual(before.capturedAtMs);
    }
    const last = observer.units.at(-1);
    expect(Math.abs(Date.now() - (last?.capturedAtMs ?? 0))).toBeLessThan(1000);
    expect(observer.units.filter((unit) => unit.keyframe).length).toBeGreaterThanOrEqual(2);
  });

  test('knows when a picture left the camera: read from stamps in the pictures', async () => {
    const { url } = await camera({ stamp: true });
    const { hub: streams } = hub(() => ({ url }));
    const observer = new Observer();
    streams.acquire(KEY, 'test').stream.subscribe(observer);
    await eventually(() => observer.units.length > 150);
    const errors = observer.units
      .slice(50)
      .map((unit) => unit.capturedAtMs - (stampOf(unit.data) ?? 0))
      .sort((a, b) => a - b);
    // A loaded machine delays the camera as well as us: the middle of the errors is what we vouch for.
    expect(Math.abs(errors[Math.floor(errors.length / 2)] ?? Number.NaN)).toBeLessThan(50);
  });

  test('plays behind Basic authentication, and H.265', async () => {
    const h265 = await makeClip({ codec: 'h265' });
    const { url } = await camera({ clip: h265, user: 'u', password: 'secret', basic: true });
    const { hub: streams } = hub(() => ({ url, username: 'u', password: 'secret' }));
    const observer = new Observer();
    streams.acquire(KEY, 'test').stream.subscribe(observer);
    await eventually(() => observer.units.length > 30);
    expect(observer.infos[0]?.codec).toBe('h265');
    expect(observer.infos[0]?.codecString).toMatch(/^hvc1\.1\./);
    expect(observer.units[0]?.keyframe).toBe(true);
    await h265.remove();
  });

  test('says why not: wrong password, no such stream, nobody there, not registered', async () => {
    const { url, port } = await camera({ user: 'admin', password: PASSWORD });
    const credentials = { username: 'admin', password: PASSWORD };
    const addresses: Record<string, SourceAddress | undefined> = {
      camera_unauthorized: { url, username: 'admin', password: 'wrong' },
      camera_not_found: { url: `rtsp://127.0.0.1:${port}/nowhere`, ...credentials },
      camera_unreachable: { url: 'rtsp://127.0.0.1:1/main', ...credentials },
      source_misconfigured: undefined,
    };
    const log = recordingLog();
    const streams = new StreamHub({
      resolveAddress: async ({ cameraId }) => addresses[cameraId],
      log,
      now: Date.now,
    });
    open.push(streams);
    for (const cameraId of Object.keys(addresses)) streams.acquire({ cameraId, profile: 'sub' }, 'test');
    await eventually(() => streams.statuses().every((status) => status.state.name === 'backing-off'));
    for (const status of streams.statuses()) {
      expect(status.fault?.code).toBe(status.key.cameraId);
      expect(status.offlineSinceMs).toBeDefined();
    }
    expect(log.lines.join('\n')).not.toMatch(/p@ss|p%40ss|wrong/);
  });

  test('a viewer stays attached while the camera dies and comes back: a new epoch', async () => {
    const first = await camera();
    const { hub: streams } = hub(() => ({ url: first.url }));
    const lease = streams.acquire(KEY, 'test');
    const observer = new Observer();
    lease.stream.subscribe(observer);
    await eventually(() => observer.units.length > 10);
    await first.close();
    await eventually(() => lease.stream.status.fault);
    expect(lease.stream.latestKeyframe()).toBeUndefined();
    const offlineSinceMs = lease.stream.status.offlineSinceMs ?? 0;
    expect(Date.now() - offlineSinceMs).toBeLessThan(10_000);

    await camera({ port: first.port });
    await eventually(() => observer.ofEpoch(1).length > 10);
    expect(lease.stream.status).toMatchObject({ state: { name: 'live' }, holders: 1 });
    expect(lease.stream.status.fault).toBeUndefined();
    expect(observer.ofEpoch(1)[0]?.keyframe).toBe(true);
    const times = observer.units.map((unit) => unit.capturedAtMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('a camera that was away for long is pulled as soon as its port answers', async () => {
    const first = await camera();
    const { hub: streams, log } = hub(() => ({ url: first.url }));
    const lease = streams.acquire(KEY, 'test');
    await eventually(() => lease.stream.status.state.name === 'live');
    await first.close();
    const waiting = await eventually(() => {
      const { state } = lease.stream.status;
      return state.name === 'backing-off' && state.attempt >= 5 && state;
    }, 30_000);
    await camera({ port: first.port });
    await eventually(() => lease.stream.status.state.name === 'live');
    const attempts = log.lines.filter((line) => line.includes('backing-off -> connecting')).length;
    expect(attempts).toBe(waiting.attempt);
    // The pause was of 8 s at least ± 20 %.
    expect(Date.now()).toBeLessThan(waiting.sinceMs + 6000);
    expect(lease.stream.status.totals?.restarts).toBeGreaterThanOrEqual(4);
  });

  test('a camera that hangs is stalled after a time of silence, and started anew', async () => {
    const hung = await camera();
    const { hub: streams } = hub(() => ({ url: hung.url }), { stallMs: 1500, connectMs: 4000 });
    const states: string[] = [];
    streams.onStatus(({ state }) => {
      if (states.at(-1) !== state.name) states.push(state.name);
    });
    const observer = new Observer();
    const lease = streams.acquire(KEY, 'test');
    lease.stream.subscribe(observer);
    await eventually(() => observer.units.length > 10);
    hung.process.kill('SIGSTOP');
    await eventually(() => states.includes('stalled'));
    expect(lease.stream.status.fault?.code).toBe('camera_stalled');
    hung.process.kill('SIGCONT');
    await eventually(() => observer.ofEpoch(1).length > 10, 20_000);
    expect(states.slice(0, 4)).toEqual(['connecting', 'live', 'stalled', 'backing-off']);
  });

  test('kill -9 of ffmpeg: back within seconds', async () => {
    const { url } = await camera();
    const { hub: streams } = hub(() => ({ url }));
    const observer = new Observer();
    const lease = streams.acquire(KEY, 'test');
    lease.stream.subscribe(observer);
    await eventually(() => observer.units.length > 10);
    const [ffmpeg] = ffmpegs();
    process.kill(ffmpeg?.pid ?? 0, 'SIGKILL');
    const killedAtMs = Date.now();
    await eventually(() => observer.ofEpoch(1).length > 0);
    expect(Date.now() - killedAtMs).toBeLessThan(4000);
    expect(lease.stream.status.restarts).toBe(1);
  });

  test('two leases, one ffmpeg; stops after lingering, starts again', async () => {
    const { url } = await camera();
    const { hub: streams } = hub(() => ({ url }), { lingerMs: 700 });
    const one = streams.acquire(KEY, 'one');
    const two = streams.acquire(KEY, 'two');
    const observer = new Observer();
    one.stream.subscribe(observer);
    await eventually(() => observer.units.length > 10);
    expect(ffmpegs()).toHaveLength(1);
    expect(streams.status(KEY)?.holders).toBe(2);

    one.release();
    one.release();
    two.release();
    expect(streams.status(KEY)?.holders).toBe(0);
    streams.acquire(KEY, 'three').release();
    await eventually(() => streams.status(KEY)?.state.name === 'idle');
    expect(ffmpegs()).toEqual([]);
    expect(observer.infos).toHaveLength(1);

    const again = streams.acquire(KEY, 'four');
    await eventually(() => observer.ofEpoch(1).length > 5);
    again.release();
  });

  test('a touch holds for a while; the next prolongs it', async () => {
    const { url } = await camera();
    const { hub: streams } = hub(() => ({ url }), { lingerMs: 300, touchMs: 1000 });
    const stream = streams.touch(KEY, 'viewer-1');
    await eventually(() => stream.status.state.name === 'live');
    streams.touch(KEY, 'viewer-1');
    expect(stream.status.holders).toBe(1);
    await eventually(() => stream.status.state.name === 'idle');
    expect(stream.status.holders).toBe(0);
  });

  test('a changed address is taken up at once, viewers stay', async () => {
    const old = await camera();
    const next = await camera({ user: 'admin', password: 'new-secret' });
    let address: SourceAddress = { url: next.url, username: 'admin', password: 'wrong-secret' };
    const { hub: streams } = hub(() => address);
    const observer = new Observer();
    const lease = streams.acquire(KEY, 'test');
    lease.stream.subscribe(observer);
    await eventually(() => lease.stream.status.state.name === 'backing-off');
    address = { url: old.url };
    streams.invalidate(KEY.cameraId);
    await eventually(() => observer.ofEpoch(0).length > 5);
    address = { url: next.url, username: 'admin', password: 'new-secret' };
    streams.invalidate(KEY.cameraId);
    await eventually(() => observer.ofEpoch(1).length > 5);
    expect(streams.status(KEY)?.holders).toBe(1);
  });

  test('closing ends everything within 3 s, also an ffmpeg that takes no signal', async () => {
    const { url } = await camera();
    const { hub: streams } = hub(() => ({ url }));
    const lease = streams.acquire(KEY, 'test');
    await eventually(() => lease.stream.status.state.name === 'live');
    process.kill(ffmpegs()[0]?.pid ?? 0, 'SIGSTOP');
    const startedAtMs = Date.now();
    await streams.close();
    expect(Date.now() - startedAtMs).toBeLessThan(3000);
    expect(ffmpegs()).toEqual([]);
    expect(() => streams.acquire(KEY, 'late')).toThrow(expect.objectContaining({ code: 'stream_not_ready' }));
  });
});
