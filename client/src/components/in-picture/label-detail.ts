/** How much a label says, by what was asked for and what the tile has room for; and how large it then is. Pure. */
import type { OverlayMode } from '../../lib/preferences.ts';
import type { Size } from './rect.ts';

/** What a label says: `mini` is number, state and nothing else. */
export type LabelDetail = 'mini' | 'compact' | 'full';

/** Of the tile's height (ui.md: at least 3 %, to be read from two metres). */
const TYPE_SHARE = 0.031;
const TYPE_LEAST_PX = 12;

interface Shape {
  /** In em. */
  readonly least: number;
  readonly most: number;
  readonly height: number;
  /** Of the tile's height, at most. */
  readonly share: number;
}

const shapes: Readonly<Record<LabelDetail, Shape>> = {
  full: { least: 15, most: 20, height: 5.1, share: 0.3 },
  compact: { least: 9.2, most: 11.5, height: 2.1, share: 0.26 },
  mini: { least: 6, most: 8.5, height: 1.75, share: 1 },
};

const lessening: readonly LabelDetail[] = ['full', 'compact', 'mini'];

export function typePx(box: Size): number {
  return Math.max(TYPE_LEAST_PX, box.height * TYPE_SHARE);
}

/** From the most that may be said to the least: what does not fit is tried with less. */
export function detailsFor(mode: Exclude<OverlayMode, 'hidden'>, box: Size, windows: number): LabelDetail[] {
  const em = typePx(box);
  const fits = (detail: LabelDetail) => {
    const { least, height, share } = shapes[detail];
    return detail === 'mini' || (least * em * windows <= box.width && height * em <= share * box.height);
  };
  return lessening.slice(lessening.indexOf(mode)).filter(fits);
}

/** As wide as its zone, within what it needs and may take. */
export function labelSize(detail: LabelDetail, box: Size, zoneWidthPx: number): Size {
  const em = typePx(box);
  const { least, most, height } = shapes[detail];
  const width = Math.min(Math.max(least * em, Math.min(zoneWidthPx, most * em)), box.width);
  return { width, height: height * em };
}
