/** ZIP archives as no program writes them. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  /** What the entry itself says its name is; default: the same. */
  readonly localName?: string;
  readonly text?: string;
  readonly bytes?: Buffer;
  /** Deflated already, and the size that is said of it. */
  readonly deflated?: Buffer;
  readonly size?: number;
  /** The directory says that it lies where the first one does. */
  readonly at?: 'first';
}

export function hostileZip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const content = entry.bytes ?? Buffer.from(entry.text ?? '');
    const packed = entry.deflated ?? deflateRawSync(content);
    const size = entry.size ?? content.length;
    const fields = (name: Buffer): Buffer => {
      const bytes = Buffer.alloc(26);
      bytes.writeUInt16LE(20, 0);
      bytes.writeUInt16LE(0x0800, 2);
      bytes.writeUInt16LE(8, 4);
      bytes.writeUInt32LE(crc32(content), 10);
      bytes.writeUInt32LE(packed.length, 14);
      bytes.writeUInt32LE(size, 18);
      bytes.writeUInt16LE(name.length, 22);
      return bytes;
    };
    const name = Buffer.from(entry.name);
    const localName = Buffer.from(entry.localName ?? entry.name);
    parts.push(Buffer.from('504b0304', 'hex'), fields(localName), localName, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(entry.at === 'first' ? 0 : offset, 10);
    directory.push(Buffer.from('504b01021400', 'hex'), fields(name), rest, name);
    offset += 30 + localName.length + packed.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(listing.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, listing, Buffer.from('504b0506', 'hex'), end]);
}
