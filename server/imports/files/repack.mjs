/** A ZIP archive of checked files, not compressed: what a reader behind us then opens is what we looked at. */
import { crc32 } from 'node:zlib';

/**
 * @param {ReadonlyMap<string, Buffer>} files
 * @returns {ArrayBuffer}
 */
export function repack(files) {
  /** @type {Buffer[]} */
  const parts = [];
  /** @type {Buffer[]} */
  const directory = [];
  let at = 0;
  for (const [path, content] of files) {
    const name = Buffer.from(path, 'utf8');
    const fields = Buffer.alloc(26);
    // Version 2.0, names in UTF-8, stored; the time and date stay 0.
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x0800, 2);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(content.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(name.length, 22);
    parts.push(signature(0x04034b50), fields, name, content);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(signature(0x02014b50), Buffer.of(20, 0), fields, rest, name);
    at += 4 + fields.length + name.length + content.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.size, 4);
  end.writeUInt16LE(files.size, 6);
  end.writeUInt32LE(listing.length, 8);
  end.writeUInt32LE(at, 12);
  const whole = Buffer.concat([...parts, listing, signature(0x06054b50), end]);
  return whole.buffer.slice(whole.byteOffset, whole.byteOffset + whole.length);
}

/** @param {number} number */
function signature(number) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}
