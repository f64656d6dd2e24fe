/** What the pictures showed of windows. */
import type { OccupancyState, UnknownCause } from '../../../contract/occupancy.ts';
import type { At } from './columns.ts';

export interface OccupancyTables {
  occupancy_span: {
    window_id: string;
    from_at: At;
    to_at: At;
    camera_id: string | null;
    activity: number | null;
    state: OccupancyState;
    cause: UnknownCause | null;
    applicant: boolean | null;
    open: boolean;
  };
  occupancy_camera: { camera_id: string; analysed: boolean };
  occupancy_learnt: { camera_id: string; learnt: Buffer; saved_at: At };
}
