/** Who looked at footage and why; notes at instants. */
import type { ColumnType, Generated } from 'kysely';
import type { CameraRange, ViewingSubject } from '../../../contract/playback.ts';
import type { At, AtOrNull } from './columns.ts';

/** jsonb: text in, as it is on the wire; whatever it holds out. */
type Json<T> = ColumnType<T, string, never>;

export interface PlaybackTables {
  footage_viewing: {
    id: Generated<string>;
    user_id: string;
    session_id: string;
    purpose: string;
    subject: Json<ViewingSubject>;
    cameras: Json<CameraRange[]>;
    begun_at: At;
    until: At;
    ended_at: AtOrNull;
  };
  playback_note: {
    id: Generated<string>;
    camera_id: string | null;
    case_id: string | null;
    at: At;
    text: string;
    author_id: string;
    created_at: At;
    changed_at: AtOrNull;
    removed_at: AtOrNull;
  };
}
