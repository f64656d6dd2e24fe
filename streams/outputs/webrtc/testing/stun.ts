import { createHmac, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const MAGIC_COOKIE = 0x2112a442;
const HEADER_BYTES = 20;

export interface Binding {
  /** `server's:client's` user name fragments. */
  readonly username: string;
  /** The server's. */
  readonly password: string;
  readonly nominate?: boolean;
  /** Further attributes before the integrity check: type and value. */
  readonly more?: readonly (readonly [type: number, value: Buffer])[];
}

/** A STUN binding request as an ICE client sends it (RFC 8445 7.1, RFC 8489), right in every byte. */
export function bindingRequest({ username, password, nominate = true, more = [] }: Binding): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(0x0001, 0);
  header.writeUInt32BE(MAGIC_COOKIE, 4);
  randomBytes(12).copy(header, 8);
  const body = Buffer.concat([
    attribute(0x0006, Buffer.from(username)),
    attribute(0x0024, uint32(1_862_270_975)),
    attribute(0x802a, randomBytes(8)),
    ...(nominate ? [attribute(0x0025, Buffer.alloc(0))] : []),
    ...more.map(([type, value]) => attribute(type, value)),
  ]);
  // The length the check is made over counts the check itself.
  header.writeUInt16BE(body.length + 24, 2);
  const signed = Buffer.concat([header, body]);
  const integrity = attribute(0x0008, createHmac('sha1', password).update(signed).digest());
  header.writeUInt16BE(body.length + 32, 2);
  const whole = Buffer.concat([header, body, integrity]);
  return Buffer.concat([whole, attribute(0x8028, uint32((crc32(whole) ^ 0x5354554e) >>> 0))]);
}

export function isBindingSuccess(packet: Buffer): boolean {
  return packet.length >= HEADER_BYTES && packet.readUInt16BE(0) === 0x0101;
}

function attribute(type: number, value: Buffer): Buffer {
  const padded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  padded.writeUInt16BE(type, 0);
  padded.writeUInt16BE(value.length, 2);
  value.copy(padded, 4);
  return padded;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
