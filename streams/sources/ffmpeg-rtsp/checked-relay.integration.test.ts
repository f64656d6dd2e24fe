import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { OddRtspServer } from '../../../test/fakes/odd-rtsp-server.ts';
import { examineCamera } from '../../examine/examine-camera.ts';
import { spawnTied } from '../../process/spawn-tied.ts';
import { terminate } from '../../process/terminate.ts';
import { Reach, readRange } from '../../reach/index.ts';
import { makeClip, startCamera } from '../../stream/testing/camera.ts';
import { recordingLog } from '../../stream/testing/observer.ts';
import { RtmpChild } from '../rtmp-push/rtmp-child.ts';
import type { SourceSink } from '../source.ts';
import { FfmpegRtspSource } from './ffmpeg-rtsp-source.ts';

const reachOf = (...networks: string[]) =>
  new Reach({ allowed: () => networks.flatMap((text) => readRange(text) ?? []) });
const NOTHING: SourceSink = { onFormat: () => undefined, onAccessUnits: () => undefined };
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const pull = (url: string, reach: Reach, sink = NOTHING, signal = AbortSignal.timeout(15_000)) =>
  new FfmpegRtspSource({
    ...{ address: { url }, sink, reach, log: recordingLog(), now: Date.now },
    ...{ ffmpegPath: 'ffmpeg', socketTimeoutMs: 4000 },
  }).run(signal);

/** A real RTMP server that an encoder pushes a clip to. */
async function rtmpServer(): Promise<string> {
  const child = new RtmpChild({ log: recordingLog(), onDown: () => undefined });
  ends.push(() => child.close());
  await child.start();
  const door = createServer((client) => {
    const server = connect(child.sockets?.rtmp ?? '');
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('error', () => to.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => door.close(resolve)));
  const url = `rtmp://127.0.0.1:${(door.address() as AddressInfo).port}/live/cam`;
  const clip = await makeClip({ fps: 15, gop: 15, size: '320x180' });
  ends.push(() => clip.remove());
  const encoder = spawnTied('ffmpeg', [
    ...['-v', 'error', '-re', '-stream_loop', '-1', '-i', clip.file, '-c', 'copy', '-an', '-f', 'flv', url],
  ]);
  ends.push(() => terminate(encoder));
  return url;
}

/** Counts who comes. */
async function trap(host: string): Promise<{ url: string; visits: () => number }> {
  let visits = 0;
  const server: Server = createServer((socket) => {
    visits += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  return { url: `rtsp://${host}:${(server.address() as AddressInfo).port}/main`, visits: () => visits };
}

it('lets ffmpeg through to the camera that was judged', async () => {
  const clip = await makeClip({ fps: 15, gop: 15, size: '320x180' });
  ends.push(() => clip.remove());
  const camera = await startCamera({ clip });
  ends.push(() => camera.close());
  const enough = new AbortController();
  let units = 0;
  const sink: SourceSink = {
    onFormat: () => undefined,
    onAccessUnits: (all) => {
      units += all.length;
      if (units > 10) enough.abort(new Error('enough'));
    },
  };
  await expect(pull(camera.url, reachOf('127.0.0.1'), sink, enough.signal)).rejects.toThrow('enough');
});

it('pulls RTMP, which our own client leaves to ffmpeg, within the same bounds', async () => {
  const url = await rtmpServer();
  const options = { log: recordingLog(), now: Date.now, watchMs: 4000, enoughMs: 2000, waitMs: 20_000 };
  const { picture } = await examineCamera({ url }, { ...options, reach: reachOf('127.0.0.1') });
  expect(picture).toMatchObject({
    source: { kind: 'ffmpeg', reason: { code: 'source_unsuitable' } },
    seen: { codec: 'h264', width: 320, height: 180 },
  });
  const { network } = await examineCamera({ url }, { ...options, reach: reachOf('127.0.0.2') });
  expect(network.fault).toBe('not_allowed');
});

it('does not let ffmpeg follow a redirection, however it is spelt', async () => {
  const elsewhere = await trap('127.0.0.9');
  const plain = await OddRtspServer.create({ redirectTo: elsewhere.url });
  ends.push(() => plain.close());
  await expect(pull(plain.url, reachOf('127.0.0.1'))).rejects.toMatchObject({
    fault: { message: expect.stringContaining('redirects') },
  });
  const spellings = [
    ...['RTSP/1.0 302 x', 'RTSP/9.9  +301 x', 'RTSP/1.0\t0307 x'],
    // ffmpeg leaves carriage returns out wherever they are, cuts words at 63 letters, and counts modulo 2³².
    ...['RT\rSP/1.0 3\r02 x', `RTSP/1.0${'x'.repeat(100)} 302 x`, `RTSP/1.0 ${'0'.repeat(60)}3020 x`],
    ...['RTSP/1.0 4294967598 x', '$\0\0\u0001xRTSP/1.0 4294967598 x'],
  ];
  for (const status of spellings) {
    const odd = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        const [, sequence = '1'] = /CSeq: (\d+)/i.exec(data.toString()) ?? [];
        const answer = `${status}\r\nCSeq: ${sequence}\r\nLocation: ${elsewhere.url}\r\n\r\n`;
        // Letter by letter: what is looked for may come in pieces.
        for (const letter of answer) socket.write(letter);
      });
    });
    await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
    ends.push(() => new Promise((resolve) => odd.close(resolve)));
    const url = `rtsp://127.0.0.1:${(odd.address() as AddressInfo).port}/main`;
    await expect(pull(url, reachOf('127.0.0.1'))).rejects.toThrow();
  }
  expect(elsewhere.visits()).toBe(0);
});

it('does not begin where the camera must not be asked', async () => {
  const inside = await trap('127.0.0.9');
  await expect(pull(inside.url, reachOf('127.0.0.1'))).rejects.toMatchObject({
    fault: { code: 'address_not_allowed' },
  });
  expect(inside.visits()).toBe(0);
});
