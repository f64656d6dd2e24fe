import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAmf0 } from './amf0.ts';
import { RtmpGate } from './rtmp-gate.ts';
import { RtmpFault, RtmpMessages } from './rtmp-messages.ts';

const KEY = 'a-key_of-letters-09';
const text = (value: string) => {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([2, bytes.length >> 8, bytes.length & 0xff]), bytes]);
};
const number = (value: number) => {
  const bytes = Buffer.alloc(9);
  bytes.writeDoubleBE(value, 1);
  return bytes;
};
const object = (fields: Record<string, string>) =>
  Buffer.concat([
    Buffer.from([3]),
    ...Object.entries(fields).flatMap(([name, value]) => [text(name).subarray(1), text(value)]),
    Buffer.from([0, 0, 9]),
  ]);
const NULL = Buffer.from([5]);
const connect = (app = 'live') =>
  Buffer.concat([
    text('connect'),
    number(1),
    object({ app, tcUrl: `rtmp://127.0.0.1/${app}`, flashVer: 'x'.repeat(200) }),
  ]);
const publish = (name: string) => Buffer.concat([text('publish'), number(5), NULL, text(name), text('live')]);
const command = (name: string) => Buffer.concat([text(name), number(2), NULL]);

/** As an encoder sends it: in chunks of 128 bytes. */
function message(type: number, payload: Buffer, chunkStream = 3, chunkSize = 128): Buffer {
  const head = Buffer.alloc(12);
  head[0] = chunkStream;
  head.writeUIntBE(payload.length, 4, 3);
  head[7] = type;
  const parts: Buffer[] = [head];
  for (let at = 0; at < payload.length; at += chunkSize) {
    if (at > 0) parts.push(Buffer.from([0xc0 | chunkStream]));
    parts.push(payload.subarray(at, at + chunkSize));
  }
  return Buffer.concat(parts);
}

const HANDSHAKE = Buffer.concat([Buffer.from([3]), Buffer.alloc(3072, 7)]);
const LEAD = Buffer.concat([
  message(20, connect()),
  ...['releaseStream', 'FCPublish', 'createStream'].map((name) => message(20, command(name))),
]);
const MEDIA = Buffer.alloc(500, 0xee);

function pass(bytes: Buffer, sizes: readonly number[]) {
  const gate = new RtmpGate();
  const forwarded: Buffer[] = [];
  let key: string | undefined;
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? bytes.length);
    const answer = gate.push(bytes.subarray(at, at + size));
    forwarded.push(...answer.forward);
    key ??= answer.key;
    at += size;
  }
  return { key, forwarded: Buffer.concat(forwarded), held: Buffer.concat([...gate.held]) };
}

test('however it is cut, the key is found, nothing of publishing is let through before, and nothing is lost', () => {
  const publishing = Buffer.concat([message(20, publish(`${KEY}?x=1`), 4), MEDIA]);
  const bytes = Buffer.concat([HANDSHAKE, LEAD, publishing]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 20 }), (sizes) => {
      const { key, forwarded, held } = pass(bytes, sizes);
      expect(key).toBe(KEY);
      expect(forwarded.length).toBeLessThanOrEqual(HANDSHAKE.length + LEAD.length);
      expect(Buffer.concat([forwarded, held]).equals(bytes)).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test.each([
  ['no RTMP', Buffer.from('GET / HTTP/1.1')],
  [
    'a player',
    Buffer.concat([HANDSHAKE, LEAD, message(20, Buffer.concat([text('play'), number(4), NULL, text(KEY)]))]),
  ],
  ['another application', Buffer.concat([HANDSHAKE, message(20, connect('other'))])],
  ['media without a key', Buffer.concat([HANDSHAKE, LEAD, message(9, Buffer.from([0x17, 1, 0, 0, 0]))])],
  ['a key that is a path', Buffer.concat([HANDSHAKE, LEAD, message(20, publish('../../etc/passwd'))])],
  ['no key', Buffer.concat([HANDSHAKE, LEAD, message(20, publish(''))])],
  ['a long message', Buffer.concat([HANDSHAKE, message(20, Buffer.alloc(5000))])],
  [
    'many chunk streams',
    Buffer.concat([HANDSHAKE, ...Array.from({ length: 9 }, (_, id) => message(3, Buffer.alloc(4), id + 3))]),
  ],
  ['chunks of nothing', Buffer.concat([HANDSHAKE, message(1, Buffer.alloc(4))])],
])('%s is refused', (_, bytes) => {
  expect(() => pass(bytes, [bytes.length])).toThrow(RtmpFault);
});

test('one message left unfinished does not have all that comes after it held back', () => {
  const gate = new RtmpGate();
  const half = message(20, connect(), 3).subarray(0, 100);
  gate.push(Buffer.concat([HANDSHAKE, half]));
  const acknowledged = message(3, Buffer.alloc(4), 2);
  const flood = () => {
    for (let sent = 0; sent < 1e6; sent += acknowledged.length) gate.push(acknowledged);
  };
  expect(flood).toThrow(RtmpFault);
  expect(gate.held.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(100_000);
});

test('larger chunks are taken once they are announced', () => {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(60_000);
  const bytes = Buffer.concat([
    HANDSHAKE,
    message(1, size, 2),
    message(20, connect(), 3, 60_000),
    message(20, publish(KEY), 3, 60_000),
  ]);
  expect(pass(bytes, [1000]).key).toBe(KEY);
});

test('whatever comes, the parsers end, hold little, and fail in one way only', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (noise) => {
      readAmf0(Buffer.from(noise));
      const messages = new RtmpMessages({ maxMessageBytes: 4096, maxChunkStreams: 8 });
      try {
        for (const { payload } of messages.push(Buffer.from(noise)))
          expect(payload.length).toBeLessThanOrEqual(4096);
      } catch (error) {
        expect(error).toBeInstanceOf(RtmpFault);
      }
    }),
    { numRuns: 500 },
  );
});

test('what is nested without end, or has a name that changes objects, does no harm', () => {
  const deep = Buffer.concat(
    Array.from({ length: 500 }, () => Buffer.concat([Buffer.from([3]), text('a').subarray(1)])),
  );
  expect(readAmf0(deep)).toEqual([]);
  const [value] = readAmf0(object({ __proto__x: 'y', ['__proto__']: 'z' }));
  expect(value).toMatchObject({ __proto__x: 'y' });
  expect(({} as Record<string, unknown>).z).toBeUndefined();
});
