/**
 * The purpose one looks at a case for: asked once, and extended in the same words while the case is still at a window,
 * as a viewing covers what belonged to the case when it was made.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import type { CaseFootage, Viewing } from '../../../../server/contract/playback.ts';
import { askViewing } from '../../components/playback/purpose-dialog.tsx';
import { useServices } from '../../lib/services.ts';

const keyOf = (caseId: string) => ['case-viewing', caseId] as const;

/** Footage that grew by less than this is within what one may see already. */
const GROWN_MS = 60_000;

export function useCaseViewing(footage: CaseFootage) {
  const { clock } = useServices();
  const queries = useQueryClient();
  const { caseId } = footage;
  // Kept for as long as the page's tab lives: coming back from the case asks nobody twice.
  const { data } = useQuery<Viewing | null>({
    queryKey: keyOf(caseId),
    queryFn: () => null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 12 * 3_600_000,
  });
  const viewing = data != null && Date.parse(data.until) > clock.now() ? data : undefined;
  const keep = useMemo(
    () => (made: Viewing) => queries.setQueryData<Viewing | null>(keyOf(caseId), made),
    [queries, caseId],
  );
  const extending = useRef(false);
  useEffect(() => {
    if (viewing === undefined || extending.current || covers(viewing, footage)) return;
    extending.current = true;
    askViewing({ kind: 'case', caseId }, viewing.purpose)
      .then(keep)
      // The stage says what is beyond the purpose; the next answer of the footage tries again.
      .catch(() => undefined)
      .finally(() => {
        extending.current = false;
      });
  }, [viewing, footage, caseId, keep]);
  return { viewing, keep };
}

function covers(viewing: Viewing, footage: CaseFootage): boolean {
  return footage.sessions.every(({ sights }) =>
    sights.every((sight) =>
      viewing.cameras.some(
        ({ cameraId, from, to }) =>
          cameraId === sight.cameraId &&
          Date.parse(from) <= Date.parse(sight.from) + GROWN_MS &&
          Date.parse(sight.to) <= Date.parse(to) + GROWN_MS,
      ),
    ),
  );
}
