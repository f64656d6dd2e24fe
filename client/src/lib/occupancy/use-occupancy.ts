/** The last quarter of an hour of a window, as it goes on. */
import { useCallback, useSyncExternalStore } from 'react';
import type { OccupancySpan } from '../../../../server/contract/occupancy.ts';
import { useServices } from '../services.ts';

export function useOccupancy(windowId: string): readonly OccupancySpan[] {
  const { occupancy } = useServices();
  return useSyncExternalStore(
    useCallback((listener: () => void) => occupancy.follow(windowId, listener), [occupancy, windowId]),
    useCallback(() => occupancy.spans(windowId), [occupancy, windowId]),
  );
}
