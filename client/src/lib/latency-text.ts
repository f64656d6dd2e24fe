/** How late a picture is, in as few characters as are true: hundredths are noise, and so are they to a reader. */
import type { TFunction } from 'i18next';

/** From here on an event at the window and the word beside it would seem apart to a person watching. */
export const LATE_MS = 3000;

export function latencyText(latencyMs: number, t: TFunction): string {
  const ms = Math.max(0, latencyMs);
  return ms < 1000
    ? t('time.ms', { n: Math.round(ms / 10) * 10 })
    : t('time.s', { n: (ms / 1000).toFixed(1) });
}
