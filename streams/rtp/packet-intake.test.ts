import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PacketIntake } from './packet-intake.ts';
import type { RtpTransport } from './receiver.ts';
import { readRtcp } from './rtcp.ts';
import { newCounters } from './rtp-counters.ts';
import { RtpHeader } from './rtp-header.ts';
import { rtpPacket, senderReport } from './testing/rtp-packets.ts';

function intake(transport: RtpTransport = 'tcp') {
  const counters = newCounters();
  /** Payloads as text; `-` for a gap, `R` for a restart. */
  const log: string[] = [];
  const taken = new PacketIntake({
    track: { payloadType: 96, clockRate: 90_000 },
    transport,
    counters,
    sink: {
      onPayload: (buffer, start, end) => log.push(buffer.toString('latin1', start, end)),
      onGap: () => log.push('-'),
      onRestart: () => log.push('R'),
      onSenderReport: () => undefined,
    },
  });
  const push = (packet: Buffer, atMs = 0): void => taken.push(packet, 0, packet.length, atMs);
  const numbers = (all: readonly number[], atMs = 0, ssrc = 7): void => {
    for (const n of all) {
      push(rtpPacket({ sequence: n & 0xffff, timestamp: 0, ssrc, payload: Buffer.from(String(n)) }), atMs);
    }
  };
  return { taken, counters, log, push, numbers };
}

describe('RTP headers', () => {
  test('contributing sources, extension and padding are stepped over', () => {
    const header = new RtpHeader();
    const payload = Buffer.from('payload');
    const fields = { sequence: 65_535, timestamp: 2 ** 32 - 1, ssrc: 2 ** 31 + 1, marker: true, payload };
    const packet = Buffer.concat([
      Buffer.from('before'),
      rtpPacket({ ...fields, csrcs: 3, extension: 2, padding: 4 }),
      Buffer.from('after'),
    ]);
    expect(header.read(packet, 6, packet.length - 5)).toBe(true);
    expect(header).toMatchObject({
      marker: true,
      payloadType: 96,
      sequence: 65_535,
      timestamp: 2 ** 32 - 1,
      ssrc: 2 ** 31 + 1,
    });
    expect(packet.toString('latin1', header.payloadStart, header.payloadEnd)).toBe('payload');
  });

  test.each([
    ['too short', Buffer.alloc(11, 0x80)],
    [
      'of another version',
      rtpPacket({ sequence: 1, timestamp: 1, payload: Buffer.from('x') }).fill(0x40, 0, 1),
    ],
    ['with more contributing sources than bytes', Buffer.from([0x8f, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1])],
    [
      'with an extension that does not fit',
      Buffer.from([0x90, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]),
    ],
    ['with more padding than bytes', Buffer.from([0xa0, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 200])],
    ['with padding of nothing', Buffer.from([0xa0, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0])],
  ])('%s: malformed', (_what, packet) => {
    const { push, counters, log } = intake();
    push(packet);
    expect(log).toEqual([]);
    expect(counters.malformed).toBe(1);
  });

  test('bounds beyond the buffer are refused', () => {
    expect(new RtpHeader().read(Buffer.alloc(20, 0x80), 0, 40)).toBe(false);
  });
});

describe('sequence over TCP', () => {
  test('a hole is a gap at once; numbers wrap', () => {
    const { numbers, log, counters } = intake();
    numbers([65_534, 65_535, 65_536, 65_539]);
    expect(log).toEqual(['65534', '65535', '65536', '-', '65539']);
    expect(counters).toMatchObject({ packets: 4, lost: 2 });
  });

  test('one that was there is not there twice; two in a row are a sequence begun anew', () => {
    const { numbers, log, counters } = intake();
    numbers([10, 11, 11, 12, 5, 6, 7]);
    expect(log).toEqual(['10', '11', '12', '-', 'R', '6', '7']);
    expect(counters).toMatchObject({ late: 2, restarts: 1 });
  });

  test('a new source and a far older number begin anew', () => {
    const { numbers, log } = intake();
    numbers([5000]);
    numbers([9], 0, 8);
    numbers([30_009 + 32_768], 0, 8);
    expect(log).toEqual(['5000', '-', 'R', '9', '-', 'R', '62777']);
  });

  test('packets without payload and of another type have a place in the sequence', () => {
    const { push, log, counters } = intake();
    const payload = Buffer.from('x');
    push(rtpPacket({ sequence: 1, timestamp: 0, payload }));
    push(rtpPacket({ sequence: 2, timestamp: 0, payload: Buffer.alloc(0) }));
    push(rtpPacket({ sequence: 3, timestamp: 0, payload, payloadType: 13 }));
    push(rtpPacket({ sequence: 4, timestamp: 0, payload }));
    expect(log).toEqual(['x', '', 'x']);
    expect(counters).toMatchObject({ lost: 0, malformed: 1 });
  });

  test('a description that names the wrong payload type is not insisted on', () => {
    const { push, log } = intake();
    for (let i = 0; i < 30; i += 1) {
      push(rtpPacket({ sequence: i, timestamp: 0, payload: Buffer.from('x'), payloadType: 98 }));
    }
    expect(log.length).toBe(11);
  });
});

describe('sequence over UDP', () => {
  test('what is out of order is put in order; duplicates and what is too late go', () => {
    const { numbers, log, counters } = intake('udp');
    numbers([1, 3, 2, 2, 5, 6, 5, 4, 3]);
    expect(log).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(counters).toMatchObject({ reordered: 3, late: 3, lost: 0 });
  });

  test('a hole is given up after 100 ms, or when too many wait', () => {
    const { taken, numbers, log, counters } = intake('udp');
    numbers([1, 3, 4], 1000);
    taken.expire(1099);
    expect(log).toEqual(['1']);
    taken.expire(1100);
    expect(log).toEqual(['1', '-', '3', '4']);
    numbers(
      [...Array(40).keys()].map((i) => 6 + i),
      2000,
    );
    expect(log.slice(4, 7)).toEqual(['-', '6', '7']);
    expect(counters.lost).toBe(2);
  });

  test('a long outage is one gap; two packets of another sequence begin anew, one stray packet does not', () => {
    const { numbers, log } = intake('udp');
    numbers([1, 2, 1002, 1003]);
    numbers([7], 0, 99);
    numbers([1004, 20_000, 1005]);
    numbers([20_000, 20_001, 20_002]);
    expect(log).toEqual(['1', '2', '-', '1002', '1003', '1004', '1005', '-', '20001', '20002']);
    numbers([500, 501], 0, 99);
    expect(log.slice(-3)).toEqual(['-', 'R', '501']);
  });

  test('any shuffle within the window comes out in order', () => {
    const shuffled = fc.array(fc.nat(12), { minLength: 1, maxLength: 300 }).map((delays) =>
      delays
        .map((delay, i) => ({ n: i + 1, at: i + 1 + delay }))
        .sort((a, b) => a.at - b.at)
        .map(({ n }) => n),
    );
    fc.assert(
      fc.property(shuffled, fc.nat(65_535), (order, base) => {
        const { numbers, log, counters } = intake('udp');
        numbers([base, ...order.map((n) => base + n)]);
        expect(log).toEqual([...Array(order.length + 1).keys()].map((n) => String(base + n)));
        expect(counters.lost).toBe(0);
      }),
    );
  });
});

describe('RTCP', () => {
  test('a sender report maps the camera’s clock; goodbye ends the session', () => {
    const { taken, numbers, counters } = intake();
    numbers([1]);
    const packet = senderReport({ ntpMs: 1_700_000_000_250, timestamp: 12_345, bye: true });
    expect(readRtcp(packet, 0, packet.length)).toMatchObject({
      report: { ssrc: 7, timestamp: 12_345 },
      bye: [7],
    });
    expect(readRtcp(packet, 0, packet.length)?.report?.ntpMs).toBeCloseTo(1_700_000_000_250, 1);
    taken.pushRtcp(packet, 0, packet.length, 1_700_000_000_000);
    expect(counters.cameraClockOffsetMs).toBeCloseTo(250, 1);
    expect(taken.ended).toBe(true);
  });

  test('another sender’s words are not ours; nonsense is counted', () => {
    const { taken, numbers, counters } = intake();
    numbers([1]);
    const packet = senderReport({ ntpMs: 5, timestamp: 1, ssrc: 8, bye: true });
    taken.pushRtcp(packet, 0, packet.length, 0);
    taken.pushRtcp(Buffer.from('GARBAGE!'), 0, 8, 0);
    expect(taken.ended).toBe(false);
    expect(counters).toMatchObject({ malformed: 1 });
    expect(counters).not.toHaveProperty('cameraClockOffsetMs');
  });

  test('a camera’s clock after the year 2036 is not in 1900', () => {
    const packet = senderReport({ ntpMs: Date.UTC(2040, 0, 1), timestamp: 1 });
    expect(readRtcp(packet, 0, packet.length)?.report?.ntpMs).toBe(Date.UTC(2040, 0, 1));
  });

  test('the receiver report tells what was lost, the jitter, and when the sender’s came', () => {
    const { taken, numbers } = intake();
    numbers([100, 101, 102, 103, 108], 1000);
    const packet = senderReport({ ntpMs: 0x1234_5678, timestamp: 0 });
    taken.pushRtcp(packet, 0, packet.length, 1000);
    const report = taken.reception.write(1500);
    expect(report.length % 4).toBe(0);
    expect([report[0], report[1], report.readUInt16BE(2)]).toEqual([0x81, 201, 7]);
    expect(report.readUInt32BE(8)).toBe(7);
    expect(report[12]).toBe(Math.floor((4 * 256) / 9));
    expect(report.readUIntBE(13, 3)).toBe(4);
    expect(report.readUInt32BE(16)).toBe(108);
    expect(report.readUInt32BE(24)).toBe(packet.readUInt32BE(10));
    expect(report.readUInt32BE(28)).toBe(32_768);
    expect([report[33], report[40], report.toString('latin1', 42, 48)]).toEqual([202, 1, 'viewer']);
    expect(taken.reception.write(1500)[12]).toBe(0);
  });

  test('any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        readRtcp(Buffer.from(bytes), 0, bytes.length);
      }),
      { numRuns: 500 },
    );
  });
});
