/** When one looks again, as one thinks of it. */
export const untils = ['hour', 'evening', 'tomorrow', 'days', 'open'] as const;
export type Until = (typeof untils)[number];

const HOUR_MS = 3_600_000;
/** Halls close about then; after it, the next day's. */
const EVENING_HOUR = 17;

/** Null: no date. In the reader's zone. */
export function untilOf(until: Until, nowMs: number): string | null {
  switch (until) {
    case 'hour':
      return new Date(nowMs + HOUR_MS).toISOString();
    case 'evening': {
      const at = new Date(nowMs);
      at.setHours(EVENING_HOUR, 0, 0, 0);
      if (at.getTime() <= nowMs) at.setDate(at.getDate() + 1);
      return at.toISOString();
    }
    case 'tomorrow':
      return new Date(nowMs + 24 * HOUR_MS).toISOString();
    case 'days':
      return new Date(nowMs + 72 * HOUR_MS).toISOString();
    case 'open':
      return null;
  }
}
