/**
 * The index on real PostgreSQL with real files: what the recorder tells, what a crash leaves, what retention takes. The
 * recorder itself is the media plane's errand: here its side of the ports is played, with files that its writer made.
 */
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { writeInit } from '../../streams/fmp4/write-init.ts';
import type { Profile } from '../../streams/index.ts';
import { DiskLane } from '../../streams/recorder/disk-lane.ts';
import { readFragments, type SegmentFile, segmentPath } from '../../streams/recorder/index.ts';
import { createFile } from '../../streams/recorder/recording-file.ts';
import { SegmentWriter } from '../../streams/recorder/segment-writer.ts';
import { FORMAT, Pictures, START_MS } from '../../streams/recorder/testing/pictures.ts';
import type { ApiClient } from '../../test/factories/api-client.ts';
import { type AppServer, startAppServer } from '../../test/factories/app-server.ts';
import type { CameraCoverage, CameraRecording, RecordingDisk } from '../contract/recordings.ts';
import { createPlaces, type Places } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { silentLog } from '../platform/log.ts';
import type { DiskNotice } from './disk-alarms.ts';
import {
  comparingSince,
  markComparing,
  markFolder,
  probeFolder,
  readMarker,
  spaceOf,
} from './disk-folder.ts';
import { createRecordings, type Recordings, type Wanted } from './index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const PER_FILE = 10 * MINUTE;
/** The clock of the test. */
const nowMs = START_MS + 12 * HOUR;
const now = () => nowMs;

let server: AppServer;
let admin: ApiClient;
let db: Db;
let places: Places;
let folder: string;
let recordings: Recordings;
let wanted: readonly Wanted[] = [];
const notices: DiskNotice[] = [];
const cameras: string[] = [];
let hallId = '';
/** What the disk pretends. */
const disk = { freeBytes: 1e12, isBroken: false };

const asks = {
  readMarker,
  markFolder,
  spaceOf: async (path: string) => ({ ...(await spaceOf(path)), freeBytes: disk.freeBytes }),
  probeFolder: async (path: string) => {
    if (disk.isBroken) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
    await probeFolder(path);
  },
};

/** As the program makes it; the one before is left as a crash would leave it. */
function made(parts: { readonly graceMs?: number } = {}): Recordings {
  const { access, audit } = server;
  return createRecordings({
    ...{ db, audit, gate: access, visibility: access, finder: places.finder, log: silentLog(), now },
    ...{ folders: [folder], reserveBytes: 0, asks, graceMs: 0, ...parts },
    notices: { notify: async (_trx, notice) => void notices.push(notice) },
  });
}
const recorder = {
  set: (all: readonly Wanted[]) => {
    wanted = all;
  },
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mc-footage-'));
  let routes: Recordings | undefined;
  server = await startAppServer({
    now,
    routes: (parts) => {
      ({ db } = parts);
      places = createPlaces({ db, now });
      server = parts as AppServer;
      routes = made();
      return [...places.routes({ visibility: parts.access, audit: parts.audit }), ...routes.routes];
    },
  });
  if (!routes) throw new Error('no routes');
  recordings = routes;
  ({ admin } = server);
  await admin.post('/api/v1/regions', { code: '445200', name: '揭阳市', level: 'city', parentCode: null });
  hallId = (await admin.post<{ id: string }>('/api/v1/halls', { regionCode: '445200', name: '大厅' })).id;
  for (const name of ['一号', '二号'])
    cameras.push(
      (
        await sql<{ id: string }>`insert into camera (hall_id, name) values (${hallId}, ${name})
      returning id`.execute(db)
      ).rows[0]?.id ?? '',
    );
  await sql`insert into camera_profile (camera_id, profile, url)
    select id, 'main', 'rtsp://127.0.0.1:9/none' from camera`.execute(db);
  await recordings.start(recorder);
  // The clock here stands still in the past of the files that are written next: none may be taken for left over.
  await recordings.settled();
});
afterAll(async () => {
  await recordings.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** A file as the recorder writes it, of so many seconds; untold: as a crash leaves it. */
async function write(cameraId: string, startedAtMs: number, seconds: number, profile: Profile = 'main') {
  const id = randomUUID();
  const diskId = (await readMarker(folder)) ?? '';
  const path = segmentPath({ id, cameraId, profile, startedAtMs, buffer: false });
  const pictures = new Pictures();
  const writer = new SegmentWriter({
    ...{ folder, path, init: writeInit(FORMAT), timescale: FORMAT.timescale, soundRate: undefined },
    ...{ lane: new DiskLane({ now: Date.now }), createFile, onFirst: () => undefined },
    onFailed: (error) => expect.unreachable(error.message),
  });
  for (let n = 0; n < seconds * 5; n += 1)
    pictures.give(
      { keyframe: n % 10 === 0, atMs: n * 200, durationMs: 200, capturedAtMs: startedAtMs + n * 200 },
      (unit) => writer.push(unit),
    );
  await writer.end();
  pictures.close();
  const file: SegmentFile = {
    ...{ id, cameraId, profile, diskId, path, startedAtMs, codec: 'h264', codecString: FORMAT.codecString },
    ...{ width: FORMAT.width, height: FORMAT.height, sound: false, buffer: false },
  };
  const bytes = (await stat(join(folder, path))).size;
  const end = { id, endedAtMs: startedAtMs + seconds * 1000, bytes, driftPpm: 3, clockOffsetMs: null };
  return { file, end, path: join(folder, path) };
}

/** Rows alone, of ten minutes each, as if their files were there: what is large is not worth writing. */
async function plant(cameraId: string, fromMs: number, files: number, bytes: number): Promise<string[]> {
  const diskId = await readMarker(folder);
  const ids: string[] = [];
  for (let n = 0; n < files; n += 1) {
    const id = randomUUID();
    const startedAtMs = fromMs + n * PER_FILE;
    const path = join(folder, segmentPath({ id, cameraId, profile: 'main', startedAtMs, buffer: false }));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'footage');
    await sql`insert into recording_segment (id, camera_id, disk_id, started_at, ended_at, bytes, width, height,
        sound, open, profile, codec, codec_string)
      values (${id}, ${cameraId}, ${diskId}, ${new Date(startedAtMs)}, ${new Date(startedAtMs + PER_FILE)}, ${bytes},
        1280, 720, false, false, 'main', 'h264', 'avc1.64001f')`.execute(db);
    ids.push(id);
  }
  await sql`insert into recording_usage values (${diskId}, ${cameraId}, ${bytes * files}, ${files})
    on conflict (disk_id, camera_id) do update set bytes = recording_usage.bytes + excluded.bytes,
      files = recording_usage.files + excluded.files`.execute(db);
  await sql`insert into recording_track (camera_id, profile, since_at, days)
    values (${cameraId}, 'main', ${new Date(fromMs)}, 90) on conflict (camera_id, profile)
    do update set since_at = least(recording_track.since_at, excluded.since_at)`.execute(db);
  return ids;
}

async function hold(cameraId: string, fromMs: number, toMs: number): Promise<void> {
  await sql`with h as (insert into hold (kind, subject_id, asked, title, reason, set_by, set_by_name, set_at)
      select 'range', null, '{}', 'held', 'because', id, 'admin', now() from user_account limit 1 returning id)
    insert into hold_range (hold_id, camera_id, from_at, to_at)
    select id, ${cameraId}, ${new Date(fromMs)}, ${new Date(toMs)} from h`.execute(db);
}
async function clear(): Promise<void> {
  await sql`truncate recording_segment, recording_gap, recording_track, recording_usage, hold cascade`.execute(
    db,
  );
  for (const name of await readdir(folder))
    if (!name.endsWith('.json')) await rm(join(folder, name), { recursive: true });
}
const left = async (): Promise<string[]> =>
  (await sql<{ id: string }>`select id from recording_segment order by started_at`.execute(db)).rows.map(
    ({ id }) => id,
  );
const filesLeft = async () =>
  (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.mp4')).length;
const usage = async () =>
  Number(
    (await sql<{ n: string }>`select coalesce(sum(bytes), 0) as n from recording_usage`.execute(db)).rows[0]
      ?.n,
  );
const cameraAt = (index: number): string => cameras[index] ?? '';
const coverage = (cameraId: string, fromMs: number, toMs: number, query = '') =>
  admin.get<CameraCoverage>(
    `/api/v1/cameras/${cameraId}/coverage?from=${new Date(fromMs).toISOString()}&to=${new Date(toMs).toISOString()}${query}`,
  );
const told = ({ spans }: CameraCoverage) =>
  spans.map((one) => [
    one.kind === 'gap' ? `${one.cause} ${one.code}` : one.codec,
    (Date.parse(one.to) - Date.parse(one.from)) / 1000,
  ]);

test('what is told is in the index, in order, whatever comes at once; coverage says the rest', async () => {
  const camera = cameraAt(0);
  expect(
    wanted
      .filter(({ mode }) => mode === 'continuous')
      .map(({ cameraId }) => cameraId)
      .sort(),
  ).toEqual([...cameras].sort());
  const from = nowMs - HOUR;
  const { index, footage } = recordings;
  const [first, second, third] = [
    await write(camera, from, 20),
    await write(camera, from + 20_040, 20),
    await write(camera, from + 60_000, 20),
  ] as const;
  index.gapBegan({
    cameraId: camera,
    profile: 'main',
    fromMs: from - 30_000,
    cause: 'camera',
    code: 'camera_unreachable',
  });
  index.opened(first.file);
  index.closed(first.end);
  index.opened(second.file);
  index.closed(second.end);
  index.gapBegan({ cameraId: camera, profile: 'main', fromMs: from + 40_040, cause: 'camera', code: null });
  index.gapBegan({
    cameraId: camera,
    profile: 'main',
    fromMs: from + 40_040,
    cause: 'line',
    code: 'line_full',
  });
  index.opened(third.file);
  index.grew([{ id: third.file.id, endedAtMs: from + 75_000, bytes: 1000 }]);
  await recordings.settled();
  expect(await usage()).toBe(first.end.bytes + second.end.bytes);
  const segments = await footage.segments({ cameraId: camera, fromMs: from + 30_000, toMs: from + 70_000 });
  expect(segments.map(({ id, open, endedAtMs, bytes }) => [id, open, endedAtMs, bytes])).toEqual([
    [second.file.id, false, second.end.endedAtMs, second.end.bytes],
    [third.file.id, true, from + 75_000, 1000],
  ]);
  expect((await readFragments(segments[0]?.file ?? '')).fragments.length).toBeGreaterThan(15);
  const all = await coverage(camera, from - 60_000, from + 90_000);
  expect(told(all)).toEqual([
    ['off null', 30],
    ['camera camera_unreachable', 30],
    ['h264', 40.04],
    ['line line_full', 19.96],
    ['h264', 15],
    ['server null', 15],
  ]);
  expect(all).toMatchObject({ percent: 36.6, coarse: false });
  expect(told(await coverage(camera, from, from + 75_000, '&grainMs=30000'))).toEqual([['h264', 75]]);
  const { items } = await admin.get<{ items: CameraRecording[] }>('/api/v1/recordings/cameras');
  expect(items.map(({ cameraName, state, cause }) => [cameraName, state, cause])).toEqual([
    ['二号', 'waiting', null],
    ['一号', 'recording', null],
  ]);
  index.closed(third.end);
  await recordings.settled();
});

test('after a crash: torn files end at their last whole fragment, rows and files are the same, the rest is said', async () => {
  await clear();
  const camera = cameraAt(0);
  const from = nowMs - 2 * HOUR;
  const closed = await write(camera, from, 10);
  const lost = await write(camera, from + 10_000, 10);
  const torn = await write(camera, from + 20_000, 10);
  const untold = await write(camera, from + 40_000, 10);
  const { index } = recordings;
  for (const { file, end } of [closed, lost]) {
    index.opened(file);
    index.closed(end);
  }
  index.opened(torn.file);
  await recordings.settled();
  // The writer is cut off in the midst of a fragment, and a file vanishes.
  const { endBytes } = await readFragments(torn.path);
  await truncate(torn.path, endBytes);
  await appendFile(torn.path, Buffer.alloc(999, 7));
  await rm(lost.path);
  const empty = await write(camera, from + 90_000, 1);
  await truncate(empty.path, 20);
  const again = made();
  await again.start(recorder);
  await again.settled();
  expect(await left()).toEqual([closed, torn, untold].map(({ file }) => file.id));
  expect(await filesLeft()).toBe(3);
  const rows = (
    await sql<{ open: boolean; bytes: string; ms: number }>`select open, bytes,
      extract(epoch from ended_at - started_at)::float8 * 1000 as ms from recording_segment order by started_at`.execute(
      db,
    )
  ).rows;
  expect(rows.map(({ open, ms }) => [open, Math.round(ms)])).toEqual([
    [false, 10_000],
    [false, 10_000],
    [false, 10_000],
  ]);
  const sizes = await Promise.all([closed, torn, untold].map(async ({ path }) => (await stat(path)).size));
  expect(rows.map(({ bytes }) => Number(bytes))).toEqual(sizes);
  expect(await usage()).toBe(sizes.reduce((sum, size) => sum + size, 0));
  expect(told(await coverage(camera, from, from + 50_000))).toEqual([
    ['h264', 10],
    ['disk file_lost', 10],
    ['h264', 10],
    ['server null', 10],
    ['h264', 10],
  ]);
  await again.close();
});

test('a comparison that was cut short is made again from where it began, though newer files are known', async () => {
  await clear();
  const old = await write(cameraAt(0), nowMs - 5 * DAY, 2);
  const young = await write(cameraAt(0), nowMs - HOUR, 2);
  recordings.index.opened(young.file);
  recordings.index.closed(young.end);
  await recordings.settled();
  const start = async () => {
    const again = made();
    await again.start(recorder);
    await again.settled();
    await again.close();
  };
  await markComparing(folder, 0);
  await start();
  expect(await left()).toEqual([old.file.id, young.file.id]);
  expect(await comparingSince(folder)).toBeUndefined();
});

test('retention: days, room, never what is held; a crash between marking and removing leaves nothing behind', async () => {
  await clear();
  notices.length = 0;
  const [one, two] = [cameraAt(0), cameraAt(1)];
  const old = await plant(one, nowMs - 91 * DAY, 3, 1e9);
  const young = await plant(one, nowMs - DAY, 6, 1e9);
  const other = await plant(two, nowMs - DAY - HOUR, 6, 1e9);
  await hold(one, nowMs - 91 * DAY + 15 * MINUTE, nowMs - 91 * DAY + 16 * MINUTE);
  await recordings.purge();
  expect(await left()).toEqual([old[1], ...other, ...young]);
  expect(await filesLeft()).toBe(13);
  // The disk is to hold 10 GB: the oldest of both cameras go, and a hold that comes between wins.
  const [disk1] = (await admin.get<{ items: RecordingDisk[] }>('/api/v1/recordings/disks')).items;
  await hold(two, nowMs - DAY - HOUR, nowMs - DAY - 55 * MINUTE);
  await sql`update recording_segment set doomed = true where id = ${young[5]} or id = ${young[4]}`.execute(
    db,
  );
  await hold(one, nowMs - DAY + 50 * MINUTE, nowMs - DAY + 51 * MINUTE);
  await rm(
    join(
      folder,
      segmentPath({
        id: young[4] ?? '',
        cameraId: one,
        profile: 'main',
        startedAtMs: nowMs - DAY + 40 * MINUTE,
        buffer: false,
      }),
    ),
  );
  expect(
    await admin.request('PATCH', `/api/v1/recordings/disks/${disk1?.id}`, { quotaBytes: 10e9 }),
  ).toMatchObject({
    quotaBytes: 10e9,
    state: 'full',
  });
  await vi.waitFor(async () => {
    await recordings.purge();
    expect(await usage()).toBeLessThan(10e9);
  }, 10_000);
  const kept = await left();
  for (const id of [old[1], other[0], young[5]]) expect(kept).toContain(id);
  expect(kept).not.toContain(young[4]);
  expect(kept).not.toContain(other[1]);
  // Of what nobody holds the newest is left.
  const free = [...other.slice(1), ...young.slice(0, 4)];
  const freeKept = kept.filter((id) => free.includes(id));
  expect(freeKept).toEqual(free.slice(free.length - freeKept.length));
  expect(await filesLeft()).toBe(kept.length);
  expect(told(await coverage(two, nowMs - DAY - HOUR, nowMs - DAY - 40 * MINUTE))).toEqual([
    ['h264', 600],
    ['purged null', 600],
  ]);
  // All that is left is held: somebody is told before the disk is full.
  await hold(one, 0, nowMs);
  await hold(two, 0, nowMs);
  await admin.request('PATCH', `/api/v1/recordings/disks/${disk1?.id}`, { quotaBytes: await usage() });
  await recordings.purge();
  expect(await left()).toEqual(kept);
  expect(notices.map(({ values }) => values.diskTrouble)).toEqual(expect.arrayContaining(['held', 'full']));
  expect(recordings.disks.pick(one)).toBeNull();
  await admin.request('PATCH', `/api/v1/recordings/disks/${disk1?.id}`, { quotaBytes: null });
  expect(recordings.disks.pick(one)).toMatchObject({ folder });
});

test('a disk that fails gets no files until it can be written again, one that is not mounted is not written to', async () => {
  notices.length = 0;
  const picked = recordings.disks.pick(cameraAt(0));
  disk.isBroken = true;
  recordings.disks.failed(picked?.diskId ?? '', Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }));
  expect(recordings.disks.pick(cameraAt(0))).toBeNull();
  await recordings.purge();
  expect(recordings.disks.pick(cameraAt(0))).toBeNull();
  expect(recordings.check()).toEqual({ ok: false, reason: 'no disk can be written' });
  disk.isBroken = false;
  await recordings.purge();
  expect(recordings.disks.pick(cameraAt(0))).toEqual(picked);
  await rm(join(folder, 'mingchuang-disk.json'));
  await recordings.purge();
  expect(recordings.disks.pick(cameraAt(0))).toBeNull();
  await writeFile(join(folder, 'mingchuang-disk.json'), JSON.stringify({ id: picked?.diskId }));
  await recordings.purge();
  expect(recordings.disks.pick(cameraAt(0))).toEqual(picked);
  await vi.waitFor(() =>
    expect(notices.map(({ values }) => values.diskTrouble)).toEqual(['failed', 'back', 'absent', 'back']),
  );
});

test('policies: a camera’s own before its hall’s, taken up at once; fewer days only after a while', async () => {
  const camera = cameraAt(0);
  const ofCamera = `/api/v1/cameras/${camera}/recording-policy`;
  const policy = { mode: 'continuous', profiles: ['main'], days: 30, sound: false };
  expect(await admin.get(ofCamera)).toMatchObject({ from: 'default', policy: { days: 90 } });
  await admin.request('PUT', `/api/v1/halls/${hallId}/recording-policy`, policy);
  expect(await admin.get(ofCamera)).toEqual({ policy, from: 'hall' });
  await admin.request('PUT', ofCamera, { ...policy, mode: 'off' });
  await vi.waitFor(() =>
    expect(wanted.filter(({ cameraId }) => cameraId === camera).map(({ mode }) => mode)).toEqual([
      'buffer',
      'buffer',
    ]),
  );
  const days = async () =>
    (await sql<{ days: number }>`select days from recording_track where camera_id = ${camera}`.execute(db))
      .rows[0]?.days;
  // Changes that come together are gone through once; the grace is over at the next look.
  await vi.waitFor(async () => {
    recordings.changed();
    expect(await days()).toBe(30);
  });
  await admin.request('DELETE', ofCamera);
  await admin.request('DELETE', `/api/v1/halls/${hallId}/recording-policy`);
  await vi.waitFor(async () => expect(await days()).toBe(90));
  expect(await admin.get(ofCamera)).toMatchObject({ from: 'default' });
  const trail = await admin.get<{ items: { action: string }[] }>('/api/v1/audit?q=');
  expect(trail.items.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['recording-policy.set', 'recording-policy.remove', 'recording-disk.change']),
  );
});
