/** The labels of a picture: as much as was asked for and fits, each at its own zone. Pure. */
import type { Polygon } from '../../../../server/contract/cameras.ts';
import type { OverlayMode } from '../../lib/preferences.ts';
import { detailsFor, type LabelDetail, labelSize, typePx } from './label-detail.ts';
import { placeLabels } from './label-layout.ts';
import { type Rect, type Size, zoneRect } from './rect.ts';

export interface LabelledWindow {
  readonly id: string;
  /** Whose hours it keeps; left out where it is not of now. */
  readonly hallId?: string | undefined;
  readonly code: string;
  readonly name: string;
  readonly departmentName?: string | undefined;
}

export interface WindowInPicture {
  readonly window: LabelledWindow;
  readonly placement: { readonly clerkZone: Polygon; readonly applicantZone: Polygon | null };
}

export interface ZonedLabel extends Pick<WindowInPicture, 'window'> {
  readonly detail: LabelDetail;
  readonly place: Rect;
  readonly clerk: Rect;
  readonly applicant: Rect | undefined;
}

export interface LabelsOf {
  readonly windows: readonly WindowInPicture[];
  readonly mode: Exclude<OverlayMode, 'hidden'>;
  readonly box: Size;
  /** Where the picture lies in the box. */
  readonly picture: Rect;
  /** What lies over the box already. */
  readonly taken: readonly Rect[];
}

export interface PictureLabels {
  readonly typePx: number;
  readonly labels: readonly ZonedLabel[];
}

/** In a tile that is much taller than its picture, type goes by the picture: it would cover it else. */
const TALLER = 1.25;

export function labelsOf({ windows, mode, box, picture, taken }: LabelsOf): PictureLabels {
  const zones = windows.map(({ window, placement }) => ({
    window,
    clerk: zoneRect(placement.clerkZone, picture),
    applicant: placement.applicantZone === null ? undefined : zoneRect(placement.applicantZone, picture),
  }));
  const room = {
    bounds: { x: 0, y: 0, ...box },
    taken,
  };
  const scale = { width: box.width, height: Math.min(box.height, picture.height * TALLER) };
  let found: readonly ZonedLabel[] = [];
  for (const detail of detailsFor(mode, scale, windows.length)) {
    const sized = zones.map((each) => ({ ...each, size: labelSize(detail, scale, each.clerk.width) }));
    const { labels, crowded } = placeLabels(sized, room);
    found = zones.map((each, index) => ({ ...each, detail, place: labels[index] ?? each.clerk }));
    if (!crowded) break;
  }
  return { typePx: typePx(scale), labels: found };
}
