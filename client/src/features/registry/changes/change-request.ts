/** What the dialog asks for, as the API wants it: first as a preview, then for real. */

import type { PlaceChangeKind, PlaceThing } from '../../../../../server/contract/place-changes.ts';
import { type PlaceChange, placeChange } from '../../../../../server/contract/place-changes.ts';
import { api } from '../../../lib/api.ts';

export interface ChangeValues {
  /** Where it goes, or into what. */
  readonly target?: string | undefined;
  /** A window's: to another department, or into another hall. */
  readonly way: 'department' | 'hall';
  readonly code: string;
  /** New codes or names of what collides, by its id. */
  readonly renames: Readonly<Record<string, string>>;
  /** What of the collisions are windows: the others are cameras. */
  readonly windows: ReadonlySet<string>;
}

const PATHS: Record<PlaceThing, string> = {
  region: 'regions',
  department: 'departments',
  hall: 'halls',
  window: 'windows',
  matter: 'matters',
};

/** Undefined: not everything is chosen yet. */
export function bodyOf(
  thing: PlaceThing,
  kind: PlaceChangeKind,
  { target, way, code, renames, windows }: ChangeValues,
): object | undefined {
  if (kind === 'close') return {};
  if (target === undefined || target === '') return undefined;
  if (kind === 'merge') {
    if (thing !== 'hall') return { into: target };
    const given = Object.entries(renames).filter(([, name]) => name.trim() !== '');
    return {
      into: target,
      windowCodes: Object.fromEntries(given.filter(([id]) => windows.has(id))),
      cameraNames: Object.fromEntries(given.filter(([id]) => !windows.has(id))),
    };
  }
  if (thing === 'region') return { parentCode: target };
  if (thing !== 'window') return { regionCode: target };
  if (way === 'department') return { departmentId: target };
  return { hallId: target, ...(code.trim() === '' ? {} : { code: code.trim() }) };
}

export function previewChange(
  place: { thing: PlaceThing; id: string },
  kind: PlaceChangeKind,
  body: object,
  signal: AbortSignal,
): Promise<PlaceChange> {
  return api('/place-changes/preview', {
    method: 'POST',
    body: { thing: place.thing, id: place.id, kind, ...(kind === 'close' ? {} : { body }) },
    schema: placeChange,
    signal,
  });
}

export function makeChange(
  place: { thing: PlaceThing; id: string },
  kind: PlaceChangeKind,
  body: object,
  reason: string,
): Promise<PlaceChange> {
  return api(`/${PATHS[place.thing]}/${place.id}/${kind}`, {
    method: 'POST',
    ...(kind === 'close' ? {} : { body }),
    schema: placeChange,
    reason,
  });
}
