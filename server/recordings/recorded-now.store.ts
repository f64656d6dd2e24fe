/** Of one camera profile: is it recorded, since when is there footage; for who asks without a recorder (the doctor). */
import { sql } from 'kysely';
import type { Profile } from '../contract/cameras.ts';
import type { GapCause } from '../contract/recordings.ts';
import type { Db } from '../platform/db/connect.ts';
import { effectivePolicy } from './policies.store.ts';

export interface RecordedNow {
  /** By its policy. */
  readonly wanted: boolean;
  readonly recording: boolean;
  /** Where it is wanted and not recorded, as far as the recorder has told. */
  readonly gap: { readonly since: Date; readonly cause: GapCause; readonly code: string | null } | null;
  readonly oldest: Date | null;
}

interface Row {
  wanted: boolean;
  recording: boolean;
  oldest: Date | null;
  since: Date | null;
  cause: GapCause;
  code: string | null;
}

export class RecordedNowStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Undefined: there is no such camera. */
  async of(cameraId: string, profile: Profile): Promise<RecordedNow | undefined> {
    const { rows } = await sql<Row>`
      select e.mode = 'continuous' and ${profile} = any(e.profiles) as wanted,
        exists (select from recording_segment s where s.camera_id = c.id and s.profile = ${profile}
          and s.open and not s.buffer) as recording,
        (select s.started_at from recording_segment s where s.camera_id = c.id and s.profile = ${profile}
          and not s.buffer and not s.doomed order by s.started_at limit 1) as oldest,
        g.from_at as since, g.cause, g.code
      from camera c join hall h on h.id = c.hall_id ${effectivePolicy}
      left join recording_gap g on g.camera_id = c.id and g.profile = ${profile} and g.to_at is null
      where c.id = ${cameraId}`.execute(this.#db);
    const [row] = rows;
    if (!row) return undefined;
    const { wanted, recording, oldest, since, cause, code } = row;
    return { wanted, recording, oldest, gap: since && { since, cause, code } };
  }
}
