/** A wall while it is built: every step is a pure function from one draft to the next, so that each can be undone. */
import { GRID_UNITS, isInside, overlaps, type TileBox } from '../../../../server/contract/wall-layout.ts';
import {
  MOST_PAGES,
  MOST_TILES,
  type TileContent,
  type WallPageLayout,
  type WallTileLayout,
} from '../../../../server/contract/walls.ts';
import { newId } from '../../lib/new-id.ts';
import type { Box } from './templates.ts';

export interface Draft {
  readonly name: string;
  readonly pages: readonly WallPageLayout[];
  readonly page: number;
  /** Places of the template chosen last that nothing lies in yet; not saved. */
  readonly slots: readonly Box[];
}

export interface Editing {
  readonly past: readonly Draft[];
  readonly draft: Draft;
  readonly future: readonly Draft[];
}

/** Steps that can be taken back. */
const MOST_STEPS = 100;
/** A new tile where no template says otherwise, and smaller ones as room gets short. */
const SIZES = [8, 6, 4, 3, 2, 1] as const;

export const begin = (name: string, pages: readonly WallPageLayout[]): Editing => ({
  ...{ past: [], future: [] },
  draft: { name, pages: pages.length === 0 ? [{ name: '', tiles: [] }] : pages, page: 0, slots: [] },
});

export function step(editing: Editing, change: (draft: Draft) => Draft): Editing {
  const draft = change(editing.draft);
  if (draft === editing.draft) return editing;
  return { past: [...editing.past, editing.draft].slice(-MOST_STEPS), draft, future: [] };
}

export function undo({ past, draft, future }: Editing): Editing {
  const before = past.at(-1);
  if (before === undefined) return { past, draft, future };
  return { past: past.slice(0, -1), draft: before, future: [draft, ...future] };
}

export function redo({ past, draft, future }: Editing): Editing {
  const [next, ...rest] = future;
  if (next === undefined) return { past, draft, future };
  return { past: [...past, draft], draft: next, future: rest };
}

export const tilesOf = (draft: Draft): readonly WallTileLayout[] => draft.pages[draft.page]?.tiles ?? [];

const withTiles = (draft: Draft, tiles: WallTileLayout[], slots = draft.slots): Draft => ({
  ...draft,
  slots,
  pages: draft.pages.map((page, index) => (index === draft.page ? { ...page, tiles } : page)),
});

const isFree = (box: Box, tiles: readonly TileBox[], except?: string): boolean =>
  isInside({ id: '', ...box }) &&
  tiles.every((tile) => tile.id === except || !overlaps({ id: '', ...box }, tile));

/** Slots of the template first, then the first room from the top left. Undefined: the page is full. */
export function freePlace(draft: Draft): Box | undefined {
  const tiles = tilesOf(draft);
  const slot = draft.slots.find((box) => isFree(box, tiles));
  if (slot !== undefined || tiles.length >= MOST_TILES) return slot;
  for (const size of SIZES)
    for (let y = 0; y + size <= GRID_UNITS; y += 1)
      for (let x = 0; x + size <= GRID_UNITS; x += 1)
        if (isFree({ x, y, w: size, h: size }, tiles)) return { x, y, w: size, h: size };
  return undefined;
}

/** As many as there is room for, each once a page; the first to `at`, where that is free. */
export function add(draft: Draft, contents: readonly TileContent[], at?: Box): Draft {
  let next = draft;
  let wanted = at;
  for (const content of contents) {
    const tiles = tilesOf(next);
    const isThere = tiles.some((tile) => JSON.stringify(tile.content) === JSON.stringify(content));
    const given = wanted !== undefined && isFree(wanted, tiles) ? wanted : undefined;
    const place = given ?? freePlace(next);
    wanted = undefined;
    if (isThere || place === undefined || tiles.length >= MOST_TILES) continue;
    next = withTiles(next, [...tiles, { id: newId(), ...place, content }]);
  }
  return next;
}

export const remove = (draft: Draft, id: string): Draft =>
  tilesOf(draft).some((tile) => tile.id === id)
    ? withTiles(
        draft,
        tilesOf(draft).filter((tile) => tile.id !== id),
      )
    : draft;

/** Nothing happens where another tile lies, or the page ends. */
export function place(draft: Draft, id: string, box: Box): Draft {
  const tiles = tilesOf(draft);
  const tile = tiles.find((each) => each.id === id);
  if (tile === undefined || !isFree(box, tiles, id)) return draft;
  if (tile.x === box.x && tile.y === box.y && tile.w === box.w && tile.h === box.h) return draft;
  const { x, y, w, h } = box;
  return withTiles(
    draft,
    tiles.map((each) => (each.id === id ? { ...each, x, y, w, h } : each)),
  );
}

/** By arrow keys: over a tile that is in the way to the next free place in that direction. */
export function move(draft: Draft, id: string, dx: number, dy: number): Draft {
  const tile = tilesOf(draft).find((each) => each.id === id);
  if (tile === undefined) return draft;
  for (let n = 1; n < GRID_UNITS; n += 1) {
    const box = { ...tile, x: tile.x + dx * n, y: tile.y + dy * n };
    if (!isInside(box)) return draft;
    const moved = place(draft, id, box);
    if (moved !== draft) return moved;
  }
  return draft;
}

export function resize(draft: Draft, id: string, dw: number, dh: number): Draft {
  const tile = tilesOf(draft).find((each) => each.id === id);
  return tile === undefined ? draft : place(draft, id, { ...tile, w: tile.w + dw, h: tile.h + dh });
}

/** What is on the page goes into the template in reading order; what it has no room for goes. */
export function arrangeBy(draft: Draft, boxes: readonly Box[]): Draft {
  const ordered = [...tilesOf(draft)].sort((a, b) => a.y - b.y || a.x - b.x);
  const tiles = ordered.flatMap((tile, index) => {
    const box = boxes[index];
    return box === undefined ? [] : [{ ...tile, ...box }];
  });
  return withTiles(draft, tiles, boxes);
}

export const goTo = (editing: Editing, page: number): Editing => ({
  ...editing,
  draft: { ...editing.draft, page: Math.max(0, Math.min(editing.draft.pages.length - 1, page)), slots: [] },
});

export const addPage = (draft: Draft): Draft =>
  draft.pages.length >= MOST_PAGES
    ? draft
    : { ...draft, pages: [...draft.pages, { name: '', tiles: [] }], page: draft.pages.length, slots: [] };

export function removePage(draft: Draft): Draft {
  if (draft.pages.length === 1) return draft;
  const pages = draft.pages.filter((_, index) => index !== draft.page);
  return { ...draft, pages, page: Math.min(draft.page, pages.length - 1), slots: [] };
}

export function movePage(draft: Draft, by: -1 | 1): Draft {
  const to = draft.page + by;
  const here = draft.pages[draft.page];
  const there = draft.pages[to];
  if (here === undefined || there === undefined) return draft;
  const pages = draft.pages.map((page, index) => (index === draft.page ? there : index === to ? here : page));
  return { ...draft, pages, page: to };
}

export const renamePage = (draft: Draft, name: string): Draft => ({
  ...draft,
  pages: draft.pages.map((page, index) => (index === draft.page ? { ...page, name } : page)),
});
