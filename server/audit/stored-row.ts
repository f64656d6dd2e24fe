/** How an entry is spelled in the table, and what is hashed of it. */
import { canonicalJson } from '../platform/canonical-json.ts';
import { withoutSecrets } from '../platform/http/audited-changes.ts';
import type { Place } from '../platform/http/route.ts';
import { type AuditEntry, actorName } from './audit.ts';
import type { ChainFields } from './chain.ts';

/** Everything but its place in the chain. */
export type Unchained = Omit<ChainFields, 'seq'>;

export function storedRow(entry: AuditEntry, atMs: number): Unchained {
  const { targetName, reason, before, after } = entry;
  return {
    at: withMicroseconds(new Date(atMs)),
    actor: clean(actorName(entry.actor)),
    fromAddress: clean(entry.from),
    action: clean(entry.action),
    target: clean(entry.target),
    targetName: targetName === undefined ? null : clean(targetName),
    places: entry.place ? placesOf(entry.place) : '',
    reason: reason === undefined ? null : clean(reason),
    detail: kept(entry.detail ?? {}),
    before: before === undefined ? null : kept(before),
    after: after === undefined ? null : kept(after),
  };
}

/** Whoever wrote the entry: a secret would be there for good. */
const kept = (fields: object): string => canonicalJson(withoutSecrets(fields));

/** As `to_char` writes it for the check: PostgreSQL keeps microseconds, and each must be accounted for. */
export const withMicroseconds = (at: Date): string => `${at.toISOString().slice(0, -1)}000Z`;

/** PostgreSQL keeps no NUL in texts, and half a surrogate pair is no text: what was hashed must be what is kept. */
const clean = (text: string): string => Buffer.from(text).toString().replaceAll('\0', '\uFFFD');

function placesOf(place: Place): string {
  const named = (kind: string, id: string | undefined) => (id === undefined ? [] : [`${kind}:${id}`]);
  const { hallIds = [], departmentIds = [], regionPath } = place;
  const all = [
    ...named('camera', place.cameraId),
    ...named('window', place.windowId),
    ...named('case', place.caseId),
    ...named('hall', place.hallId),
    ...hallIds.flatMap((id) => named('hall', id)),
    ...departmentIds.flatMap((id) => named('department', id)),
    ...regionPath.flatMap((code) => named('region', code)),
  ];
  return [...new Set(all.map((one) => clean(one).replaceAll(' ', '_')))].join(' ');
}
