/** Real cameras, a real process that records them, killed three times. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startOwnProgram } from '../../test/factories/own-program.ts';
import { readBurntClock } from '../../test/fakes/cameras/burnt-clock.ts';
import { startFakeCameras } from '../../test/fakes/cameras/fake-camera.ts';
import { startLoadCameras } from '../../test/fakes/load/load-cameras.ts';
import { judge } from '../../test/soak/recording/judge.ts';
import { numberedClip, numbersOf } from '../../test/soak/recording/numbered-clip.ts';
import { recordingLog } from '../stream/testing/observer.ts';
import { parseSegmentPath, type RepairedFile, readFragments, repair } from './index.ts';

const run = promisify(execFile);

test('killed three times while it records: every file is whole after mending, nothing is missing but the last second before each kill', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mc-killed-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  // One counts its pictures, also while nobody watches; the other burns a clock into them.
  const numbered = await startLoadCameras({ count: 1, file: await numberedClip() });
  onTestFinished(() => numbered.stop());
  const cameras = await startFakeCameras({ cameras: [{ name: 'hall-a' }] });
  onTestFinished(() => cameras.stop());
  const kills: { what: 'server'; atMs: number }[] = [];
  const mended: RepairedFile[] = [];
  for (let round = 0; round < 4; round += 1) {
    const before = (await filesOf(folder)).length;
    const recorder = await startOwnProgram({
      source: 'streams/recorder/testing/record-alone.ts',
      args: [folder, '1800', numbered.url('c0'), cameras.url('hall-a', 'sub')],
    });
    onTestFinished(() => recorder.kill('SIGKILL'));
    // Some files, and the newest one in the middle.
    await expect
      .poll(async () => (await filesOf(folder)).length, { timeout: 30_000 })
      .toBeGreaterThan(before + 2);
    await recorder.kill(round < 3 ? 'SIGKILL' : 'SIGTERM');
    if (round < 3) kills.push({ what: 'server', atMs: Date.now() });
    const settled = new Set(mended.map((file) => ('segment' in file ? file.segment.id : '')));
    for await (const file of repair({
      ...{ folder, diskId: 'd', log: recordingLog(), isSettled: (id) => settled.has(id) },
    }))
      mended.push(file);
  }
  const whole = mended.flatMap((file) => ('segment' in file ? [file] : []));
  expect(mended.filter(({ kind }) => kind === 'missing')).toEqual([]);
  expect(mended.filter(({ kind }) => kind === 'mended').length).toBeGreaterThan(0);
  expect(await filesOf(folder)).toHaveLength(whole.length);
  const judged = [];
  for (const { segment, end } of whole) {
    const file = join(folder, segment.path);
    expect(await readFragments(file)).toMatchObject({ closed: true, fileBytes: end.bytes });
    const { stdout, stderr } = await run('ffprobe', [
      ...'-v warning -count_frames -show_entries stream=nb_read_frames,codec_name -of csv=p=0'.split(' '),
      file,
    ]);
    expect(`${segment.path} ${stderr}`).toBe(`${segment.path} `);
    expect(stdout).toMatch(/^h264,\d+/);
    if (segment.cameraId === 'camera-0')
      judged.push({
        ...{ path: segment.path, startedAtMs: segment.startedAtMs, endedAtMs: end.endedAtMs },
        numbers: await numbersOf(file),
      });
  }
  const judgement = judge({ files: judged, kills, excused: ['server'] });
  expect(judgement.faults).toEqual([]);
  expect(judgement.holes).toHaveLength(3);
  expect(judgement.pictures).toBeGreaterThan(60);
  // What the files say of time is what the pictures say, where a busy machine drew them in time; all of them are judged
  // by recorder.test.ts, whose camera is never late.
  const off: number[] = [];
  for (const { segment } of whole.filter(({ segment }) => segment.cameraId === 'camera-1').slice(0, 3))
    off.push(...(await clockErrors(join(folder, segment.path))));
  expect(off.length).toBeGreaterThan(30);
  expect(Math.min(...off.map(Math.abs))).toBeLessThan(100);
}, 90_000);

async function filesOf(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true });
  return all.filter((path) => parseSegmentPath(path) !== undefined);
}

/** By how much each picture's time, as the file tells it, is later than the clock burnt into it, ms. */
async function clockErrors(file: string): Promise<number[]> {
  const { fragments, timescale } = await readFragments(file);
  const [width, height] = [640, 360];
  const { stdout: times } = await run('ffprobe', [
    ...'-v error -show_entries packet=pts -of csv=p=0'.split(' '),
    file,
  ]);
  const { stdout: pixels } = await run(
    'ffmpeg',
    ['-v', 'error', '-i', file, ...'-fps_mode passthrough -f rawvideo -pix_fmt rgba -'.split(' ')],
    { encoding: 'buffer', maxBuffer: 2 ** 28 },
  );
  return times
    .trim()
    .split('\n')
    .map(Number)
    .map((pts, index) => {
      const fragment = fragments.findLast(({ decodeTime }) => decodeTime <= pts);
      const data = pixels.subarray(index * width * height * 4, (index + 1) * width * height * 4);
      const burnt = readBurntClock({ data, width, height });
      const shownMs = (fragment?.atMs ?? 0) + ((pts - (fragment?.presentationTime ?? 0)) * 1000) / timescale;
      return shownMs - (burnt ?? Number.NaN);
    });
}
