import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { H264Packetizer } from './h264-packetizer.ts';

const SPS = Buffer.from([0x67, 0x64, 0x00, 0x1f, 0xac]);
const PPS = Buffer.from([0x68, 0xee, 0x3c, 0x80]);
const sets = [SPS, PPS];

describe('H264Packetizer', () => {
  test('whatever goes in comes out of a receiver, in order, in packets that fit', () => {
    const slice = fc
      .record({
        type: fc.constantFrom(1, 2, 5),
        importance: fc.integer({ min: 0, max: 3 }),
        body: fc.uint8Array({ minLength: 0, maxLength: 5000 }),
      })
      .map(({ type, importance, body }) => Buffer.from([(importance << 5) | type, ...body]));
    const units = fc.array(
      fc.record({ keyframe: fc.boolean(), nals: fc.array(slice, { minLength: 1, maxLength: 5 }) }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(units, fc.integer({ min: 60, max: 1200 }), fc.nat(0xffff), (all, max, sequenceNumber) => {
        const packetizer = new H264Packetizer({
          ssrc: 7,
          payloadType: 101,
          sequenceNumber,
          maxPayloadBytes: max,
        });
        let timestamp = 2 ** 32 - 5;
        let next = sequenceNumber;
        for (const unit of all) {
          timestamp = (timestamp + 3600) % 2 ** 32;
          const packets = packetsOf(packetizer, avcc(unit.nals), { timestamp, keyframe: unit.keyframe });
          for (const packet of packets) {
            expect(packet.payload.length).toBeLessThanOrEqual(max);
            expect(packet).toMatchObject({ timestamp, ssrc: 7, payloadType: 101, sequenceNumber: next });
            next = (next + 1) & 0xffff;
          }
          expect(packets.map((p) => p.marker)).toEqual(packets.map((_, i) => i === packets.length - 1));
          expect(depacketize(packets)).toEqual(unit.keyframe ? [...sets, ...unit.nals] : unit.nals);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a keyframe begins with SPS and PPS in one packet, as mediasoup expects', () => {
    const packets = packetsOf(packetizer(), avcc([Buffer.from([0x65, 1, 2, 3])]), { keyframe: true });
    expect(packets).toHaveLength(2);
    expect(packets[0]?.payload[0]).toBe(0x78);
    expect((packets[0]?.payload[3] ?? 0) & 0x1f).toBe(7);
  });

  test('parameter sets in the picture win over those of the init segment, SPS first', () => {
    const newer = Buffer.from([0x67, 0x42, 0xe0, 0x28]);
    const newerPps = Buffer.from([0x68, 1]);
    const idr = Buffer.from([0x65, 9]);
    const packets = packetsOf(packetizer(), avcc([newerPps, newer, idr]), { keyframe: true });
    expect(depacketize(packets)).toEqual([newer, newerPps, idr]);
  });

  test('parameter sets too large for one packet go alone', () => {
    const long = Buffer.alloc(70, 0x67);
    const packets = packetsOf(packetizer(64), avcc([Buffer.from([0x65, 9])]), {
      keyframe: true,
      parameterSets: [long, PPS],
    });
    expect(depacketize(packets)).toEqual([long, PPS, Buffer.from([0x65, 9])]);
  });

  test('delimiters, SEI and filler are left out; an SPS outside a keyframe too', () => {
    const slice = Buffer.from([0x41, 5]);
    const noise = [Buffer.from([0x09, 0xf0]), Buffer.from([0x06, 1, 2]), Buffer.from([0x0c, 0xff]), SPS];
    const packets = packetsOf(packetizer(), avcc([...noise, slice]), { keyframe: false });
    expect(depacketize(packets)).toEqual([slice]);
  });

  test.each([
    ['an access unit without a picture', avcc([Buffer.from([0x06, 1])])],
    ['nothing', Buffer.alloc(0)],
    ['a length past the end', Buffer.from([0, 0, 0, 9, 0x65])],
    ['a cut-off length', Buffer.concat([avcc([Buffer.from([0x65, 1])]), Buffer.from([0, 0])])],
  ])('%s sends nothing and spends no sequence number', (_, accessUnit) => {
    const subject = packetizer();
    const sent: Buffer[] = [];
    expect(subject.packetize(accessUnit, timing({}), (p) => sent.push(p))).toBe(false);
    expect(sent).toEqual([]);
    expect(packetsOf(subject, avcc([Buffer.from([0x41])]), {})[0]?.sequenceNumber).toBe(0);
  });

  test('the extension rides on the first packet of a keyframe only', () => {
    const subject = new H264Packetizer({
      ssrc: 1,
      payloadType: 96,
      sequenceNumber: 0,
      keyframeExtension: { id: 14, value: Buffer.from([0, 0, 0]) },
    });
    const packets = packetsOf(subject, avcc([Buffer.alloc(3000, 0x65)]), { keyframe: true });
    expect(packets.map((p) => p.extension?.toString('hex'))).toEqual([
      'bede0001e2000000',
      ...Array(3).fill(undefined),
    ]);
    expect(packetsOf(subject, avcc([Buffer.from([0x41])]), {})[0]?.extension).toBeUndefined();
  });
});

interface Packet {
  marker: boolean;
  payloadType: number;
  sequenceNumber: number;
  timestamp: number;
  ssrc: number;
  extension: Buffer | undefined;
  payload: Buffer;
}

function packetizer(maxPayloadBytes = 1200): H264Packetizer {
  return new H264Packetizer({ ssrc: 1, payloadType: 96, sequenceNumber: 0, maxPayloadBytes });
}

function timing(over: Partial<{ timestamp: number; keyframe: boolean; parameterSets: readonly Buffer[] }>) {
  return { timestamp: 0, keyframe: false, parameterSets: sets, ...over };
}

function packetsOf(
  subject: H264Packetizer,
  accessUnit: Buffer,
  over: Parameters<typeof timing>[0],
): Packet[] {
  const packets: Packet[] = [];
  subject.packetize(accessUnit, timing(over), (packet) => packets.push(parse(Buffer.from(packet))));
  return packets;
}

function avcc(nals: readonly Buffer[]): Buffer {
  return Buffer.concat(
    nals.flatMap((nal) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(nal.length);
      return [length, nal];
    }),
  );
}

function parse(packet: Buffer): Packet {
  const first = packet[0] ?? 0;
  const second = packet[1] ?? 0;
  expect(first & 0xef).toBe(0x80);
  const extended = (first & 0x10) !== 0;
  const payloadAt = extended ? 16 + packet.readUInt16BE(14) * 4 : 12;
  return {
    marker: (second & 0x80) !== 0,
    payloadType: second & 0x7f,
    sequenceNumber: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
    extension: extended ? packet.subarray(12, payloadAt) : undefined,
    payload: packet.subarray(payloadAt),
  };
}

/** A receiver after RFC 6184 5.7. */
function depacketize(packets: readonly Packet[]): Buffer[] {
  const nals: Buffer[] = [];
  let fragments: Buffer[] = [];
  for (const { payload } of packets) {
    const head = payload[0] ?? 0;
    const type = head & 0x1f;
    if (type === 24) {
      for (let at = 1; at < payload.length; ) {
        const length = payload.readUInt16BE(at);
        nals.push(payload.subarray(at + 2, at + 2 + length));
        at += 2 + length;
      }
    } else if (type === 28) {
      const fu = payload[1] ?? 0;
      if (fu & 0x80) fragments = [Buffer.from([(head & 0xe0) | (fu & 0x1f)])];
      fragments.push(payload.subarray(2));
      if (fu & 0x40) nals.push(Buffer.concat(fragments));
    } else nals.push(payload);
  }
  return nals;
}
