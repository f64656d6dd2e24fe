/**
 * The one layout that a package's ZIP file may have (PKWARE APPNOTE 6.3): files stored one after the other, sizes and
 * CRC in front of each, no comments, no spare bytes. Whoever writes it and whoever verifies it make every byte that is no
 * file's content with these functions, so there is none that verifying does not look at.
 */

/**
 * @typedef {object} ZipEntry
 * @property {string} name
 * @property {number} bytes
 * @property {number} crc
 */

/** From here on a number has no room in the old fields (ZIP64). Tests set it lower. */
export const ZIP64_FROM = 0xffffffff;
const COUNT64_FROM = 0xffff;
const SIGNATURE = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator: 0x07064b50,
};
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** Unix, so that the mode counts: a file that its owner may write. */
const MADE_BY = (3 << 8) | 45;
const ATTRIBUTES = (0o100644 << 16) >>> 0;
export const END_BYTES = 22;
const END64_BYTES = 56;
const LOCATOR_BYTES = 20;

/**
 * @param {ZipEntry} entry
 * @param {number} dosTime
 * @param {number} [from]
 */
export function localHeader(entry, dosTime, from = ZIP64_FROM) {
  const name = Buffer.from(entry.name);
  const big = entry.bytes >= from;
  const out = Buffer.alloc(30);
  out.writeUInt32LE(SIGNATURE.local, 0);
  shared(out, 4, entry, dosTime, name.length, big ? 20 : 0, big, big);
  return Buffer.concat([out, name, big ? extra([entry.bytes, entry.bytes]) : Buffer.alloc(0)]);
}

/**
 * @param {ZipEntry} entry
 * @param {number} offset
 * @param {number} dosTime
 * @param {number} [from]
 */
export function centralRecord(entry, offset, dosTime, from = ZIP64_FROM) {
  const name = Buffer.from(entry.name);
  const big = entry.bytes >= from;
  const far = offset >= from;
  const long = [...(big ? [entry.bytes, entry.bytes] : []), ...(far ? [offset] : [])];
  const more = long.length > 0 ? extra(long) : Buffer.alloc(0);
  const out = Buffer.alloc(46);
  out.writeUInt32LE(SIGNATURE.central, 0);
  out.writeUInt16LE(MADE_BY, 4);
  shared(out, 6, entry, dosTime, name.length, more.length, big, big || far);
  out.writeUInt32LE(ATTRIBUTES, 38);
  out.writeUInt32LE(far ? 0xffffffff : offset, 42);
  return Buffer.concat([out, name, more]);
}

/**
 * @param {number} count
 * @param {number} offset of the central directory
 * @param {number} bytes of it
 * @param {number} [from]
 */
export function endRecords(count, offset, bytes, from = ZIP64_FROM) {
  const big = count >= COUNT64_FROM || offset >= from || bytes >= from;
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(SIGNATURE.end, 0);
  end.writeUInt16LE(big ? 0xffff : count, 8);
  end.writeUInt16LE(big ? 0xffff : count, 10);
  end.writeUInt32LE(big ? 0xffffffff : bytes, 12);
  end.writeUInt32LE(big ? 0xffffffff : offset, 16);
  if (!big) return end;
  const end64 = Buffer.alloc(END64_BYTES);
  end64.writeUInt32LE(SIGNATURE.end64, 0);
  writeU64(end64, END64_BYTES - 12, 4);
  end64.writeUInt16LE(MADE_BY, 12);
  end64.writeUInt16LE(45, 14);
  writeU64(end64, count, 24);
  writeU64(end64, count, 32);
  writeU64(end64, bytes, 40);
  writeU64(end64, offset, 48);
  const locator = Buffer.alloc(LOCATOR_BYTES);
  locator.writeUInt32LE(SIGNATURE.locator, 0);
  writeU64(locator, offset + bytes, 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([end64, locator, end]);
}

/**
 * The files of a ZIP and where their bytes are, as its directory at the end says. Undefined: it cannot be read so.
 *
 * @param {Buffer} tail the last bytes of the file, all of the directory among them
 * @param {number} size of the whole file
 * @returns {{ name: string, offset: number, bytes: number }[] | undefined}
 */
export function readCentral(tail, size) {
  const where = centralAt(tail, size);
  if (!where) return undefined;
  const base = size - tail.length;
  /** @type {{ name: string, offset: number, bytes: number }[]} */
  const found = [];
  let at = where.offset - base;
  const end = at + where.bytes;
  if (at < 0 || end > tail.length) return undefined;
  while (at < end) {
    if (at + 46 > end || tail.readUInt32LE(at) !== SIGNATURE.central) return undefined;
    const nameBytes = tail.readUInt16LE(at + 28);
    const extraBytes = tail.readUInt16LE(at + 30);
    const next = at + 46 + nameBytes + extraBytes;
    if (next > end) return undefined;
    const long = longs(tail.subarray(at + 46 + nameBytes, next));
    let bytes = tail.readUInt32LE(at + 20);
    let offset = tail.readUInt32LE(at + 42);
    if (bytes === 0xffffffff) [bytes = -1] = long.splice(0, 2);
    if (offset === 0xffffffff) offset = long.shift() ?? -1;
    const name = tail.toString('utf8', at + 46, at + 46 + nameBytes);
    const begin = offset + 30 + nameBytes + (tail.readUInt32LE(at + 20) === 0xffffffff ? 20 : 0);
    if (bytes < 0 || offset < 0 || begin + bytes > size) return undefined;
    found.push({ name, offset: begin, bytes });
    at = next;
  }
  return found;
}

/**
 * How many of a file's last bytes hold its directory; undefined: its end says nothing that can be.
 *
 * @param {Buffer} tail at least 98 bytes, where there are so many
 * @param {number} size
 */
export function directoryBytes(tail, size) {
  const where = centralAt(tail, size);
  return where && size - where.offset;
}

/**
 * @param {Buffer} tail
 * @param {number} size
 * @returns {{ offset: number, bytes: number } | undefined}
 */
function centralAt(tail, size) {
  const end = tail.length - END_BYTES;
  if (end < 0 || tail.readUInt32LE(end) !== SIGNATURE.end) return undefined;
  let bytes = tail.readUInt32LE(end + 12);
  let offset = tail.readUInt32LE(end + 16);
  const end64 = end - LOCATOR_BYTES - END64_BYTES;
  if (offset === 0xffffffff && end64 >= 0 && tail.readUInt32LE(end64) === SIGNATURE.end64) {
    bytes = readU64(tail, end64 + 40);
    offset = readU64(tail, end64 + 48);
  }
  return offset + bytes <= size - END_BYTES ? { offset, bytes } : undefined;
}

/** Of a local header: how many bytes its fixed part has. */
export const LOCAL_BYTES = 30;

/**
 * A file as the header before it tells; undefined: there is no header here.
 *
 * @param {Buffer} head `LOCAL_BYTES`, the name and what follows it, as far as there is any
 * @param {number} offset of the header
 * @returns {{ name: string, offset: number, bytes: number } | undefined}
 */
export function readLocal(head, offset) {
  if (head.length < LOCAL_BYTES || head.readUInt32LE(0) !== SIGNATURE.local) return undefined;
  const nameBytes = head.readUInt16LE(26);
  const extraBytes = head.readUInt16LE(28);
  const short = head.readUInt32LE(22);
  const extraAt = LOCAL_BYTES + nameBytes;
  if (extraAt + extraBytes > head.length) return undefined;
  const bytes = short === 0xffffffff ? longs(head.subarray(extraAt, extraAt + extraBytes))[0] : short;
  if (bytes === undefined) return undefined;
  return { name: head.toString('utf8', LOCAL_BYTES, extraAt), offset: offset + extraAt + extraBytes, bytes };
}

/**
 * A time as ZIP files have it: two seconds fine, on the clocks of China.
 *
 * @param {number} atMs
 */
export function dosTimeOf(atMs) {
  const local = new Date(atMs + 8 * 3_600_000);
  const date =
    (Math.max(0, local.getUTCFullYear() - 1980) << 9) | ((local.getUTCMonth() + 1) << 5) | local.getUTCDate();
  const time = (local.getUTCHours() << 11) | (local.getUTCMinutes() << 5) | (local.getUTCSeconds() >> 1);
  return ((date << 16) | time) >>> 0;
}

/**
 * What local headers and directory records have in common.
 *
 * @param {Buffer} out
 * @param {number} at
 * @param {ZipEntry} entry
 * @param {number} dosTime
 * @param {number} nameBytes
 * @param {number} extraBytes
 * @param {boolean} big
 * @param {boolean} needs64
 */
function shared(out, at, entry, dosTime, nameBytes, extraBytes, big, needs64) {
  out.writeUInt16LE(needs64 ? 45 : 20, at);
  out.writeUInt16LE(FLAGS, at + 2);
  out.writeUInt32LE(dosTime, at + 6);
  out.writeUInt32LE(entry.crc, at + 10);
  out.writeUInt32LE(big ? 0xffffffff : entry.bytes, at + 14);
  out.writeUInt32LE(big ? 0xffffffff : entry.bytes, at + 18);
  out.writeUInt16LE(nameBytes, at + 22);
  out.writeUInt16LE(extraBytes, at + 24);
}

/** @param {readonly number[]} values */
function extra(values) {
  const out = Buffer.alloc(4 + values.length * 8);
  out.writeUInt16LE(1, 0);
  out.writeUInt16LE(values.length * 8, 2);
  for (const [index, value] of values.entries()) writeU64(out, value, 4 + index * 8);
  return out;
}

/** @param {Buffer} bytes */
function longs(bytes) {
  /** @type {number[]} */
  const found = [];
  for (let at = 4; at + 8 <= bytes.length; at += 8) found.push(readU64(bytes, at));
  return found;
}

/**
 * @param {Buffer} out
 * @param {number} value
 * @param {number} at
 */
function writeU64(out, value, at) {
  out.writeBigUInt64LE(BigInt(value), at);
}

/**
 * @param {Buffer} from
 * @param {number} at
 */
function readU64(from, at) {
  return Number(from.readBigUInt64LE(at));
}
