import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeInit } from '../fmp4/write-init.ts';
import { recordingLog } from '../stream/testing/observer.ts';
import { DiskLane } from './disk-lane.ts';
import { readFragments } from './fragment-reader.ts';
import { type RepairedFile, type RepairOptions, repair } from './repair.ts';
import { segmentPath } from './segment-path.ts';
import { SegmentWriter } from './segment-writer.ts';
import { FORMAT, Pictures, START_MS } from './testing/pictures.ts';
import { createUnsynced } from './testing/unsynced-file.ts';

const DAY_MS = 86_400_000;

async function disk() {
  const folder = await mkdtemp(join(tmpdir(), 'mc-repair-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  let count = 0;
  /** A closed file of so many seconds. */
  const record = async (seconds: number, startedAtMs: number) => {
    count += 1;
    const id = `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
    const path = segmentPath({ id, cameraId: 'c', profile: 'main', startedAtMs, buffer: false });
    const writer = new SegmentWriter({
      ...{ folder, path, init: writeInit(FORMAT), timescale: FORMAT.timescale, soundRate: undefined },
      ...{ lane: new DiskLane({ now: Date.now }), createFile: createUnsynced },
      onFirst: () => undefined,
      onFailed: () => undefined,
    });
    const pictures = new Pictures();
    for (let n = 0; n < seconds * 25; n += 1)
      pictures.give({ keyframe: n % 50 === 0, atMs: n * 40, capturedAtMs: startedAtMs + n * 40 }, (unit) =>
        writer.push(unit),
      );
    await writer.end();
    return { id, path, file: join(folder, path) };
  };
  const mend = async (options: Partial<RepairOptions> = {}) => {
    const found: RepairedFile[] = [];
    const log = recordingLog();
    for await (const one of repair({ folder, diskId: 'd', isSettled: () => false, log, ...options }))
      found.push(one);
    return found;
  };
  return { folder, record, mend };
}

test('closed files are told as they are, torn ones are mended once, and what holds nothing is removed', async () => {
  const { folder, record, mend } = await disk();
  const whole = await record(5, START_MS);
  const torn = await record(5, START_MS + 10_000);
  const { endBytes } = await readFragments(torn.file);
  await truncate(torn.file, endBytes - 1);
  const path = segmentPath({
    id: whole.id.replace('1', '9'),
    cameraId: 'd',
    profile: 'sub',
    startedAtMs: START_MS,
    buffer: false,
  });
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), 'nothing');
  await writeFile(join(folder, 'readme.txt'), 'not a recording: left alone');
  const found = await mend();
  expect(found.map(({ kind }) => kind)).toEqual(['whole', 'mended', 'removed']);
  expect(found[0]).toMatchObject({
    segment: {
      ...{
        id: whole.id,
        path: whole.path,
        cameraId: 'c',
        profile: 'main',
        startedAtMs: START_MS,
        diskId: 'd',
      },
      ...{ codec: 'h264', codecString: 'avc1.64001e', width: 1280, height: 720, sound: false, buffer: false },
    },
    end: { id: whole.id, endedAtMs: START_MS + 5000, bytes: (await readFile(whole.file)).length },
  });
  expect(found[1]).toMatchObject({ end: { endedAtMs: START_MS + 14_000 } });
  expect((await mend()).map(({ kind }) => kind)).toEqual(['whole', 'whole']);
});

test('a tail that the disk never got, though the file is long enough, is cut off', async () => {
  const { record, mend } = await disk();
  const one = await record(5, START_MS);
  const { fragments, endBytes } = await readFragments(one.file);
  const last = fragments.at(-1);
  const bytes = await readFile(one.file);
  bytes.fill(0, (last?.offset ?? 0) + 1000, endBytes);
  await writeFile(one.file, bytes.subarray(0, endBytes));
  const [found] = await mend();
  expect(found).toMatchObject({ kind: 'mended', end: { endedAtMs: START_MS + 4000 } });
  expect(await readFragments(one.file)).toMatchObject({ closed: true, fragments: { length: 4 } });
});

test('only days since the index was told last are gone through, and files it calls open', async () => {
  const { record, mend } = await disk();
  const old = await record(2, START_MS - 9 * DAY_MS);
  const open = await record(2, START_MS - 8 * DAY_MS);
  const settled = await record(2, START_MS - 1000);
  const fresh = await record(2, START_MS);
  const gone = open.path.replace('main', 'sub');
  const found = await mend({
    sinceMs: START_MS - DAY_MS,
    open: [open.path, gone],
    isSettled: (id) => id === settled.id,
  });
  expect(found.map((one) => ('segment' in one ? one.segment.id : `${one.kind} ${one.path}`))).toEqual([
    ...[open.id, `missing ${gone}`, fresh.id],
  ]);
  expect((await mend()).some((one) => 'segment' in one && one.segment.id === old.id)).toBe(true);
});
