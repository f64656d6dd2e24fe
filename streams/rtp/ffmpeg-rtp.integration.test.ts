import { execFile } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SlabPool } from '../memory/slab-pool.ts';
import type { RawAudioFrame } from '../sources/source.ts';
import type { MediaFormat } from '../types.ts';
import { AudioReceiver } from './audio-receiver.ts';
import type { RtpReceiver, RtpTrack } from './receiver.ts';
import { nalsOf } from './testing/receiving.ts';
import { VideoReceiver } from './video-receiver.ts';

/** What ffmpeg cuts into packets, put together by us, is what ffmpeg writes to a file. */

const run = promisify(execFile);
let folder: string;
let media: Socket;
let control: Socket;
let receiver: RtpReceiver;
let reports = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mingchuang-rtp-'));
  [media, control] = [createSocket('udp4'), createSocket('udp4')];
  for (const socket of [media, control]) {
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    socket.setRecvBufferSize(1024 * 1024);
  }
  reports = 0;
  media.on('message', (packet) => {
    receiver.push(packet, 0, packet.length, Date.now());
    receiver.flush(Date.now());
  });
  control.on('message', (packet) => {
    reports += 1;
    receiver.pushRtcp(packet, 0, packet.length, Date.now());
  });
});
afterEach(async () => {
  receiver.close();
  media.close();
  control.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs ffmpeg at the speed of time; `{rtp}` in an argument becomes our address. */
async function send(args: readonly string[]): Promise<void> {
  const rtp = `rtp://127.0.0.1:${media.address().port}?rtcpport=${control.address().port}&pkt_size=1200`;
  const all = ['-hide_banner', '-loglevel', 'error', '-y', ...args];
  await run(
    'ffmpeg',
    all.map((arg) => arg.replace('{rtp}', rtp)),
    { cwd: folder },
  );
  // The last packets may still lie in the socket.
  await new Promise((resolve) => setTimeout(resolve, 200));
}

/** NAL units of a file between start codes, without delimiters. */
function fileNals(bytes: Buffer): Buffer[] {
  const starts: number[] = [];
  for (let at = bytes.indexOf('000001', 0, 'hex'); at >= 0; at = bytes.indexOf('000001', at + 3, 'hex')) {
    starts.push(at + 3);
  }
  return starts.map((start, i) => {
    let end = (starts[i + 1] ?? bytes.length + 3) - 3;
    while (end > start && bytes[end - 1] === 0) end -= 1;
    return bytes.subarray(start, end);
  });
}

describe('pictures', () => {
  test.each([
    ['h264', 'libx264', '-x264-params', 'slices=4:bframes=0:keyint=10:sliced-threads=0'],
    ['h264', 'libx264', '-x264-params', 'bframes=0:keyint=10:intra-refresh=1'],
    [
      'hevc',
      'libx265',
      '-x265-params',
      'bframes=0:keyint=10:repeat-headers=1:log-level=error:pools=1:slices=2',
    ],
  ])('%s by %s, %s %s', async (format, coder, flag, params) => {
    const nals: Buffer[] = [];
    const times: number[] = [];
    const formats: MediaFormat[] = [];
    const pool = new SlabPool({ poison: true });
    let keyframes = 0;
    receiver = new VideoReceiver({
      track: {
        encoding: format === 'hevc' ? 'H265' : 'H264',
        payloadType: 96,
        clockRate: 90_000,
        fmtp: new Map(),
      },
      transport: 'udp',
      pool,
      sink: {
        onFormat: (one) => formats.push(one),
        onAccessUnits: (units) => {
          for (const unit of units) {
            nals.push(...nalsOf(unit.data).map((nal) => Buffer.from(nal)));
            times.push(unit.decodeTime);
            if (unit.keyframe) keyframes += 1;
          }
        },
      },
    });
    const input = ['-re', '-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25:d=1.2', '-pix_fmt', 'yuv420p'];
    const code = [
      '-c:v',
      coder,
      '-preset',
      'ultrafast',
      '-b:v',
      '2M',
      flag,
      params,
      '-flags:v',
      '-global_header',
    ];
    await send([
      ...input,
      ...code,
      '-map',
      '0:v',
      '-f',
      'tee',
      `[f=${format}]out.bin|[f=rtp:payload_type=96]{rtp}`,
    ]);

    const sent = fileNals(await readFile(join(folder, 'out.bin')));
    expect(formats).toMatchObject([{ width: 640, height: 360, codec: format === 'hevc' ? 'h265' : 'h264' }]);
    // The last picture comes with its marker, once markers are believed.
    expect(nals.map((nal) => nal.toString('latin1'))).toEqual(sent.map((nal) => nal.toString('latin1')));
    expect(times).toEqual([...Array(30).keys()].map((i) => i * 3600));
    expect(keyframes).toBeGreaterThanOrEqual(3);
    expect(receiver.stats).toMatchObject({
      units: 30,
      unitsDropped: 0,
      malformed: 0,
      lost: 0,
      markerFaults: 0,
    });
    expect(reports).toBeGreaterThan(0);
    expect(Math.abs(receiver.stats.cameraClockOffsetMs ?? 1e9)).toBeLessThan(2000);
    receiver.close();
    expect(pool.figures.slabsInUse).toBe(0);
  });

  test('B-frames are noticed in the first GOP', async () => {
    let fault: unknown;
    const inner = new VideoReceiver({
      track: { encoding: 'H264', payloadType: 96, clockRate: 90_000, fmtp: new Map() },
      transport: 'udp',
      pool: new SlabPool(),
      sink: { onFormat: () => undefined, onAccessUnits: () => undefined },
    });
    const flush = inner.flush.bind(inner);
    inner.flush = (atMs) => {
      try {
        flush(atMs);
      } catch (error) {
        fault ??= error;
      }
    };
    receiver = inner;
    const input = ['-re', '-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=1', '-pix_fmt', 'yuv420p'];
    const code = ['-c:v', 'libx264', '-bf', '2', '-g', '25', '-flags:v', '-global_header'];
    await send([...input, ...code, '-map', '0:v', '-f', 'tee', '[f=rtp:payload_type=96]{rtp}']);
    expect(fault).toMatchObject({ code: 'source_unsuitable' });
  });
});

describe('sound', () => {
  function collect(track: RtpTrack): RawAudioFrame[] {
    const frames: RawAudioFrame[] = [];
    let base: number | undefined;
    receiver = new AudioReceiver({
      track,
      transport: 'udp',
      clock: {
        mediaMsAtNtp: () => undefined,
        // The pictures began a second before the sound.
        mediaMsAtArrival: (atMs) => {
          base ??= atMs - 1000;
          return atMs - base;
        },
      },
      sink: { onAudio: (all) => frames.push(...all) },
    });
    return frames;
  }

  const track = (
    encoding: string,
    clockRate: number,
    payloadType: number,
    fmtp: [string, string][] = [],
  ): RtpTrack => ({
    encoding,
    clockRate,
    payloadType,
    fmtp: new Map(fmtp),
  });

  /** Frames of an ADTS file, without their headers. */
  function adtsFrames(bytes: Buffer): string[] {
    const frames: string[] = [];
    for (let at = 0; at + 7 <= bytes.length; ) {
      const length = (bytes.readUInt32BE(at + 2) >> 5) & 0x1fff || 7;
      frames.push(bytes.toString('latin1', at + (((bytes[at + 1] ?? 0) & 1) === 1 ? 7 : 9), at + length));
      at += length;
    }
    return frames;
  }

  const AAC: [string, string][] = [
    ['mode', 'AAC-hbr'],
    ['sizelength', '13'],
    ['indexlength', '3'],
    ['indexdeltalength', '3'],
    ['config', '140856E500'],
  ];

  test.each([
    ['AAC', track('MPEG4-GENERIC', 16_000, 97, AAC), 16_000, []],
    [
      'LATM',
      track('MP4A-LATM', 48_000, 97, [
        ['cpresent', '0'],
        ['config', '400023103fc0'],
      ]),
      48_000,
      ['-rtpflags', 'latm'],
    ],
  ] as const)('%s: frame by frame', async (_name, of, rate, flags) => {
    const frames = collect(of);
    const input = ['-re', '-f', 'lavfi', '-i', `sine=r=${rate}:d=1`];
    const coder = ['-c:a', 'aac', '-b:a', '48k', '-ac', '1'];
    await send([...input, ...coder, '-f', 'rtp', ...flags, '{rtp}', ...coder, '-f', 'adts', 'out.aac']);
    const sent = adtsFrames(await readFile(join(folder, 'out.aac')));
    const got = frames.map(({ data }) => data.toString('latin1'));
    // ffmpeg puts several frames of AAC into a packet, and keeps the last ones that do not fill one.
    expect(got.length).toBeGreaterThanOrEqual(sent.length - 5);
    expect(got).toEqual(sent.slice(0, got.length));
    expect(receiver.stats).toMatchObject({ malformed: 0, lost: 0, unitsDropped: 0 });
    // A machine that is busy elsewhere may have moved it once, by arrival.
    const steps = frames.slice(1).map(({ decodeTime }, i) => decodeTime - (frames[i]?.decodeTime ?? 0));
    expect(steps.filter((step) => Math.abs(step - 1024) <= 1).length).toBeGreaterThanOrEqual(
      steps.length - 1,
    );
  });

  test('G.711: every sample', async () => {
    const frames = collect(track('PCMA', 8000, 8));
    const coder = ['-c:a', 'pcm_alaw', '-ac', '1'];
    await send([
      '-re',
      '-f',
      'lavfi',
      '-i',
      'sine=r=8000:d=1',
      ...coder,
      '-f',
      'rtp',
      '{rtp}',
      ...coder,
      '-f',
      'alaw',
      'out.bin',
    ]);
    const sent = await readFile(join(folder, 'out.bin'));
    expect(Buffer.concat(frames.map(({ data }) => data)).equals(sent)).toBe(true);
    expect(frames.reduce((ticks, { durationTicks }) => ticks + durationTicks, 0)).toBe(sent.length);
  });
});
