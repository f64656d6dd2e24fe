/** Where tiles may lie on a page: whole units of a square grid, none over another. Pure: the editor asks the same. */

export interface TileBox {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** A page is so many units wide and high. */
export const GRID_UNITS = 24;

export const overlaps = (a: TileBox, b: TileBox): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

export const isInside = ({ x, y, w, h }: TileBox): boolean =>
  x >= 0 && y >= 0 && w >= 1 && h >= 1 && x + w <= GRID_UNITS && y + h <= GRID_UNITS;

export interface LayoutFault {
  /** Which tile of the list. */
  readonly index: number;
  readonly message: string;
}

/** What is wrong with a page, tile by tile; tiles are named by what they are called and where they lie. */
export function layoutFaults(tiles: readonly TileBox[]): LayoutFault[] {
  const faults: LayoutFault[] = [];
  tiles.forEach((tile, index) => {
    if (!isInside(tile))
      faults.push({
        index,
        message: `tile ${tile.id} ends at ${tile.x + tile.w}×${tile.y + tile.h}, the page at ${GRID_UNITS}×${GRID_UNITS}`,
      });
    for (let other = 0; other < index; other += 1) {
      const before = tiles[other];
      if (before === undefined) continue;
      if (before.id === tile.id) faults.push({ index, message: `tile ${tile.id} is on the page twice` });
      else if (overlaps(before, tile))
        faults.push({ index, message: `tile ${tile.id} lies over tile ${before.id}` });
    }
  });
  return faults;
}
