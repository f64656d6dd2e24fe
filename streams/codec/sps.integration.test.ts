import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseSpsH264 } from './sps-h264.ts';
import { parseSpsH265 } from './sps-h265.ts';

/** What real encoders write, read by us and by ffprobe. */

const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mingchuang-sps-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Probe {
  readonly width: number;
  readonly height: number;
  readonly level: number;
  readonly r_frame_rate: string;
  readonly has_b_frames: number;
}

interface Coded {
  readonly sps: Buffer;
  readonly probe: Probe;
}

async function encode(name: string, type: number, args: readonly string[]): Promise<Coded> {
  const file = join(folder, name);
  await run('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', '-f', 'lavfi', ...args, file]);
  const entries = 'stream=width,height,level,r_frame_rate,has_b_frames';
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', entries, '-of', 'json', file]);
  const [probe] = (JSON.parse(stdout) as { streams: Probe[] }).streams;
  const sps = nalsOf(await readFile(file)).find((nal) =>
    name.endsWith('h264') ? ((nal[0] ?? 0) & 31) === type : (((nal[0] ?? 0) >> 1) & 63) === type,
  );
  if (!probe || !sps) throw new Error(`nothing was encoded: ${name}`);
  return { sps, probe };
}

/** Between start codes; trailing zeros belong to the next one. */
function nalsOf(bytes: Buffer): Buffer[] {
  const starts: number[] = [];
  for (let at = bytes.indexOf('000001', 0, 'hex'); at >= 0; at = bytes.indexOf('000001', at + 3, 'hex'))
    starts.push(at + 3);
  return starts.map((start, i) => {
    let end = (starts[i + 1] ?? bytes.length + 3) - 3;
    while (end > start && bytes[end - 1] === 0) end -= 1;
    return bytes.subarray(start, end);
  });
}

const fpsOf = (rate: string): number => {
  const [count = 0, seconds = 1] = rate.split('/').map(Number);
  return count / seconds;
};

describe('parameter sets by x264', () => {
  test.each([
    ['baseline', '1920x1080', 25, 'yuv420p', []],
    ['main', '1280x720', 30, 'yuv420p', []],
    ['high', '704x576', 12.5, 'yuv420p', ['-x264-params', 'interlaced=1']],
    ['high', '322x242', 5, 'yuv420p', []],
    ['high10', '640x480', 60, 'yuv420p10le', []],
    ['high422', '354x290', 15, 'yuv422p', []],
    [
      'high444',
      '353x289',
      15,
      'yuv444p',
      ['-x264-params', 'cqm=jvt:nal-hrd=vbr:vbv-maxrate=500:vbv-bufsize=500'],
    ],
    ['high', '3840x2160', 20, 'yuv420p', ['-color_primaries', 'bt709', '-bf', '0', '-aspect', '16:9']],
    [
      'high',
      '2560x1440',
      29.97,
      'yuv420p',
      ['-x264-params', 'nal-hrd=cbr:bitrate=800:vbv-maxrate=800:vbv-bufsize=800'],
    ],
  ])('%s %s at %d a second, %s', async (profile, size, fps, pixels, more) => {
    const input = ['-i', `testsrc=s=${size}:r=${fps}`, '-frames:v', '3', '-pix_fmt', pixels];
    const coder = ['-c:v', 'libx264', '-preset', 'ultrafast', '-profile:v', profile, ...more];
    const { sps, probe } = await encode(`${profile}-${size}.h264`, 7, [...input, ...coder]);
    const parsed = parseSpsH264(sps);
    expect(parsed).toMatchObject({ width: probe.width, height: probe.height, levelIdc: probe.level });
    expect(`${probe.width}x${probe.height}`).toBe(size);
    expect(parsed?.fps).toBeCloseTo(fps, 1);
    expect(parsed?.maxReorderFrames).toBe(probe.has_b_frames);
    expect(parsed?.codecString).toBe(`avc1.${sps.subarray(1, 4).toString('hex')}`);
    expect(parsed?.frameMbsOnly).toBe(!more.includes('interlaced=1'));
  });
});

describe('parameter sets by x265', () => {
  test.each([
    ['main', '1280x720', 25, 'yuv420p', 'bframes=0'],
    ['main', '322x242', 10, 'yuv420p', 'bframes=4:b-pyramid=1'],
    ['main', '1920x1080', 30, 'yuv420p', 'bframes=0:scaling-list=default:aud=1'],
    ['main10', '640x360', 50, 'yuv420p10le', 'bframes=2:hrd=1:vbv-maxrate=500:vbv-bufsize=500'],
    ['main422-10', '642x362', 12.5, 'yuv422p10le', 'temporal-layers=3:bframes=3'],
    ['main444-8', '353x289', 15, 'yuv444p', 'strong-intra-smoothing=0:sar=2'],
  ])('%s %s at %d a second, %s, %s', async (profile, size, fps, pixels, params) => {
    const input = ['-i', `testsrc=s=${size}:r=${fps}`, '-frames:v', '3', '-pix_fmt', pixels];
    const coder = ['-c:v', 'libx265', '-preset', 'ultrafast', '-profile:v', profile];
    const more = ['-x265-params', `log-level=error:pools=1:frame-threads=1:${params}`];
    const { sps, probe } = await encode(`${profile}-${size}.hevc`, 33, [...input, ...coder, ...more]);
    const parsed = parseSpsH265(sps);
    expect(parsed).toMatchObject({
      width: probe.width,
      height: probe.height,
      maxReorderFrames: probe.has_b_frames,
    });
    expect(`${probe.width}x${probe.height}`).toBe(size);
    expect(parsed?.profileTierLevel[11]).toBe(probe.level);
    expect(parsed?.fps).toBeCloseTo(fpsOf(probe.r_frame_rate), 1);
    expect(parsed?.fps).toBeCloseTo(fps, 1);
  });
});
