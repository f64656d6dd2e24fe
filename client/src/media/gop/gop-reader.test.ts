import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codecString } from './codec-string.ts';
import { isDisposable } from './disposable.ts';
import { GopReader, type GopSample } from './gop-reader.ts';
import { GopFault } from './mp4-boxes.ts';
import { AVCC, box, joined, makeFragment, makeInit, slice, u32 } from './testing/make-gop.ts';

const key = { data: slice({ type: 5, bytes: 5000 }), keyframe: true };
const delta = (bytes = 40) => ({ data: slice({ bytes }) });
const gop = joined(makeInit(), makeFragment([key, delta(), delta(41), delta(42)]));

function readAll(bytes: Uint8Array, chunkBytes = bytes.length): { reader: GopReader; samples: GopSample[] } {
  const reader = new GopReader();
  const samples: GopSample[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes)
    samples.push(...reader.push(bytes.subarray(at, at + chunkBytes)));
  return { reader, samples };
}

describe('a GOP answer', () => {
  test('gives its track, and every sample with its time', () => {
    const { reader, samples } = readAll(gop);
    expect(reader.track).toMatchObject({
      id: 1,
      timescale: 90_000,
      width: 1280,
      height: 720,
      coding: 'h264',
    });
    expect([...(reader.track?.description ?? [])]).toEqual([...AVCC]);
    expect(samples.map((sample) => [sample.keyframe, sample.data.length, sample.timestampUs])).toEqual([
      [true, 5004, 0],
      [false, 44, 66_667],
      [false, 45, 133_333],
      [false, 46, 200_000],
    ]);
    expect(reader.newestUs).toBe(200_000);
    expect(reader.complete).toBe(true);
  });

  test('reads the same however it is cut, and gives each sample as soon as it is whole', () => {
    const whole = readAll(gop).samples;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), (chunkBytes) => {
        expect(readAll(gop, chunkBytes).samples).toEqual(whole);
      }),
      { numRuns: 60 },
    );
    const early = readAll(gop.subarray(0, gop.length - 1));
    expect(early.samples).toHaveLength(3);
    expect(early.reader.complete).toBe(false);
  });

  test('may come in several fragments, with boxes between them that nobody needs', () => {
    const bytes = joined(
      makeInit(),
      box('styp', new Uint8Array(16)),
      makeFragment([key]),
      box('free', new Uint8Array(100_000)),
      makeFragment([delta(), delta()]),
    );
    const { reader, samples } = readAll(bytes, 4096);
    expect(samples.map((sample) => sample.timestampUs)).toEqual([0, 66_667, 133_333]);
    expect(reader.complete).toBe(true);
  });

  test('knows the newest picture by presentation, where decode order differs', () => {
    const b = [key, { ...delta(), compositionTicks: 12_000 }, delta(), { ...delta(), compositionTicks: 0 }];
    const { reader, samples } = readAll(joined(makeInit(), makeFragment(b)));
    expect(samples.map((sample) => sample.timestampUs)).toEqual([0, 200_000, 133_333, 200_000]);
    expect(reader.newestUs).toBe(200_000);
  });

  test.each([
    ['samples before their track', makeFragment([key])],
    ['no picture in it', joined(makeInit({ entry: 'mp4a', config: 'esds' }))],
    ['another track among the pictures', joined(makeInit(), makeFragment([key], 2))],
    ['a box smaller than its head', joined(makeInit(), u32(4, 0))],
    ['a size of 64 bits', joined(makeInit(), u32(1, 0x6d646174))],
    ['a header that never ends', joined(makeInit(), u32(0x7fffffff), Uint8Array.from(Buffer.from('moof')))],
    ['a sample without bytes', joined(makeInit(), makeFragment([{ data: new Uint8Array(0) }]))],
  ])('is refused: %s', (_what, bytes) => {
    expect(() => readAll(bytes)).toThrow(GopFault);
  });

  test('is refused when it says more samples than its box holds, or than any GOP has', () => {
    const run = box('trun', u32(0x01000f01, 17_000, 0));
    const moof = box('moof', box('traf', box('tfhd', u32(0x020000, 1)), run));
    expect(() => readAll(joined(makeInit(), moof))).toThrow(GopFault);
    const many = box('trun', u32(0, 0xffffffff));
    expect(() => readAll(joined(makeInit(), box('moof', box('traf', box('tfhd', u32(0, 1)), many))))).toThrow(
      GopFault,
    );
  });

  test('is refused beyond its bounds', () => {
    const reader = new GopReader({ bytes: 10_000, headerBytes: 1024 * 1024 });
    reader.push(makeInit());
    expect(() => reader.push(makeFragment([{ ...key, data: slice({ bytes: 20_000 }) }]))).toThrow(GopFault);
  });

  test('whatever comes instead ends in samples or a GopFault', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(gop.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 6000 }),
        (changes, chunkBytes) => {
          const bytes = gop.slice();
          for (const [at, value] of changes) bytes[at] = value;
          try {
            for (const sample of readAll(bytes, chunkBytes).samples)
              expect(sample.data.length).toBeGreaterThan(0);
          } catch (fault) {
            expect(fault).toBeInstanceOf(GopFault);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('a sample', () => {
  const track = { coding: 'h264' as const, description: AVCC };

  test('is disposable when no picture refers to it', () => {
    expect(isDisposable(slice({ reference: false }), track)).toBe(true);
    expect(isDisposable(slice({ reference: true }), track)).toBe(false);
    // Supplemental information before the slice is no picture.
    expect(isDisposable(joined(slice({ type: 6, reference: false }), slice()), track)).toBe(false);
    expect(isDisposable(slice({ reference: false }), { ...track, coding: 'h265' })).toBe(false);
    expect(isDisposable(new Uint8Array(0), track)).toBe(false);
  });

  test('has the codec the server says, else the one its track says', () => {
    expect(codecString('avc1.64001f', track)).toBe('avc1.64001f');
    expect(codecString(null, track)).toBe('avc1.4d001f');
    expect(codecString('"><script>', track)).toBe('avc1.4d001f');
    expect(codecString('hvc1.1.6.L93.B0', { ...track, coding: 'h265' })).toBe('hvc1.1.6.L93.B0');
    expect(codecString(null, { ...track, coding: 'h265' })).toBeUndefined();
  });
});
