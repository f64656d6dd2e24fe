/** What lies in a package's ZIP file: found twice, by its directory and by the headers before its files. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { directoryBytes, LOCAL_BYTES, readCentral, readLocal } from './zip-layout.mjs';

/**
 * @typedef {object} Source
 * @property {number} size
 * @property {(offset: number, length: number) => Promise<Buffer>} read exactly so many bytes, or fewer at the end
 */

/**
 * @typedef {object} Found
 * @property {string} name
 * @property {number} offset of its first byte
 * @property {number} bytes
 * @property {number} crc
 * @property {string} sha256
 * @property {Buffer | undefined} content of small files
 */

const CHUNK_BYTES = 1 << 20;
const TAIL_LEAST = 128;
/** No package has so many files. */
const DIRECTORY_MOST = 64 << 20;
const FILES_MOST = 100_000;
/** What is parsed: the manifest and the sums are a few hundred bytes a file. */
const CONTENT_MOST = 64 << 20;
/** Longer names than these we do not write. */
const HEAD_BYTES = LOCAL_BYTES + 1024;

/** @typedef {{ name: string, offset: number, bytes: number }} Placed */

/**
 * As the directory at the end says. Undefined: it says nothing that can be.
 *
 * @param {Source} source
 * @returns {Promise<Placed[] | undefined>}
 */
export async function placesByDirectory(source) {
  const { size } = source;
  const end = await source.read(Math.max(0, size - TAIL_LEAST), Math.min(size, TAIL_LEAST));
  const bytes = directoryBytes(end, size);
  if (bytes === undefined || bytes > DIRECTORY_MOST) return undefined;
  const found = readCentral(await source.read(size - bytes, bytes), size);
  // Files that share their bytes are no package of ours, and could have us read the same for days.
  const whole = found?.reduce((sum, one) => sum + one.bytes, 0) ?? 0;
  return found && (found.length > FILES_MOST || whole > size) ? undefined : found;
}

/**
 * As the headers before the files say, one after the other from the first byte on.
 *
 * @param {Source} source
 * @returns {Promise<Placed[]>}
 */
export async function placesByHeaders(source) {
  /** @type {Placed[]} */
  const found = [];
  for (let at = 0; at < source.size && found.length < FILES_MOST; ) {
    const one = readLocal(await source.read(at, Math.min(HEAD_BYTES, source.size - at)), at);
    if (!one || one.offset + one.bytes > source.size) break;
    found.push(one);
    at = one.offset + one.bytes;
  }
  return found;
}

/**
 * @param {Source} source
 * @param {readonly Placed[]} places
 * @param {(name: string) => boolean} isKept whose content is wanted
 * @param {(bytes: number) => void} [onRead]
 * @returns {Promise<Found[]>}
 */
export async function hashFiles(source, places, isKept, onRead = () => {}) {
  /** @type {Found[]} */
  const found = [];
  for (const place of places) {
    const hash = createHash('sha256');
    const isWanted = isKept(place.name) && place.bytes <= CONTENT_MOST;
    /** @type {Buffer[]} */
    const kept = [];
    let crc = 0;
    for (let done = 0; done < place.bytes; ) {
      const chunk = await source.read(place.offset + done, Math.min(CHUNK_BYTES, place.bytes - done));
      if (chunk.length === 0) break;
      hash.update(chunk);
      crc = crc32(chunk, crc);
      if (isWanted) kept.push(Buffer.from(chunk));
      done += chunk.length;
      onRead(chunk.length);
    }
    found.push({
      ...place,
      crc,
      sha256: hash.digest('hex'),
      content: isWanted ? Buffer.concat(kept) : undefined,
    });
  }
  return found;
}
