/** Instants as people of this field write them: `2026-11-23 09:15:03`, in the browser's zone. */
import type { TFunction } from 'i18next';

const two = (n: number): string => String(n).padStart(2, '0');

export function dateText(at: string | number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export function clockText(at: string | number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

export function instantText(at: string | number): string {
  return `${dateText(at)} ${clockText(at)}`;
}

/** To the minute, as deadlines are read: `2026-02-11 15:20`. */
export function minuteText(at: string | number): string {
  return instantText(at).slice(0, -3);
}

/** The time alone for today, with the date otherwise: for a tile, where room is short. */
export function shortInstantText(at: string | number, nowMs: number): string {
  return dateText(at) === dateText(nowMs) ? clockText(at) : instantText(at);
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span in its largest whole unit: `40 秒`, `12 分钟`, `3 小时`, `2 天`. */
export function spanText(ms: number, t: TFunction): string {
  const span = Math.max(0, ms);
  if (span < MINUTE) return t('time.s', { n: Math.floor(span / SECOND) });
  if (span < HOUR) return t('time.m', { n: Math.floor(span / MINUTE) });
  if (span < DAY) return t('time.h', { n: Math.floor(span / HOUR) });
  return t('time.d', { n: Math.floor(span / DAY) });
}

export function agoText(at: string | number, nowMs: number, t: TFunction): string {
  const ms = nowMs - new Date(at).getTime();
  if (ms < 5 * SECOND) return t('time.now');
  if (ms < MINUTE) return t('time.seconds', { n: Math.floor(ms / SECOND) });
  if (ms < HOUR) return t('time.minutes', { n: Math.floor(ms / MINUTE) });
  if (ms < DAY) return t('time.hours', { n: Math.floor(ms / HOUR) });
  return t('time.days', { n: Math.floor(ms / DAY) });
}
