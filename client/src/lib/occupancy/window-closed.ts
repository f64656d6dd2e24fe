/**
 * Whether nobody ought to be at a window: then an empty place is nothing to look at, and is not called vacant (glossary:
 * 脱岗 is an open window with nobody at it). As leads judge it, what was reported goes before the hall's hours. Pure.
 */
import { type OfficeHours, openSpans } from '../../../../server/contract/office-hours.ts';
import type { WindowState } from '../../../../server/contract/overlays.ts';

/**
 * @param state as reported; undefined: it is being fetched
 * @param inHours undefined: nobody said when the hall is open
 */
export function windowClosed(state: WindowState | undefined, inHours: boolean | undefined): boolean {
  if (state === 'closed') return true;
  if (state === 'called' || state === 'serving') return false;
  return inHours === false;
}

/** Whether a hall is open by its own hours; undefined where none hold then. */
export function inOfficeHours(hours: OfficeHours, atMs: number): boolean | undefined {
  const [day = '', time = ''] = formatOf(hours.zone).format(atMs).split(' ');
  return openSpans(hours, day)?.some(({ from, to }) => from <= time && time < to);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-11-23 09:15`. Made once a zone: that costs far more than its use. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  formats.set(zone, made);
  return made;
}
