/** Whether somebody was at the windows of these cameras, for the timeline: one lane a window, asked for as the view goes. */
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useMemo, useRef, useSyncExternalStore } from 'react';
import { occupancyTimeline } from '../../../../../server/contract/occupancy.ts';
import { api } from '../../../lib/api.ts';
import { useMay } from '../../../lib/me.ts';
import { useServices } from '../../../lib/services.ts';
import { useSettled } from '../../../lib/use-settled.ts';
import type { LineView } from './line-view.ts';
import type { LineWindow, OccupancyLane } from './occupancy-lane.ts';
import { rangeToAsk } from './scale.ts';

const SETTLED_MS = 160;
const GROWS_EVERY_MS = 10_000;
/** More would leave no room for the picture. */
const LANES_MOST = 8;
const MOST_MS = 34 * 86_400_000;

/** Windows of which nothing was ever looked at have no lane. */
export function useOccupancyLanes(view: LineView, windows: readonly LineWindow[]): readonly OccupancyLane[] {
  const may = useMay();
  const { clock } = useServices();
  const key = useSettled(
    useSyncExternalStore(view.subscribe, () => {
      const { fromMs, toMs, grainMs } = rangeToAsk(view.get());
      return `${Math.max(fromMs, toMs - MOST_MS)} ${toMs} ${grainMs}`;
    }),
    SETTLED_MS,
  );
  const [fromMs = 0, toMs = 0, grainMs = 0] = key.split(' ').map(Number);
  const query = {
    from: new Date(Math.max(0, fromMs)).toISOString(),
    to: new Date(Math.max(1, toMs)).toISOString(),
    grainMs: Math.min(grainMs, 3_600_000),
  };
  const asked = may('occupancy:view') ? windows.slice(0, LANES_MOST) : [];
  const answers = useQueries({
    queries: asked.map(({ id }) => ({
      queryKey: ['occupancy-line', id, key],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api(`/windows/${id}/occupancy`, { schema: occupancyTimeline, query, signal }),
      placeholderData: keepPreviousData,
      staleTime: GROWS_EVERY_MS,
      ...(toMs > clock.now() && { refetchInterval: GROWS_EVERY_MS }),
      retry: 1,
    })),
  });
  const spans = answers.map(({ data }) => data?.spans);
  const kept = useRef<readonly unknown[]>([]);
  const same = kept.current.length === spans.length && spans.every((each, at) => each === kept.current[at]);
  if (!same) kept.current = spans;
  const stable = kept.current as typeof spans;
  const ids = asked.map(({ id, code }) => `${id} ${code}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the windows are what their ids say
  return useMemo(
    () =>
      asked.flatMap(({ id, code }, at) => {
        const mine = stable[at] ?? [];
        return mine.some(({ cause }) => cause !== 'not_analysed' && cause !== 'no_camera')
          ? [{ windowId: id, code, spans: mine }]
          : [];
      }),
    [ids, stable],
  );
}
