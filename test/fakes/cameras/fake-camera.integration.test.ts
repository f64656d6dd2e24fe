import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultProxy } from '../fault-proxy.ts';
import { readBurntClock } from './burnt-clock.ts';
import { type FakeCameras, startFakeCameras } from './fake-camera.ts';
import { loopMedia } from './loop-media.ts';

const run = promisify(execFile);

interface Probe {
  readonly streams: readonly Record<string, unknown>[];
}

async function probe(url: string): Promise<Probe> {
  const args = [
    '-v',
    'error',
    '-rtsp_transport',
    'tcp',
    '-timeout',
    '5000000',
    '-show_streams',
    '-of',
    'json',
  ];
  const { stdout } = await run('ffprobe', [...args, url]);
  return JSON.parse(stdout) as Probe;
}

/** Decoded pictures, RGBA. */
async function pull(url: string, frames: number, width: number, height: number): Promise<Uint8Array[]> {
  const input = ['-v', 'error', '-rtsp_transport', 'tcp', '-timeout', '5000000', '-i', url];
  // As they come: by default ffmpeg repeats a frame where the next one is late.
  const output = [
    '-frames:v',
    String(frames),
    '-fps_mode',
    'passthrough',
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgba',
    '-',
  ];
  const { stdout } = await run('ffmpeg', [...input, ...output], { encoding: 'buffer', maxBuffer: 2 ** 28 });
  const size = width * height * 4;
  return Array.from({ length: stdout.length / size }, (_, n) => stdout.subarray(n * size, (n + 1) * size));
}

describe('fake cameras', () => {
  let cameras: FakeCameras;
  beforeAll(async () => {
    cameras = await startFakeCameras({ cameras: [{ name: 'hall-a' }, { name: 'copy', like: 'hall-b' }] });
  });
  afterAll(() => cameras.stop());

  it('serve both profiles over TCP as H.264 without B-frames', async () => {
    const [main, sub] = [await probe(cameras.url('hall-a')), await probe(cameras.url('copy', 'sub'))];
    const common = { codec_name: 'h264', has_b_frames: 0, r_frame_rate: '15/1' };
    expect(main.streams[0]).toMatchObject({ ...common, width: 1280, height: 720 });
    expect(sub.streams[0]).toMatchObject({ ...common, width: 640, height: 360 });
  });

  it.each([
    ['main', 1280, 720],
    ['sub', 640, 360],
  ] as const)('burn a clock into every frame of %s that can be read back', async (profile, width, height) => {
    const before = Date.now();
    const frames = await pull(cameras.url('hall-a', profile), 40, width, height);
    const times = frames.map((data) => readBurntClock({ data, width, height }));
    expect(times).toHaveLength(40);
    // Every frame is read with certainty, the first ones too.
    expect(times.flatMap((time, n) => (time === undefined ? [n] : []))).toEqual([]);
    const read = times.map((time) => time ?? 0);
    expect(read[0]).toBeGreaterThan(before - 1000);
    expect(read[39]).toBeLessThanOrEqual(Date.now());
    const steps = read.slice(1).map((time, n) => time - (read[n] ?? 0));
    expect(Math.min(...steps)).toBeGreaterThan(0);
    // Not faster than told. A busy machine may leave frames out: how slow is a figure for the bench.
    expect(((read[39] ?? 0) - (read[0] ?? 0)) / 39).toBeGreaterThan(55);
  });

  it('go silent when paused and come back when resumed', async () => {
    cameras.pause();
    await expect(probe(cameras.url('hall-a'))).rejects.toThrow();
    cameras.resume();
    expect((await probe(cameras.url('hall-a'))).streams).toHaveLength(1);
  });
});

describe('a fake camera', () => {
  it('ends with its stdin, so that none outlives who started it', async () => {
    const script = fileURLToPath(new URL('./camera.py', import.meta.url));
    const args = [script, '--tied', '--port', '0', '--camera', 'hall-a'];
    const child = spawn('/usr/bin/python3', args, { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('plays through the fault proxy, and not while it stalls', async () => {
    const cameras = await startFakeCameras({ cameras: [{ name: 'hall-a' }] });
    const proxy = await FaultProxy.create({ targetPort: cameras.port });
    try {
      const url = proxy.through(cameras.url('hall-a', 'sub'));
      expect((await probe(url)).streams).toHaveLength(1);
      await proxy.set({ kind: 'stall' });
      await expect(probe(url)).rejects.toThrow();
      await proxy.set({ kind: 'pass' });
      expect((await probe(url)).streams).toHaveLength(1);
    } finally {
      await proxy.close();
      await cameras.stop();
    }
  });
});

describe('fake cameras with a password', () => {
  it('admit only who knows it, by Digest', async () => {
    const auth = { username: 'viewer', password: 'p@ss/word' };
    const cameras = await startFakeCameras({ cameras: [{ name: 'hall-a' }], auth });
    try {
      const url = cameras.url('hall-a', 'sub');
      const withPassword = url.replace('rtsp://', 'rtsp://viewer:p%40ss%2Fword@');
      expect((await probe(withPassword)).streams[0]).toMatchObject({ codec_name: 'h264' });
      await expect(probe(url)).rejects.toThrow(/401/);
      await expect(probe(url.replace('rtsp://', 'rtsp://viewer:wrong@'))).rejects.toThrow(/401/);
    } finally {
      await cameras.stop();
    }
  });
});

describe('looped fake cameras', () => {
  it('play on across the end of their file', async () => {
    const file = await loopMedia({ width: 640, height: 360, fps: 25, kbps: 400, seconds: 2 });
    const cameras = await startFakeCameras({
      cameras: [
        { name: 'load-1', file },
        { name: 'load-2', file },
      ],
    });
    try {
      const args = ['-v', 'error', '-rtsp_transport', 'tcp', '-timeout', '5000000'];
      const show = ['-show_entries', 'packet=pts', '-of', 'csv=p=0', '-read_intervals', '%+5'];
      const { stdout, stderr } = await run('ffprobe', [...args, ...show, cameras.url('load-2')]);
      const pts = stdout.trim().split('\n').map(Number.parseFloat).filter(Number.isFinite);
      expect(stderr).toBe('');
      expect(pts.length).toBeGreaterThan(110);
      const steps = pts.slice(1).map((at, n) => at - (pts[n] ?? 0));
      expect(new Set(steps)).toEqual(new Set([3600]));
    } finally {
      await cameras.stop();
    }
  });
});
