import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FaultProxy } from '../../../test/fakes/fault-proxy.ts';
import { OddRtspServer } from '../../../test/fakes/odd-rtsp-server.ts';
import { SlabPool } from '../../memory/slab-pool.ts';
import {
  type CameraOptions,
  type Clip,
  makeClip,
  startCamera,
  type TestCamera,
} from '../../stream/testing/camera.ts';
import { eventually, recordingLog } from '../../stream/testing/observer.ts';
import type { AudioFormat, MediaFormat } from '../../types.ts';
import type { RawAudioFrame } from '../source.ts';
import { RtspSource, type RtspSourceOptions } from './rtsp-source.ts';

const WHO = { username: 'viewer', password: 'p@ss/word' };

let clip: Clip;
beforeAll(async () => {
  clip = await makeClip({ seconds: 2, gop: 10 });
});
afterAll(() => clip.remove());

/** Everything that was begun in a test and must end with it. */
const begun: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  while (begun.length > 0) await begun.pop()?.();
});

async function camera(options: Partial<CameraOptions> = {}): Promise<TestCamera> {
  const started = await startCamera({ clip, ...options });
  begun.push(() => started.close());
  return started;
}

interface Picture {
  readonly keyframe: boolean;
  readonly bytes: number;
  readonly decodeTime: number;
}

function pull(options: Pick<RtspSourceOptions, 'address'> & Partial<RtspSourceOptions>) {
  const formats: MediaFormat[] = [];
  const pictures: Picture[] = [];
  const sound: Array<readonly [RawAudioFrame, AudioFormat]> = [];
  const log = recordingLog();
  const pool = new SlabPool({ poison: true });
  const source = new RtspSource({
    log,
    now: Date.now,
    pool,
    timeoutMs: 3000,
    sink: {
      onFormat: (format) => void formats.push(format),
      onAccessUnits: (units) => {
        for (const { keyframe, data, decodeTime } of units) {
          pictures.push({ keyframe, bytes: data.length, decodeTime });
        }
      },
      onAudio: (frames, format) => void sound.push(...frames.map((frame) => [frame, format] as const)),
    },
    ...options,
  });
  const abort = new AbortController();
  const end: Promise<unknown> = source.run(abort.signal).catch((error: unknown) => error);
  const stop = (): Promise<unknown> => {
    abort.abort(new Error('stopped by the test'));
    return end;
  };
  begun.push(stop);
  const show = (count: number): Promise<unknown> =>
    Promise.race([eventually(() => pictures.length >= count), end.then((error) => Promise.reject(error))]);
  return { source, formats, pictures, sound, log, pool, end, stop, show };
}

describe('a camera plays in this process', () => {
  test('H.264 over TCP, behind a Digest', async () => {
    const { url } = await camera({ user: WHO.username, password: WHO.password });
    const pulled = pull({ address: { url, ...WHO } });
    await pulled.show(30);
    expect(pulled.formats).toMatchObject([{ codec: 'h264', width: 320, height: 180, timescale: 90_000 }]);
    const { pictures } = pulled;
    expect(pictures[0]).toMatchObject({ keyframe: true, decodeTime: 0 });
    expect(pictures.slice(0, 30).map(({ decodeTime }) => decodeTime)).toEqual(
      Array.from({ length: 30 }, (_, n) => n * 3600),
    );
    expect(pictures.filter(({ keyframe }) => keyframe).length).toBeGreaterThanOrEqual(3);
    expect(pulled.source.figures).toMatchObject({ lost: 0, unitsDropped: 0 });
    expect(await pulled.stop()).toMatchObject({ message: 'stopped by the test' });
    expect(pulled.pool.figures.slabsInUse).toBe(0);
    expect(pulled.log.lines.join('\n')).not.toMatch(/p@ss|p%40ss/);
  });

  test('behind Basic, with AAC beside the picture', async () => {
    const { url } = await camera({ user: WHO.username, password: WHO.password, basic: true, audio: 'aac' });
    const pulled = pull({ address: { url, ...WHO }, audio: true });
    await pulled.show(20);
    await eventually(() => pulled.sound.length >= 20);
    expect(pulled.formats[0]?.audio).toMatchObject({ codec: 'aac', sampleRate: 48_000, channels: 1 });
    expect(pulled.sound[0]?.[1]).toEqual(pulled.formats[0]?.audio);
  });

  test('without sound where none is asked for', async () => {
    const { url } = await camera({ audio: 'pcma' });
    const pulled = pull({ address: { url } });
    await pulled.show(10);
    expect(pulled.formats[0]?.audio).toBeUndefined();
    expect(pulled.sound).toEqual([]);
  });

  test('H.265 over UDP, where the camera refuses TCP', async () => {
    const h265 = await makeClip({ codec: 'h265', seconds: 1, gop: 10 });
    begun.push(() => h265.remove());
    const { url } = await camera({ clip: h265, udp: true });
    const pulled = pull({ address: { url } });
    await pulled.show(30);
    expect(pulled.formats[0]).toMatchObject({ codec: 'h265', width: 320, height: 180 });
    expect(pulled.source.figures).toMatchObject({ lost: 0 });
    await pulled.stop();
    expect(pulled.pool.figures.slabsInUse).toBe(0);
  });

  test('over UDP because it is told so', async () => {
    const { url } = await camera();
    const pulled = pull({ address: { url }, transport: 'udp' });
    await pulled.show(10);
    expect(pulled.log.lines.join('\n')).toContain('"transport":"udp"');
  });

  test('on through turned bits, or it says what is wrong', async () => {
    const { url, port } = await camera();
    const proxy = await FaultProxy.create({ targetPort: port });
    begun.push(() => proxy.close());
    const pulled = pull({ address: { url: proxy.through(url) } });
    await pulled.show(10);
    await proxy.set({ kind: 'corrupt', everyBytes: 2000 });
    const before = pulled.pictures.length;
    await Promise.race([eventually(() => pulled.pictures.length > before + 30), pulled.end]);
    await proxy.set({ kind: 'pass' });
    const since = pulled.pictures.length;
    const outcome = await Promise.race([
      eventually(() => pulled.pictures.length > since + 15 && 'plays'),
      pulled.end,
    ]);
    if (outcome !== 'plays') {
      expect(outcome).toMatchObject({ code: expect.stringMatching(/^(camera|source)_/) });
    }
  });
});

describe('why a camera does not play', () => {
  test('a wrong password', async () => {
    const { url } = await camera({ user: WHO.username, password: WHO.password });
    const { end } = pull({ address: { url, username: WHO.username, password: 'no' } });
    expect(await end).toMatchObject({ code: 'camera_unauthorized' });
  });

  test('no such stream', async () => {
    const { url } = await camera();
    const { end } = pull({ address: { url: url.replace('/main', '/other') } });
    expect(await end).toMatchObject({ code: 'camera_not_found' });
  });

  test.each([
    ['killed', 'SIGKILL'],
    ['switched off', 'SIGTERM'],
  ] as const)('it was %s', async (_name, signal) => {
    const { url, process } = await camera();
    const pulled = pull({ address: { url } });
    await pulled.show(5);
    process.kill(signal);
    expect(await pulled.end).toMatchObject({ code: 'camera_ended' });
    expect(pulled.pool.figures.slabsInUse).toBe(0);
  });

  test('B-frames are for another source', async () => {
    const bFrames = await makeClip({ bFrames: 2, seconds: 1 });
    begun.push(() => bFrames.remove());
    const { url } = await camera({ clip: bFrames });
    expect(await pull({ address: { url } }).end).toMatchObject({
      code: 'source_unsuitable',
      message: expect.stringContaining('B-frames'),
    });
  });

  test.each([
    ['MJPEG', 'm=video 0 RTP/AVP 26', 'source_unsuitable', /JPEG/],
    ['MPEG-4', 'm=video 0 RTP/AVP 96\r\na=rtpmap:96 MP4V-ES/90000', 'source_unsuitable', /MP4V-ES/],
    ['SRTP', 'm=video 0 RTP/SAVP 96\r\na=rtpmap:96 H264/90000', 'source_unsuitable', /SRTP/],
    [
      'interleaved packets',
      'm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=2',
      'source_unsuitable',
      /interleaved/,
    ],
    ['sound only', 'm=audio 0 RTP/AVP 8', 'camera_codec_unsupported', /no video/],
  ])('%s', async (_name, media, code, message) => {
    const server = await OddRtspServer.create({ sdp: `v=0\r\n${media}\r\na=control:track1\r\n` });
    begun.push(() => server.close());
    const { end } = pull({ address: { url: server.url } });
    expect(await end).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test.each([
    ['rtsps://10.0.0.9/main', 'source_unsuitable'],
    ['http://10.0.0.9/main', 'source_misconfigured'],
    ['rtsp://user:secret@10.0.0.9/main', 'source_misconfigured'],
  ])('%s: %s', async (url, code) => {
    expect(await pull({ address: { url } }).end).toMatchObject({ code });
  });
});

describe('credentials', () => {
  test('go into the places the path leaves for them, and into no message', async () => {
    const server = await OddRtspServer.create({ statusFor: { DESCRIBE: `404 ${WHO.password} not found` } });
    begun.push(() => server.close());
    const url = `${server.url}?user={username}&password={password}`;
    const { end, log } = pull({ address: { url, ...WHO } });
    const error = await end;
    expect(server.heard('DESCRIBE')[0]?.url).toContain('user=viewer&password=p%40ss%2Fword');
    expect(error).toMatchObject({ code: 'camera_not_found' });
    expect(String(error) + log.lines.join('\n')).not.toMatch(/p@ss|p%40ss/);
  });

  test('a user name with a line end in it is no user name', async () => {
    const { end } = pull({ address: { url: 'rtsp://127.0.0.1:1/', username: 'a\r\nX: y', password: '' } });
    expect(await end).toMatchObject({ code: 'source_misconfigured' });
  });
});
