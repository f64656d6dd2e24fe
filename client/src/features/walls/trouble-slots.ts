/** Which window in trouble is shown in which place, so that tiles come and go without jumping. Pure. */
import type { Trouble } from '../../../../server/contract/walls.ts';

export interface Slot {
  readonly trouble: Trouble;
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

export function assign(before: Slots, items: readonly Trouble[], nowMs: number, places: number): Slots {
  const found = new Map(items.map((item) => [item.windowId, item]));
  const slots: (Slot | undefined)[] = Array.from({ length: places }, (_, index) => {
    const slot = before[index];
    if (slot === undefined) return undefined;
    const trouble = found.get(slot.trouble.windowId);
    if (trouble !== undefined) return { ...slot, trouble, goneSinceMs: undefined };
    const goneSinceMs = slot.goneSinceMs ?? nowMs;
    const isOver = nowMs - goneSinceMs >= FADE_MS && nowMs - slot.sinceMs >= KEEP_MS;
    return isOver ? undefined : { ...slot, goneSinceMs };
  });
  const shown = new Set(slots.flatMap((slot) => slot?.trouble.windowId ?? []));
  for (const trouble of items) {
    if (shown.has(trouble.windowId)) continue;
    const index = placeFor(slots, trouble, nowMs);
    if (index === undefined) continue;
    slots[index] = { trouble, sinceMs: nowMs, goneSinceMs: undefined };
  }
  return slots;
}

function placeFor(slots: Slots, trouble: Trouble, nowMs: number): number | undefined {
  const free = slots.indexOf(undefined);
  if (free !== -1) return free;
  const given = slots
    .map((slot, index) => ({ slot, index }))
    .flatMap(({ slot, index }) => (slot === undefined ? [] : [{ slot, index }]))
    .filter(({ slot }) => nowMs - slot.sinceMs >= KEEP_MS)
    .sort((a, b) => weight(a.slot) - weight(b.slot))[0];
  if (given === undefined || trouble.score <= weight(given.slot) * CLEARLY) return undefined;
  return given.index;
}

const weight = ({ trouble, goneSinceMs }: Slot): number => (goneSinceMs === undefined ? trouble.score : -1);

/** Places up to the last one that is taken; at least one. */
export const placesInUse = (slots: Slots): number =>
  Math.max(1, slots.findLastIndex((slot) => slot !== undefined) + 1);
