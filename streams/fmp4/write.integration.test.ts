import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import type { RawUnit } from '../sources/source.ts';
import type { MediaFormat } from '../types.ts';
import { parseFragment } from './parse-fragment.ts';
import { type InitSegment, parseInit } from './parse-init.ts';
import { UnitSplitter } from './unit-splitter.ts';
import { writeFragment } from './write-fragment.ts';
import { writeInit } from './write-init.ts';

const run = promisify(execFile);

/** Two seconds of ffmpeg's test picture as the parsers see them. */
async function pictures(encoder: readonly string[]): Promise<{ init: InitSegment; units: RawUnit[] }> {
  const { stdout } = await run(
    'ffmpeg',
    [
      ...'-v error -f lavfi -i testsrc2=size=322x180:rate=25 -t 2 -pix_fmt yuv420p'.split(' '),
      ...encoder,
      ...'-f mp4 -movflags empty_moov+default_base_moof+frag_every_frame pipe:1'.split(' '),
    ],
    { encoding: 'buffer', maxBuffer: 2 ** 26 },
  );
  let init: InitSegment | undefined;
  const units: RawUnit[] = [];
  const splitter = new UnitSplitter({
    onUnit: (unit) => {
      if (unit.kind === 'init') init = parseInit(unit);
      else if (init) units.push(parseFragment(unit, init));
    },
  });
  splitter.push(stdout);
  if (!init) throw new Error('no init segment');
  return { init, units };
}

interface Probed {
  streams: {
    codec_name: string;
    width?: number;
    height?: number;
    nb_read_frames: string;
    profile?: string;
  }[];
  frames: { media_type: string; pts: number; key_frame: number }[];
}

/** What ffprobe decodes; it must complain of nothing. */
async function probe(bytes: Buffer): Promise<Probed> {
  const folder = await mkdtemp(join(tmpdir(), 'mc-fmp4-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'a.mp4');
  await writeFile(file, bytes);
  const { stdout, stderr } = await run('ffprobe', [
    ...'-v warning -of json -count_frames -show_streams -show_frames'.split(' '),
    file,
  ]);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Probed;
}

/** Written anew in runs of five, as parts are. */
function rewritten(format: MediaFormat, units: readonly RawUnit[]): Buffer {
  const out = [writeInit(format)];
  for (let from = 0; from < units.length; from += 5)
    out.push(writeFragment({ sequence: from, units: units.slice(from, from + 5) }));
  return Buffer.concat(out);
}

test.each([
  ['H.264 baseline', ['-c:v', 'libx264', '-profile:v', 'baseline', '-g', '25']],
  ['H.264 high with B-frames', ['-c:v', 'libx264', '-bf', '2', '-g', '25']],
  ['H.265', ['-c:v', 'libx265', '-g', '25', '-x265-params', 'log-level=none']],
])('what we write of %s is decoded picture by picture', async (_name, encoder) => {
  const { init, units } = await pictures(encoder);
  const probed = await probe(rewritten(init, units));
  const [video] = probed.streams;
  expect(video).toMatchObject({
    codec_name: init.codec === 'h264' ? 'h264' : 'hevc',
    width: 322,
    height: 180,
  });
  expect(Number(video?.nb_read_frames)).toBe(50);
  const shown = units.map((unit) => unit.decodeTime + unit.compositionTicks).sort((a, b) => a - b);
  expect(probed.frames.map((frame) => frame.pts)).toEqual(shown);
  expect(probed.frames.filter((frame) => frame.key_frame).length).toBe(
    units.filter((u) => u.keyframe).length,
  );
  // The codec's description survives: what is read again is what was written.
  const splitter = new UnitSplitter({
    onUnit: (unit) => {
      const again = parseInit(unit);
      expect(again.codecString).toBe(init.codecString);
      expect(again.parameterSets.map(String)).toEqual(init.parameterSets.map(String));
    },
  });
  splitter.push(writeInit(init));
});

test('AAC sound lies beside the picture', async () => {
  const { init, units } = await pictures(['-c:v', 'libx264', '-bf', '0']);
  const { stdout: adts } = await run(
    'ffmpeg',
    '-v error -f lavfi -i sine=frequency=440:sample_rate=16000 -t 2 -c:a aac -f adts pipe:1'.split(' '),
    { encoding: 'buffer', maxBuffer: 2 ** 24 },
  );
  const frames: Buffer[] = [];
  for (let at = 0; at < adts.length; ) {
    const length = ((adts.readUInt16BE(at + 3) & 0x3ff) << 3) | ((adts[at + 5] ?? 0) >> 5);
    frames.push(adts.subarray(at + 7, at + length));
    at += length;
  }
  // AAC-LC, 16 kHz, mono (ISO/IEC 14496-3, 1.6.2.1).
  const audio = { codec: 'aac', sampleRate: 16_000, channels: 1, config: Buffer.from([0x14, 0x08]) } as const;
  const sound = frames.map((data, index) => ({ data, decodeTime: index * 1024 }));
  const bytes = Buffer.concat([writeInit({ ...init, audio }), writeFragment({ sequence: 1, units, sound })]);
  const probed = await probe(bytes);
  expect(probed.streams.map((one) => one.codec_name)).toEqual(['h264', 'aac']);
  expect(Number(probed.streams[1]?.nb_read_frames)).toBe(frames.length);
});
