/**
 * Why somebody looks at a lead's footage, asked once; or nothing to ask, where all of it is within the live buffer's ten
 * minutes of cameras that he may look at live.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { LeadDetail } from '../../../../server/contract/leads.ts';
import type { CameraRange, Viewing } from '../../../../server/contract/playback.ts';
import { rangesOf, useOwnViewings } from '../../components/playback/use-viewing.ts';
import { useServices } from '../../lib/services.ts';
import { bufferFrom } from '../../media/live-buffer/buffer-playback.ts';
import { type NoPicture, noPictureOf } from './no-picture.ts';

const keyOf = (leadId: string) => ['lead-viewing', leadId] as const;
/** A cent of a viewing's margin: ends that differ by less are the same. */
const SAME_MS = 1000;

export type LeadViewing =
  /** `recorded`: after a purpose was said; `live`: by the live buffer. */
  | { readonly kind: 'may'; readonly cameras: readonly CameraRange[]; readonly by: 'recorded' | 'live' }
  | { readonly kind: 'ask' }
  | { readonly kind: 'none'; readonly why: NoPicture }
  /** Whether one has said why before is not known yet. */
  | { readonly kind: 'unknown' };

export function useLeadViewing(lead: LeadDetail) {
  const { id, clips } = lead;
  const { clock } = useServices();
  const queries = useQueryClient();
  const recorded = useMemo(() => clips.filter(({ percent }) => percent !== null), [clips]);
  const own = useOwnViewings();
  const { data: made } = useQuery<Viewing | null>({
    queryKey: keyOf(id),
    queryFn: () => null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 12 * 3_600_000,
  });
  const viewing = useMemo<LeadViewing>(() => {
    const nowMs = clock.now();
    const why = noPictureOf(lead, bufferFrom(nowMs));
    if (why !== undefined) return { kind: 'none', why };
    if (recorded.length > 0) {
      const covered = rangesOf(made == null ? (own.data ?? []) : [made, ...(own.data ?? [])], nowMs);
      const isCovered = recorded.every((clip) =>
        covered.some(
          (each) =>
            each.cameraId === clip.cameraId &&
            Date.parse(each.from) <= Date.parse(clip.from) + SAME_MS &&
            Date.parse(each.to) >= Math.min(Date.parse(clip.to), nowMs) - SAME_MS,
        ),
      );
      if (isCovered) return { kind: 'may', cameras: covered, by: 'recorded' };
      return own.isPending && made == null ? { kind: 'unknown' } : { kind: 'ask' };
    }
    const fromMs = bufferFrom(nowMs);
    const near = clips.filter((clip) => Date.parse(clip.to) > fromMs);
    return {
      kind: 'may',
      by: 'live',
      cameras: near.map((clip) => ({
        cameraId: clip.cameraId,
        from: new Date(Math.max(Date.parse(clip.from), fromMs)).toISOString(),
        to: clip.to,
      })),
    };
  }, [lead, recorded, clips, own.data, own.isPending, made, clock]);
  return {
    viewing,
    keep: (one: Viewing) => queries.setQueryData<Viewing | null>(keyOf(id), one),
    subject: useMemo(() => subjectOf(recorded), [recorded]),
  };
}

/** One viewing for all of it: from the first to the last that any of them saw. */
function subjectOf(clips: LeadDetail['clips']) {
  const instants = clips.flatMap(({ from, to }) => [from, to]).sort();
  return {
    kind: 'range' as const,
    cameraIds: [...new Set(clips.map(({ cameraId }) => cameraId))],
    from: instants[0] ?? '',
    to: instants.at(-1) ?? '',
  };
}
