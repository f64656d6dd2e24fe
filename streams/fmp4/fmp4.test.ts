import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MediaError } from '../media-error.ts';
import { parseFragment } from './parse-fragment.ts';
import { parseInit } from './parse-init.ts';
import { makeFragment, makeInit } from './testing/make-fmp4.ts';
import { type Mp4Unit, UnitSplitter } from './unit-splitter.ts';

function split(stream: Buffer, cuts: readonly number[] = []): Mp4Unit[] {
  const units: Mp4Unit[] = [];
  const splitter = new UnitSplitter({ onUnit: (unit) => units.push(unit) });
  let from = 0;
  for (const to of [...cuts, stream.length].sort((a, b) => a - b)) {
    if (to > from) splitter.push(stream.subarray(from, to));
    from = Math.max(from, to);
  }
  return units;
}

function only(units: Mp4Unit[]): Mp4Unit {
  const [unit] = units;
  if (!unit || units.length !== 1) throw new Error(`${units.length} units`);
  return unit;
}

const INIT = parseInit(only(split(makeInit({ codec: 'h264' }))));

describe('init segments', () => {
  test('H.264: size, timescale, codec string, parameter sets', () => {
    expect(INIT).toMatchObject({
      codec: 'h264',
      codecString: 'avc1.64001f',
      width: 1280,
      height: 720,
      timescale: 90_000,
      trackId: 1,
    });
    expect(INIT.parameterSets.map((set) => (set[0] ?? 0) & 0x1f)).toEqual([7, 8]);
  });

  test('H.265: codec string, parameter sets', () => {
    const init = parseInit(only(split(makeInit({ codec: 'h265' }))));
    expect(init.codecString).toBe('hvc1.1.6.L93.90');
    expect(init.parameterSets).toHaveLength(3);
  });

  test('another codec is the camera’s fault, by name', () => {
    const other = makeInit({ codec: 'h264' });
    other.write('xxxx', other.indexOf('avcC'), 'latin1');
    expect(() => parseInit(only(split(other)))).toThrow(
      expect.objectContaining({ code: 'camera_codec_unsupported' }),
    );
  });
});

describe('fragments', () => {
  test('decode time beyond 32 bits, duration, payload', () => {
    const decodeTime = 2 ** 33 + 3600;
    const fragment = parseFragment(
      only(split(makeFragment({ decodeTime, durationTicks: 3600, nals: [[0x41, 1, 2, 3]], sync: false }))),
      INIT,
    );
    expect(fragment).toMatchObject({ decodeTime, durationTicks: 3600, keyframe: false, compositionTicks: 0 });
    expect([...fragment.data]).toEqual([0, 0, 0, 4, 0x41, 1, 2, 3]);
  });

  test.each([
    { name: 'IDR without the flag', nals: [[0x65, 1]], sync: false, keyframe: true },
    {
      name: 'flag without IDR (recovery point)',
      nals: [
        [0x06, 1],
        [0x41, 1],
      ],
      sync: true,
      keyframe: true,
    },
    {
      name: 'neither',
      nals: [
        [0x06, 1],
        [0x41, 1],
      ],
      sync: false,
      keyframe: false,
    },
    {
      name: 'parameter sets before the IDR',
      nals: [
        [0x67, 1],
        [0x68, 1],
        [0x65, 1],
      ],
      sync: false,
      keyframe: true,
    },
  ])('keyframe: $name', ({ nals, sync, keyframe }) => {
    const unit = only(split(makeFragment({ decodeTime: 0, durationTicks: 3600, nals, sync })));
    expect(parseFragment(unit, INIT).keyframe).toBe(keyframe);
  });

  test('a box before moof is passed over', () => {
    const styp = Buffer.from('0000000c7374797069736f6d', 'hex');
    const bare = makeFragment({ decodeTime: 5, durationTicks: 1, nals: [[0x65, 9]], sync: true });
    const fragment = parseFragment(only(split(Buffer.concat([styp, bare]))), INIT);
    expect([...fragment.data]).toEqual([0, 0, 0, 2, 0x65, 9]);
  });
});

describe('whatever comes down the pipe', () => {
  const arbitraryStream = fc
    .array(fc.tuple(fc.boolean(), fc.uint8Array({ minLength: 1, maxLength: 300 })), { maxLength: 12 })
    .map((units) =>
      Buffer.concat([
        makeInit({ codec: 'h264' }),
        ...units.map(([sync, body], index) =>
          makeFragment({ decodeTime: index * 3600, durationTicks: 3600, nals: [[0x41, ...body]], sync }),
        ),
      ]),
    );

  test('any chunking gives the same units', () => {
    fc.assert(
      fc.property(arbitraryStream, fc.array(fc.nat(6000)), (stream, cuts) => {
        const whole = split(stream).map((unit) => unit.data.toString('hex'));
        const cut = split(
          stream,
          cuts.map((at) => at % stream.length),
        ).map((unit) => unit.data.toString('hex'));
        expect(cut).toEqual(whole);
        expect(whole.join('')).toBe(stream.toString('hex'));
      }),
    );
  });

  test('byte by byte gives the same units', () => {
    const stream = Buffer.concat([
      makeInit({ codec: 'h265' }),
      makeFragment({ decodeTime: 0, durationTicks: 1, nals: [[0x26, 1, 2]], sync: true }),
    ]);
    expect(split(stream, [...stream.keys()]).map((unit) => unit.kind)).toEqual(['init', 'media']);
  });

  test('garbage faults, never hangs, never grows beyond the bound', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 2000 }), { maxLength: 20 }), (chunks) => {
        const splitter = new UnitSplitter({ onUnit: () => undefined, maxUnitBytes: 4096 });
        try {
          for (const chunk of chunks) splitter.push(Buffer.from(chunk));
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
          return;
        }
        // Not refused yet: then there was not even one header, or it is a true prefix.
        expect(chunks.reduce((sum, chunk) => sum + chunk.length, 0)).toBeLessThan(4096 + 8);
      }),
    );
  });

  test('a flipped byte in a fragment gives a fragment or a MediaError, nothing else', () => {
    const stream = makeFragment({
      decodeTime: 7,
      durationTicks: 3600,
      nals: [[0x41, 1, 2, 3, 4]],
      sync: false,
    });
    fc.assert(
      fc.property(fc.nat(stream.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const broken = Buffer.from(stream);
        broken[at] = (broken[at] ?? 0) ^ flip;
        try {
          for (const unit of split(broken)) if (unit.kind === 'media') parseFragment(unit, INIT);
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a huge size is refused at once', () => {
    const splitter = new UnitSplitter({ onUnit: () => undefined });
    const header = Buffer.from('7fffffff6d6f6f66', 'hex');
    expect(() => splitter.push(header)).toThrow(expect.objectContaining({ code: 'source_crashed' }));
  });
});
