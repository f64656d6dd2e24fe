/** Recorded footage on the wire: real files by the recorder's writer, a real index, real rights, ffmpeg as the player. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TranscodePool } from '../../streams/index.ts';
import {
  type Clip,
  makeClip,
  type RecordedFile,
  recordFile,
} from '../../streams/playback/testing/record-clip.ts';
import { ApiClient } from '../../test/factories/api-client.ts';
import { ADMIN_PASSWORD } from '../../test/factories/app-server.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import { type RightsCity, registerRightsCity } from '../../test/factories/rights-city.ts';
import type { AuditRow } from '../contract/audit.ts';
import type { Problem } from '../contract/common.ts';
import type { Viewing } from '../contract/playback.ts';
import { silentLog } from '../platform/log.ts';
import { createRecordings } from '../recordings/index.ts';
import { createPlayback, type PlaybackSlice } from './index.ts';

const run = promisify(execFile);
const SECOND = 1000;
const HOUR = 3_600_000;
/** Of the story; whole seconds. */
const BEGAN = Math.floor((Date.now() - 3 * HOUR) / SECOND) * SECOND;
const at = (seconds: number) => new Date(BEGAN + seconds * SECOND).toISOString();

let server: RecordServer;
let city: RightsCity;
let playback: PlaybackSlice;
let disk: string;
let cameraId: string;
let supervisor: ApiClient;
let viewing: Viewing;
let heard: RecordedFile;
let clip: Clip;
const media = (path: string, profile = 'main') => `/media/${cameraId}/${profile}/${path}`;
const playlistPath = (from: number, to: number, more = '') =>
  media(`recording.m3u8?from=${at(from)}&to=${at(to)}${more}`);

beforeAll(async () => {
  disk = await mkdtemp(join(tmpdir(), 'mc-playback-'));
  server = await startRecordServer({
    engine: false,
    also: ({ db, bus, access, audit, now, cases, places }) => {
      const needs = {
        db,
        audit,
        gate: access,
        visibility: access,
        finder: places.finder,
        now,
        log: silentLog(),
      };
      const { footage } = createRecordings({
        ...{ ...needs, folders: [], reserveBytes: 0, notices: { notify: async () => undefined } },
      });
      playback = createPlayback({
        ...{ ...needs, bus, footage, passages: cases.passages, cacheDir: join(disk, 'cache') },
        policyOf: (hallId) => places.service.policyOf(hallId),
        encoders: new TranscodePool({ slots: 1 }),
      });
      return playback.routes;
    },
  });
  await playback.start();
  city = await registerRightsCity(server.baseUrl, server.db, ADMIN_PASSWORD);
  cameraId = city.ids.cameraId ?? '';
  await sql`update placement set valid_from = ${at(-10_000)}`.execute(server.db);
  await sql`update window_term set valid_from = ${at(-10_000)}`.execute(server.db);
  clip = await makeClip({ seconds: 4, sound: true });
  const h265 = await makeClip({ seconds: 4, codec: 'h265', sound: true });
  heard = await recorded(clip, 0, 12);
  await recorded(clip, 20, 8);
  await recorded(h265, 100, 6);
  await recorded(clip, (Date.now() - BEGAN) / SECOND - 9, 9, true);
  await server.admin.request('PATCH', `/api/v1/halls/${city.hall.id}`, { soundAllowed: true });
  supervisor = await city.signIn('watcher', [{ role: 'supervisor', scope: city.scopes.hall }]);
  viewing = await look(supervisor, -5, 200);
}, 60_000);
afterAll(async () => {
  await playback.close();
  await server.close();
  await rm(disk, { recursive: true, force: true });
});

async function recorded(from: Clip, fromS: number, seconds: number, open = false): Promise<RecordedFile> {
  const startedAtMs = Math.round(BEGAN + fromS * SECOND);
  const file = await recordFile({ clip: from, folder: disk, cameraId, startedAtMs, seconds, open });
  const { id, profile, endedAtMs, bytes, width, height, sound, codec, codecString } = file;
  const { db } = server;
  await sql`insert into recording_disk (id, path) values ('00000000-0000-4000-8000-000000000001', ${disk})
    on conflict do nothing`.execute(db);
  await sql`insert into recording_segment (id, camera_id, disk_id, started_at, ended_at, bytes, width, height, sound, open,
      profile, codec, codec_string)
    values (${id}, ${cameraId}, '00000000-0000-4000-8000-000000000001', ${new Date(startedAtMs)}, ${new Date(endedAtMs)},
      ${bytes}, ${width}, ${height}, ${sound}, ${open}, ${profile}, ${codec}, ${codecString})`.execute(db);
  return file;
}

const look = (who: ApiClient, from: number, to: number) =>
  who.post<Viewing>('/api/v1/playback/viewings', {
    subject: { kind: 'range', cameraIds: [cameraId], from: at(from), to: at(to) },
    purpose: '核查投诉',
  });

async function codeOf(who: ApiClient, path: string, init?: RequestInit): Promise<string> {
  const response = await who.fetch(path, init);
  const text = await response.text();
  if (response.ok) return String(response.status);
  expect(response.headers.get('content-range')).toBeNull();
  return `${response.status} ${text === '' ? '' : (JSON.parse(text) as Problem).code}`.trim();
}

/** What ffmpeg makes of it, as somebody who is signed in. */
async function probe(
  who: ApiClient,
  path: string,
): Promise<{ streams: string[]; frames: number; errors: string }> {
  const { cookie } = who.headers;
  const { stdout, stderr } = await run(
    'ffprobe',
    [
      ...['-hide_banner', '-v', 'error', '-headers', `Cookie: ${cookie}\r\n`, '-allowed_extensions', 'ALL'],
      // ffmpeg decodes nothing of the first second behind a discontinuity in fragmented MP4; it is given all of it.
      ...['-count_packets', '-show_entries', 'stream=codec_name,codec_type,nb_read_packets', '-of', 'json'],
      `${server.baseUrl}${path}`,
    ],
    { maxBuffer: 1e7 },
  );
  const { streams } = JSON.parse(stdout) as {
    streams: { codec_name: string; codec_type: string; nb_read_packets: string }[];
  };
  return {
    streams: streams.map(({ codec_name }) => codec_name),
    frames: Number(streams.find(({ codec_type }) => codec_type === 'video')?.nb_read_packets),
    errors: stderr,
  };
}

test('a player plays it by byte range, over a gap, each picture once; the wall clock is the recorded one', async () => {
  const response = await supervisor.fetch(playlistPath(0, 60));
  expect(response.headers.get('content-type')).toBe('application/vnd.apple.mpegurl');
  expect(response.headers.get('cache-control')).toBe('private, no-store');
  const lines = (await response.text()).split('\n');
  const clocks = lines.flatMap((line) => /PROGRAM-DATE-TIME:(.*)/.exec(line)?.[1] ?? []);
  expect(clocks).toEqual([0, 2, 4, 8, 20, 22, 24].map(at));
  expect(lines.filter((line) => line === '#EXT-X-DISCONTINUITY')).toHaveLength(1);
  expect(await probe(supervisor, playlistPath(0, 60))).toEqual({
    ...{ streams: ['h264', 'aac'], frames: 500, errors: '' },
  });
  // From the middle of a GOP, and no further than asked.
  expect((await probe(supervisor, playlistPath(3, 5.9))).frames).toBe(100);
});

test('files answer for ranges: part, all, the end, none; HEAD sends nothing', async () => {
  const path = media(`recordings/${heard.id}.mp4`);
  const whole = await readFile(heard.file);
  const get = async (range: string | undefined, method = 'GET') => {
    const response = await supervisor.fetch(path, { method, headers: range === undefined ? {} : { range } });
    return { response, body: Buffer.from(await response.arrayBuffer()) };
  };
  const all = await get(undefined);
  expect(all.response.status).toBe(200);
  expect(all.response.headers.get('accept-ranges')).toBe('bytes');
  expect(all.body.equals(whole)).toBe(true);
  for (const [range, start, end] of [
    ['bytes=0-99', 0, 100],
    ['bytes=1000-70000', 1000, 70_001],
    ['bytes=-500', whole.length - 500, whole.length],
    [`bytes=${whole.length - 10}-`, whole.length - 10, whole.length],
    ['bytes=5-99999999', 5, whole.length],
  ] as const) {
    const { response, body } = await get(range);
    expect([range, response.status, response.headers.get('content-range')]).toEqual([
      range,
      206,
      `bytes ${start}-${end - 1}/${whole.length}`,
    ]);
    expect(body.equals(whole.subarray(start, end)), range).toBe(true);
  }
  expect((await get(`bytes=${whole.length}-`)).response.status).toBe(416);
  expect((await get('bytes=-0')).response.status).toBe(416);
  for (const odd of ['bytes=9-5', 'bytes=0-1,5-6', 'bytes=x', 'items=0-5'])
    expect((await get(odd)).response.status, odd).toBe(200);
  const head = await get(undefined, 'HEAD');
  expect([head.response.status, head.response.headers.get('content-length'), head.body.length]).toEqual([
    ...[200, String(whole.length), 0],
  ]);
  expect((await probe(supervisor, playlistPath(0, 12))).streams).toEqual(['h264', 'aac']);
});

test('who may not hear gets the same bytes at the same places, and nothing of the sound', async () => {
  const role = await server.admin.post<{ id: string }>('/api/v1/roles', {
    ...{ name: '只看录像', permissions: ['recordings:view'] },
  });
  const deaf = await city.signIn('deaf', [{ role: role.id, scope: city.scopes.hall }]);
  await look(deaf, 0, 60);
  const whole = await readFile(heard.file);
  const response = await deaf.fetch(media(`recordings/${heard.id}.mp4`));
  const silent = Buffer.from(await response.arrayBuffer());
  expect(silent.length).toBe(whole.length);
  expect(silent.includes('mp4a')).toBe(false);
  for (const frame of clip.sound.slice(0, 30)) {
    expect(whole.includes(frame)).toBe(true);
    expect(silent.includes(frame)).toBe(false);
  }
  for (const { data } of clip.units) expect(silent.includes(data)).toBe(true);
  // A range that begins and ends within a fragment is the same part of the same.
  const part = await deaf.fetch(media(`recordings/${heard.id}.mp4`), {
    headers: { range: 'bytes=30000-90000' },
  });
  expect(Buffer.from(await part.arrayBuffer()).equals(silent.subarray(30_000, 90_001))).toBe(true);
  const silently = { streams: ['h264'], frames: 300, errors: '' };
  expect(await probe(deaf, media(`recordings/${heard.id}.mp4`))).toEqual(silently);
  expect(await probe(deaf, playlistPath(0, 12))).toEqual(silently);
});

test('single pictures: the keyframe before an instant, runs of them, and small ones', async () => {
  const one = await supervisor.fetch(media(`keyframe.mp4?at=${at(7.3)}`));
  expect(one.headers.get('x-captured-at')).toBe(at(6));
  expect(one.headers.get('x-codec')).toBe(heard.codecString);
  await one.arrayBuffer();
  expect((await probe(supervisor, media(`keyframe.mp4?at=${at(7.3)}`))).frames).toBe(1);
  const many = await supervisor.fetch(media(`keyframes.mp4?from=${at(3)}&to=${at(26)}&every=1000`));
  const bytes = Buffer.from(await many.arrayBuffer());
  const count = (type: string) => bytes.toString('latin1').split(type).length - 1;
  // 2 4 6 8 10 of the one file, 20 22 24 of the other.
  expect([count('prft'), count('moof'), count('ftyp')]).toEqual([8, 8, 2]);
  const few = await supervisor.fetch(media(`keyframes.mp4?from=${at(0)}&to=${at(26)}&most=3`));
  expect(few.headers.get('x-until')).toBe(at(4));
  await few.arrayBuffer();
  const preview = await supervisor.fetch(media(`preview.jpg?at=${at(21)}&width=150`));
  expect([preview.headers.get('content-type'), preview.headers.get('x-captured-at')]).toEqual([
    'image/jpeg',
    at(20),
  ]);
  expect((await preview.arrayBuffer()).byteLength).toBeGreaterThan(500);
  expect(await codeOf(supervisor, media(`keyframe.mp4?at=${at(16)}`))).toBe('404 no_footage');
  expect(await codeOf(supervisor, playlistPath(13, 19))).toBe('404 no_footage');
});

test('what no browser plays is encoded when it is asked for, on the same clock, and the playlist says so', async () => {
  expect((await supervisor.fetch(playlistPath(100, 106))).headers.get('x-transcoded')).toBeNull();
  expect((await supervisor.fetch(playlistPath(0, 12, '&codec=h264'))).headers.get('x-transcoded')).toBeNull();
  const path = playlistPath(100, 106, '&codec=h264');
  const response = await supervisor.fetch(path);
  expect(response.headers.get('x-transcoded')).toBe('h265_not_in_browsers');
  const text = await response.text();
  expect(text).toContain(`PROGRAM-DATE-TIME:${at(102)}`);
  expect(await probe(supervisor, path)).toEqual({ streams: ['h264', 'aac'], frames: 150, errors: '' });
  const [offset = '', bytes = ''] = /encoded\/[^/]+\/(\d+)\/(\d+)/.exec(text)?.slice(1) ?? [];
  const id = /encoded\/([^/]+)/.exec(text)?.[1];
  expect(await codeOf(supervisor, media(`encoded/${id}/${Number(offset) + 1}/${bytes}/media.mp4`))).toBe(
    '404 media_not_found',
  );
});

test('without a reason it is refused; outside one’s places it is not there, sizes included', async () => {
  const paths = [
    playlistPath(0, 12),
    media(`recordings/${heard.id}.mp4`),
    media(`keyframe.mp4?at=${at(3)}`),
    media(`keyframes.mp4?from=${at(0)}&to=${at(9)}`),
    media(`preview.jpg?at=${at(3)}`),
  ];
  const other = await city.signIn('no-reason', [{ role: 'supervisor', scope: city.scopes.region }]);
  const away = await city.signIn('away', [{ role: 'supervisor', scope: city.scopes['region away'] }]);
  const live = await city.signIn('live-only', [{ role: 'monitor', scope: city.scopes.hall }]);
  for (const path of paths) {
    expect([path, await codeOf(other, path)]).toEqual([path, '403 purpose_required']);
    expect([path, await codeOf(away, path)]).toEqual([path, '404 not_found']);
    expect([path, await codeOf(live, path)]).toEqual([path, '404 not_found']);
    for (const who of [other, away, live]) {
      const head = await who.fetch(path, { method: 'HEAD', headers: { range: 'bytes=99999999-' } });
      expect(head.headers.get('content-range')).toBeNull();
    }
  }
  await expect(look(away, 0, 10)).rejects.toMatchObject({ problem: { status: 404 } });
  await expect(look(live, 0, 10)).rejects.toMatchObject({ problem: { status: 403 } });
  // Another's viewing, or one's own of another time, opens nothing.
  await look(other, 1000, 2000);
  expect(await codeOf(other, playlistPath(0, 12))).toBe('403 purpose_required');
  expect(await codeOf(other, `/api/v1/playback/viewings/${viewing.id}`)).toBe('404 not_found');
  expect(await codeOf(other, `/api/v1/playback/viewings/${viewing.id}`, { method: 'DELETE' })).toBe(
    '404 not_found',
  );
  // A file whose other half it covers is opened for that half only.
  await look(other, 40, 60);
  await look(other, -100, -29);
  expect(await codeOf(other, media(`recordings/${heard.id}.mp4`))).toBe('403 purpose_required');
});

test('odd questions are answered with what is accepted', async () => {
  for (const [query, code] of [
    ['', '400 invalid_request'],
    ['?from=yesterday', '400 invalid_request'],
    [`?from=${at(5)}&to=${at(5)}`, '400 invalid_request'],
    [`?from=${at(9)}&to=${at(5)}`, '400 invalid_request'],
    [`?from=${at(-100_000)}&to=${at(5)}`, '400 invalid_request'],
    ['?from=9999-12-31T23:59:59.999Z', '400 invalid_request'],
    [`?from=${at(0)}&to=${at(5)}&codec=av1`, '400 invalid_request'],
  ] as const)
    expect([query, await codeOf(supervisor, media(`recording.m3u8${query}`))]).toEqual([query, code]);
  expect(await codeOf(supervisor, media(`keyframes.mp4?from=${at(0)}&to=${at(5)}&every=-1`))).toBe(
    '400 invalid_request',
  );
  expect(await codeOf(supervisor, media('recordings/../../../etc.mp4'))).toBe('404 not_found');
  expect(await codeOf(supervisor, media(`recordings/${cameraId}.mp4`))).toBe('404 not_found');
  expect(await codeOf(supervisor, media(`recordings/${heard.id}.mp4`, 'sub'))).toBe('404 not_found');
});

test('the last minutes are open to whoever may look live, without a reason, and grow; older ones are not', async () => {
  const live = await city.signIn('monitor', [{ role: 'monitor', scope: city.scopes.hall }]);
  const recent = (ms: number) => new Date(Date.now() - ms).toISOString();
  const response = await live.fetch(media(`recording.m3u8?from=${recent(9 * 60_000)}`));
  const text = await response.text();
  expect(text).toContain('#EXT-X-PLAYLIST-TYPE:EVENT');
  expect(text).not.toContain('ENDLIST');
  const [, bytes = '', offset = '', file = ''] = /BYTERANGE:(\d+)@(\d+)\n(.*)/.exec(text) ?? [];
  const range = `bytes=${offset}-${Number(offset) + Number(bytes) - 1}`;
  expect(await codeOf(live, media(file), { headers: { range } })).toBe('206');
  expect(await codeOf(live, media(`recording.m3u8?from=${recent(20 * 60_000)}`))).toBe('404 not_found');
  const away = await city.signIn('monitor-away', [{ role: 'monitor', scope: city.scopes['hall away'] }]);
  expect(await codeOf(away, media(file), { headers: { range } })).toBe('404 not_found');
});

test('a right to one case opens that case’s time at the window, for a reason; no other', async () => {
  const machine = ApiClient.withToken(server.baseUrl, city.tokenSecret);
  const event = (type: string, seconds: number) => ({
    ...{
      type,
      eventId: `${type}${seconds}`,
      occurredAt: at(seconds),
      caseNo: 'CASE-1',
      matterCode: city.matter.code,
    },
    ...{ hallId: city.hall.id, windowCode: '1', ...(type === 'called' && { ticket: 'A1' }) },
  });
  await machine.post('/api/v1/exchange/events', { events: [event('called', 1), event('finished', 8)] });
  const userId = await city.insertPerson('one-case', [
    { role: 'auditor', scope: city.scopes['region away'] },
  ]);
  await city.giveCase(userId);
  const one = await city.sessionOf(userId);
  expect(await codeOf(one, playlistPath(0, 12))).toBe('403 purpose_required');
  const made = await one.post<Viewing>('/api/v1/playback/viewings', {
    ...{ subject: { kind: 'case', caseId: city.ids.caseId }, purpose: '核查办件' },
  });
  expect(
    made.cameras.some((each) => each.cameraId === cameraId && each.from <= at(1) && each.to >= at(8)),
  ).toBe(true);
  expect((await probe(one, playlistPath(0, 12))).frames).toBe(300);
  await expect(look(one, -5000, -4000)).rejects.toMatchObject({ problem: { status: 404 } });
  expect(await codeOf(one, playlistPath(-5000, -4000))).toBe('404 not_found');
});

test('looking is on the trail with its reason, beginning and end; what is over opens nothing', async () => {
  const userId = await city.insertPerson('ending', [{ role: 'supervisor', scope: city.scopes.hall }]);
  const who = await city.sessionOf(userId);
  const { id } = await look(who, 0, 60);
  const list = await who.get<{ items: Viewing[] }>('/api/v1/playback/viewings');
  expect(list.items.map((one) => [one.id, one.purpose])).toEqual([[id, '核查投诉']]);
  // Twice is one look.
  for (const at_ of [3, 5]) expect(await codeOf(who, media(`keyframe.mp4?at=${at(at_)}`))).toBe('200');
  const second = await look(who, 0, 60);
  await who.request('DELETE', `/api/v1/playback/viewings/${second.id}`);
  expect(await codeOf(who, playlistPath(0, 12))).toBe('200');
  await who.request('DELETE', `/api/v1/playback/viewings/${id}`);
  expect(await codeOf(who, playlistPath(0, 12))).toBe('403 purpose_required');
  await look(who, 0, 60);
  await who.request('DELETE', '/api/v1/session');
  expect(await codeOf(who, playlistPath(0, 12))).toBe('401 unauthenticated');
  const again = await city.sessionOf(userId);
  expect(await codeOf(again, playlistPath(0, 12))).toBe('403 purpose_required');
  await playback.close();
  const { items } = await server.admin.get<{ items: AuditRow[] }>('/api/v1/audit?actor=user:ending');
  const rows = items.filter(({ action }) => action.startsWith('recording.'));
  expect(rows.map(({ action, reason, target }) => [action, reason, target])).toEqual([
    ['recording.view-end', '核查投诉', `camera:${cameraId}`],
    ['recording.view', '核查投诉', `camera:${cameraId}`],
  ]);
  expect(rows[1]?.detail).toMatchObject({
    viewing: id,
    cameras: [cameraId],
    from: at(0),
    to: at(60),
    way: 'picture',
  });
  expect(rows[0]?.detail).toMatchObject({ durationMs: expect.any(Number) });
  const buffer = await server.admin.get<{ items: AuditRow[] }>('/api/v1/audit?actor=user:monitor');
  expect(buffer.items.find(({ action }) => action === 'live.view')?.detail).toMatchObject({ way: 'buffer' });
});
