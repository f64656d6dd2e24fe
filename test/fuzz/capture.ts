/**
 * Records the corpus anew from real cameras (GStreamer's RTSP server) and encoders (ffmpeg):
 * bundle it (`server/setup/bundle.mjs`) and run it. Inputs are kept small: what matters is that every kind of thing is there.
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nalUnits } from '../../streams/fmp4/nal.ts';
import { annexBUnits } from '../fakes/load/clip.ts';
import { startRtspEditProxy } from '../fakes/rtsp-edit-proxy.ts';
import { type ClipKind, clip } from '../fakes/various/media.ts';
import { startVariousCameras, type VariousCamera } from '../fakes/various/various-cameras.ts';
import { CORPUS } from './corpus.ts';
import { fromRecords } from './target.ts';

const run = promisify(execFile);
const MOST_BYTES = 12_000;

const CAMERAS: readonly VariousCamera[] = [
  { name: 'baseline', clip: { profile: 'baseline', width: 160, height: 96 } },
  { name: 'high-4', clip: { profile: 'high', slices: 4, width: 160, height: 96 }, sound: 'aac' },
  { name: 'b-frames', clip: { bFrames: 2, width: 160, height: 96 }, sound: 'pcma' },
  { name: 'h265', clip: { codec: 'h265', width: 160, height: 96 } },
  { name: 'small', clip: { width: 160, height: 96 }, mtu: 200 },
];

async function keep(target: string, name: string, bytes: Buffer): Promise<void> {
  await mkdir(join(CORPUS, target), { recursive: true });
  await writeFile(join(CORPUS, target, name), bytes.subarray(0, MOST_BYTES));
}

/** Whatever goes between ffmpeg and the camera for a second. */
async function recordCamera(url: string, name: string): Promise<void> {
  const answers: string[] = [];
  const descriptions: string[] = [];
  const channels = new Map<number, Buffer[]>();
  const stream: Buffer[] = [];
  const proxy = await startRtspEditProxy(Number(new URL(url).port), {
    answer: (head) => {
      answers.push(head);
      stream.push(Buffer.from(`${head}\r\n\r\n`));
      return head;
    },
    sdp: (text) => {
      descriptions.push(text);
      stream.push(Buffer.from(text));
      return text;
    },
    packets: () => (packet, channel) => {
      channels.set(channel, [...(channels.get(channel) ?? []), Buffer.from(packet)]);
      stream.push(
        Buffer.from([0x24, channel, packet.length >> 8, packet.length & 0xff]),
        Buffer.from(packet),
      );
      return [packet];
    },
  });
  try {
    await run('ffmpeg', [
      '-v',
      'error',
      '-rtsp_transport',
      'tcp',
      '-i',
      proxy.through(url),
      '-t',
      '1',
      '-f',
      'null',
      '-',
    ]);
  } finally {
    await proxy.close();
  }
  await keep('rtsp-reader', name, Buffer.concat([Buffer.from([200]), ...stream]));
  await keep('rtsp-headers', name, Buffer.from(answers.flatMap(values).join('\n'), 'latin1'));
  for (const text of descriptions) await keep('sdp', name, Buffer.from(text, 'latin1'));
  for (const [channel, packets] of channels) await keepPackets(name, channel, packets);
}

const values = (head: string) =>
  head
    .split('\r\n')
    .flatMap(
      (line) => /^(?:Transport|Session|Content-Base|RTP-Info|WWW-Authenticate): (.*)/i.exec(line)?.[1] ?? [],
    );

async function keepPackets(name: string, channel: number, packets: readonly Buffer[]): Promise<void> {
  if (channel % 2 === 1) return keep('rtcp', name, packets[0] ?? Buffer.alloc(0));
  // Flushed every third packet; a new millisecond with each.
  const input = fromRecords(
    packets
      .slice(0, 40)
      .map((packet, n) => Buffer.concat([Buffer.from([4 + (n % 3 === 2 ? 2 : 0)]), packet])),
  );
  if (channel === 2) return keep(name === 'high-4' ? 'rtp-aac' : 'rtp-latm', name, input);
  if (name === 'h265') return keep('rtp-h265', name, input);
  await keep('rtp-h264', name, input);
  await keep('rtp-h264-udp', name, input);
}

/** Boxes, access units, parameter sets and FLV of the same clip. */
async function recordClip(name: string, kind: ClipKind): Promise<void> {
  const file = await clip({ ...kind, aac: true });
  const codec = kind.codec === 'h265' ? 'h265' : 'h264';
  const flags = ['-movflags', 'frag_keyframe+empty_moov+default_base_moof', '-frag_duration', '200000'];
  const out = async (...args: string[]) =>
    (
      await run('ffmpeg', ['-v', 'error', '-i', file, ...args, 'pipe:1'], {
        encoding: 'buffer',
        maxBuffer: 2 ** 26,
      })
    ).stdout;
  const mp4 = await out('-c', 'copy', '-an', '-t', '0.4', '-f', 'mp4', ...flags);
  await keep('fmp4', name, Buffer.concat([Buffer.from([30]), mp4]));
  if (codec === 'h264') {
    const flv = await out('-c', 'copy', '-t', '0.4', '-f', 'flv');
    await keep('flv', name, Buffer.concat([Buffer.from([20]), flv]));
  }
  const annexB = await out('-c', 'copy', '-an', '-frames:v', '3', '-f', codec === 'h265' ? 'hevc' : 'h264');
  const nals = annexBUnits(annexB);
  const unit = Buffer.concat(
    nals.flatMap((nal) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(nal.length);
      return [length, nal];
    }),
  );
  await keep('access-unit', name, unit);
  for (const nal of nalUnits(unit)) {
    const type = codec === 'h265' ? ((nal[0] ?? 0) >> 1) & 0x3f : (nal[0] ?? 0) & 0x1f;
    if (codec === 'h264' && type === 7) await keep('sps-h264', name, nal);
    if (codec === 'h264' && type === 6) await keep('sps-h264', `${name}-sei`, nal);
    if (codec === 'h265' && type === 33) await keep('sps-h265', name, nal);
  }
}

/** What an encoder says before it publishes, by hand (Adobe's specification): ffmpeg would need a server to talk to. */
async function writeRtmp(): Promise<void> {
  const text = (value: string) => Buffer.concat([Buffer.from([2, 0, value.length]), Buffer.from(value)]);
  const number = (value: number) => {
    const bytes = Buffer.alloc(9);
    bytes.writeDoubleBE(value, 1);
    return bytes;
  };
  const field = (name: string, value: Buffer) =>
    Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name), value]);
  const object = Buffer.concat([
    Buffer.from([3]),
    field('app', text('live')),
    field('type', text('nonprivate')),
    Buffer.from([0, 0, 9]),
  ]);
  const connect = Buffer.concat([text('connect'), number(1), object]);
  const create = Buffer.concat([text('createStream'), number(4), Buffer.from([5])]);
  const publish = Buffer.concat([
    text('publish'),
    number(5),
    Buffer.from([5]),
    text('abcdefghijklmnopqrstu'),
    text('live'),
  ]);
  const chunk = (payload: Buffer, stream: number) => {
    const head = Buffer.alloc(12);
    head.writeUInt8(stream, 0);
    head.writeUIntBE(payload.length, 4, 3);
    head.writeUInt8(20, 7);
    return Buffer.concat([head, payload]);
  };
  await keep('amf0', 'connect', connect);
  await keep('amf0', 'publish', publish);
  await keep(
    'rtmp-gate',
    'publish',
    Buffer.concat([Buffer.from([30]), chunk(connect, 3), chunk(create, 3), chunk(publish, 4)]),
  );
}

async function main(): Promise<void> {
  const cameras = await startVariousCameras(CAMERAS);
  try {
    for (const { name } of CAMERAS) await recordCamera(cameras.url(name), name);
  } finally {
    await cameras.stop();
  }
  for (const profile of ['baseline', 'main', 'high'] as const)
    await recordClip(profile, { profile, width: 160, height: 96 });
  await recordClip('b-frames', { bFrames: 2, width: 160, height: 96 });
  await recordClip('h265', { codec: 'h265', width: 160, height: 96 });
  await keep('audio-config', 'lc', Buffer.from('1408', 'hex'));
  await keep('audio-config', 'he', Buffer.from('2b8a08000000', 'hex'));
  await keep(
    'rtsp-headers',
    'challenges',
    Buffer.from(
      'Digest realm="LIVE555 Streaming Media", nonce="c633aaf8b83127633cbe98fac1d20d87"\nDigest realm="a\\"b", nonce="x", qop="auth,auth-int", algorithm=SHA-256, opaque="o"\nBasic realm="/"\nrtsp://user@[::1]:8554/a/b?c=d\ntrackID=1',
    ),
  );
  await writeRtmp();
  // A sender report and a source description; cameras send theirs after some seconds only.
  const report =
    '80c8000600001234e5a0b1c2d3e4f5060001518000000064000186a081ca0004000012340105686f6d652d3100000000';
  await keep('rtcp', 'report', Buffer.from(report, 'hex'));
}

await main();
