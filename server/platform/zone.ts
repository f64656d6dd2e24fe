/** Wall-clock time in a zone, as numbers: local milliseconds since 1970 as if the zone were UTC. */

const MINUTE_MS = 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, made);
  return made;
}

/** How far the zone's clocks are ahead of UTC at an instant, ms. */
export function offsetMs(utcMs: number, zone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatFor(zone).formatToParts(utcMs)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  return local - Math.floor(utcMs / 1000) * 1000;
}

export const toLocal = (utcMs: number, zone: string): number => utcMs + offsetMs(utcMs, zone);

/** `2026-11-23` and `09:15` on the clocks of the zone. */
export function localTime(utcMs: number, zone: string): { readonly day: string; readonly time: string } {
  const text = new Date(toLocal(utcMs, zone)).toISOString();
  return { day: text.slice(0, 10), time: text.slice(11, 16) };
}

/** In the hour a clock is set back, the later of the two instants; in the one it skips, a moment after the gap. */
export function toUtc(localMs: number, zone: string): number {
  const guess = localMs - offsetMs(localMs, zone);
  const offset = offsetMs(guess, zone);
  const utc = localMs - offset;
  return Math.abs(offsetMs(utc, zone) - offset) < MINUTE_MS ? utc : guess;
}
