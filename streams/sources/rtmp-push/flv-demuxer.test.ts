import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { MediaError } from '../../media-error.ts';
import type { AudioFormat, MediaFormat } from '../../types.ts';
import type { RawAudioFrame, RawUnit } from '../source.ts';
import { FlvDemuxer } from './flv-demuxer.ts';

function collect() {
  const formats: MediaFormat[] = [];
  const units: RawUnit[] = [];
  const sound: RawAudioFrame[] = [];
  const soundFormats = new Set<AudioFormat>();
  let nowMs = 0;
  const demuxer = new FlvDemuxer({
    now: () => nowMs,
    sink: {
      onFormat: (format) => void formats.push(format),
      onAccessUnits: (batch) => {
        units.push(...batch);
        nowMs += 40 * batch.length;
      },
      onAudio: (frames, format) => {
        sound.push(...frames);
        soundFormats.add(format);
      },
    },
  });
  return { demuxer, formats, units, sound, soundFormats };
}

let h264: Buffer;
let hevcRecord: Buffer;
beforeAll(() => {
  const make = (...args: string[]) =>
    execFileSync('ffmpeg', [
      ...'-v error -f lavfi -i testsrc2=size=320x240:rate=25'.split(' '),
      ...'-f lavfi -i sine=frequency=440:sample_rate=8000 -t 2'.split(' '),
      ...args,
    ]);
  h264 = make(...'-c:v libx264 -preset ultrafast -bf 2 -g 10 -c:a pcm_alaw -f flv pipe:1'.split(' '));
  const mp4 = make(
    ...'-an -c:v libx265 -preset ultrafast -x265-params log-level=none -tag:v hvc1 -frames:v 2'.split(' '),
    ...'-f mp4 -movflags empty_moov+frag_keyframe pipe:1'.split(' '),
  );
  const at = mp4.indexOf('hvcC');
  hevcRecord = mp4.subarray(at + 4, at - 4 + mp4.readUInt32BE(at - 4));
});

test('what ffmpeg pushes: H.264 with B-frames and G.711, however it is cut', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), (size) => {
      const { demuxer, formats, units, sound, soundFormats } = collect();
      for (let at = 0; at < h264.length; at += size) demuxer.push(h264.subarray(at, at + size));
      const format = { codec: 'h264', width: 320, height: 240, timescale: 1000 };
      expect(formats.at(-1)).toMatchObject({ ...format, audio: { codec: 'pcma', sampleRate: 8000 } });
      expect(units).toHaveLength(50);
      expect(units.filter(({ keyframe }) => keyframe)).toHaveLength(5);
      expect(units.some(({ compositionTicks }) => compositionTicks > 0)).toBe(true);
      expect(units[1]?.data.readUInt32BE(0)).toBeLessThan(units[1]?.data.length ?? 0);
      expect(soundFormats.size).toBe(1);
      expect(sound.length).toBeGreaterThan(1);
    }),
    { numRuns: 15 },
  );
});

const tag = (data: Buffer, timestampMs: number) => {
  const head = Buffer.alloc(11);
  head[0] = 9;
  head.writeUIntBE(data.length, 1, 3);
  head.writeUIntBE(timestampMs & 0xffffff, 4, 3);
  return Buffer.concat([head, data, Buffer.alloc(4)]);
};
const HEADER = Buffer.from('464c5601010000000900000000', 'hex');

test('H.265 as Enhanced RTMP writes it, with and without composition times', () => {
  const { demuxer, formats, units } = collect();
  const start = Buffer.concat([Buffer.from([0x90]), Buffer.from('hvc1'), hevcRecord]);
  const nal = Buffer.from('0000000326010a', 'hex');
  const keyframe = Buffer.concat([Buffer.from([0x91]), Buffer.from('hvc1'), Buffer.from([0, 0, 80]), nal]);
  const inter = Buffer.concat([Buffer.from([0xa3]), Buffer.from('hvc1'), nal]);
  demuxer.push(Buffer.concat([HEADER, tag(start, 0), tag(keyframe, 0), tag(inter, 40)]));
  expect(formats).toEqual([expect.objectContaining({ codec: 'h265', width: 320, height: 240 })]);
  expect(formats[0]?.parameterSets.length).toBeGreaterThanOrEqual(3);
  expect(units.map((unit) => [unit.keyframe, unit.compositionTicks, unit.decodeTime])).toEqual([
    [true, 80, 0],
    [false, 0, 40],
  ]);
});

test('another codec is named; noise ends in a fault, nothing else', () => {
  const { demuxer } = collect();
  expect(() => demuxer.push(Buffer.concat([HEADER, tag(Buffer.from([0x12, 1, 2]), 0)]))).toThrow(
    'neither H.264',
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (noise, behindHeader) => {
      const fresh = collect().demuxer;
      try {
        if (behindHeader) fresh.push(HEADER);
        fresh.push(Buffer.from(noise));
      } catch (error) {
        expect(error).toBeInstanceOf(MediaError);
      }
    }),
    { numRuns: 500 },
  );
});
