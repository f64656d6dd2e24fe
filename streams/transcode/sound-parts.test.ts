import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adtsHeader, adtsOf } from './adts.ts';
import { OggReader } from './ogg-reader.ts';
import { SoundPositions } from './sound-positions.ts';

describe('ADTS', () => {
  test.each([
    ['AAC-LC, 44.1 kHz, stereo', [0x12, 0x10], { objectType: 2, frequencyIndex: 4, channels: 2 }],
    ['AAC-LC, 8 kHz, mono', [0x15, 0x88], { objectType: 2, frequencyIndex: 11, channels: 1 }],
    [
      'HE-AAC is named by its core',
      [0x2b, 0x11, 0x88, 0x00],
      { objectType: 2, frequencyIndex: 6, channels: 2 },
    ],
    ['a rate of its own', [0x17, 0x80, 0, 0, 0], undefined],
    ['cut off', [0x12], undefined],
  ])('%s', (_, config, expected) => {
    expect(adtsOf(Buffer.from(config))).toEqual(expected);
  });

  test('the header is the one ffmpeg writes', () => {
    const header = adtsHeader({ objectType: 2, frequencyIndex: 8, channels: 1 }, 100);
    // Sync, MPEG-4 without CRC; LC, 16 kHz, mono; 107 bytes with the header.
    expect(header.toString('hex')).toBe('fff160400d7ffc');
  });
});

describe('OggReader', () => {
  const packet = fc.uint8Array({ minLength: 1, maxLength: 700 }).map((bytes) => Buffer.from(bytes));

  test('gives the packets that went in, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 12 }), fc.infiniteStream(fc.nat(300)), (packets, sizes) => {
        const stream = Buffer.concat([Buffer.from('head'), Buffer.from('tags'), ...packets].map(pageOf));
        const received: Buffer[] = [];
        const reader = new OggReader((one) => received.push(one));
        for (let at = 0; at < stream.length; ) {
          const size = 1 + (sizes.next().value ?? 0);
          expect(reader.push(stream.subarray(at, at + size))).toBe(true);
          at += size;
        }
        expect(received).toEqual(packets);
      }),
    );
  });

  test('what is not Ogg is refused', () => {
    expect(new OggReader(() => {}).push(Buffer.alloc(100, 1))).toBe(false);
  });
});

describe('SoundPositions', () => {
  const frame = (decodeTime: number, epoch = 0, capturedAtMs = decodeTime / 16) => ({
    epoch,
    decodeTime,
    capturedAtMs,
    durationMs: 64,
    data: Buffer.alloc(0),
  });

  test('what comes out lies where it went in', () => {
    const positions = new SoundPositions(16_000);
    for (let n = 0; n < 10; n++) positions.add(frame(5_000 + n * 1_024));
    expect(positions.at(0)).toEqual({ epoch: 0, decodeTime: 15_000, capturedAtMs: 312.5 });
    expect(positions.at(9_600)).toEqual({ epoch: 0, decodeTime: 24_600, capturedAtMs: 512.5 });
  });

  test('a silence in the camera’s sound is one in ours, and unevenness is not', () => {
    const positions = new SoundPositions(16_000);
    positions.add(frame(0));
    positions.add(frame(1_030));
    positions.add(frame(160_000));
    // Two frames of 3,072 ticks went in before the silence.
    expect(positions.at(6_143)?.decodeTime).toBe(6_143);
    expect(positions.at(6_144)?.decodeTime).toBe(480_000);
  });

  test('an epoch begins with its first frame', () => {
    const positions = new SoundPositions(16_000);
    positions.add(frame(0));
    positions.add(frame(1_024, 1));
    expect(positions.at(960)?.epoch).toBe(0);
    expect(positions.at(3_072)?.epoch).toBe(1);
  });

  test('nothing is known before anything went in', () => {
    expect(new SoundPositions(8_000).at(0)).toBeUndefined();
  });
});

/** One Ogg page with one packet (which may need the next page's worth of segments: 700 bytes do not). */
function pageOf(packet: Buffer): Buffer {
  const lacing = [...Array(Math.floor(packet.length / 255)).fill(255), packet.length % 255];
  const header = Buffer.alloc(27);
  header.write('OggS', 'latin1');
  header[26] = lacing.length;
  return Buffer.concat([header, Buffer.from(lacing), packet]);
}
