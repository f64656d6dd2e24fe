import fc from 'fast-check';
import { expect, test } from 'vitest';
import { H264Packetizer } from '../outputs/webrtc/h264-packetizer.ts';
import { H264_SETS, H265_SETS, Receiving, slice, slice265 } from './testing/receiving.ts';
import { PacketWriter } from './testing/rtp-packets.ts';

/**
 * Any pictures, cut into packets any way, lost, repeated and reordered any way: what comes out was sent, in
 * order, and after a loss nothing before a keyframe. Garbage does no harm.
 */

interface Sent {
  readonly keyframe: boolean;
  readonly nals: readonly Buffer[];
}

const codecs = fc.constantFrom('h264' as const, 'h265' as const);

/** A camera cuts all its pictures into as many slices. */
const units = (codec: 'h264' | 'h265'): fc.Arbitrary<Sent[]> =>
  fc.integer({ min: 1, max: 4 }).chain((count) => unitsOf(codec, count));

const unitsOf = (codec: 'h264' | 'h265', count: number): fc.Arbitrary<Sent[]> =>
  fc
    .array(
      fc.record({
        keyframe: fc.boolean(),
        slices: fc.array(fc.oneof(fc.integer({ min: 4, max: 60 }), fc.integer({ min: 4, max: 1500 })), {
          minLength: count,
          maxLength: count,
        }),
        information: fc.boolean(),
      }),
      { minLength: 1, maxLength: 25 },
    )
    .map((all) =>
      all.map(({ keyframe, slices, information }, i) => {
        const isKey = keyframe || i === 0;
        const sets = isKey ? (codec === 'h264' ? H264_SETS : H265_SETS) : [];
        const sei =
          codec === 'h264' ? Buffer.from([0x06, 5, 1, i, 0x80]) : Buffer.from([39 << 1, 1, 5, 1, i, 0x80]);
        const pictures = slices.map((size, n) => {
          const fill = (i * 7 + n) % 256;
          return codec === 'h264'
            ? slice(isKey ? 5 : 1, size, n === 0, fill)
            : slice265(isKey ? 19 : 1, size, n === 0, fill);
        });
        return { keyframe: isKey, nals: [...sets, ...(information ? [sei] : []), ...pictures] };
      }),
    );

/** Wrong markers are told from right ones by what they do to a camera's first pictures: so the same to all. */
const packing = fc
  .record({
    mtu: fc.integer({ min: 60, max: 1400 }),
    markers: fc.constantFrom(
      'right' as const,
      'never' as const,
      'every-packet' as const,
      'every-nal' as const,
    ),
    aggregate: fc.boolean(),
  })
  .map((pack) => ({ ...pack, aggregate: pack.aggregate && !pack.markers.startsWith('every') }));

test('what is sent comes out, whatever the codec, the cutting and the markers', () => {
  const cases = codecs.chain((codec) => fc.tuple(fc.constant(codec), units(codec), packing, fc.nat(0xffff)));
  fc.assert(
    fc.property(cases, ([codec, sent, pack, sequence]) => {
      const camera = new PacketWriter({ codec, ...pack, sequence });
      const r = new Receiving({ codec });
      for (const { nals } of sent) r.unit(camera.unit(nals));
      const seen = r.units.map(({ nals }) => textOf(nals));
      expect(seen).toEqual(sent.slice(0, seen.length).map(({ nals }) => textOf(nals)));
      expect(seen.length).toBeGreaterThanOrEqual(sent.length - 1);
      expect(r.units.map(({ keyframe }) => keyframe)).toEqual(
        sent.slice(0, seen.length).map((one) => one.keyframe),
      );
      expect(r.receiver.stats).toMatchObject({ lost: 0, malformed: 0, unitsDropped: 0, markerFaults: 0 });
      r.receiver.close();
      expect(r.pool.figures.slabsInUse).toBe(0);
    }),
    { numRuns: 100 },
  );
});

test('what our own packetizer for browsers makes comes out, too', () => {
  fc.assert(
    fc.property(units('h264'), fc.integer({ min: 60, max: 1200 }), (sent, maxPayloadBytes) => {
      const packetizer = new H264Packetizer({
        ssrc: 7,
        payloadType: 96,
        sequenceNumber: 65_500,
        maxPayloadBytes,
      });
      const r = new Receiving();
      let timestamp = 0;
      for (const { nals, keyframe } of sent) {
        timestamp += 3600;
        const packets: Buffer[] = [];
        const timing = { timestamp, keyframe, parameterSets: [] };
        packetizer.packetize(withLengths(nals), timing, (packet) => packets.push(Buffer.from(packet)));
        r.unit(packets);
      }
      // It leaves out supplemental information.
      const expected = sent.map(({ nals }) => textOf(nals.filter((nal) => nal[0] !== 0x06)));
      const seen = r.units.map(({ nals }) => textOf(nals));
      expect(seen).toEqual(expected.slice(0, seen.length));
      expect(seen.length).toBeGreaterThanOrEqual(sent.length - 1);
    }),
    { numRuns: 40 },
  );
});

/** What becomes of each packet: passed, lost, sent twice, or delayed by some places. */
const fates = fc.array(
  fc.oneof(
    { weight: 20, arbitrary: fc.constant({ kind: 'pass' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'lose' as const }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('repeat' as const), after: fc.nat(6) }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('delay' as const), after: fc.integer({ min: 1, max: 40 }) }),
    },
  ),
  { minLength: 1, maxLength: 200 },
);

function suffer(packets: readonly Buffer[], fate: (i: number) => { kind: string; after?: number }): Buffer[] {
  const places: { at: number; packet: Buffer }[] = [];
  for (const [i, packet] of packets.entries()) {
    const { kind, after = 0 } = fate(i);
    if (kind === 'pass' || kind === 'repeat') places.push({ at: i, packet });
    if (kind === 'repeat' || kind === 'delay') places.push({ at: i + after + 0.5, packet });
  }
  return places.sort((a, b) => a.at - b.at).map(({ packet }) => packet);
}

test.each(['tcp', 'udp'] as const)(
  'over %s, whatever is lost, repeated or late: only what was sent comes out',
  (transport) => {
    const cases = codecs.chain((codec) =>
      fc.tuple(fc.constant(codec), units(codec), packing, fates, fc.nat(0xffff)),
    );
    fc.assert(
      fc.property(cases, ([codec, sent, pack, fate, sequence]) => {
        const camera = new PacketWriter({ codec, ...pack, sequence });
        const packets = sent.flatMap(({ nals }) => camera.unit(nals));
        // TCP loses whole packets where a camera's own queue was full; it does not reorder or repeat.
        const at = (i: number): { kind: string; after?: number } => {
          const one = fate[i % fate.length] ?? { kind: 'pass' };
          return transport === 'tcp' && one.kind !== 'lose' ? { kind: 'pass' } : one;
        };
        const r = new Receiving({ codec, transport });
        for (const packet of suffer(packets, at)) r.unit([packet], 2);
        r.nowMs += 500;
        r.flush();
        let next = 0;
        let whole = true;
        for (const unit of r.units) {
          const from = sent.findIndex((one, i) => i >= next && textOf(one.nals) === textOf(unit.nals));
          expect(from).toBeGreaterThanOrEqual(next);
          if (from !== next) whole = false;
          // After a hole, decoding begins at a keyframe.
          if (from !== next) expect(unit.keyframe).toBe(true);
          next = from + 1;
        }
        if (whole && next === sent.length) expect(r.receiver.stats.unitsDropped).toBe(0);
        r.receiver.close();
        expect(r.pool.figures.slabsInUse).toBe(0);
      }),
      { numRuns: 250 },
    );
  },
);

test('garbage, and packets with bytes changed, do no harm and keep no memory', () => {
  const garbage = fc.oneof(
    fc.uint8Array({ maxLength: 100 }).map((bytes) => ({ bytes: Buffer.from(bytes) })),
    fc
      .tuple(fc.nat(2), fc.uint8Array({ maxLength: 80 }))
      .map(([ahead, bytes]) => ({ ahead, payload: Buffer.from(bytes) })),
    fc.record({ change: fc.array(fc.tuple(fc.nat(1500), fc.nat(255)), { minLength: 1, maxLength: 5 }) }),
  );
  fc.assert(
    fc.property(
      codecs,
      fc.constantFrom('tcp' as const, 'udp' as const),
      fc.array(garbage, { maxLength: 150 }),
      (codec, transport, all) => {
        const camera = new PacketWriter({ codec, mtu: 500 });
        const r = new Receiving({ codec, transport });
        const picture =
          codec === 'h264' ? [...H264_SETS, slice(5, 1800)] : [...H265_SETS, slice265(19, 1800)];
        try {
          for (const one of all) {
            if ('bytes' in one) r.unit([one.bytes], 10);
            else if ('payload' in one) {
              camera.sequence += one.ahead;
              r.unit([camera.payload(one.payload, one.ahead === 1)], 10);
            } else {
              const packets = camera.unit(picture);
              for (const [at, value] of one.change) {
                const packet = packets[at % packets.length];
                if (packet) packet[at % packet.length] = value;
              }
              r.unit(packets);
            }
            r.receiver.pushRtcp(Buffer.from([0x80, 200, at(one), 1, 2, 3, 4]), 0, 7, r.nowMs);
            expect(r.pool.figures.slabsInUse).toBeLessThanOrEqual(2);
          }
        } catch (error) {
          // Giving a camera up is an answer.
          expect(error).toMatchObject({ code: 'source_unsuitable' });
        }
        const times = r.units.map(({ decodeTime }) => decodeTime);
        for (const [i, time] of times.entries()) expect(time).toBeGreaterThan(times[i - 1] ?? -1);
        r.receiver.close();
        expect(r.pool.figures).toMatchObject({ slabsInUse: 0, bytesInUse: 0 });
      },
    ),
    { numRuns: 100 },
  );
});

function at(one: object): number {
  return 'bytes' in one ? 0 : 1;
}

/** Comparing text is quick. */
function textOf(nals: readonly Buffer[]): string {
  return nals.map((nal) => nal.toString('latin1')).join('\u{10000}');
}

function withLengths(nals: readonly Buffer[]): Buffer {
  return Buffer.concat(
    nals.flatMap((nal) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(nal.length);
      return [length, nal];
    }),
  );
}
