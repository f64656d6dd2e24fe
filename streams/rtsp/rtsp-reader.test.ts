import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RtspMessage } from './rtsp-message.ts';
import { MAX_GARBAGE_BYTES, RtspReader } from './rtsp-reader.ts';

type Heard = readonly ['frame', number, string] | readonly ['message', string, string];

function heardFrom(chunks: readonly Buffer[], maxChannel = 255): Heard[] {
  const heard: Heard[] = [];
  const reader = new RtspReader({
    onFrame: (channel, buffer, start, end) =>
      heard.push(['frame', channel, buffer.toString('hex', start, end)]),
    onMessage: (message) => heard.push(['message', nameOf(message), message.body.toString('latin1')]),
  });
  reader.expectChannelsUpTo(maxChannel);
  // As in real life, all reads go through one buffer.
  const shared = Buffer.alloc(64 * 1024);
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += shared.length) {
      const bytes = chunk.copy(shared, 0, at);
      reader.push(shared, 0, bytes);
    }
  }
  return heard;
}

function nameOf(message: RtspMessage): string {
  const sequence = message.headers.get('cseq') ?? '';
  return message.kind === 'response' ? `${message.status} ${sequence}` : `${message.method} ${sequence}`;
}

function frame(channel: number, payload: Buffer): Buffer {
  const head = Buffer.from([0x24, channel, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([head, payload]);
}

/** Cuts `bytes` at the given places. */
function cut(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((place, n) => bytes.subarray(place, places[n] ?? bytes.length));
}

const rtp = fc
  .uint8Array({ minLength: 8, maxLength: 3000 })
  .map((bytes) => Buffer.concat([Buffer.from([0x80]), bytes]));

const item = fc.oneof(
  fc.record({ channel: fc.nat(3), payload: rtp }).map(({ channel, payload }) => ({
    bytes: frame(channel, payload),
    heard: ['frame', channel, payload.toString('hex')] as Heard,
  })),
  fc
    .record({
      status: fc.integer({ min: 200, max: 599 }),
      sequence: fc.nat(9999),
      body: fc.string(),
      end: fc.constantFrom('\n', '\r\n'),
    })
    .map(({ status, sequence, body, end }) => {
      const content = Buffer.from(body, 'utf8');
      const length = content.length > 0 ? `content-length:${content.length}${end}` : '';
      const head = `RTSP/1.0 ${status} Whatever${end}CSeq: ${sequence}${end}${length}${end}`;
      return {
        bytes: Buffer.concat([Buffer.from(head), content]),
        heard: ['message', `${status} ${sequence}`, content.toString('latin1')] as Heard,
      };
    }),
  fc.constant({
    bytes: Buffer.from('\r\nOPTIONS * RTSP/1.0\r\nCSeq: 7\r\n\r\n'),
    heard: ['message', 'OPTIONS 7', ''] as Heard,
  }),
);

describe('the reader', () => {
  test('hears the same however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 12 }),
        fc.array(fc.nat(20_000), { maxLength: 30 }),
        (items, cuts) => {
          const bytes = Buffer.concat(items.map((each) => each.bytes));
          expect(heardFrom(cut(bytes, cuts))).toEqual(items.map((each) => each.heard));
        },
      ),
    );
  });

  test('hears the same byte by byte', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 4 }), (items) => {
        const bytes = Buffer.concat(items.map((each) => each.bytes));
        const each = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
        expect(heardFrom(each)).toEqual(items.map(({ heard }) => heard));
      }),
      { numRuns: 30 },
    );
  });

  test('finds its way back after garbage, however it is cut', () => {
    // No `$` on our channels with a believable length, and no capitals that could begin a message.
    const garbage = fc
      .uint8Array({ minLength: 1, maxLength: 200 })
      .map((bytes) =>
        Buffer.from(bytes.map((byte) => (byte === 0x24 || (byte >= 0x41 && byte <= 0x5f) ? 1 : byte))),
      );
    fc.assert(
      fc.property(
        garbage,
        item,
        item,
        fc.array(fc.nat(9000), { maxLength: 20 }),
        (noise, before, after, cuts) => {
          const bytes = Buffer.concat([before.bytes, noise, Buffer.from('$'), noise, after.bytes]);
          const heard = heardFrom(cut(bytes, cuts), 3);
          expect(heard[0]).toEqual(before.heard);
          // A `$` in noise may be believed if what follows looks like RTP; then no more than one frame is lost.
          if (noise[0] !== undefined && noise[0] > 3) expect(heard.slice(1)).toEqual([after.heard]);
        },
      ),
    );
  });

  test('nothing a camera sends makes it fail otherwise than by a protocol error, or read outside', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), fc.array(fc.nat(5000)), (noise, cuts) => {
        try {
          heardFrom(cut(Buffer.from(noise), cuts), 1);
        } catch (error) {
          expect(error).toMatchObject({ code: 'camera_protocol_error' });
        }
      }),
    );
  });

  test('passes over what a description has more than it announced', () => {
    const body = 'v=0\r\nm=video 0 RTP/AVP 96\r\n';
    const head = `RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Length: ${body.length}\r\n\r\n`;
    const rest = 'm=audio 0 RTP/AVP 8\r\nc=IN IP4 0.0.0.0\r\na=control:track2\r\n\r\n';
    const bytes = Buffer.from(`${head}${body}${rest}RTSP/1.0 200 OK\r\nCSeq: 3\r\n\r\n`);
    expect(heardFrom([bytes])).toEqual([
      ['message', '200 2', body],
      ['message', '200 3', ''],
    ]);
  });

  test('a frame of another channel than ours is believed when it looks like RTP', () => {
    const ours = frame(0, Buffer.alloc(20, 0x80));
    const theirs = frame(9, Buffer.alloc(20, 0x80));
    expect(heardFrom([Buffer.concat([ours, theirs, ours])], 1)).toHaveLength(3);
    const lies = frame(9, Buffer.alloc(20, 0x01));
    expect(heardFrom([Buffer.concat([ours, lies, ours])], 1).map(([, channel]) => channel)).toEqual([0, 0]);
  });

  test('a frame of 64 kB, whose length is the largest there is', () => {
    const payload = Buffer.alloc(65_535, 0x80);
    const heard = heardFrom([frame(0, payload), frame(1, Buffer.alloc(0)), frame(1, Buffer.alloc(12, 0x80))]);
    expect(heard.map(([, channel]) => channel)).toEqual([0, 1, 1]);
    expect(heard[0]?.[2]).toBe(payload.toString('hex'));
  });

  test('a head without end, a body without bounds and noise without end are refused', () => {
    const refused = expect.objectContaining({ code: 'camera_protocol_error' });
    const endless = Buffer.from(`RTSP/1.0 200 OK\r\n${'X-Filler: yes\r\n'.repeat(3000)}`);
    expect(() => heardFrom([endless])).toThrow(refused);
    for (const length of ['9999999', '-1', 'many']) {
      const bytes = Buffer.from(`RTSP/1.0 200 OK\r\nContent-Length: ${length}\r\n\r\n`);
      expect(() => heardFrom([bytes])).toThrow(refused);
    }
    expect(() => heardFrom([Buffer.alloc(MAX_GARBAGE_BYTES + 1, 0x61)])).toThrow(refused);
  });

  test('hands on nothing after it was closed, not even the rest of one read', () => {
    let frames = 0;
    const reader: RtspReader = new RtspReader({
      onFrame: () => {
        frames += 1;
        reader.close();
      },
      onMessage: () => undefined,
    });
    const two = Buffer.concat([frame(0, Buffer.alloc(12)), frame(0, Buffer.alloc(12))]);
    reader.push(two, 0, two.length);
    expect(frames).toBe(1);
  });
});
