/** A finding as holds follow it: its half minute is held while it is open, and until somebody lets it go after that. */
import type { FollowedSubject } from '../holds/index.ts';
import type { Place } from '../platform/http/route.ts';
import type { FindingsStore } from './findings.store.ts';

export interface HeldFindingOptions {
  readonly reads: Pick<FindingsStore, 'get'>;
  readonly placeOf: (findingId: string) => Promise<Place | undefined>;
}

/** Whatever is done about it says so (`subjectsChanged`): nothing has to be looked for in between. */
const LOOK_EVERY_MS = 30 * 86_400_000;
const ENDED: ReadonlySet<string> = new Set(['rectified', 'closed', 'withdrawn']);

export function heldFinding({ reads, placeOf }: HeldFindingOptions): FollowedSubject {
  const find = (id: string) => reads.get(id, { everywhere: true });
  return {
    find: async (id) => {
      const [row, place] = await Promise.all([find(id), placeOf(id)]);
      if (row === undefined || place === undefined) return undefined;
      return { title: `${row.no} ${row.hallName} ${row.windowCode}`, caseId: row.caseId, place };
    },
    look: async (id, nowMs) => {
      const row = await find(id);
      if (row === undefined) return undefined;
      const { cameraId, clipFrom, clipTo, regionCode, hallId, departmentId } = row;
      const hasClip = cameraId !== null && clipFrom !== null && clipTo !== null;
      return {
        ranges: hasClip ? [{ cameraId, fromMs: clipFrom.getTime(), toMs: clipTo.getTime() }] : [],
        ended: ENDED.has(row.state),
        lookAtMs: nowMs + LOOK_EVERY_MS,
        seenAt: null,
        place: { regionCode, hallId, departmentId },
        endsQuietly: true,
      };
    },
  };
}
