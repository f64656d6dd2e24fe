import { describe, expect, test } from 'vitest';
import { H264_SETS, Receiving, slice } from './testing/receiving.ts';
import { aggregateOf, fragmentsOf, type Markers, PacketWriter } from './testing/rtp-packets.ts';

const [SPS, PPS] = H264_SETS as [Buffer, Buffer];
const KEY = [SPS, PPS, slice(5, 3000)];

describe('H.264 payloads become access units', () => {
  test('single NAL units, fragments and aggregates; delimiters and filler go, supplements stay', () => {
    const camera = new PacketWriter();
    const r = new Receiving();
    const aud = Buffer.from([0x09, 0xf0]);
    const sei = Buffer.from([0x06, 5, 2, 1, 1, 0x80]);
    const filler = Buffer.from([0x0c, 0xff, 0x80]);
    r.unit(camera.unit([aud, sei, ...KEY, filler], 3600, { aggregate: true }));
    r.unit(camera.unit([aud, sei, slice(1, 20), slice(1, 5000, false), filler]));
    r.unit(camera.unit([slice(1)]));
    expect(r.units.map(({ nals }) => nals)).toEqual([
      [sei, ...KEY],
      [sei, slice(1, 20), slice(1, 5000, false)],
    ]);
    expect(r.units[0]).toMatchObject({ keyframe: true, sps: SPS, decodeTime: 0 });
    expect(r.units[1]).toMatchObject({ keyframe: false, decodeTime: 3600, durationTicks: 3600 });
    expect(r.formats).toMatchObject([
      { codecString: 'avc1.64001e', width: 640, height: 360, timescale: 90_000 },
    ]);
    expect(r.formats[0]?.parameterSets).toEqual(H264_SETS);
    expect(r.log).toEqual(['f', 1, 1]);
  });

  test('STAP-B and FU-B are read past their decoding order numbers', () => {
    const camera = new PacketWriter();
    const r = new Receiving();
    const [, ...rest] = aggregateOf('h264', [SPS, PPS]);
    const stapB = Buffer.from([25, 0, 1, ...rest]);
    const [first = Buffer.alloc(0), last = Buffer.alloc(0)] = fragmentsOf('h264', slice(5, 1500), 1000);
    const fuB = Buffer.from([(first[0] ?? 0) + 1, first[1] ?? 0, 0, 2, ...first.subarray(2)]);
    r.unit([camera.payload(stapB), camera.payload(fuB), camera.payload(last, true)]);
    camera.timestamp += 3600;
    r.unit(camera.unit([slice(1)]));
    expect(r.units[0]?.nals).toEqual([SPS, PPS, slice(5, 1500)]);
  });

  test('parameter sets from the session’s description, for a camera that never sends them', () => {
    const sprop = [SPS, Buffer.concat([Buffer.from([0, 0, 0, 1]), PPS])]
      .map((set) => set.toString('base64'))
      .join(',');
    const camera = new PacketWriter();
    const r = new Receiving({ fmtp: { 'sprop-parameter-sets': sprop } });
    r.unit(camera.unit([slice(5)]));
    r.unit(camera.unit([slice(1)]));
    expect(r.formats[0]).toMatchObject({ width: 640, parameterSets: H264_SETS });
    expect(r.units[0]?.nals).toEqual([slice(5)]);
    expect(r.units[0]).not.toHaveProperty('sps');
  });

  test('a new parameter set in mid-stream is a new format, before the keyframe that uses it; the same again is none', () => {
    const other = Buffer.from('6742c028d900780227e5c044000003000400000300c83c60c920', 'hex');
    const camera = new PacketWriter();
    const r = new Receiving();
    for (const sps of [SPS, SPS, other, other]) {
      r.push(camera.unit([sps, PPS, slice(5)]));
      r.push(camera.unit([slice(1)]));
    }
    r.push(camera.unit([slice(1)]));
    r.flush();
    expect(r.formats.map(({ width }) => width)).toEqual([640, 1920]);
    expect(r.formats[1]?.parameterSets).toEqual([other, PPS]);
    expect(r.log).toEqual(['f', 4, 'f', 5]);
  });

  test('nothing before a keyframe; a recovery point is one', () => {
    const recovery = Buffer.from([0x06, 6, 1, 0x84, 0x80]);
    const camera = new PacketWriter();
    const r = new Receiving();
    r.unit(camera.unit([SPS, PPS, slice(1)]));
    r.unit(camera.unit([recovery, slice(1, 60)]));
    r.unit(camera.unit([slice(1, 70)]));
    r.unit(camera.unit([slice(1, 80)]));
    expect(r.units.map(({ nals }) => nals)).toEqual([
      [recovery, slice(1, 60)],
      [slice(1, 70)],
      [slice(1, 80)],
    ]);
    expect(r.receiver.stats).toMatchObject({ units: 3, unitsDropped: 1 });
  });

  test('without parameter sets that can be read it says so', () => {
    const camera = new PacketWriter();
    const r = new Receiving();
    const send = (): void => {
      for (let i = 0; i < 6; i += 1) r.unit(camera.unit([slice(5)]));
    };
    expect(send).toThrow(expect.objectContaining({ code: 'source_unsuitable' }));
    expect(r.units).toEqual([]);
  });

  test('packets that are of no use and nothing else: unsuitable, not silent', () => {
    const camera = new PacketWriter();
    const r = new Receiving();
    for (let i = 0; i < 400; i += 1) r.push([camera.payload(Buffer.from([0x1f, 1, 2]))]);
    expect(() => r.flush()).toThrow(expect.objectContaining({ code: 'source_unsuitable' }));
  });

  test('a description that promises interleaving is refused at once', () => {
    const r = new Receiving({ fmtp: { 'packetization-mode': '2' } });
    expect(() => r.flush()).toThrow(expect.objectContaining({ code: 'source_unsuitable' }));
  });

  test('a keyframe of a megabyte is one contiguous unit; five megabytes are refused, and the next keyframe plays', () => {
    const camera = new PacketWriter();
    const r = new Receiving();
    r.unit(camera.unit([SPS, PPS, slice(5, 1_000_000)]));
    r.unit(camera.unit([slice(1)]));
    r.unit(camera.unit([SPS, PPS, slice(5, 5_000_000)]));
    r.unit(camera.unit([slice(1)]));
    r.unit(camera.unit([SPS, PPS, slice(5, 10_000)]));
    r.unit(camera.unit([slice(1)]));
    expect(r.units.map(({ nals }) => nals.at(-1)?.length)).toEqual([1_000_000, 50, 10_000, 50]);
    expect(r.receiver.stats).toMatchObject({ unitsTooLarge: 1, unitsDropped: 2 });
    r.receiver.close();
    expect(r.pool.figures.slabsInUse).toBe(0);
  });
});

describe('where an access unit ends', () => {
  const fourSlices = (type: 1 | 5): Buffer[] => [0, 1, 2, 3].map((n) => slice(type, 40 + n, n === 0));

  test.each<[Markers, 0 | 1]>([
    ['right', 0],
    ['never', 1],
    ['every-packet', 1],
    ['every-nal', 1],
  ])('markers %s: whole pictures of four slices, %i held', (markers, held) => {
    const camera = new PacketWriter({ markers, mtu: 30 });
    const r = new Receiving();
    const sent = [[SPS, PPS, ...fourSlices(5)], ...Array.from({ length: 9 }, () => fourSlices(1))];
    for (const nals of sent) r.unit(camera.unit(nals));
    expect(r.units.map(({ nals }) => nals)).toEqual(sent.slice(0, held === 0 ? 10 : 9));
    expect(r.receiver.heldPictures).toBe(held);
    expect(r.receiver.stats).toMatchObject({ unitsDropped: 0, markerFaults: 0 });
  });

  test('one slice a picture and markers on every packet, parameter sets among them', () => {
    const camera = new PacketWriter({ markers: 'every-packet' });
    const r = new Receiving();
    for (let i = 0; i < 8; i += 1) r.unit(camera.unit([SPS, PPS, slice(5)]));
    expect(r.units).toHaveLength(7);
    expect(r.units.every(({ nals }) => nals.length === 3)).toBe(true);
    expect(r.receiver.heldPictures).toBe(1);
  });

  test('once markers are believed, a picture comes with its own last packet', () => {
    const camera = new PacketWriter();
    const r = new Receiving();
    r.unit(camera.unit(KEY));
    const counts = [0, 1, 2, 3, 4].map(() => {
      r.unit(camera.unit([slice(1)]));
      return r.units.length;
    });
    // The third whose end was seen, and at once the fourth.
    expect(counts).toEqual([1, 2, 4, 5, 6]);
  });

  test('a marker that turns out wrong: nothing more until a keyframe, and then markers are not believed', () => {
    const camera = new PacketWriter();
    const r = new Receiving();
    r.unit(camera.unit(KEY));
    for (let i = 0; i < 5; i += 1) r.unit(camera.unit([slice(1)]));
    const before = r.units.length;
    r.unit(camera.unit([slice(1, 41), slice(1, 42, false)], 3600, { markers: 'every-packet' }));
    r.unit(camera.unit([slice(1)]));
    r.unit(camera.unit(KEY));
    r.unit(camera.unit([slice(1)]));
    // The first half was gone when the second came.
    expect(r.units.slice(before).map(({ nals }) => nals)).toEqual([[slice(1, 41)], KEY]);
    expect(r.receiver.stats.markerFaults).toBe(1);
    expect(r.receiver.heldPictures).toBe(1);
  });

  test('no markers and one timestamp for all: the first slice, or a delimiter, begins a picture', () => {
    const camera = new PacketWriter({ markers: 'never' });
    const r = new Receiving();
    const aud = Buffer.from([0x09, 0xf0]);
    r.unit(camera.unit([SPS, PPS, slice(5), slice(5, 60, false)], 0));
    for (let i = 0; i < 4; i += 1) r.unit(camera.unit([slice(1), slice(1, 60, false)], 0));
    r.unit(camera.unit([aud, slice(1)], 0));
    r.unit(camera.unit([SPS, PPS, slice(5)], 0));
    r.unit(camera.unit([slice(1)], 0));
    expect(r.units.map(({ nals }) => nals.length)).toEqual([4, 2, 2, 2, 2, 1, 1]);
    expect(r.units.map(({ keyframe }) => keyframe)).toEqual([true, false, false, false, false, false, true]);
  });

  test('parameter sets before every slice of a keyframe, as GStreamer sends them, end nothing', () => {
    const camera = new PacketWriter();
    const r = new Receiving();
    for (let i = 0; i < 3; i += 1) {
      const [first, ...others] = fourSlices(5);
      r.unit(camera.unit([SPS, PPS, first as Buffer, ...others.flatMap((one) => [SPS, PPS, one])]));
      r.unit(camera.unit(fourSlices(1)));
    }
    r.unit(camera.unit([slice(1)]));
    const keyframe = [SPS, PPS, ...fourSlices(5)];
    expect(r.units.slice(0, 4).map(({ nals }) => nals)).toEqual([
      keyframe,
      fourSlices(1),
      keyframe,
      fourSlices(1),
    ]);
    expect(r.receiver.stats.unitsDropped).toBe(0);
  });

  test('parameter sets with a timestamp of their own belong to the keyframe after them', () => {
    const camera = new PacketWriter();
    const r = new Receiving();
    for (let i = 0; i < 3; i += 1) {
      r.push(camera.unit([SPS], 100));
      r.push(camera.unit([PPS], 100));
      r.unit(camera.unit([slice(5)]));
    }
    r.unit(camera.unit([slice(1)]));
    expect(r.units.slice(0, 3).map(({ nals }) => nals)).toEqual([0, 1, 2].map(() => [SPS, PPS, slice(5)]));
  });

  test('what belongs to the picture before, but comes after its marker, does not begin another', () => {
    const camera = new PacketWriter();
    const r = new Receiving();
    r.unit(camera.unit(KEY));
    for (let i = 0; i < 6; i += 1) {
      const packets = camera.unit([slice(1)], 0);
      r.unit([
        ...packets,
        camera.payload(Buffer.from([0x0c, 0xff, 0x80])),
        camera.payload(Buffer.from([0x0b])),
      ]);
      camera.timestamp = (camera.timestamp + 3600) >>> 0;
    }
    expect(r.units.length).toBeGreaterThanOrEqual(6);
    expect(r.units.slice(1).every(({ nals }) => nals[0]?.equals(slice(1)))).toBe(true);
  });

  test('a fragment whose end is not marked, with nothing missing, has ended', () => {
    const camera = new PacketWriter();
    const r = new Receiving();
    const parts = fragmentsOf('h264', slice(1, 3000), 1000);
    const unended = parts.map((part) =>
      Buffer.from([part[0] ?? 0, (part[1] ?? 0) & ~0x40, ...part.subarray(2)]),
    );
    r.unit(camera.unit(KEY));
    r.unit(unended.map((payload, i) => camera.payload(payload, i === parts.length - 1)));
    camera.timestamp = (camera.timestamp + 3600) >>> 0;
    r.unit(camera.unit([slice(1)]));
    expect(r.units[1]?.nals).toEqual([slice(1, 3000)]);
  });
});

describe('what is lost', () => {
  const sent = [KEY, [slice(1, 3100)], [slice(1, 3200)], KEY, [slice(1, 3300)], [slice(1, 3400)]];

  /** Markers are believed after some pictures; then a picture is out before anything after it can be lost. */
  function learned(): { camera: PacketWriter; r: Receiving } {
    const camera = new PacketWriter();
    const r = new Receiving();
    r.unit(camera.unit(KEY));
    for (let i = 0; i < 4; i += 1) r.unit(camera.unit([slice(1)]));
    expect(r.units).toHaveLength(5);
    r.units.length = 0;
    return { camera, r };
  }

  test.each([0, 1, 2])('fragment %i of a picture: dropped, and all until the next keyframe', (lost) => {
    const { camera, r } = learned();
    for (const [i, nals] of sent.entries()) {
      r.unit(camera.unit(nals).filter((_, packet) => i !== 1 || packet !== lost));
    }
    expect(r.units.map(({ nals }) => nals.at(-1)?.length)).toEqual([3000, 3000, 3300, 3400]);
    expect(r.receiver.stats).toMatchObject({ lost: 1, unitsDropped: 2 });
  });

  test('before markers are believed, a hole after a picture costs that picture, too', () => {
    const camera = new PacketWriter();
    const r = new Receiving();
    for (const [i, nals] of sent.entries()) r.unit(camera.unit(nals).slice(i === 1 ? 1 : 0));
    r.unit(camera.unit([slice(1)]));
    expect(r.units.slice(0, 3).map(({ nals }) => nals.at(-1)?.length)).toEqual([3000, 3300, 3400]);
  });

  test('whole pictures: the next keyframe is taken at once', () => {
    const { camera, r } = learned();
    for (const [i, nals] of sent.entries()) {
      const packets = camera.unit(nals);
      if (i !== 1 && i !== 2) r.unit(packets);
    }
    expect(r.units.map(({ nals }) => nals.at(-1)?.length)).toEqual([3000, 3000, 3300, 3400]);
    expect(r.receiver.stats).toMatchObject({ unitsDropped: 0, lost: 6 });
  });

  test('a keyframe’s parameter sets: it is not taken for whole', () => {
    const camera = new PacketWriter();
    const r = new Receiving();
    r.unit(camera.unit(KEY));
    for (let i = 0; i < 5; i += 1) r.unit(camera.unit([slice(1)]));
    r.unit(camera.unit(KEY).slice(2));
    r.unit(camera.unit([slice(1)]));
    expect(r.units.filter(({ keyframe }) => keyframe)).toHaveLength(1);
    r.unit(camera.unit(KEY));
    expect(r.units.filter(({ keyframe }) => keyframe)).toHaveLength(2);
  });

  test('a sender that begins anew (sequence, source, timestamps) goes on at its next keyframe, later', () => {
    const camera = new PacketWriter();
    const r = new Receiving();
    for (const nals of sent) r.unit(camera.unit(nals));
    camera.sequence = 20_000;
    camera.ssrc = 99;
    camera.timestamp = 5;
    r.unit(camera.unit([slice(1)]));
    for (const nals of sent) r.unit(camera.unit(nals));
    const times = r.units.map(({ decodeTime }) => decodeTime);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(times).size).toBe(times.length);
    expect(r.units).toHaveLength(12);
    expect(r.receiver.stats).toMatchObject({ restarts: 1, lost: 0, unitsDropped: 1 });
    // One interval for the picture that was dropped at the new beginning, one for itself, by arrival.
    const seam = (times[6] ?? 0) - (times[5] ?? 0);
    expect(seam).toBeGreaterThan(3000);
    expect(seam).toBeLessThan(11_000);
  });

  test('a malformed payload in the midst of a picture drops it', () => {
    const camera = new PacketWriter();
    const r = new Receiving();
    r.unit(camera.unit(KEY));
    const [first, ...rest] = fragmentsOf('h264', slice(1, 3000), 1000).map((part) => camera.payload(part));
    r.unit([first as Buffer, ...rest, camera.payload(Buffer.from([0x78, 0xff, 0xff, 1]), true)]);
    camera.timestamp = (camera.timestamp + 3600) >>> 0;
    r.unit(camera.unit([slice(1)]));
    r.unit(camera.unit(KEY));
    r.unit(camera.unit([slice(1)]));
    expect(r.units.slice(0, 2).map(({ keyframe }) => keyframe)).toEqual([true, true]);
    expect(r.receiver.stats.malformed).toBe(1);
  });
});

describe('B-frames', () => {
  /** slice_type 1 (B). */
  const b = (): Buffer => Buffer.from([0x01, 0b1010_0000, 7, 7]);

  test('a picture that is shown before the one sent before it: this source cannot serve the camera', () => {
    const camera = new PacketWriter();
    const r = new Receiving();
    r.unit(camera.unit(KEY, 10_800));
    r.unit(camera.unit([slice(1)], -7200));
    r.unit(camera.unit([b()], 3600));
    expect(() => r.unit(camera.unit([b()], 3600))).toThrow(
      expect.objectContaining({ code: 'source_unsuitable' }),
    );
    expect(r.units).toHaveLength(2);
  });

  test('bidirectional slices in the order of their times are none of our business', () => {
    const camera = new PacketWriter();
    const r = new Receiving();
    r.unit(camera.unit(KEY));
    for (let i = 0; i < 5; i += 1) r.unit(camera.unit([b()]));
    expect(r.units.length).toBeGreaterThanOrEqual(5);
  });

  test('a timestamp that trembles backwards without them is only odd', () => {
    const camera = new PacketWriter();
    const r = new Receiving();
    r.unit(camera.unit(KEY, -30));
    for (let i = 0; i < 6; i += 1) r.unit(camera.unit([slice(1)], i === 2 ? -30 : 3600));
    const times = r.units.map(({ decodeTime }) => decodeTime);
    expect(times.every((time, i) => i === 0 || time > (times[i - 1] ?? 0))).toBe(true);
  });
});
