/** Writes a package's ZIP file in its one layout, and hashes it meanwhile. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { centralRecord, dosTimeOf, endRecords, localHeader } from './verify/zip-layout.mjs';

/** A file of the package: of the disk, or bytes. */
export interface PackageFile {
  /** In the package, with slashes. */
  readonly name: string;
  readonly from: string | Buffer;
}

export interface HashedFile extends PackageFile {
  readonly bytes: number;
  readonly sha256: string;
  readonly crc: number;
  /** Where it was asked for. */
  readonly sm3?: string;
}

export interface HashOptions {
  readonly sm3?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

const CHUNK_BYTES = 1 << 20;

export async function hashFile(file: PackageFile, options: HashOptions = {}): Promise<HashedFile> {
  const { signal, onBytes } = options;
  const sha256 = createHash('sha256');
  const sm3 = options.sm3 ? createHash('sm3') : undefined;
  let bytes = 0;
  let crc = 0;
  for await (const chunk of chunksOf(file)) {
    signal?.throwIfAborted();
    sha256.update(chunk);
    sm3?.update(chunk);
    crc = crc32(chunk, crc);
    bytes += chunk.length;
    onBytes?.(chunk.length);
  }
  return { ...file, bytes, crc, sha256: sha256.digest('hex'), ...(sm3 && { sm3: sm3.digest('hex') }) };
}

export interface WriteZipOptions {
  readonly path: string;
  readonly files: readonly HashedFile[];
  readonly madeAtMs: number;
  readonly signal?: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
  /** For tests of large files. */
  readonly zip64From?: number;
}

/** On disk when it resolves. @throws when a file is not what was hashed */
export async function writeZip(options: WriteZipOptions): Promise<{ bytes: number; sha256: string }> {
  const { path, files, madeAtMs, signal, zip64From } = options;
  const dosTime = dosTimeOf(madeAtMs);
  const handle = await open(path, 'w');
  const hash = createHash('sha256');
  try {
    let at = 0;
    const records: Buffer[] = [];
    for (const file of files) {
      const offset = at;
      at += await write(handle, hash, localHeader(file, dosTime, zip64From));
      const begin = at;
      for await (const chunk of chunksOf(file)) {
        signal?.throwIfAborted();
        at += await write(handle, hash, chunk);
        options.onBytes?.(chunk.length);
      }
      if (at - begin !== file.bytes) throw new Error(`${file.name} changed while the package was written`);
      records.push(centralRecord(file, offset, dosTime, zip64From));
    }
    const directory = Buffer.concat(records);
    const begin = at;
    at += await write(handle, hash, directory);
    at += await write(handle, hash, endRecords(files.length, begin, directory.length, zip64From));
    await handle.sync();
    return { bytes: at, sha256: hash.digest('hex') };
  } finally {
    await handle.close();
  }
}

async function write(handle: FileHandle, hash: Hash, bytes: Buffer): Promise<number> {
  hash.update(bytes);
  for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done)).bytesWritten;
  return bytes.length;
}

async function* chunksOf({ from }: PackageFile): AsyncGenerator<Buffer> {
  if (Buffer.isBuffer(from)) yield from;
  else
    for await (const chunk of createReadStream(from, { highWaterMark: CHUNK_BYTES })) yield chunk as Buffer;
}
