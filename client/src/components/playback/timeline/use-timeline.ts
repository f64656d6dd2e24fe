/** What a timeline shows and how much of time: shared by the line itself, the bar above it and the keys. */
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { Profile } from '../../../../../server/contract/cameras.ts';
import { type TimelineMark, timelineMarks } from '../../../../../server/contract/playback.ts';
import { type CoverageSpan, cameraCoverage } from '../../../../../server/contract/recordings.ts';
import { api } from '../../../lib/api.ts';
import { useServices } from '../../../lib/services.ts';
import { useSettled } from '../../../lib/use-settled.ts';
import type { LineCamera } from './lanes.ts';
import { LineView } from './line-view.ts';
import type { LineWindow, OccupancyLane } from './occupancy-lane.ts';
import { around, rangeToAsk, type Span } from './scale.ts';
import { useOccupancyLanes } from './use-occupancy-lanes.ts';

export interface TimelineData {
  readonly view: LineView;
  readonly cameras: readonly LineCamera[];
  readonly coverage: ReadonlyMap<string, readonly CoverageSpan[]>;
  /** Which of a camera's streams is recorded, where it is not `main`. */
  readonly profiles?: ReadonlyMap<string, Profile>;
  readonly marks: readonly TimelineMark[];
  /** Whether somebody was at the windows. */
  readonly occupancy: readonly OccupancyLane[];
  /** More than could be told; zoom in for the rest. */
  readonly cut: boolean;
  readonly loading: boolean;
  readonly error: unknown;
}

export interface UseTimelineOptions {
  readonly cameras: readonly LineCamera[];
  /** Windows whose occupancy is shown. */
  readonly windows?: readonly LineWindow[];
  /** Also the marks of this case. */
  readonly caseId?: string;
  /** What is in view first. */
  readonly span?: Span;
  readonly at: number;
}

const FIRST_SPAN_MS = 30 * 60_000;
const SETTLED_MS = 160;
/** What is still being recorded grows. */
const GROWS_EVERY_MS = 10_000;

const iso = (ms: number): string => new Date(Math.max(0, Math.round(ms))).toISOString();

export function useTimeline({
  cameras,
  windows = NO_WINDOWS,
  caseId,
  span,
  at,
}: UseTimelineOptions): TimelineData {
  const { clock } = useServices();
  const [view] = useState(() => new LineView(span ?? around(at, FIRST_SPAN_MS)));
  // The range as a text: it changes only now and then, whatever the view does with each frame.
  const key = useSettled(
    useSyncExternalStore(view.subscribe, () => keyOf(view.get())),
    SETTLED_MS,
  );
  const [fromMs = 0, toMs = 0, grainMs = 0] = key.split(' ').map(Number);
  const query = { from: iso(fromMs), to: iso(toMs), grainMs };
  const growing = toMs > clock.now();
  const coverages = useQueries({
    queries: cameras.map(({ id }) => ({
      queryKey: ['coverage-line', id, key],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api(`/cameras/${id}/coverage`, { schema: cameraCoverage, query, signal }),
      placeholderData: keepPreviousData,
      staleTime: GROWS_EVERY_MS,
      ...(growing && { refetchInterval: GROWS_EVERY_MS }),
      retry: 1,
    })),
  });
  const ids = cameras.map(({ id }) => id).join();
  const marked = useQuery({
    queryKey: ['timeline-marks', ids, caseId ?? '', key],
    queryFn: ({ signal }) =>
      api('/playback/marks', {
        schema: timelineMarks,
        query: { ...query, ...(ids !== '' && { cameraIds: ids }), ...(caseId !== undefined && { caseId }) },
        signal,
      }),
    enabled: ids !== '' || caseId !== undefined,
    placeholderData: keepPreviousData,
    staleTime: GROWS_EVERY_MS,
    ...(growing && { refetchInterval: GROWS_EVERY_MS }),
    retry: 1,
  });
  const spans = coverages.map(({ data }) => data?.spans);
  const kept = useRef(new Map<string, readonly CoverageSpan[]>());
  const coverage = useStable(() => {
    const map = new Map<string, readonly CoverageSpan[]>();
    cameras.forEach(({ id }, index) => {
      const found = spans[index] ?? kept.current.get(id);
      if (found !== undefined) map.set(id, found);
    });
    kept.current = map;
    return map;
  }, [ids, ...spans]);
  const recorded = coverages.map(({ data }) => data?.profile);
  const profiles = useStable(
    () => new Map(cameras.flatMap(({ id }, at) => (recorded[at] === undefined ? [] : [[id, recorded[at]]]))),
    [ids, ...recorded],
  );
  const occupancy = useOccupancyLanes(view, windows);
  const marks = marked.data?.items ?? NONE;
  const loading = coverages.some(({ isPending }) => isPending);
  const error = coverages.find((each) => each.error !== null)?.error ?? null;
  const cut = marked.data?.cut ?? false;
  return useMemo(
    () => ({ view, cameras, coverage, profiles, marks, occupancy, cut, loading, error }),
    [view, cameras, coverage, profiles, marks, occupancy, cut, loading, error],
  );
}

function keyOf(view: Span): string {
  const { fromMs, toMs, grainMs } = rangeToAsk(view);
  return `${fromMs} ${toMs} ${grainMs}`;
}

const NONE: readonly TimelineMark[] = [];
const NO_WINDOWS: readonly LineWindow[] = [];

/** As `useMemo`, but the number of what it depends on may change: cameras come and go. */
function useStable<T>(make: () => T, on: readonly unknown[]): T {
  const kept = useRef<{ on: readonly unknown[]; value: T } | undefined>(undefined);
  const same = kept.current?.on.length === on.length && on.every((each, at) => each === kept.current?.on[at]);
  if (!same || kept.current === undefined) kept.current = { on, value: make() };
  return kept.current.value;
}
