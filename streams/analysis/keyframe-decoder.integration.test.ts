import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StreamHub } from '../stream/stream-hub.ts';
import { type ClipOptions, makeClip, startCamera } from '../stream/testing/camera.ts';
import { recordingLog } from '../stream/testing/observer.ts';
import type { MediaInfo } from '../types.ts';
import { KeyframeDecoder } from './keyframe-decoder.ts';
import { PICTURE_BYTES } from './picture.ts';

interface Kept {
  readonly info: MediaInfo;
  readonly data: Buffer;
}

const KINDS: readonly ClipOptions[] = [
  { size: '640x360' },
  { size: '1280x720' },
  { size: '704x576', bFrames: 2 },
  { size: '640x360', codec: 'h265' },
  { size: '320x240', codec: 'h265' },
];
const decoder = new KeyframeDecoder();
const kept: Kept[] = [];

beforeAll(async () => {
  for (const options of KINDS) kept.push(await keyframeOf(options));
}, 60_000);
afterAll(() => decoder.close());

/** Of a real camera, as the ring holds it. */
async function keyframeOf(options: ClipOptions): Promise<Kept> {
  const clip = await makeClip({ ...options, seconds: 2 });
  const camera = await startCamera({ clip });
  const hub = new StreamHub({
    resolveAddress: async () => ({ url: camera.url }),
    ...{ log: recordingLog(), now: Date.now },
  });
  const { stream } = hub.acquire({ cameraId: 'any', profile: 'main' }, 'test');
  const data = await new Promise<Buffer>((resolve) => {
    stream.subscribe({
      onInit: () => undefined,
      onAccessUnit: (unit) => unit.keyframe && resolve(Buffer.from(unit.data)),
    });
  });
  const info = stream.info as MediaInfo;
  await hub.close();
  await camera.close();
  await clip.remove();
  return { info, data };
}

test('sizes, codecs and B-frames mixed: each gets its own picture, from one child a codec', async () => {
  const rounds = [await Promise.all(kept.map(decode)), await Promise.all([...kept].reverse().map(decode))];
  expect(rounds.flat().map((raw) => raw.length)).toEqual(Array(2 * kept.length).fill(PICTURE_BYTES));
  const [first = [], second = []] = rounds;
  for (const [index, raw] of first.entries())
    expect(raw.equals(second[kept.length - 1 - index] as Buffer)).toBe(true);
  expect(decoder.pids).toHaveLength(2);
});

test('what cannot be decoded is told so, and stops nobody else', async () => {
  const [good] = kept as [Kept];
  const broken = { ...good, data: Buffer.from([0, 0, 0, 4, 0x65, 1, 2, 3]) };
  const answers = await Promise.allSettled([decode(good), decode(broken), decode(good)]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

const decode = ({ info, data }: Kept): Promise<Buffer> => decoder.decode(info, { data });

test('a picture whose time nobody knows is never handed out as another camera’s', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mc-decoder-'));
  const program = join(folder, 'ffmpeg');
  // Two pictures to what came in first, as a camera may send two in one: one of them without a time.
  const script = `const { writeSync } = require('node:fs');
    const show = (shade) => writeSync(1, Buffer.alloc(${PICTURE_BYTES}, shade));
    const isShared = process.argv.some((word) => word.includes('metadata=print'));
    process.stdin.once('data', () => setTimeout(() => {
      if (!isShared) { show(3); process.exit(); }
      writeSync(3, 'frame:0    pts:NOPTS   pts_time:NOPTS\\nk=v\\nframe:1    pts:8000    pts_time:8\\nk=v\\n');
      show(1);
      show(2);
    }, 200));
    process.stdin.resume();`;
  await writeFile(program, `#!${process.execPath}\n${script}`, { mode: 0o755 });
  const odd = new KeyframeDecoder({ ffmpegPath: program });
  try {
    const [{ info, data }] = kept as [Kept];
    const raw = await odd.decode(info, { data });
    expect([raw[0], raw.at(-1)]).toEqual([3, 3]);
  } finally {
    await odd.close();
    await rm(folder, { recursive: true });
  }
});
