/** An encoder that pushes RTMP into the whole program: its key, its picture by every way, its end. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Camera, NewPushKey, PushKey } from '../../server/contract/cameras.ts';
import { ApiClient, type ApiProblem } from '../factories/api-client.ts';
import { type City, registerCity } from '../factories/city.ts';
import { freePort } from '../factories/free-port.ts';
import { descendants } from './support/processes.ts';
import { type Program, startProgram } from './support/program.ts';
import { until } from './support/until.ts';

const run = promisify(execFile);
let program: Program;
let admin: ApiClient;
let city: City;
let camera: Camera;
const encoders: ChildProcess[] = [];

beforeAll(async () => {
  program = await startProgram({ env: { MC_RTMP_PORT: String(await freePort()) } });
  admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  city = await registerCity(admin, [{ name: '推流机', mainUrl: 'push:', windows: ['1'] }]);
  camera = city.cameras[0] as Camera;
});
afterAll(async () => {
  for (const encoder of encoders) encoder.kill('SIGKILL');
  await program?.dispose();
});

function encode({ address, streamKey }: NewPushKey): ChildProcess {
  const encoder = spawn(
    'ffmpeg',
    [
      ...'-v error -re -f lavfi -i testsrc2=size=320x240:rate=25 -c:v libx264 -preset ultrafast'.split(' '),
      ...'-tune zerolatency -profile:v baseline -g 25 -pix_fmt yuv420p -f flv'.split(' '),
      `${address}/${streamKey}`,
    ],
    { stdio: 'ignore' },
  );
  encoders.push(encoder);
  return encoder;
}

const keysPath = () => `/api/v1/cameras/${camera.id}/push-keys`;
const renew = () => admin.request<NewPushKey>('PUT', `${keysPath()}/main`);
const keys = async () => (await admin.get<{ items: PushKey[] }>(keysPath())).items;
const media = (file: string) => `/media/${camera.id}/main/${file}`;

test('with a key from the registry an encoder’s picture comes by every way; another key ends it', async () => {
  expect(descendants(program.pid).filter(({ command }) => command === 'node')).toEqual([]);
  const first = await renew();
  expect(first.address).toMatch(/^rtmp:\/\/127\.0\.0\.1:\d+\/live$/);
  const nobody = await admin.fetch(media('frame.jpg'));
  expect([nobody.status, await nobody.json()]).toEqual([
    502,
    expect.objectContaining({ code: 'encoder_absent' }),
  ]);

  const encoder = encode(first);
  await until('the push', async () => (await keys())[0]?.pushing != null);
  const answers = await Promise.all(
    ['frame.jpg', 'gop.mp4', 'live.m3u8'].map(async (file) => {
      const answer = await admin.fetch(media(file));
      return answer.ok ? 'ok' : await answer.json();
    }),
  );
  expect(answers).toEqual(['ok', 'ok', 'ok']);
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-headers', `Cookie: ${admin.headers.cookie}\r\n`, '-read_intervals', '%+#5'],
    ...[
      '-show_entries',
      'stream=codec_name,width',
      '-of',
      'csv=p=0',
      `${program.baseUrl}${media('live.flv')}`,
    ],
  ]);
  expect(stdout.trim()).toBe('h264,320');

  const ended = new Promise((resolve) => encoder.once('exit', resolve));
  const second = await renew();
  expect(second.streamKey).not.toBe(first.streamKey);
  await ended;
  expect(await keys()).toEqual([{ profile: 'main', createdAt: second.createdAt, pushing: null }]);
  const stale = encode(first);
  await new Promise((resolve) => stale.once('exit', resolve));
  encode(second);
  await until('the picture with the new key', async () => (await admin.fetch(media('gop.mp4'))).ok);
});

test('keys are in no answer, no log and no argument list of ours; the trail tells who made them', async () => {
  const { streamKey } = await renew();
  const told = [
    await keys(),
    await admin.get('/api/v1/audit?limit=200'),
    await admin.get(`/api/v1/cameras/${camera.id}`),
  ];
  expect(JSON.stringify(told)).not.toContain(streamKey);
  expect(program.output()).not.toContain(streamKey);
  expect(JSON.stringify(told[1])).toContain('push-key.set');
});

test('a camera that is pulled again is pushed to no more, and has no keys to give', async () => {
  const key = await renew();
  const encoder = encode(key);
  await until('the push', async () => (await keys())[0]?.pushing != null);
  const ended = new Promise((resolve) => encoder.once('exit', resolve));
  const profiles = [{ profile: 'main', url: 'rtsp://127.0.0.1:9/none' }];
  await admin.request('PATCH', `/api/v1/cameras/${camera.id}`, { profiles });
  await ended;
  const refused = encode(key);
  await new Promise((resolve) => refused.once('exit', resolve));
  const problem = await renew().catch((error: unknown) => error);
  expect((problem as ApiProblem).problem).toMatchObject({ status: 409, code: 'camera_not_pushed' });
  await admin.request('DELETE', `${keysPath()}/main`);
  expect(await keys()).toEqual([]);
});
