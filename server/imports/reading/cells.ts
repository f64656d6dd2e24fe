/** A cell as people fill it in, understood: one text a meaning, so that what is equal compares equal. */

import { isOnvifAddress, PUSHED, rtspUrlFault } from '../../contract/cameras.ts';
import { gb28181IdFault } from '../../contract/gb28181-id.ts';
import { readFee, readLimit, readMaterials } from '../../contract/import-columns/matter-cells.ts';
import type { ColumnKind, ImportColumn } from '../../contract/import-columns.ts';
import type { Cell } from '../files/sheet-files.ts';
import type { ReadCell } from './sheet-row.ts';
import { readDay, readSpans } from './times.ts';

/** Excel keeps 15 digits of a number and makes zeros of the rest. */
const DIGITS_KEPT = 15;
const MOST_TEXT = 2000;
/** Guides and lists of materials. */
const MOST_LINES = 20_000;

/** What stands in the file, for people; digits that were lost show as Excel left them. */
export function cellText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'string') return cell.slice(0, MOST_LINES + 1);
  return numberText(cell.number);
}

function numberText(digits: string): string {
  if (/^-?\d+$/.test(digits)) return digits;
  const number = Number(digits);
  return Number.isInteger(number) && Math.abs(number) < 10 ** DIGITS_KEPT ? String(number) : digits;
}

/** Whether Excel has thrown digits of it away: as a number of too many, or written as a power of ten. */
export function hasLostDigits(cell: Cell | undefined): boolean {
  if (cell === null || cell === undefined) return false;
  if (typeof cell === 'string') return /^\s*\d(?:\.\d+)?E\+\d{2}\s*$/i.test(cell);
  return /^-?\d/.test(cell.number) && Math.abs(Number(cell.number)) >= 10 ** DIGITS_KEPT;
}

export function readText(column: ImportColumn, text: string): ReadCell {
  const value = tidy(column, text);
  if (value === '') return { value };
  const most = LINED.has(column.kind) ? MOST_LINES : MOST_TEXT;
  if (value.length > most) return { value: value.slice(0, most), fault: 'too_long' };
  if (hasControl(LINED.has(column.kind) ? value.replaceAll('\n', '') : value))
    return { value, fault: 'control_character' };
  return understood(column, value);
}

function understood(column: ImportColumn, value: string): ReadCell {
  switch (column.kind) {
    case 'integer':
      return integer(column, value);
    case 'decimal':
      return decimal(column, value);
    case 'day':
      return readDay(value);
    case 'spans':
      return readSpans(value);
    case 'codes':
      return codes(value);
    case 'onvif':
      return onvif(column, value);
    case 'yesno':
      return yesNo(value);
    case 'choice':
      return choice(column, value);
    case 'zone':
      return zone(value);
    case 'url':
      return url(column, value);
    case 'limit':
      return readLimit(value);
    case 'fee':
      return readFee(value);
    case 'materials':
      return readMaterials(value);
    default:
      return plain(column, value);
  }
}

function plain(column: ImportColumn, value: string): ReadCell {
  if (column.key === 'gb28181Id') {
    const fault = gb28181IdFault(value);
    return fault === undefined ? { value } : { value, fault: `gb_${fault}` };
  }
  if (column.pattern && !column.pattern.test(value)) return { value, fault: 'pattern' };
  if (column.most !== undefined && value.length > column.most) return { value, fault: 'too_long' };
  return { value };
}

/** Kinds whose parts may be parted by blanks. */
const SPACED: ReadonlySet<ColumnKind> = new Set(['zone', 'choice', 'codes', 'spans', 'day', 'limit', 'fee']);
/** Kinds of several lines. */
const LINED: ReadonlySet<ColumnKind> = new Set(['lines', 'materials']);

/** Full-width forms of letters, digits and signs, as Chinese keyboards make them. */
const halfWidth = (text: string): string =>
  text.replaceAll(/[\uff01-\uff5e]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0));

/** Blanks of every width, and marks that have none. */
function tidy(column: ImportColumn, text: string): string {
  if (column.kind === 'secret') return text;
  if (LINED.has(column.kind)) return tidyLines(text);
  const seen = text
    .replaceAll(/\u200b|\u200c|\u200d|\u2060|\ufeff/g, '')
    .replaceAll(/[\u00a0\u3000\t\r\n]/g, ' ');
  if (column.kind === 'name' || column.kind === 'text') return seen.trim().replaceAll(/ {2,}/g, ' ');
  if (column.kind === 'grants') return seen.trim();
  const half = halfWidth(seen).trim();
  if (SPACED.has(column.kind)) return half.replaceAll(/ {2,}/g, ' ');
  const close = column.kind === 'url' ? half : half.replaceAll(' ', '');
  return column.kind === 'uscc' ? close.toUpperCase() : close;
}

/** Blanks at the ends of lines and of the whole go; an empty line within stays. */
const tidyLines = (text: string): string =>
  text
    .replaceAll(/\u200b|\u200c|\u200d|\u2060|\ufeff/g, '')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\u00a0\t]/g, ' ')
    .replaceAll(/[ \u3000]+$/gm, '')
    .trim();

/** Also the marks that turn the direction of text: a name must read as what it is. */
const hasControl = (text: string): boolean =>
  [...text].some((one) => {
    const code = one.codePointAt(0) ?? 0;
    return (
      code < 0x20 ||
      (code >= 0x7f && code < 0xa0) ||
      (code >= 0x202a && code <= 0x202e) ||
      (code >= 0x2066 && code <= 0x2069)
    );
  });

function integer(column: ImportColumn, value: string): ReadCell {
  const digits = value.replace(/\.0+$/, '');
  const whole = /^\d{1,3}(,\d{3})+$/.test(digits) ? digits.replaceAll(',', '') : digits;
  if (!/^-?\d{1,15}$/.test(whole)) return { value, fault: 'not_integer' };
  const number = Number(whole);
  if (number < (column.least ?? 0) || number > (column.most ?? Number.MAX_SAFE_INTEGER))
    return { value, fault: 'out_of_range' };
  return { value: String(number) };
}

function decimal(column: ImportColumn, value: string): ReadCell {
  if (!/^\d{1,9}(?:\.\d{1,9})?$/.test(value)) return { value, fault: 'not_number' };
  const number = Number(value);
  if (number < (column.least ?? 0) || number > (column.most ?? Number.MAX_SAFE_INTEGER))
    return { value, fault: 'out_of_range' };
  return { value: String(number) };
}

/** `A;B`, in whichever signs; one order, so that what is equal compares equal. */
const codes = (value: string): ReadCell => ({
  value: [...new Set(value.split(/[;,、，；\s]+/).filter((one) => one !== ''))].sort().join(';'),
});

function onvif(column: ImportColumn, value: string): ReadCell {
  if (value.length > (column.most ?? MOST_TEXT)) return { value, fault: 'too_long' };
  if (isOnvifAddress(value)) return { value };
  return { value, fault: URL.canParse(value) && new URL(value).username !== '' ? 'credentials' : 'pattern' };
}

const YES = new Set(['是', 'yes', 'y', 'true', '1', '√', '✓', '允许', '有', '停用']);
const NO = new Set(['否', 'no', 'n', 'false', '0', '×', '✗', 'x', '不允许', '禁止', '无', '启用']);

function yesNo(value: string): ReadCell {
  const word = value.toLowerCase();
  if (YES.has(word)) return { value: 'yes' };
  if (NO.has(word)) return { value: 'no' };
  return { value, fault: 'yesno' };
}

function choice(column: ImportColumn, value: string): ReadCell {
  const word = value.toLowerCase();
  const found = column.choices?.find((one) =>
    [one.value, one.words.zh, one.words.en].some((name) => name.toLowerCase() === word),
  );
  return found ? { value: found.value } : { value, fault: 'choice' };
}

function url(column: ImportColumn, value: string): ReadCell {
  if (value.toLowerCase() === PUSHED) return { value: PUSHED };
  if (value.length > (column.most ?? MOST_TEXT)) return { value, fault: 'too_long' };
  const fault = rtspUrlFault(value);
  return fault === undefined ? { value } : { value, fault };
}

/** `0.1,0.2 0.4,0.2 0.4,0.5`, in whichever signs. */
function zone(value: string): ReadCell {
  const corners = value
    .replaceAll('，', ',')
    .replaceAll(/ *, */g, ',')
    .split(/[;； ]+/)
    .filter((one) => one !== '');
  const points = corners.map((one) => /^(-?\d*\.?\d+),(-?\d*\.?\d+)$/.exec(one)?.slice(1).map(Number));
  if (points.some((one) => one === undefined)) return { value, fault: 'zone_point' };
  if (points.length < 3 || points.length > 32) return { value, fault: 'zone_corners' };
  if (points.flat().some((one) => one === undefined || one < 0 || one > 1))
    return { value, fault: 'zone_outside' };
  return { value: points.map((one) => one?.join(',')).join(' ') };
}
