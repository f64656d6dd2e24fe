import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeInit } from '../fmp4/write-init.ts';
import { DiskLane } from './disk-lane.ts';
import { FragmentReader, readFragments } from './fragment-reader.ts';
import { createFile } from './recording-file.ts';
import { SegmentWriter, type SegmentWriterOptions } from './segment-writer.ts';
import { FORMAT, numberOf, Pictures, START_MS } from './testing/pictures.ts';
import { samplesOf } from './testing/samples-of.ts';

const INIT = writeInit(FORMAT);

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'mc-rec-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function writer(options: Partial<SegmentWriterOptions> = {}) {
  const disk = await folder();
  const failures: string[] = [];
  const one = new SegmentWriter({
    ...{ folder: disk, path: 'c/main/a.mp4', init: INIT, timescale: FORMAT.timescale, soundRate: undefined },
    ...{ lane: new DiskLane({ now: Date.now }), createFile, onFirst: () => undefined },
    onFailed: (error) => failures.push(error.code ?? ''),
    ...options,
  });
  return { one, file: join(disk, 'c/main/a.mp4'), failures };
}

/** Seconds of 25 pictures, a keyframe every two. */
function give(pictures: Pictures, to: SegmentWriter, seconds: number, fromMs = 0): void {
  for (let n = 0; n < seconds * 25; n += 1)
    pictures.give({ keyframe: n % 50 === 0, atMs: fromMs + n * 40 }, (unit) => to.push(unit));
}

test('what a closed file’s table says is what a walk finds; nothing is held, every picture is there in order', async () => {
  const pictures = new Pictures();
  const { one, file } = await writer();
  give(pictures, one, 7);
  await one.end();
  expect(pictures.close()).toEqual({ slabsInUse: 0 });
  const scan = await readFragments(file);
  expect(scan).toMatchObject({ closed: true, timescale: 90_000, initBytes: INIT.length });
  expect(scan.fragments.map(({ keyframe }) => keyframe)).toEqual([1, 0, 1, 0, 1, 0, 1].map(Boolean));
  expect(scan.fragments.map(({ atMs }) => Math.round(atMs - START_MS))).toEqual(
    [0, 1, 2, 3, 4, 5, 6].map((s) => s * 1000),
  );
  expect(scan.fragments.map(({ decodeTime }) => decodeTime / 90_000)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(one.written?.endedAtMs).toBeCloseTo(START_MS + 7000, 3);
  const bytes = await readFile(file);
  expect(one.written?.bytes).toBe(bytes.length);
  await truncate(file, scan.endBytes);
  const walked = await readFragments(file);
  expect(walked.closed).toBe(false);
  expect(walked.fragments.map(rounded)).toEqual(scan.fragments.map(rounded));
  const samples = samplesOf(bytes, scan.fragments);
  expect(samples.map(({ data }) => numberOf(data))).toEqual(Array.from({ length: 175 }, (_, n) => n + 1));
});

test('a growing file is read on from where it was; broken boxes end the table there', async () => {
  const pictures = new Pictures();
  const { one, file } = await writer();
  give(pictures, one, 3);
  await expect.poll(() => one.written?.endedAtMs).toBe(START_MS + 2000);
  const reader = new FragmentReader(file);
  expect((await reader.read()).fragments).toHaveLength(2);
  give(pictures, one, 3, 3000);
  await expect.poll(() => one.written?.endedAtMs).toBe(START_MS + 5000);
  expect((await reader.read()).fragments).toHaveLength(5);
  await one.end();
  expect(await reader.read()).toMatchObject({ closed: true, fragments: { length: 6 } });
  const whole = await readFile(file);
  const third = (await readFragments(file)).fragments[2];
  whole.write('free', (third?.offset ?? 0) + 36);
  await writeFile(file, whole.subarray(0, whole.length - 1));
  expect((await readFragments(file)).fragments).toHaveLength(2);
});

test('torn at any byte, a file is whole up to its last whole fragment', async () => {
  const pictures = new Pictures();
  const { one, file } = await writer();
  give(pictures, one, 3);
  await one.end();
  const whole = await readFile(file);
  const { fragments, endBytes } = await readFragments(file);
  const last = fragments.at(-1);
  for (let size = endBytes; size >= (last?.offset ?? 0); size -= 97) {
    await writeFile(file, whole.subarray(0, size));
    const scan = await readFragments(file);
    expect(scan.fragments).toHaveLength(size === endBytes ? 3 : 2);
    expect(scan.endBytes).toBe(size === endBytes ? endBytes : last?.offset);
  }
  for (const size of [0, 1, 8, INIT.length - 1, INIT.length, INIT.length + 40]) {
    await writeFile(file, whole.subarray(0, size));
    expect(await readFragments(file)).toMatchObject({ closed: false, fragments: [] });
  }
});

test('time goes on across epochs and jumps of media time by what the wall clock says', async () => {
  const pictures = new Pictures();
  const { one, file } = await writer();
  const at = (atMs: number, wallMs: number, keyframe: boolean, epoch = 0) =>
    pictures.give({ keyframe, atMs, capturedAtMs: START_MS + wallMs, epoch }, (unit) => one.push(unit));
  at(5000, 0, true);
  at(5040, 40, false);
  // Seven seconds back, then forth; then another source, 600 ms later.
  at(-1920, 80, false);
  at(5120, 120, false);
  at(0, 720, true, 1);
  at(40, 760, false, 1);
  await one.end();
  const { fragments } = await readFragments(file);
  const samples = samplesOf(await readFile(file), fragments);
  expect(samples.map(({ decodeTime }) => decodeTime / 90)).toEqual([0, 40, 80, 120, 720, 760]);
  expect(fragments.map(({ atMs }) => Math.round(atMs - START_MS))).toEqual([0, 720]);
});

test('pictures shown in another order than decoded: the wall clock is that of what is shown', async () => {
  const pictures = new Pictures();
  const { one, file } = await writer();
  // I0 P3 B1 B2, each shown 40 ms or more after it is decoded.
  const shift = [40, 120, 0, 0];
  for (let n = 0; n < 40; n += 1)
    pictures.give({ keyframe: n === 0, atMs: n * 40, compositionMs: shift[n % 4] ?? 0 }, (u) => one.push(u));
  await one.end();
  const { fragments, timescale } = await readFragments(file);
  expect(fragments[0]).toMatchObject({ decodeTime: 0, presentationTime: 3600 });
  const second = fragments[1];
  const shownAt = (ticks: number) =>
    (second?.atMs ?? 0) + ((ticks - (second?.presentationTime ?? 0)) * 1000) / timescale;
  // P of the second fragment: decoded at 1,160 ms, shown at 1,280, taken 40 ms before that.
  expect(shownAt(1280 * 90) - START_MS).toBeCloseTo(1240, 3);
});

test.each(['ENOSPC', 'EIO'])('%s in mid-file: told once, what was there stays a whole file', async (code) => {
  const pictures = new Pictures();
  const { one, file, failures } = await writer({
    createFile: async (...where) => {
      const real = await createFile(...where);
      let writes = 0;
      return {
        write: async (buffers, position) => {
          writes += 1;
          if (writes !== 3) return real.write(buffers, position);
          await real.write([Buffer.alloc(11, 7)], position);
          throw Object.assign(new Error(code), { code });
        },
        cut: (bytes) => real.cut(bytes),
        close: () => real.close(),
        remove: () => real.remove(),
      };
    },
  });
  for (let second = 0; second < 6; second += 1) {
    give(pictures, one, 1, second * 1000);
    await expect.poll(() => one.waitingMs).toBe(0);
  }
  await one.end();
  expect(failures).toEqual([code]);
  expect(await readFragments(file)).toMatchObject({ closed: true, fragments: { length: 2 } });
  expect(pictures.close()).toEqual({ slabsInUse: 0 });
});

test('media time that nearly stands still: pictures still reach the disk within seconds', async () => {
  const pictures = new Pictures();
  const { one } = await writer();
  for (let n = 0; n < 60 * 25; n += 1) {
    const times = { atMs: n * 0.02, durationMs: 0.02, capturedAtMs: START_MS + n * 40 };
    pictures.give({ keyframe: n === 0, ...times }, (unit) => one.push(unit));
  }
  expect(one.fragments).toBeGreaterThanOrEqual(25);
  await one.end();
  expect(pictures.close()).toEqual({ slabsInUse: 0 });
});

test('given up while others’ writes hang: what it has waiting is let go of at once', async () => {
  const lane = new DiskLane({ now: Date.now, atOnce: 1 });
  let letGo: () => void = () => undefined;
  const hung = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const other = lane.run(() => hung);
  const pictures = new Pictures();
  const { one, failures } = await writer({ lane });
  give(pictures, one, 8);
  one.abandon();
  await one.end();
  await expect.poll(() => pictures.close()).toEqual({ slabsInUse: 0 });
  letGo();
  await other;
  expect(failures).toEqual([]);
});

function rounded<T extends { readonly atMs: number }>(fragment: T): T {
  return { ...fragment, atMs: Math.round(fragment.atMs * 100) / 100 };
}
