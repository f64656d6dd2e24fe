/** Where the people of a window are in the drawn picture. The numbers are those of `../cameras/hall.py`. */
import type { Polygon } from '../../../server/contract/cameras.ts';

export const PICTURE = { width: 1280, height: 720 };
/** `BAY_CENTRES`: the middles of the windows in a picture, from the left. */
export const BAY_CENTRES: readonly number[] = [330, 950];

/** From here down the picture is the burnt-in clock's, with what compression blurs around it: `burnt_clock.py`, `OSD_FRAME`. */
const BURNT_FROM = 648;
/** Where an applicant's feet are, in a picture without it. */
export const FEET = 704;

export interface WindowZones {
  readonly clerkZone: Polygon;
  readonly applicantZone: Polygon;
}

/**
 * `slot`: which of the windows in the picture, from the left. `bottom`: how far down an applicant's place goes; in a picture
 * with a clock burnt in not to his feet, as what changes all the time would be somebody who never leaves.
 */
export function zonesOf(slot: number, bottom = BURNT_FROM): WindowZones {
  const centre = BAY_CENTRES[slot];
  if (centre === undefined) throw new Error(`the picture has no place ${slot} for a window`);
  // Clerk: from the hair to the back edge of the counter, beside the monitor. Applicant: from the hair down, wider below.
  const [clerk, seat] = [centre - 6, centre + 62];
  const half = 78 + Math.round((26 * (bottom - 366)) / (FEET - 366));
  return {
    clerkZone: corners([clerk - 92, 250], [clerk + 92, 250], [clerk + 92, 412], [clerk - 92, 412]),
    applicantZone: corners([seat - 78, 366], [seat + 78, 366], [seat + half, bottom], [seat - half, bottom]),
  };
}

const corners = (...points: [x: number, y: number][]): Polygon =>
  points.map(([x, y]) => ({ x: x / PICTURE.width, y: y / PICTURE.height }));
