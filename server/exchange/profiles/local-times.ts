/**
 * Times as departments' systems write them, on the clocks of the region, understood as instants. Several notations are
 * about; one that can mean two things, or that lacks the time of day, is refused: a time is never guessed or filled in.
 */
import { localTime, toUtc } from '../../platform/zone.ts';

export type ReadTime =
  | { readonly ok: true; readonly atMs: number }
  | { readonly ok: false; readonly code: 'invalid_time' | 'ambiguous_time'; readonly message: string };

const ACCEPTED = 'accepted: 2026-02-11 15:20:00';

/** Year first, then parts by - / . or 年月日, a blank or T, and parts by : or 时分秒; fractions of a second as JDBC writes. */
const PARTS =
  /^(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日)(?:[T\s]\s*|(?<=日))(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?|时(\d{1,2})分(?:(\d{1,2})秒)?)\s*(Z|[+-]\d{2}:?\d{2})?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;
const EPOCH_MS = /^\d{13}$/;
const DAY_ONLY = /^\d{4}(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日|\d{4})$/;
/** Day or month first, a year of two digits, or twelve hours: nobody can tell. */
const UNCLEAR = /^\d{1,2}[-/.]|上午|下午|\b[ap]\.?m\b/i;

const HOUR_MS = 3_600_000;

export function readLocalTime(text: string, zone: string): ReadTime {
  if (EPOCH_MS.test(text)) return { ok: true, atMs: Number(text) };
  if (UNCLEAR.test(text)) return refused('ambiguous_time', `can be read in more than one way; ${ACCEPTED}`);
  if (DAY_ONLY.test(text)) return refused('ambiguous_time', `lacks the time of day; ${ACCEPTED}`);
  const compact = COMPACT.exec(text);
  if (compact !== null) return onClocks(compact.slice(1).map(Number), 0, undefined, zone);
  const found = PARTS.exec(text);
  if (found === null) return refused('invalid_time', `is no time; ${ACCEPTED}`);
  const [, year, m1, d1, m2, d2, hour, min1, sec1, fraction, min2, sec2, offset] = found;
  const parts = [year, m1 ?? m2, d1 ?? d2, hour, min1 ?? min2, sec1 ?? sec2 ?? '0'].map(Number);
  const ms = fraction === undefined ? 0 : Math.trunc(Number(`0.${fraction}`) * 1000);
  return onClocks(parts, ms, offset, zone);
}

function onClocks(
  [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0]: readonly number[],
  ms: number,
  offset: string | undefined,
  zone: string,
): ReadTime {
  const localMs = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const back = new Date(localMs);
  const exists =
    back.getUTCFullYear() === year &&
    back.getUTCMonth() === month - 1 &&
    back.getUTCDate() === day &&
    back.getUTCHours() === hour &&
    back.getUTCMinutes() === minute &&
    back.getUTCSeconds() === second;
  if (!exists) return refused('invalid_time', `is no day or no time of day; ${ACCEPTED}`);
  if (offset !== undefined) return { ok: true, atMs: localMs - offsetOf(offset) };
  const atMs = toUtc(localMs, zone);
  const shown = (utcMs: number) => {
    const { day: date, time } = localTime(utcMs, zone);
    return `${date}T${time}`;
  };
  const wanted = back.toISOString().slice(0, 16);
  // Where clocks are set forward, an hour does not exist; where they are set back, it is there twice.
  if (shown(atMs) !== wanted) return refused('invalid_time', 'does not exist on the clocks of the region');
  if ([atMs - HOUR_MS, atMs + HOUR_MS].some((other) => shown(other) === wanted))
    return refused('ambiguous_time', 'is there twice on the clocks of the region: add the zone, like +08:00');
  return { ok: true, atMs };
}

function offsetOf(text: string): number {
  if (text === 'Z') return 0;
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/\D/g, '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
}

const refused = (code: 'invalid_time' | 'ambiguous_time', message: string): ReadTime => ({
  ok: false,
  code,
  message,
});
