import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAudioConfig } from './audio-config.ts';
import { BitReader, BitsError, withoutEmulationPrevention } from './bit-reader.ts';
import { hasRecoveryPoint } from './recovery-point.ts';
import { parseSpsH264 } from './sps-h264.ts';
import { parseSpsH265 } from './sps-h265.ts';

/** Written by x264 and x265. */
const BASELINE_1080 = hex('6742c028d900780227e5c044000003000400000300c83c60c920');
const HIGH_360 = hex('6764001eacd940a02ff97011000003000100000300320f162d96');
const HEVC_720 = hex(
  '42010101600000030090000003000003005da00280802d16592a4932bc05a020000003002000000303 21'.replace(' ', ''),
);

describe('H.264 sequence parameter sets', () => {
  test('size after cropping, profile, level and rate', () => {
    expect(parseSpsH264(BASELINE_1080)).toMatchObject({
      id: 0,
      codecString: 'avc1.42c028',
      width: 1920,
      height: 1080,
      fps: 25,
      maxReorderFrames: 0,
      frameMbsOnly: true,
    });
    expect(parseSpsH264(HIGH_360)).toMatchObject({
      codecString: 'avc1.64001e',
      width: 640,
      height: 360,
      fps: 25,
      maxReorderFrames: 2,
      chromaFormatIdc: 1,
      bitDepthLuma: 8,
    });
  });

  test('one whose usability information is cut short still tells the size', () => {
    expect(parseSpsH264(BASELINE_1080.subarray(0, 14))).toMatchObject({ width: 1920, height: 1080 });
  });

  test('another NAL unit, nothing, and a cut one are none', () => {
    expect(parseSpsH264(HEVC_720)).toBeUndefined();
    expect(parseSpsH264(Buffer.alloc(0))).toBeUndefined();
    for (let length = 0; length < 10; length += 1) {
      expect(parseSpsH264(BASELINE_1080.subarray(0, length))).toBeUndefined();
    }
  });
});

describe('H.265 sequence parameter sets', () => {
  test('size after the conformance window, profile and rate', () => {
    expect(parseSpsH265(HEVC_720)).toMatchObject({
      id: 0,
      vpsId: 0,
      codecString: 'hvc1.1.6.L93.90',
      width: 1280,
      height: 720,
      fps: 25,
      temporalLayers: 1,
      temporalIdNested: true,
      bitDepthLuma: 8,
    });
  });

  test('a cut one is none, or tells the size without the rate', () => {
    for (let length = 0; length < HEVC_720.length; length += 1) {
      const sps = parseSpsH265(HEVC_720.subarray(0, length));
      if (sps) expect(sps).toMatchObject({ width: 1280, height: 720 });
    }
  });
});

test('whatever the bytes: no reader throws or hangs, and sizes are sizes', () => {
  const bytes = fc.uint8Array({ maxLength: 200 }).map((tail) => Buffer.from(tail));
  const mutated = fc
    .tuple(
      fc.constantFrom(BASELINE_1080, HIGH_360, HEVC_720),
      fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 4 }),
    )
    .map(([original, changes]) => {
      const copy = Buffer.from(original);
      for (const [at, value] of changes) if (at > 0) copy[at % copy.length] = value;
      return copy;
    });
  const headed = fc
    .tuple(fc.constantFrom(0x67, 0x42), bytes)
    .map(([head, tail]) => Buffer.concat([Buffer.from([head]), tail]));
  fc.assert(
    fc.property(fc.oneof(bytes, mutated, headed), (nal) => {
      for (const sps of [parseSpsH264(nal), parseSpsH265(nal)]) {
        if (!sps) continue;
        expect(sps.width).toBeGreaterThan(0);
        expect(sps.height).toBeGreaterThan(0);
        expect(sps.width).toBeLessThanOrEqual(16_384);
        expect(sps.height).toBeLessThanOrEqual(16_384);
      }
      hasRecoveryPoint(nal);
      parseAudioConfig(nal);
    }),
    { numRuns: 3000 },
  );
});

describe('bits', () => {
  test('emulation prevention bytes are taken out, and only those', () => {
    expect(withoutEmulationPrevention(hex('67000003010000030003000003'), 1)).toEqual(
      hex('00000100000003 0000'.replace(' ', '')),
    );
  });

  test('Exp-Golomb numbers, there and back', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 20 }), (numbers) => {
        const text = numbers
          .map((n) => '0'.repeat((n + 1).toString(2).length - 1) + (n + 1).toString(2))
          .join('');
        const bytes = Buffer.alloc(Math.ceil(text.length / 8));
        for (const [i, bit] of [...text].entries())
          if (bit === '1') bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (0x80 >> (i & 7));
        const bits = new BitReader(bytes);
        expect(numbers.map(() => bits.unsigned())).toEqual(numbers);
      }),
    );
  });

  test('signed ones alternate', () => {
    const bits = new BitReader(Buffer.from([0b1_010_011_0, 0b0100_0010, 0b1_0000000]));
    expect([bits.signed(), bits.signed(), bits.signed(), bits.signed(), bits.signed()]).toEqual([
      0, 1, -1, 2, -2,
    ]);
  });

  test('reading past the end says so', () => {
    expect(() => new BitReader(Buffer.from([0])).unsigned()).toThrow(BitsError);
    expect(() => new BitReader(Buffer.from([0])).skip(9)).toThrow(BitsError);
  });
});

describe('recovery points', () => {
  test('found behind other messages, also behind one that is escaped or long', () => {
    expect(hasRecoveryPoint(hex('0606018480'))).toBe(true);
    expect(hasRecoveryPoint(hex('0601020000060184 80'.replace(' ', '')))).toBe(true);
    expect(hasRecoveryPoint(hex('060403000003010601 8480'.replace(' ', '')))).toBe(true);
    expect(hasRecoveryPoint(Buffer.concat([hex('0605ff01'), Buffer.alloc(256, 6), hex('06018480')]))).toBe(
      true,
    );
    expect(hasRecoveryPoint(hex('0605020606 80'.replace(' ', '')))).toBe(false);
    expect(hasRecoveryPoint(hex('06'))).toBe(false);
  });
});

describe('AudioSpecificConfig', () => {
  test('AAC-LC 48 kHz stereo, 16 kHz mono, HE-AAC, and a rate in full', () => {
    expect(parseAudioConfig(hex('1190'))).toEqual({
      objectType: 2,
      sampleRate: 48_000,
      channels: 2,
      samplesPerFrame: 1024,
    });
    expect(parseAudioConfig(hex('1408'))).toMatchObject({ sampleRate: 16_000, channels: 1 });
    expect(parseAudioConfig(hex('2b118800'))).toMatchObject({
      objectType: 2,
      sampleRate: 24_000,
      channels: 2,
    });
    expect(parseAudioConfig(hex('11'))).toBeUndefined();
  });
});

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}
