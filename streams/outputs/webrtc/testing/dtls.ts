import { randomBytes } from 'node:crypto';

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;

/** The body of a DTLS 1.2 ClientHello as a browser's, padded to `bytes`: current ones have 1.4 kB. */
export function clientHello(bytes = 1_400): Buffer {
  const fixed = Buffer.concat([
    Buffer.from([0xfe, 0xfd]),
    randomBytes(32),
    // No session, no cookie.
    Buffer.from([0, 0]),
    vector16(
      Buffer.from([0xc0, 0x2b, 0xc0, 0x2f, 0xcc, 0xa9, 0xcc, 0xa8, 0xc0, 0x09, 0xc0, 0x13, 0xc0, 0x0a]),
    ),
    Buffer.from([1, 0]),
  ]);
  const extensions = Buffer.concat([
    extension(0x000a, vector16(Buffer.from([0x00, 0x1d, 0x00, 0x17, 0x00, 0x18]))),
    extension(0x000b, Buffer.from([1, 0])),
    extension(0x000d, vector16(Buffer.from([0x04, 0x03, 0x08, 0x04, 0x04, 0x01, 0x05, 0x03]))),
    // use_srtp: the AES-GCM and the plain profile.
    extension(0x000e, Buffer.concat([vector16(Buffer.from([0x00, 0x07, 0x00, 0x01])), Buffer.from([0])])),
    extension(0x0017, Buffer.alloc(0)),
    extension(0xff01, Buffer.from([0])),
  ]);
  const padding = extension(0x0015, Buffer.alloc(Math.max(0, bytes - fixed.length - extensions.length - 6)));
  return Buffer.concat([fixed, vector16(Buffer.concat([extensions, padding]))]);
}

export interface Fragment {
  readonly from: number;
  readonly to: number;
  /** Said instead of what is true. */
  readonly says?: Partial<Record<'total' | 'from' | 'length' | 'messageSequence' | 'recordLength', number>>;
}

/** One record with one fragment of the message (RFC 6347 4.1, 4.2.2). */
export function record(message: Buffer, sequence: number, { from, to, says = {} }: Fragment): Buffer {
  const part = message.subarray(from, to);
  const handshake = Buffer.alloc(12);
  handshake[0] = CLIENT_HELLO;
  handshake.writeUIntBE(says.total ?? message.length, 1, 3);
  handshake.writeUInt16BE(says.messageSequence ?? 0, 4);
  handshake.writeUIntBE(says.from ?? from, 6, 3);
  handshake.writeUIntBE(says.length ?? part.length, 9, 3);
  const header = Buffer.alloc(13);
  header[0] = HANDSHAKE;
  header.writeUInt16BE(0xfeff, 1);
  header.writeUIntBE(sequence, 5, 6);
  header.writeUInt16BE(says.recordLength ?? handshake.length + part.length, 11);
  return Buffer.concat([header, handshake, part]);
}

/** The message in `count` fragments, each in a record of its own. */
export function fragments(message: Buffer, count: number): Buffer[] {
  const size = Math.ceil(message.length / count);
  return Array.from({ length: count }, (_, index) =>
    record(message, index, { from: index * size, to: Math.min(message.length, (index + 1) * size) }),
  );
}

export function isServerHello(packet: Buffer): boolean {
  return packet[0] === HANDSHAKE && packet[13] === SERVER_HELLO;
}

function extension(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(type);
  return Buffer.concat([head, vector16(value)]);
}

function vector16(value: Buffer): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(value.length);
  return Buffer.concat([head, value]);
}
