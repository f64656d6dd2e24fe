/** Files of footage, gaps, disks and policies. */
import type { ColumnType, Generated } from 'kysely';
import type { At, AtOrNull } from './columns.ts';

/** bigint: text out, number or text in. */
type Big = ColumnType<string, number | string, number | string>;
type BigOrNull = ColumnType<string | null, number | string | null | undefined, number | string | null>;
type Profile = 'main' | 'sub';

export interface RecordingsTables {
  recording_disk: {
    id: string;
    path: string;
    quota_bytes: BigOrNull;
    state: Generated<'ok' | 'full' | 'failed' | 'absent'>;
    fault: string | null;
    since: Generated<Date>;
  };
  recording_segment: {
    id: string;
    camera_id: string;
    disk_id: string;
    started_at: At;
    /** While open: as `started_at`; how far it has come, whoever records knows. */
    ended_at: At;
    bytes: Big;
    width: number;
    height: number;
    drift_ppm: number | null;
    clock_offset_ms: number | null;
    sound: boolean;
    open: boolean;
    buffer: Generated<boolean>;
    doomed: Generated<boolean>;
    profile: Profile;
    codec: string;
    codec_string: string;
  };
  recording_gap: {
    camera_id: string;
    profile: Profile;
    from_at: At;
    to_at: AtOrNull;
    cause: 'camera' | 'line' | 'server' | 'disk' | 'off';
    code: string | null;
  };
  recording_track: {
    camera_id: string;
    profile: Profile;
    since_at: At;
    purged_before: AtOrNull;
    days: number;
    fewer_days: number | null;
    fewer_from: AtOrNull;
  };
  recording_usage: { disk_id: string; camera_id: string; bytes: Big; files: number };
  recording_policy: {
    id: Generated<string>;
    hall_id: string | null;
    camera_id: string | null;
    mode: 'continuous' | 'off';
    profiles: Profile[];
    days: number;
    sound: boolean;
  };
}
