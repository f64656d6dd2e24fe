import { describe, expect, test } from 'vitest';
import { H265_SETS, Receiving, slice265 } from './testing/receiving.ts';
import { aggregateOf, fragmentsOf, PacketWriter } from './testing/rtp-packets.ts';

const KEY = [...H265_SETS, slice265(19, 3000)];
/** As x265 writes it with B-frames. */
const REORDERING = Buffer.from(
  '42010101600000030090000003000003005da00280802d16595964932bc05a020000030002000003003210',
  'hex',
);
const P = (size = 50): Buffer => slice265(1, size);

describe('H.265 payloads become access units', () => {
  test('single NAL units, fragments and aggregates; delimiters and filler go, supplements stay', () => {
    const camera = new PacketWriter({ codec: 'h265' });
    const r = new Receiving({ codec: 'h265' });
    const aud = Buffer.from([35 << 1, 1, 0x50]);
    const prefix = Buffer.from([39 << 1, 1, 5, 1, 1, 0x80]);
    const suffix = Buffer.from([40 << 1, 1, 5, 1, 1, 0x80]);
    const filler = Buffer.from([38 << 1, 1, 0xff, 0x80]);
    r.unit(camera.unit([aud, prefix, ...KEY, suffix], 3600, { aggregate: true }));
    r.unit(camera.unit([aud, P(20), slice265(1, 5000, false), filler]));
    r.unit(camera.unit([P()]));
    expect(r.units.map(({ nals }) => nals)).toEqual([
      [prefix, ...KEY, suffix],
      [P(20), slice265(1, 5000, false)],
    ]);
    expect(r.units[0]).toMatchObject({ keyframe: true, sps: H265_SETS[1] });
    expect(r.formats).toMatchObject([
      { codec: 'h265', codecString: 'hvc1.1.6.L93.90', width: 1280, height: 720, parameterSets: H265_SETS },
    ]);
  });

  test('parameter sets from the description', () => {
    const [vps, sps, pps] = H265_SETS.map((set) => set.toString('base64'));
    const fmtp = { 'sprop-vps': vps ?? '', 'sprop-sps': sps ?? '', 'sprop-pps': pps ?? '' };
    const camera = new PacketWriter({ codec: 'h265' });
    const r = new Receiving({ codec: 'h265', fmtp });
    // A clean random access picture begins a GOP as well as an IDR does.
    r.unit(camera.unit([slice265(21)]));
    r.unit(camera.unit([P()]));
    expect(r.formats[0]?.parameterSets).toEqual(H265_SETS);
    expect(r.units).toMatchObject([{ keyframe: true, nals: [slice265(21)] }]);
  });

  test('a suffix after its picture’s marker does not begin another', () => {
    const camera = new PacketWriter({ codec: 'h265' });
    const r = new Receiving({ codec: 'h265' });
    r.unit(camera.unit(KEY));
    for (let i = 0; i < 6; i += 1) {
      r.unit([...camera.unit([P()], 0), camera.payload(Buffer.from([40 << 1, 1, 5, 1, 1, 0x80]))]);
      camera.timestamp = (camera.timestamp + 3600) >>> 0;
    }
    expect(r.units.slice(-2).map(({ nals }) => nals[0])).toEqual([P(), P()]);
  });

  test.each([
    ['an aggregate of one byte', Buffer.from([48 << 1, 1, 0])],
    ['an aggregate that promises more than it has', Buffer.from([48 << 1, 1, 0, 200, 2, 1, 0x80])],
    ['an aggregate within an aggregate', aggregateOf('h265', [aggregateOf('h265', [P(), P()])])],
    ['a packet of content information', Buffer.from([50 << 1, 1, 0, 0, 0])],
    ['a fragment of a fragment', Buffer.from([49 << 1, 1, 0x80 | 49, 1, 2])],
    ['half a header', Buffer.from([2])],
  ])('%s is malformed, and damages its picture only', (_what, payload) => {
    const camera = new PacketWriter({ codec: 'h265' });
    const r = new Receiving({ codec: 'h265' });
    r.unit(camera.unit(KEY));
    for (let i = 0; i < 4; i += 1) r.unit(camera.unit([P()]));
    r.unit([camera.payload(payload), ...camera.unit([P()])]);
    r.unit(camera.unit([P()]));
    r.unit(camera.unit(KEY));
    expect(r.units.map(({ keyframe }) => keyframe)).toEqual([true, false, false, false, false, true]);
    expect(r.receiver.stats.malformed).toBe(1);
  });

  test('a fragment without its beginning damages the picture', () => {
    const camera = new PacketWriter({ codec: 'h265' });
    const r = new Receiving({ codec: 'h265' });
    const [, ...rest] = fragmentsOf('h265', slice265(19, 3000), 900);
    r.unit(rest.map((part, i) => camera.payload(part, i === rest.length - 1)));
    camera.timestamp = (camera.timestamp + 3600) >>> 0;
    r.unit(camera.unit(KEY));
    r.unit(camera.unit([P()]));
    expect(r.units.map(({ nals }) => nals)).toEqual([KEY]);
  });

  test('reordered pictures, where the parameter set announces them', () => {
    const camera = new PacketWriter({ codec: 'h265' });
    const r = new Receiving({ codec: 'h265' });
    const [vps, , pps] = H265_SETS as [Buffer, Buffer, Buffer];
    r.unit(camera.unit([vps, REORDERING, pps, slice265(19)], 10_800));
    r.unit(camera.unit([P()], -7200));
    r.unit(camera.unit([P()], 3600));
    expect(() => r.unit(camera.unit([P()]))).toThrow(expect.objectContaining({ code: 'source_unsuitable' }));
  });

  test('decoding order numbers in the packets are refused at once', () => {
    const r = new Receiving({ codec: 'h265', fmtp: { 'sprop-max-don-diff': '2' } });
    expect(() => r.flush()).toThrow(expect.objectContaining({ code: 'source_unsuitable' }));
  });
});
