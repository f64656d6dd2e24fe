/** What the timeline shows of a case: coverage of the cameras of its sessions, and its marks; nothing more is asked for. */
import { useMemo, useState } from 'react';
import type { CaseFootage, CaseSession, TimelineMark } from '../../../../server/contract/playback.ts';
import type { CoverageSpan } from '../../../../server/contract/recordings.ts';
import { LineView } from '../../components/playback/timeline/line-view.ts';
import { useOccupancyLanes } from '../../components/playback/timeline/use-occupancy-lanes.ts';
import type { TimelineData } from '../../components/playback/timeline/use-timeline.ts';
import { camerasOf } from './moments.ts';

/** Room beside a session, as a share of it. */
const ROOM = 0.08;

export function spanOfSession({ from, to }: Pick<CaseSession, 'from' | 'to'>) {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const room = (toMs - fromMs) * ROOM;
  return { fromMs: fromMs - room, toMs: toMs + room };
}

export function useCaseLine(footage: CaseFootage, current: CaseSession): TimelineData {
  const [view] = useState(() => new LineView(spanOfSession(current)));
  const windows = useMemo(
    () => (current.windowId === null ? [] : [{ id: current.windowId, code: current.windowCode ?? '' }]),
    [current],
  );
  const occupancy = useOccupancyLanes(view, windows);
  return useMemo(() => {
    const cameras = camerasOf(current);
    const coverage = new Map<string, CoverageSpan[]>(cameras.map(({ id }) => [id, []]));
    for (const { sights } of footage.sessions)
      for (const sight of sights) coverage.get(sight.cameraId)?.push(...sight.coverage.spans);
    for (const spans of coverage.values()) spans.sort((a, b) => (a.from < b.from ? -1 : 1));
    const profiles = new Map(current.sights.map(({ cameraId, profile }) => [cameraId, profile]));
    return {
      view,
      cameras,
      coverage,
      profiles,
      marks: footage.marks.map((mark) => ended(mark, footage)),
      occupancy,
      cut: false,
      loading: false,
      error: null,
    };
  }, [view, footage, current, occupancy]);
}

/** A stay of which only one end was reported lasts as long as the session that it belongs to is taken to. */
function ended(mark: TimelineMark, { sessions }: CaseFootage): TimelineMark {
  if (mark.kind !== 'session' || (mark.to !== null && mark.to > mark.at)) return mark;
  const of = sessions.find(
    ({ windowId, from, to }) => windowId === mark.windowId && from <= mark.at && mark.at <= to,
  );
  if (of === undefined) return mark;
  const [at, to] = mark.to === null ? [mark.at, of.servedTo] : [of.servedFrom, mark.to];
  return at < to ? { ...mark, at, to } : mark;
}
