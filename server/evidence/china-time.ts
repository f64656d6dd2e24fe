/** Instants as packages word them: on the clocks of China, which have had one zone and no summer time since 1992. */
const AHEAD_MS = 8 * 3_600_000;

const local = (atMs: number): string => new Date(atMs + AHEAD_MS).toISOString();

/** `2026-11-23 14:30:05` */
export const chinaTime = (atMs: number): string => local(atMs).slice(0, 19).replace('T', ' ');
/** `2026-11-23 14:30:05.123` */
export const chinaTimeMs = (atMs: number): string => local(atMs).slice(0, 23).replace('T', ' ');
/** `11-23 14:30` */
export const chinaMinute = (atMs: number): string => local(atMs).slice(5, 16).replace('T', ' ');
/** `20261123-143005.123`: sorts as time does, and any file system takes it. */
export const fileTime = (atMs: number): string =>
  local(Math.round(atMs)).slice(0, 23).replace(/[-:]/g, '').replace('T', '-');

/** `1 h 02 min 03 s`, without what is nothing at its head. */
export function spanWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (h > 0) return `${h} h ${String(m).padStart(2, '0')} min ${String(s).padStart(2, '0')} s`;
  return m > 0 ? `${m} min ${String(s).padStart(2, '0')} s` : `${s} s`;
}
