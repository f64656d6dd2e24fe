import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RawAudioFrame } from '../sources/source.ts';
import type { AudioFormat } from '../types.ts';
import { AudioReceiver } from './audio-receiver.ts';
import { describeAudio } from './audio-track.ts';
import type { PictureClock, RtpTrack } from './receiver.ts';
import { rtpPacket, senderReport } from './testing/rtp-packets.ts';

const track = (
  encoding: string,
  clockRate: number,
  fmtp: Record<string, string> = {},
  channels = 1,
): RtpTrack => ({
  encoding,
  payloadType: 96,
  clockRate,
  channels,
  fmtp: new Map(Object.entries(fmtp)),
});

const PCMA = track('PCMA', 8000);
const HBR = { mode: 'AAC-hbr', sizelength: '13', indexlength: '3', indexdeltalength: '3' };
const AAC = track('mpeg4-generic', 16_000, { ...HBR, config: '1408' });

/** Pictures began when `startedAtMs` came; their reports say what `ntpAtStartMs` is. */
function pictures(startedAtMs: number, ntpAtStartMs?: number): PictureClock {
  return {
    mediaMsAtArrival: (arrivedAtMs) => (arrivedAtMs < startedAtMs ? undefined : arrivedAtMs - startedAtMs),
    mediaMsAtNtp: (ntpMs) => (ntpAtStartMs === undefined ? undefined : ntpMs - ntpAtStartMs),
  };
}

function receiving(of: RtpTrack, clock: PictureClock = pictures(0)) {
  const frames: RawAudioFrame[] = [];
  const formats: AudioFormat[] = [];
  const receiver = new AudioReceiver({
    track: of,
    transport: 'tcp',
    clock,
    sink: {
      onAudio: (all, format) => {
        frames.push(...all);
        formats.push(format);
      },
    },
  });
  let sequence = 0;
  return {
    receiver,
    frames,
    formats,
    skip: () => {
      sequence += 1;
    },
    push: (timestamp: number, payload: Buffer, atMs: number, marker = true): void => {
      const packet = rtpPacket({ sequence: sequence++, timestamp, payload, marker });
      receiver.push(packet, 0, packet.length, atMs);
      packet.fill(0xdb);
      receiver.flush(atMs);
    },
  };
}

/** RFC 3640 with 13 + 3 bits a header. */
function hbr(frames: readonly Buffer[], sizes = frames.map((frame) => frame.length)): Buffer {
  const headers = Buffer.alloc(2 + 2 * sizes.length);
  headers.writeUInt16BE(16 * sizes.length, 0);
  for (const [i, size] of sizes.entries()) headers.writeUInt16BE(size << 3, 2 + 2 * i);
  return Buffer.concat([headers, ...frames]);
}

describe('descriptions', () => {
  test('G.711, AAC and LATM are known, in any case; the rest is not', () => {
    expect(describeAudio(PCMA)).toEqual({ codec: 'pcma', sampleRate: 8000, channels: 1 });
    expect(describeAudio(track('pcmu', 16_000))).toMatchObject({ codec: 'pcmu', sampleRate: 16_000 });
    expect(describeAudio(AAC)).toEqual({
      codec: 'aac',
      sampleRate: 16_000,
      channels: 1,
      config: Buffer.from('1408', 'hex'),
    });
    expect(describeAudio(track('OPUS', 48_000))).toBeUndefined();
    expect(describeAudio(track('PCMA', 0))).toBeUndefined();
  });

  test('AAC without its configuration, or without lengths in an unknown mode, is not read', () => {
    expect(describeAudio(track('mpeg4-generic', 16_000, HBR))).toBeUndefined();
    expect(
      describeAudio(track('mpeg4-generic', 16_000, { mode: 'generic', config: '1408' })),
    ).toBeUndefined();
    expect(describeAudio(track('mpeg4-generic', 16_000, { config: 'zz' }))).toBeUndefined();
    expect(describeAudio(track('mpeg4-generic', 16_000, { config: '1408' }))?.codec).toBe('aac');
  });

  test('LATM’s configuration is taken out of its multiplex, whose bits are not bytes', () => {
    const latm = track('MP4A-LATM', 48_000, { cpresent: '0', config: '40002320adca00' });
    // From ffmpeg: AAC-LC, 48 kHz, stereo.
    expect(describeAudio(latm)).toMatchObject({ codec: 'aac', sampleRate: 48_000, channels: 2 });
    expect(describeAudio(latm)?.config?.subarray(0, 2)).toEqual(Buffer.from('1190', 'hex'));
    expect(describeAudio(track('MP4A-LATM', 48_000, { config: '400023203fc0' }))).toBeUndefined();
  });
});

describe('sound from packets', () => {
  test('G.711: what is in the packet', () => {
    const r = receiving(PCMA);
    for (let i = 0; i < 3; i += 1) r.push(1000 + 160 * i, Buffer.alloc(160, i), 20 + 20 * i);
    expect(r.frames).toEqual(
      [0, 1, 2].map((i) => ({ data: Buffer.alloc(160, i), decodeTime: 160 * i, durationTicks: 160 })),
    );
    expect(r.formats[0]).toEqual({ codec: 'pcma', sampleRate: 8000, channels: 1 });
  });

  test('AAC: several frames a packet, each in its place', () => {
    const r = receiving(AAC);
    r.push(0, hbr([Buffer.alloc(90, 1), Buffer.alloc(100, 2)]), 128);
    expect(r.frames.map(({ data, durationTicks }) => [data.length, durationTicks])).toEqual([
      [90, 1024],
      [100, 1024],
    ]);
    expect((r.frames[1]?.decodeTime ?? 0) - (r.frames[0]?.decodeTime ?? 0)).toBe(1024);
  });

  test('AAC: a frame in fragments; one that lost a fragment is void, the next is whole', () => {
    const r = receiving(AAC);
    const frame = Buffer.from([...Array(3000).keys()].map((i) => i & 255));
    const parts = [0, 1, 2].map((i) => hbr([frame.subarray(1000 * i, 1000 * i + 1000)], [3000]));
    for (const [i, part] of parts.entries()) r.push(0, part, 100, i === 2);
    r.push(1024, parts[0] as Buffer, 164, false);
    r.skip();
    r.push(1024, parts[2] as Buffer, 164, true);
    r.push(2048, hbr([Buffer.alloc(50, 7)]), 228);
    expect(r.frames.map(({ data }) => data)).toEqual([frame, Buffer.alloc(50, 7)]);
  });

  test('LATM: length in front, also of 255 and more, also over two packets', () => {
    const latm = track('MP4A-LATM', 48_000, { cpresent: '0', config: '40002320adca00' });
    const r = receiving(latm);
    const long = Buffer.alloc(600, 5);
    const bytes = Buffer.concat([Buffer.from([255, 255, 90]), long]);
    r.push(0, Buffer.concat([Buffer.from([3]), Buffer.from('abc')]), 100);
    r.push(1024, bytes.subarray(0, 300), 121, false);
    r.push(1024, bytes.subarray(300), 121, true);
    expect(r.frames.map(({ data }) => data)).toEqual([Buffer.from('abc'), long]);
    expect(r.frames[1]).toMatchObject({ durationTicks: 1024 });
  });

  test('no payload throws, and what is kept is bounded', () => {
    const latm = track('MP4A-LATM', 48_000, { cpresent: '0', config: '40002320adca00' });
    fc.assert(
      fc.property(
        fc.constantFrom(PCMA, AAC, latm),
        fc.array(fc.tuple(fc.uint8Array({ maxLength: 60 }), fc.boolean(), fc.nat(2 ** 32 - 1)), {
          maxLength: 40,
        }),
        (of, all) => {
          const r = receiving(of);
          for (const [i, [payload, marker, timestamp]] of all.entries())
            r.push(timestamp, Buffer.from(payload), i * 20, marker);
          for (const { data, decodeTime, durationTicks } of r.frames) {
            expect(data.length).toBeGreaterThan(0);
            expect(decodeTime).toBeGreaterThanOrEqual(0);
            expect(durationTicks).toBeGreaterThan(0);
          }
        },
      ),
    );
  });
});

describe('the pictures’ time line', () => {
  const times = (r: ReturnType<typeof receiving>): number[] => r.frames.map(({ decodeTime }) => decodeTime);

  test('before the first picture there is no sound', () => {
    const r = receiving(PCMA, pictures(1000));
    for (let i = 0; i < 100; i += 1) r.push(160 * i, Buffer.alloc(160), 20 * i + 20);
    // What came with the first picture, and had begun before it, is not on the line.
    expect(times(r)[0]).toBe(0);
    expect(r.frames).toHaveLength(50);
    expect(r.receiver.stats.unitsDropped).toBe(50);
  });

  test('by arrival: a packet that came late does not move the sound, an offset that stays does', () => {
    const r = receiving(PCMA);
    const jitter = (i: number): number => (i % 7 === 3 ? 150 : 0);
    for (let i = 0; i < 500; i += 1) r.push(160 * i, Buffer.alloc(160), 20 * i + 20 + jitter(i));
    expect(times(r)).toEqual([...Array(500).keys()].map((i) => 160 * i));
    for (let i = 500; i < 1100; i += 1) r.push(160 * i, Buffer.alloc(160), 20 * i + 520 + jitter(i));
    expect((times(r).at(-1) ?? 0) - 160 * 1099).toBe(4000);
  });

  test('by the reports of both clocks, once there are', () => {
    const r = receiving(PCMA, pictures(0, 5_000_000));
    for (let i = 0; i < 20; i += 1) r.push(160 * i, Buffer.alloc(160), 20 * i + 20);
    // The sound was recorded 300 ms before what arrival says.
    const report = senderReport({ ntpMs: 5_000_000 + 20 * 20 - 300, timestamp: 160 * 20 });
    r.receiver.pushRtcp(report, 0, report.length, 420);
    for (let i = 20; i < 400; i += 1) r.push(160 * i, Buffer.alloc(160), 20 * i + 20);
    expect(times(r).at(-1)).toBe(160 * 399 - 2400);
    const steps = times(r).map((time, i) => time - (times(r)[i - 1] ?? -160));
    expect(steps.every((step) => step >= 80)).toBe(true);
  });

  test('reports that contradict arrivals by seconds are not believed', () => {
    const r = receiving(PCMA, pictures(0, 5_000_000));
    const report = senderReport({ ntpMs: 9_000_000, timestamp: 0 });
    r.push(0, Buffer.alloc(160), 20);
    r.receiver.pushRtcp(report, 0, report.length, 20);
    for (let i = 1; i < 400; i += 1) r.push(160 * i, Buffer.alloc(160), 20 * i + 20);
    expect(times(r).at(-1)).toBe(160 * 399);
  });

  test('timestamps that jump, wrap or begin anew leave the sound where it is heard', () => {
    const r = receiving(PCMA);
    const stamp = (i: number): number =>
      i < 100 ? 2 ** 32 - 8000 + 160 * i : i < 200 ? 160 * i + 9_000_000 : 77 + 160 * i;
    for (let i = 0; i < 300; i += 1) r.push(stamp(i) % 2 ** 32, Buffer.alloc(160), 20 * i + 20);
    expect(times(r)).toEqual([...Array(300).keys()].map((i) => 160 * i));
  });
});
