/** What retention must not purge. */
import type { ColumnType, Generated } from 'kysely';
import type { At, AtOrNull } from './columns.ts';

interface AskedRange {
  readonly cameraIds: readonly string[];
  readonly from: string;
  readonly to: string;
}

export interface HoldsTables {
  hold: {
    id: Generated<string>;
    kind: 'range' | 'case' | 'alert' | 'complaint' | 'lead' | 'finding';
    subject_id: string | null;
    asked: ColumnType<AskedRange | null, string | null, never>;
    case_id: string | null;
    title: string;
    state: Generated<'held' | 'ending' | 'released'>;
    reason: string;
    /** Null: the program itself. */
    set_by: string | null;
    set_by_name: string;
    set_at: At;
    until: AtOrNull;
    ending_since: AtOrNull;
    released_by: string | null;
    released_by_name: string | null;
    released_at: AtOrNull;
    release_reason: string | null;
    look_at: AtOrNull;
    seen_at: AtOrNull;
  };
  /** A file is held where one with `released_at is null` overlaps it. */
  hold_range: {
    hold_id: string;
    camera_id: string;
    from_at: At;
    to_at: At;
    released_at: AtOrNull;
  };
}
