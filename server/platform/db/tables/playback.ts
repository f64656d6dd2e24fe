/** Who looked at footage and why; notes at instants. */
import type { Generated } from 'kysely';
import type { At, AtOrNull } from './columns.ts';

export interface PlaybackTables {
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
