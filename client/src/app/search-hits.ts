/** Where what was found is shown: pictures while one watches, the registry while one registers. */
import type { SearchHit, SearchKind } from '../../../server/contract/search.ts';

export function pathOfHit(hit: SearchHit, watching: boolean): string {
  const { id, hallId, cameraId } = hit;
  const named = `q=${encodeURIComponent(hit.name)}`;
  switch (hit.kind) {
    case 'region':
      return `/registry/halls?in=${id}`;
    case 'department':
      return `/registry/windows?department=${id}`;
    case 'hall':
      return watching ? `/wall/${id}` : `/registry/halls/${id}/overview`;
    case 'window':
      return watching && cameraId !== null
        ? `/wall/${hallId}/camera/${cameraId}?window=${id}`
        : `/registry/halls/${hallId}/windows?q=${encodeURIComponent(hit.code ?? hit.name)}`;
    case 'camera':
      return watching ? `/wall/${hallId}/camera/${id}` : `/registry/halls/${hallId}/cameras?edit=${id}`;
    case 'matter':
      return `/registry/matters?${named}`;
    case 'clerk':
      return `/clerks?${named}`;
    case 'user':
      return `/people/users?q=${encodeURIComponent(hit.code ?? hit.name)}`;
  }
}

/** The registry's list with everything of a kind that was found. */
export function pathOfMore(kind: SearchKind, q: string): string | undefined {
  const lists: Partial<Record<SearchKind, string>> = {
    region: 'regions',
    department: 'departments',
    hall: 'halls',
    window: 'windows',
    camera: 'cameras',
    matter: 'matters',
  };
  const list = lists[kind];
  return list && `/registry/${list}?q=${encodeURIComponent(q)}`;
}

/** A name cut where what was meant begins and ends. */
export function marked(name: string, marks: SearchHit['marks']): { text: string; meant: boolean }[] {
  const parts: { text: string; meant: boolean }[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    if (from > at) parts.push({ text: name.slice(at, from), meant: false });
    parts.push({ text: name.slice(from, to), meant: true });
    at = to;
  }
  if (at < name.length) parts.push({ text: name.slice(at), meant: false });
  return parts;
}
