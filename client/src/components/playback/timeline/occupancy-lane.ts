/** A window whose occupancy lies under the timeline. */
import type { OccupancySpan } from '../../../../../server/contract/occupancy.ts';

export interface LineWindow {
  readonly id: string;
  readonly code: string;
}

export interface OccupancyLane {
  readonly windowId: string;
  readonly code: string;
  readonly spans: readonly OccupancySpan[];
}
