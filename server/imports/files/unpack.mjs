/**
 * Takes an .xlsx apart without trusting it. What comes out is only what a table is read from, inflated within limits
 * and free of declarations that XML readers stumble over; macros, links, pictures and whatever else is in the file are
 * not even inflated. Throws {@link Refused}.
 */
import { fromBuffer } from 'yauzl';
import { Refused } from './refused.mjs';

const MOST_ENTRIES = 1000;
const MOST_UNPACKED = 64 * 1024 * 1024;
/** Deflate makes at most about 1000:1; tables of real data come to 10–40:1. */
const MOST_RATIO = 200;
const SMALL = 1024 * 1024;
const WANTED =
  /^(\[Content_Types\]\.xml|_rels\/\.rels|xl\/(_rels\/)?workbook\.xml(\.rels)?|xl\/(sharedStrings|styles)\.xml|xl\/worksheets\/[^/]+\.xml)$/i;
const NESTED = /\.(zip|xlsx|xlsm|xlsb|docx|jar|7z|rar|gz)$/i;
const LOCAL_HEADER = 0x04034b50;

/**
 * @param {Buffer} bytes
 * @returns {Promise<Map<string, Buffer>>} name to content
 */
export async function unpack(bytes) {
  const zip = await open(bytes);
  try {
    const entries = await listed(zip);
    checkPlaces(bytes, entries);
    let left = MOST_UNPACKED;
    /** @type {Map<string, Buffer>} */
    const files = new Map();
    for (const entry of entries) {
      if (!WANTED.test(entry.fileName)) continue;
      const content = await inflated(zip, entry, left);
      left -= content.length;
      checkXml(entry.fileName, content);
      if (/^xl\/worksheets\//i.test(entry.fileName)) checkExtent(content);
      files.set(entry.fileName, content);
    }
    if (![...files.keys()].some((name) => /^xl\/workbook\.xml$/i.test(name)))
      throw new Refused('not_a_workbook', 'The file is a ZIP archive, but no Excel workbook.');
    return files;
  } finally {
    zip.close();
  }
}

/**
 * @param {Buffer} bytes
 * @returns {Promise<import('yauzl').ZipFile>}
 */
function open(bytes) {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true, strictFileNames: true }, (error, zip) =>
      error ? reject(broken(error)) : resolve(zip),
    );
  });
}

/** @param {unknown} error */
const broken = (error) =>
  error instanceof Refused
    ? error
    : new Refused(
        'broken_archive',
        `The archive is broken: ${error instanceof Error ? error.message : error}`,
      );

/**
 * @param {import('yauzl').ZipFile} zip
 * @returns {Promise<import('yauzl').Entry[]>}
 */
function listed(zip) {
  return new Promise((resolve, reject) => {
    /** @type {import('yauzl').Entry[]} */
    const entries = [];
    const names = new Set();
    let declared = 0;
    zip.on('error', (error) => reject(broken(error)));
    zip.on('end', () => resolve(entries));
    zip.on('entry', (/** @type {import('yauzl').Entry} */ entry) => {
      const name = entry.fileName.toLowerCase();
      declared += entry.uncompressedSize;
      const fault =
        entries.length >= MOST_ENTRIES
          ? new Refused('too_many_entries', `The archive holds more than ${MOST_ENTRIES} files.`)
          : names.has(name)
            ? new Refused('broken_archive', 'The archive holds two files of one name.')
            : NESTED.test(name)
              ? new Refused('nested_archive', 'The archive holds another archive.')
              : entry.isEncrypted()
                ? new Refused('encrypted', 'The file is protected by a password.')
                : declared > MOST_UNPACKED
                  ? new Refused('too_large_unpacked', 'The file is too large when unpacked (64 MiB at most).')
                  : isBomb(entry)
                    ? new Refused('too_large_unpacked', 'The file is packed as no table ever is.')
                    : undefined;
      if (fault) return reject(fault);
      names.add(name);
      entries.push(entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

/** @param {import('yauzl').Entry} entry */
const isBomb = (entry) =>
  entry.uncompressedSize > SMALL && entry.uncompressedSize > MOST_RATIO * Math.max(1, entry.compressedSize);

/**
 * Every entry where the directory says, under the same name, and none within another: overlapping ones make a small
 * file large, and two readers may read two different things.
 *
 * @param {Buffer} bytes
 * @param {readonly import('yauzl').Entry[]} entries
 */
function checkPlaces(bytes, entries) {
  const overlap = () => new Refused('broken_archive', 'Files of the archive lie within each other.');
  const places = entries
    .map((entry) => {
      const at = entry.relativeOffsetOfLocalHeader;
      if (at + 30 > bytes.length || bytes.readUInt32LE(at) !== LOCAL_HEADER)
        throw new Refused('broken_archive', 'A file of the archive is not where it should be.');
      const nameBytes = bytes.readUInt16LE(at + 26);
      const from = at + 30 + nameBytes + bytes.readUInt16LE(at + 28);
      const name = bytes.toString('utf8', at + 30, at + 30 + nameBytes).replaceAll('\\', '/');
      if (name !== entry.fileName)
        throw new Refused('broken_archive', 'A file of the archive has two different names.');
      return { at, end: from + entry.compressedSize };
    })
    .sort((a, b) => a.at - b.at);
  for (const [index, place] of places.entries()) {
    const next = places[index + 1];
    if (place.end > (next?.at ?? bytes.length)) throw overlap();
  }
}

/**
 * @param {import('yauzl').ZipFile} zip
 * @param {import('yauzl').Entry} entry
 * @param {number} most
 * @returns {Promise<Buffer>}
 */
function inflated(zip, entry, most) {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(broken(error));
      /** @type {Buffer[]} */
      const chunks = [];
      let size = 0;
      stream.on('data', (/** @type {Buffer} */ chunk) => {
        size += chunk.length;
        if (size > most) {
          stream.destroy();
          reject(new Refused('too_large_unpacked', 'The file is too large when unpacked (64 MiB at most).'));
          return;
        }
        chunks.push(chunk);
      });
      stream.on('error', (/** @type {unknown} */ fault) => reject(broken(fault)));
      stream.on('end', () => resolve(Buffer.concat(chunks)));
    });
  });
}

/**
 * No document type: entities that stand for entities stand for gigabytes, or for files of this machine.
 *
 * @param {string} name
 * @param {Buffer} content
 */
function checkXml(name, content) {
  if ((content[0] === 0xff && content[1] === 0xfe) || (content[0] === 0xfe && content[1] === 0xff))
    throw new Refused('unsafe_xml', `${name} is not UTF-8.`);
  for (const word of ['<!DOCTYPE', '<!doctype', '<!ENTITY', '<!entity', '<!Doctype', '<!Entity'])
    if (content.includes(word)) throw new Refused('unsafe_xml', `${name} declares a document type.`);
  // Excel and its kin write UTF-8; another encoding could hide a declaration from the look above.
  const head = content.toString('latin1', 0, 200);
  const encoding = /encoding\s*=\s*["']([^"']+)["']/i.exec(head)?.[1];
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding))
    throw new Refused('unsafe_xml', `${name} is not UTF-8.`);
}

const MOST_CELLS = 20_000_000;
const MOST_COLUMNS = 1000;

/**
 * Readers make a grid as large as the cell furthest out; cells that only have a look do not count.
 *
 * @param {Buffer} content
 */
function checkExtent(content) {
  let rows = 0;
  let columns = 0;
  const cells = content.toString('latin1').matchAll(/<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"([^>]*)>/g);
  for (const [, letters = '', row, rest = ''] of cells) {
    if (rest.endsWith('/')) continue;
    rows = Math.max(rows, Number(row));
    let column = 0;
    for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
    columns = Math.max(columns, column);
  }
  if (columns > MOST_COLUMNS)
    throw new Refused('too_many_columns', `The table has more than ${MOST_COLUMNS} columns.`);
  if (rows * columns > MOST_CELLS) throw new Refused('too_many_rows', 'The table reaches too far down.');
}
