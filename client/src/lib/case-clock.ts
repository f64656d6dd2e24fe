/**
 * A case's clock in words, as of an instant: colour, share of the limit, remainder. Working-time arithmetic is
 * the server's; from its measurement the clock runs on in the working spans it named.
 */
import type { TFunction } from 'i18next';
import { type CaseClock, type ClockColour, colourAt, type Limit } from '../../../server/contract/clock.ts';

export interface ClockReading {
  readonly colour: ClockColour;
  /** Working time used against the promised limit, 0..1, 1 when over. */
  readonly share: number;
  /** Negative: over by so much working time. */
  readonly remainingMs: number;
  readonly usedMs: number;
  readonly stopped: boolean;
}

export function readClock(clock: CaseClock, atMs: number): ClockReading {
  const colour = colourAt(clock, atMs);
  const stoppedAtMs = clock.stoppedAt === null ? undefined : Date.parse(clock.stoppedAt);
  const stopped = stoppedAtMs !== undefined && stoppedAtMs <= atMs;
  const { limitMs } = clock;
  const until = stopped ? stoppedAtMs : atMs;
  const ran = clock.ahead.reduce(
    (sum, span) => sum + Math.max(0, Math.min(Date.parse(span.to), until) - Date.parse(span.from)),
    0,
  );
  let usedMs = Math.max(0, clock.elapsedMs + ran);
  // A clock measured longer ago than its spans reach still agrees with its deadline.
  if (colour === 'over') usedMs = Math.max(usedMs, limitMs);
  else usedMs = Math.min(usedMs, limitMs);
  const remainingMs = limitMs - usedMs;
  return {
    colour,
    share: limitMs <= 0 ? 1 : Math.min(1, usedMs / limitMs),
    remainingMs,
    usedMs,
    stopped,
  };
}

/** `5 工作日`, `3 个月`. */
export const limitText = ({ value, unit }: Limit, t: TFunction): string =>
  t(`clock.limit.${unit}`, { n: value });

/** `1 工作日 3 小时`: days of working time, then hours, then minutes; two units at most, or as many as asked. */
export function workingSpanText(ms: number, workingDayMs: number, t: TFunction, units = 2): string {
  if (ms < 60_000) return t('clock.underMinute');
  const minutes = Math.floor(ms / 60_000);
  const dayMinutes = Math.max(1, Math.round(workingDayMs / 60_000));
  const days = Math.floor(minutes / dayMinutes);
  const hours = Math.floor((minutes % dayMinutes) / 60);
  const rest = (minutes % dayMinutes) % 60;
  const parts: string[] = [];
  if (days > 0) parts.push(t('clock.wd', { n: days }));
  if (hours > 0) parts.push(t('clock.h', { n: hours }));
  if (days === 0 && (rest > 0 || hours === 0)) parts.push(t('clock.m', { n: rest }));
  return parts.slice(0, units).join(' ');
}

/** `剩 1 工作日 3 小时`, `超期 2 小时`, `办结用时 …`. */
export function remainingText(clock: CaseClock, atMs: number, t: TFunction, units = 2): string {
  const reading = readClock(clock, atMs);
  if (reading.stopped)
    return t('clock.stopped', { span: workingSpanText(reading.usedMs, clock.workingDayMs, t, units) });
  if (reading.colour === 'over') {
    const over = -reading.remainingMs;
    return over < 60_000
      ? t('clock.overNow')
      : t('clock.over', { span: workingSpanText(over, clock.workingDayMs, t, units) });
  }
  if (reading.remainingMs < 60_000) return t('clock.leftNow');
  return t('clock.left', { span: workingSpanText(reading.remainingMs, clock.workingDayMs, t, units) });
}
