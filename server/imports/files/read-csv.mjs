/** Text tables as people's programs write them: Chinese Excel writes GBK, others UTF-8 or UTF-16. */
import { parse } from 'csv-parse/sync';
import { Refused } from './refused.mjs';

/** @typedef {import('./read-xlsx.mjs').Cell} Cell */

const MOST_CHARACTERS = 64 * 1024 * 1024;

/**
 * @param {Buffer} bytes
 * @returns {{ encoding: string, rows: Cell[][] }}
 */
export function readCsv(bytes) {
  const { encoding, text } = decoded(bytes);
  if (text.length > MOST_CHARACTERS) throw new Refused('too_large_unpacked', 'The file is too large.');
  if (text.slice(0, 100_000).includes('\0'))
    throw new Refused('not_a_table', 'The file is no table of text.');
  /** @type {string[][]} */
  let rows;
  try {
    rows = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      max_record_size: 1024 * 1024,
    });
  } catch (error) {
    throw new Refused('not_a_table', `The file is no CSV: ${error instanceof Error ? error.message : error}`);
  }
  return { encoding, rows: rows.map((row) => row.map(asCell)) };
}

/**
 * `="007"` is how a program keeps Excel from taking a code for a number; a quote before a sign is how we keep it from
 * taking a text for a formula.
 *
 * @param {string} text
 */
function asCell(text) {
  const kept = /^="(.*)"$/s.exec(text)?.[1];
  if (kept !== undefined) return kept.replaceAll('""', '"');
  return /^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text === '' ? null : text;
}

/** @param {Buffer} bytes */
function decoded(bytes) {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return inEncoding(bytes, 'utf-8');
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return inEncoding(bytes, 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return inEncoding(bytes, 'utf-16be');
  // Half of plain characters' bytes are 0 in UTF-16, on one side or the other.
  const head = bytes.subarray(0, 2000);
  const zeros = [0, 0];
  for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  if ((zeros[1] ?? 0) > head.length / 10) return inEncoding(bytes, 'utf-16le');
  if ((zeros[0] ?? 0) > head.length / 10) return inEncoding(bytes, 'utf-16be');
  try {
    return inEncoding(bytes, 'utf-8');
  } catch {
    // Not UTF-8: what Chinese Excel writes as "CSV" is GBK, which GB18030 holds.
    return inEncoding(bytes, 'gb18030');
  }
}

/**
 * @param {Buffer} bytes
 * @param {string} encoding
 */
function inEncoding(bytes, encoding) {
  try {
    return { encoding, text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch (error) {
    if (encoding === 'utf-8') throw error;
    throw new Refused('unknown_encoding', 'The file is neither UTF-8, UTF-16 nor GB18030 text.');
  }
}

/**
 * The one that the first line has most of, outside of quotes.
 *
 * @param {string} text
 */
function delimiterOf(text) {
  const counts = new Map([',', ';', '\t'].map((one) => [one, 0]));
  let quoted = false;
  for (const character of text.slice(0, 10_000)) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) {
      if ([...counts.values()].some((count) => count > 0)) break;
    } else if (!quoted && counts.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}
