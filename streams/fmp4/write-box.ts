/** One box: size, type, payload. For boxes written once in a while; fragments have a faster way of their own. */
export function box(type: string, ...payload: readonly (Buffer | readonly number[])[]): Buffer {
  const parts = payload.map((part) => (Buffer.isBuffer(part) ? part : Buffer.from(part)));
  const size = parts.reduce((bytes, part) => bytes + part.length, 8);
  return Buffer.concat([u32(size), Buffer.from(type, 'latin1'), ...parts], size);
}

/** A box that begins with a version and 24 bits of flags. */
export function fullBox(
  type: string,
  flags: number,
  ...payload: readonly (Buffer | readonly number[])[]
): Buffer {
  return box(type, u32(flags), ...payload);
}

export function u32(...values: readonly number[]): Buffer {
  const out = Buffer.allocUnsafe(values.length * 4);
  for (const [index, value] of values.entries()) out.writeUInt32BE(value >>> 0, index * 4);
  return out;
}

export function u16(...values: readonly number[]): Buffer {
  const out = Buffer.allocUnsafe(values.length * 2);
  for (const [index, value] of values.entries()) out.writeUInt16BE(value & 0xffff, index * 2);
  return out;
}
