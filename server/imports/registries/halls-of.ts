/** Halls that rows name, and halls that an export goes through. */
import type { ExportQuery } from '../../contract/imports.ts';
import type { Hall } from '../../contract/places.ts';
import type { PlacesService, Visible } from '../../places/index.ts';
import type { SheetRow } from '../reading/sheet-row.ts';
import { type Directory, pagesOf } from './directory.ts';

export function hallsOf(rows: readonly SheetRow[], directory: Directory): Set<Hall> {
  const halls = new Set<Hall>();
  for (const { values } of rows) {
    const hall = directory.hall(values.regionCode ?? '', values.hall ?? '');
    if (hall) halls.add(hall);
  }
  return halls;
}

export async function* inHalls(
  places: Pick<PlacesService, 'halls' | 'hall'>,
  visible: Visible,
  { hallId, regionCode }: Pick<ExportQuery, 'hallId' | 'regionCode'>,
): AsyncGenerator<Hall> {
  if (hallId !== undefined) {
    yield await places.hall(hallId, visible);
    return;
  }
  for await (const page of pagesOf((list) => places.halls(visible, { ...list, regionCode }))) yield* page;
}

/** Asks once of each: where halls are does not change while their rows come in. */
export function remembered<T>(ask: (id: string) => Promise<T>): (id: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (id) => {
    const asked = known.get(id) ?? ask(id);
    known.set(id, asked);
    return asked;
  };
}
