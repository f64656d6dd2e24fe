/**
 * Closing, moving and merging places: `POST /api/v1/halls/:hallId/merge` and the like, each with a reason; what it would do is
 * asked first with `POST /api/v1/place-changes/preview`.
 */
import { z } from 'zod';
import { id, instant } from './common.ts';
import { regionCode, windowCode } from './places.ts';

export const placeThing = z.enum(['region', 'department', 'hall', 'window', 'matter']);
export type PlaceThing = z.infer<typeof placeThing>;
export const placeChangeKind = z.enum(['close', 'move', 'merge']);
export type PlaceChangeKind = z.infer<typeof placeChangeKind>;

/** `POST /api/v1/regions/:code/move`, and of a department or hall: another region; null only for a region. */
export const moveToRegion = z.object({ regionCode });
export const moveRegion = z.object({ parentCode: regionCode.nullable() });
/** Either another department runs it from now on, or it goes on in another hall, with this code where it is given. */
export const moveWindow = z.union([
  z.strictObject({ departmentId: id }),
  z.strictObject({ hallId: id, code: windowCode.optional() }),
]);

/** The thing named in the path is merged into this one, and closed. */
export const mergeRegion = z.object({ into: regionCode });
export const mergeDepartment = z.object({ into: id });
const newCodes = z.record(id, windowCode).refine((all) => Object.keys(all).length <= 1000, 'at most 1000');
const newNames = z
  .record(id, z.string().trim().min(1).max(100))
  .refine((all) => Object.keys(all).length <= 1000, 'at most 1000');
export const mergeHall = z.object({
  into: id,
  /** New codes of windows whose own is taken there, by window; names of cameras likewise. */
  windowCodes: newCodes.default({}),
  cameraNames: newNames.default({}),
});

const preview = <K extends PlaceThing>(thing: K) => ({ thing: z.literal(thing), id: z.string().max(64) });
const close = { kind: z.literal('close') };
const move = { kind: z.literal('move') };
const merge = { kind: z.literal('merge') };
/** Nothing is done; the answer says what would be. */
export const previewChange = z.union([
  z.object({ ...preview('region'), ...close }),
  z.object({ ...preview('region'), ...move, body: moveRegion }),
  z.object({ ...preview('region'), ...merge, body: mergeRegion }),
  z.object({ ...preview('department'), ...close }),
  z.object({ ...preview('department'), ...move, body: moveToRegion }),
  z.object({ ...preview('department'), ...merge, body: mergeDepartment }),
  z.object({ ...preview('hall'), ...close }),
  z.object({ ...preview('hall'), ...move, body: moveToRegion }),
  z.object({ ...preview('hall'), ...merge, body: mergeHall }),
  z.object({ ...preview('window'), ...close }),
  z.object({ ...preview('window'), ...move, body: moveWindow }),
  z.object({ ...preview('matter'), ...close }),
]);
/** A change as it is asked for: what, which, and whither. */
export type PlaceChangeRequest = z.output<typeof previewChange>;

/** What is or would be changed, counted by what: `windows`, `halls`, `placements`, `grants`, `tokens` … */
export const changeCounts = z.record(z.string(), z.number().int());

/** Rows that stand in the way: with a new code or name each, it goes. */
export const collision = z.object({
  what: z.enum(['window', 'camera', 'department', 'hall', 'clerk', 'matter']),
  id: z.string(),
  /** The code or name that is taken. */
  taken: z.string(),
});

export const placeChange = z.object({
  /** Null in a dry run. */
  id: id.nullable(),
  at: instant,
  kind: placeChangeKind,
  thing: placeThing,
  thingId: z.string(),
  thingName: z.string(),
  targetId: z.string().nullable(),
  targetName: z.string().nullable(),
  counts: changeCounts,
  /** Only in a dry run: what must be named anew first. */
  collisions: z.array(collision),
  /** A window's that goes on in another hall. */
  openedId: id.nullable(),
  by: z.string(),
  reason: z.string(),
  undoneAt: instant.nullable(),
});
export type PlaceChange = z.infer<typeof placeChange>;

/** `GET /api/v1/place-changes?thing=&id=`: what became of a place, the newest first. */
export const placeChangesQuery = z.object({ thing: placeThing, id: z.string().max(64) });

/** `GET /api/v1/place-changes/:changeId/undo`: whether it can be taken back, and why not. */
export const undoCheck = z.object({
  possible: z.boolean(),
  /** Null when it is possible. */
  because: z.enum(['undone', 'changed_since', 'built_on', 'name_taken']).nullable(),
  /** What was changed or built on since, in short: `window 3`. */
  about: z.array(z.string()),
});
export type UndoCheck = z.infer<typeof undoCheck>;
