/** Writes DER (ITU-T X.690), as much of it as a certificate needs. */

/** A tag, a length, the content: what all of DER is made of. */
export function tlv(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = Buffer.from(body.length.toString(16).padStart(8, '0'), 'hex');
  const digits = length.subarray(length.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.from([tag, 0x80 | digits.length]), digits, body]);
}

export const sequence = (...content: readonly Uint8Array[]): Buffer => tlv(0x30, ...content);
export const set = (...content: readonly Uint8Array[]): Buffer => tlv(0x31, ...content);
export const octets = (content: Uint8Array): Buffer => tlv(0x04, content);
export const utf8 = (text: string): Buffer => tlv(0x0c, Buffer.from(text));
export const yes = (): Buffer => tlv(0x01, Buffer.from([0xff]));

/** `unused`: how many of the last byte's low bits mean nothing. */
export const bits = (content: Uint8Array, unused = 0): Buffer => tlv(0x03, Buffer.from([unused]), content);

/** A positive number, its bytes the most significant first. */
export function positive(bytes: Uint8Array): Buffer {
  const isNegative = ((bytes[0] ?? 0) & 0x80) !== 0;
  return tlv(0x02, isNegative ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** From its dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tlv(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** Seconds; RFC 5280 wants UTCTime until 2049 and GeneralizedTime from 2050. */
export function instant(atMs: number): Buffer {
  const digits = `${new Date(atMs).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  return new Date(atMs).getUTCFullYear() < 2050
    ? tlv(0x17, Buffer.from(digits.slice(2)))
    : tlv(0x18, Buffer.from(digits));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}
