/** One sheet of an .xlsx as rows of cells, numbers as the digits they are kept as. */
import { readSheet } from 'read-excel-file/universal';
import { keepZeros } from './kept-zeros.mjs';
import { Refused } from './refused.mjs';
import { repack } from './repack.mjs';
import { unpack } from './unpack.mjs';

/** @typedef {string | null | { readonly number: string }} Cell */

/**
 * @param {Buffer} bytes
 * @param {readonly string[]} sheetNames the sheet to read, by any of these names; else the first
 * @returns {Promise<{ sheet: string, rows: Cell[][] }>}
 */
export async function readXlsx(bytes, sheetNames) {
  const files = await unpack(bytes);
  const names = namesOf(files);
  const sheet = names.find((name) => sheetNames.includes(name.trim().toLowerCase())) ?? names[0];
  if (sheet === undefined) throw new Refused('no_sheet', 'The workbook has no sheet.');
  keepZeros(files);
  const archive = repack(files);
  files.clear();
  const data = await readSheet(archive, sheet, {
    trim: false,
    parseNumber: (/** @type {string} */ digits) => ({ number: String(digits) }),
  }).catch((/** @type {unknown} */ error) => {
    throw new Refused('broken_workbook', `The workbook cannot be read: ${String(error).slice(0, 200)}`);
  });
  return { sheet, rows: data.map((row) => row.map(asCell)) };
}

/** @param {ReadonlyMap<string, Buffer>} files */
function namesOf(files) {
  const workbook = [...files].find(([name]) => /^xl\/workbook\.xml$/i.test(name))?.[1].toString('utf8') ?? '';
  return [...workbook.matchAll(/<(?:\w+:)?sheet\s[^>]*?\bname="([^"]*)"/g)].map(([, name]) =>
    unescaped(name ?? ''),
  );
}

/** @param {string} text */
const unescaped = (text) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replace(/&#(\d{1,6});/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll('&amp;', '&');

/**
 * @param {unknown} value
 * @returns {Cell}
 */
function asCell(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : dayOf(value);
  if (typeof value === 'object' && 'number' in value) return { number: String(value.number) };
  return String(value);
}

/**
 * As it is shown: a day, or a day with its time. Excel knows no zones.
 *
 * @param {Date} date
 */
function dayOf(date) {
  const text = date.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ');
}
