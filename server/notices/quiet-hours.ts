/** Hours in which people who asked for it are left alone. */

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

export interface QuietHours {
  /** Minutes of the day; `from` after `to` goes over midnight, both the same is the whole day's worth of nothing. */
  readonly from: number;
  readonly to: number;
}

/** The instant from which on somebody may be told: `atMs` itself outside their quiet hours, else the end of them. */
export function audibleFrom(atMs: number, quiet: QuietHours | null, zone: string): number {
  if (!quiet || quiet.from === quiet.to) return atMs;
  const minute = minuteOfDay(atMs, zone);
  const isQuiet =
    quiet.from < quiet.to
      ? minute >= quiet.from && minute < quiet.to
      : minute >= quiet.from || minute < quiet.to;
  if (!isQuiet) return atMs;
  const left = (quiet.to - minute + DAY_MINUTES) % DAY_MINUTES;
  return Math.floor(atMs / MINUTE_MS) * MINUTE_MS + left * MINUTE_MS;
}

function minuteOfDay(atMs: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(atMs);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return part('hour') * 60 + part('minute');
}
