/** Where in the registry one stands: a region, a hall or everywhere. Kept in the page's address as `in`. */
import { useSearchParams } from 'react-router';

export type Place =
  | { readonly kind: 'everywhere' }
  | { readonly kind: 'region'; readonly code: string }
  | { readonly kind: 'hall'; readonly id: string };

export const keyOf = (place: Place): string =>
  place.kind === 'everywhere' ? '' : place.kind === 'region' ? place.code : place.id;

export function placeOf(key: string): Place {
  if (key === '') return { kind: 'everywhere' };
  return key.length === 36 ? { kind: 'hall', id: key } : { kind: 'region', code: key };
}

export function usePlace(): [Place, (place: Place) => void] {
  const [search, setSearch] = useSearchParams();
  return [
    placeOf(search.get('in') ?? ''),
    (place) =>
      setSearch((before) => {
        const next = new URLSearchParams(before);
        if (place.kind === 'everywhere') next.delete('in');
        else next.set('in', keyOf(place));
        return next;
      }),
  ];
}

/** What a list of things in regions is narrowed by; in a hall they are not. */
export const regionOf = (place: Place): string | undefined =>
  place.kind === 'region' ? place.code : undefined;

/** What a list of things in halls is narrowed by, by where one stands. */
export function placeFilter(place: Place): { regionCode?: string; hallId?: string } {
  if (place.kind === 'region') return { regionCode: place.code };
  return place.kind === 'hall' ? { hallId: place.id } : {};
}
