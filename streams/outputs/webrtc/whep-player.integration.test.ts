/** Players that are not Chromium: GStreamer's WebRTC stack, with another ICE, DTLS and SRTP than any browser's. */
import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type LavfiOptions, LavfiStream } from './testing/lavfi-stream.ts';
import { workerBin } from './testing/worker-bin.ts';
import { WebRtcPlane } from './webrtc-plane.ts';
import type { WhepSession } from './whep-session.ts';

const PLAYER = fileURLToPath(new URL('../../../test/fixtures/whep-client.py', import.meta.url));
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const run = promisify(execFile);

let plane: WebRtcPlane;
let server: Server;
let stream: LavfiStream;

beforeAll(async () => {
  plane = await WebRtcPlane.create({
    log: quiet,
    port: 0,
    listenIp: '127.0.0.1',
    workerBin: await workerBin(),
  });
  const sessions = new Map<string, WhepSession>();
  server = createServer((request, response) => {
    if (request.method === 'DELETE') {
      sessions.get(request.url ?? '')?.close();
      response.end();
      return;
    }
    void text(request)
      .then((offer) => plane.openWhep({ stream, offer, sound: true }))
      .then(
        (session) => {
          sessions.set(`/${session.id}`, session);
          response.writeHead(201, { 'Content-Type': 'application/sdp', Location: `/${session.id}` });
          response.end(session.answer);
        },
        (error) => response.writeHead(400).end(String(error)),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => stream.stop());

afterAll(async () => {
  server?.close();
  await plane?.close();
});

interface Played {
  readonly frames: number;
  readonly width: number;
  readonly sounds: number;
  readonly loudest: number;
  readonly error: string | null;
}

test.each<[string, LavfiOptions]>([
  [
    'high, with several slices a picture',
    { encoder: ['-bf', '0', '-x264-params', 'cabac=1:8x8dct=1:slices=4'] },
  ],
  ['baseline', { encoder: ['-profile:v', 'baseline'], gop: 100 }],
])('GStreamer plays H.264 %s', async (_, options) => {
  const played = await play({ ...options, size: '320x240' });
  expect(played).toMatchObject({ width: 320, error: null });
  expect(played.frames).toBeGreaterThanOrEqual(25);
});

test.each([
  ['pcma', 'pcma'],
  ['pcmu', 'pcmu'],
  ['aac', 'opus'],
] as const)('GStreamer hears %s, by way of %s', async (sound, codec) => {
  const played = await play({ size: '320x240', sound }, '--audio', codec);
  expect(played).toMatchObject({ width: 320, error: null });
  expect(played.sounds).toBeGreaterThanOrEqual(25);
  // ffmpeg's sine is an eighth of full scale.
  expect(played.loudest).toBeGreaterThan(2_000);
});

test('sound that the player does not know is left out, and the picture plays', async () => {
  const played = await play({ size: '320x240', sound: 'aac' }, '--audio', 'pcma', '--timeout', '5');
  expect(played.frames).toBeGreaterThanOrEqual(25);
  expect(played.sounds).toBe(0);
});

async function play(options: LavfiOptions, ...more: string[]): Promise<Played> {
  stream = new LavfiStream('camera');
  await stream.start(options);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  // It ends with 1 where it did not get all it wanted, which is for the test to judge.
  const { stdout } = await run('/usr/bin/python3', [PLAYER, url, '--frames', '25', ...more]).catch(
    (failed: { stdout: string }) => failed,
  );
  const played = JSON.parse(stdout) as Played;
  // It said goodbye, and nothing goes on for it.
  await expect.poll(() => [plane.sessionCount, plane.producerCount(), stream.subscribers]).toEqual([0, 0, 0]);
  return played;
}
