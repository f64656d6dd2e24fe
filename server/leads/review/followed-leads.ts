/** Holds on leads: footage from a minute before to two after, from raising until it is dismissed or what it became has ended. */
import { LEAD_UNDO_MS } from '../../contract/leads.ts';
import { REGION_ZONE } from '../../contract/office-hours.ts';
import type { FollowedNow, FollowedSubject } from '../../holds/index.ts';
import type { PlaceFinder } from '../../places/index.ts';
import type { Place } from '../../platform/http/route.ts';
import { localTime } from '../../platform/zone.ts';
import type { EvidenceOfLeads } from './evidence.ts';
import type { FollowedLeadRow, FollowedLeadsStore } from './followed-leads.store.ts';
import { KINDS } from './words.ts';

export interface FollowedLeadsOptions {
  readonly store: FollowedLeadsStore;
  readonly evidence: Pick<EvidenceOfLeads, 'sights'>;
  readonly finder: Pick<PlaceFinder, 'ofWindow' | 'ofHall' | 'ofCase' | 'ofDepartment' | 'ofRegion'>;
  readonly now: () => number;
}

const SETTLING_LOOK_MS = 3_600_000;
/** Decisions and growth are told; this is only should one have been missed. */
const LOOK_MS = 12 * 3_600_000;

export function followedLeads({ store, evidence, finder, now }: FollowedLeadsOptions): FollowedSubject {
  return {
    find: async (id) => {
      const row = await store.of(id, new Date(now()));
      const place = row && (await placeOf(row, finder));
      return row && place && { title: titleOf(row), caseId: row.caseId, place };
    },
    look: async (id, nowMs): Promise<FollowedNow | undefined> => {
      const row = await store.of(id, new Date(nowMs));
      if (row === undefined) return undefined;
      const undoUntilMs = (row.decidedAt?.getTime() ?? nowMs) + LEAD_UNDO_MS;
      const isDismissed = row.state === 'dismissed';
      const ended = (isDismissed && undoUntilMs <= nowMs) || (row.state === 'confirmed' && !row.isUnsettled);
      const { regionCode, departmentId, hallId } = row;
      return {
        ranges: (await evidence.sights(row)).map(({ cameraId, fromMs, toMs }) => ({
          cameraId,
          fromMs,
          toMs,
        })),
        ...{
          ended,
          seenAt: row.caseUpdatedAt,
          place: { regionCode, hallId, departmentId },
          endsQuietly: true,
        },
        lookAtMs:
          isDismissed && !ended
            ? undoUntilMs
            : nowMs + (row.state === 'confirmed' && !ended ? SETTLING_LOOK_MS : LOOK_MS),
      };
    },
  };
}

/** Where the permission to release it is asked. */
async function placeOf(
  { windowId, caseId, hallId, departmentId, regionCode }: FollowedLeadRow,
  finder: FollowedLeadsOptions['finder'],
): Promise<Place | undefined> {
  if (windowId !== null) return finder.ofWindow(windowId);
  if (caseId !== null) return finder.ofCase(caseId);
  if (departmentId !== null) return finder.ofDepartment(departmentId);
  return hallId === null ? finder.ofRegion(regionCode) : finder.ofHall(hallId);
}

function titleOf({ kind, hallName, windowCode, from }: FollowedLeadRow): string {
  const { day, time } = localTime(from.getTime(), REGION_ZONE);
  return [KINDS[kind], hallName, windowCode === null ? null : `${windowCode} 号窗口`, `${day} ${time}`]
    .filter((part) => part !== null)
    .join(' ');
}
