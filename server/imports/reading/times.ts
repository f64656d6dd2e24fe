/** Days and times of day as people write them. */
import { day, daySpan } from '../../contract/office-hours.ts';
import type { ReadCell } from './sheet-row.ts';

const SPANS_MOST = 8;

/** `2027-01-31`, also `2027/1/31`, `2027.1.31`, `20270131` and `2027年1月31日`; a time of midnight behind it is left out. */
export function readDay(value: string): ReadCell {
  const found =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0?0:00(?::00)?)?$/.exec(value) ??
    /^(20\d{2})(\d{2})(\d{2})$/.exec(value);
  const [, year = '', month = '', date = ''] = found ?? [];
  const text = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  return day.safeParse(text).success ? { value: text } : { value, fault: 'not_day' };
}

/** `08:30-12:00 14:30-17:30`, in whichever signs and order. */
export function readSpans(value: string): ReadCell {
  const parts = value
    .replaceAll(/ *(?:-{1,2}|~|–|—|～|至|到) */g, '-')
    .split(/[;,、，；\s]+/)
    .filter((one) => one !== '');
  const spans = parts.map((part) => {
    const [, from, to] = /^(\d{1,2}:\d{2})(?::00)?-(\d{1,2}:\d{2})(?::00)?$/.exec(part) ?? [];
    return { from: from?.padStart(5, '0'), to: to?.padStart(5, '0') };
  });
  const read = daySpan.array().min(1).max(SPANS_MOST).safeParse(spans);
  if (!read.success) return { value, fault: 'spans_form' };
  const sorted = read.data.sort((a, b) => a.from.localeCompare(b.from));
  if (sorted.some((span, index) => span.from < (sorted[index - 1]?.to ?? '')))
    return { value, fault: 'spans_overlap' };
  return { value: sorted.map(({ from, to }) => `${from}-${to}`).join(' ') };
}
