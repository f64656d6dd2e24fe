/** Checks of pictures, outages and alarms. */
import type { ColumnType, Generated } from 'kysely';
import type { At, AtOrNull } from './columns.ts';

/** jsonb: text in, as it is on the wire; whatever it holds out. */
type Json = ColumnType<unknown, string | undefined, string>;

export interface HealthTables {
  camera_watch: {
    camera_id: string;
    state: string;
    since: At;
    fault: string | null;
    cause: string | null;
    fault_since: AtOrNull;
    faults: Json;
    severity: Generated<number>;
    checked_at: AtOrNull;
    skipped: string | null;
    picture_at: AtOrNull;
    profile: string | null;
    codec: string | null;
    width: number | null;
    height: number | null;
    fps: number | null;
    bitrate_kbps: number | null;
    usual_kbps: Json;
    clock_offset_ms: number | null;
    source_kind: string | null;
    source_reason: string | null;
    reconnects: Json;
    learnt: Json;
  };
  outage: {
    id: Generated<string>;
    camera_id: string;
    hall_id: string;
    kind: 'offline' | 'picture' | 'unobserved';
    fault: string;
    cause: string | null;
    detail: string | null;
    finding: Json;
    from_at: At;
    last_seen_at: At;
    to_at: AtOrNull;
    ended: 'recovered' | 'unobserved' | 'closed' | null;
    evidence_id: string | null;
    before_id: string | null;
  };
  watch_span: { from_at: At; to_at: At };
  camera_picture: {
    id: Generated<string>;
    camera_id: string;
    kind: 'reference' | 'daily' | 'newest' | 'evidence';
    at: At;
    file_id: string;
    width: number;
    height: number;
    reason: string | null;
    outage_id: string | null;
  };
  alarm: {
    id: Generated<string>;
    hall_id: string;
    camera_id: string | null;
    fault: string;
    cause: string | null;
    raised_at: At;
    updated_at: At;
    times: Generated<number>;
    quiet: Generated<boolean>;
    cleared_at: AtOrNull;
    taken_at: AtOrNull;
    taken_by: string | null;
    closed_at: AtOrNull;
    closed_by: string | null;
    note: string | null;
    told: Json;
  };
  alarm_outage: { alarm_id: string; outage_id: string };
}
