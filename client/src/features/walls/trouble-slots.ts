/** Which picture of windows in trouble is shown in which place, so that tiles come and go without jumping. Pure. */
import type { Trouble } from '../../../../server/contract/walls.ts';

/** One picture: all the windows in it that need a look. */
export interface TroubledPicture {
  /** Its camera, or the window that none shows. */
  readonly key: string;
  readonly cameraId: string | null;
  readonly hallName: string;
  readonly score: number;
  readonly windows: readonly Trouble[];
}

/** A further window in the same picture adds this share of its score. */
const FURTHER = 0.25;

/** The most urgent first. A hall camera that shows three of the windows is one picture. */
export function byPicture(items: readonly Trouble[]): TroubledPicture[] {
  const groups = new Map<string, Trouble[]>();
  for (const item of items) {
    const key = item.cameraId ?? item.windowId;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups]
    .flatMap(([key, windows]) => {
      const [first, ...rest] = windows;
      if (first === undefined) return [];
      const score = rest.reduce((sum, each) => sum + each.score * FURTHER, first.score);
      return [{ key, cameraId: first.cameraId, hallName: first.hallName, score, windows }];
    })
    .sort((a, b) => b.score - a.score);
}

export interface Slot {
  readonly picture: TroubledPicture;
  readonly sinceMs: number;
  /** Since when nothing is wrong there any more; it fades out. */
  readonly goneSinceMs: number | undefined;
}
export type Slots = readonly (Slot | undefined)[];

/** A window keeps its place at least so long, whatever comes. */
export const KEEP_MS = 20_000;
/** One where nothing is wrong any more goes after this. */
export const FADE_MS = 8000;
/** A window in place gives way to one that is so much more urgent, not to its equal. */
const CLEARLY = 1.15;

export function assign(
  before: Slots,
  items: readonly TroubledPicture[],
  nowMs: number,
  places: number,
): Slots {
  const found = new Map(items.map((item) => [item.key, item]));
  const slots: (Slot | undefined)[] = Array.from({ length: places }, (_, index) => {
    const slot = before[index];
    if (slot === undefined) return undefined;
    const picture = found.get(slot.picture.key);
    if (picture !== undefined) return { ...slot, picture, goneSinceMs: undefined };
    const goneSinceMs = slot.goneSinceMs ?? nowMs;
    const isOver = nowMs - goneSinceMs >= FADE_MS && nowMs - slot.sinceMs >= KEEP_MS;
    return isOver ? undefined : { ...slot, goneSinceMs };
  });
  const shown = new Set(slots.flatMap((slot) => slot?.picture.key ?? []));
  for (const picture of items) {
    if (shown.has(picture.key)) continue;
    const index = placeFor(slots, picture, nowMs);
    if (index === undefined) continue;
    slots[index] = { picture, sinceMs: nowMs, goneSinceMs: undefined };
  }
  return slots;
}

function placeFor(slots: Slots, picture: TroubledPicture, nowMs: number): number | undefined {
  const free = slots.indexOf(undefined);
  if (free !== -1) return free;
  const given = slots
    .map((slot, index) => ({ slot, index }))
    .flatMap(({ slot, index }) => (slot === undefined ? [] : [{ slot, index }]))
    .filter(({ slot }) => nowMs - slot.sinceMs >= KEEP_MS)
    .sort((a, b) => weight(a.slot) - weight(b.slot))[0];
  if (given === undefined || picture.score <= weight(given.slot) * CLEARLY) return undefined;
  return given.index;
}

const weight = ({ picture, goneSinceMs }: Slot): number => (goneSinceMs === undefined ? picture.score : -1);

/** Nothing moved: what is drawn of them need not be drawn anew. */
export const sameSlots = (a: Slots, b: Slots): boolean =>
  a.length === b.length &&
  a.every((slot, index) => {
    const other = b[index];
    return slot?.picture === other?.picture && slot?.goneSinceMs === other?.goneSinceMs;
  });

/** Places up to the last one that is taken; at least one. */
export const placesInUse = (slots: Slots): number =>
  Math.max(1, slots.findLastIndex((slot) => slot !== undefined) + 1);
