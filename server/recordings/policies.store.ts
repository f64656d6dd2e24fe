/** What is to be recorded and for how long: a hall's word, a camera's own, or the default. */
import { type RawBuilder, sql } from 'kysely';
import type { Profile } from '../../streams/index.ts';
import { DEFAULT_POLICY, type RecordingPolicy } from '../contract/recordings.ts';
import type { Db } from '../platform/db/connect.ts';

export type PolicyFrom = 'camera' | 'hall' | 'default';
export interface HeldPolicy {
  readonly policy: RecordingPolicy;
  readonly from: PolicyFrom;
}
/** Whose policy. */
export type PolicyOf = { readonly hallId: string } | { readonly cameraId: string };

export interface WantedCamera {
  readonly cameraId: string;
  readonly hallId: string;
  readonly profiles: readonly Profile[];
  readonly continuous: boolean;
  readonly sound: boolean;
}

/** With `camera c` and `hall h`: joins, and what holds, as columns of `e`. */
export const effectivePolicy: RawBuilder<unknown> = sql`
  left join recording_policy pc on pc.camera_id = c.id
  left join recording_policy ph on ph.hall_id = c.hall_id
  cross join lateral (select
    coalesce(pc.mode, ph.mode, ${DEFAULT_POLICY.mode}::text) as mode,
    coalesce(pc.profiles, ph.profiles, ${[...DEFAULT_POLICY.profiles]}::text[]) as profiles,
    coalesce(pc.days, ph.days, ${DEFAULT_POLICY.days}::int) as days,
    coalesce(pc.sound, ph.sound, ${DEFAULT_POLICY.sound}::bool) as sound,
    case when pc.id is not null then 'camera' when ph.id is not null then 'hall' else 'default' end as of) e`;

/** More than a node records. */
const CAMERAS_MOST = 20_000;

export class PoliciesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** What holds there. Undefined: no such thing. */
  async of(of: PolicyOf): Promise<HeldPolicy | undefined> {
    const [own, hall] = 'cameraId' in of ? [sql`pc`, sql`ph`] : [sql`ph`, sql`ph`];
    const { rows } = await sql<RecordingPolicy & { of: PolicyFrom }>`
      select coalesce(${own}.mode, ${hall}.mode, ${DEFAULT_POLICY.mode}) as mode,
        coalesce(${own}.profiles, ${hall}.profiles, ${[...DEFAULT_POLICY.profiles]}::text[]) as profiles,
        coalesce(${own}.days, ${hall}.days, ${DEFAULT_POLICY.days}::int) as days,
        coalesce(${own}.sound, ${hall}.sound, ${DEFAULT_POLICY.sound}::bool) as sound,
        case when pc.id is not null then 'camera' when ph.id is not null then 'hall' else 'default' end as of
      from ${
        'cameraId' in of
          ? sql`(select id, hall_id from camera where id = ${of.cameraId})`
          : sql`(select null::uuid as id, id as hall_id from hall where id = ${of.hallId})`
      } c
      left join recording_policy pc on pc.camera_id = c.id
      left join recording_policy ph on ph.hall_id = c.hall_id`.execute(this.#db);
    const [row] = rows;
    if (row === undefined) return undefined;
    const { of: from, mode, profiles, days, sound } = row;
    return { policy: { mode, profiles, days, sound }, from };
  }

  async set(of: PolicyOf, { mode, profiles, days, sound }: RecordingPolicy): Promise<void> {
    const values = { mode, profiles: [...profiles], days, sound };
    const ids =
      'cameraId' in of ? { camera_id: of.cameraId, hall_id: null } : { hall_id: of.hallId, camera_id: null };
    await this.#db
      .insertInto('recording_policy')
      .values({ ...values, ...ids })
      .onConflict((on) => on.column('cameraId' in of ? 'camera_id' : 'hall_id').doUpdateSet(values))
      .execute();
  }

  /** False: it had none of its own. */
  async remove(of: PolicyOf): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('recording_policy')
      .where('cameraId' in of ? 'camera_id' : 'hall_id', '=', 'cameraId' in of ? of.cameraId : of.hallId)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  /** Every camera in use, and what of it is to be recorded. */
  async wanted(): Promise<WantedCamera[]> {
    const { rows } = await sql<{
      camera_id: string;
      hall_id: string;
      mode: RecordingPolicy['mode'];
      profiles: Profile[];
      sound: boolean;
    }>`
      select c.id as camera_id, c.hall_id, e.mode, e.sound and h.sound_allowed as sound,
        array(select p.profile from camera_profile p
          where p.camera_id = c.id and p.profile = any(e.profiles) order by p.profile) as profiles
      from camera c join hall h on h.id = c.hall_id ${effectivePolicy}
      where c.closed_at is null and h.closed_at is null
      order by c.id limit ${CAMERAS_MOST}`.execute(this.#db);
    return rows.map((row) => ({
      cameraId: row.camera_id,
      hallId: row.hall_id,
      // A policy for profiles it has not: its main one is better than none.
      profiles: row.profiles.length > 0 ? row.profiles : ['main'],
      continuous: row.mode === 'continuous',
      sound: row.sound,
    }));
  }

  /** For how long footage is kept, as policies say now; fewer days from `fewerFrom` on. */
  async keepDays(now: Date, fewerFrom: Date): Promise<void> {
    await sql`
      update recording_track t set
        days = case when e.days >= t.days or (t.fewer_days = e.days and t.fewer_from <= ${now})
          then e.days else t.days end,
        fewer_days = case when e.days >= t.days or (t.fewer_days = e.days and t.fewer_from <= ${now})
          then null else e.days end,
        fewer_from = case when e.days >= t.days or (t.fewer_days = e.days and t.fewer_from <= ${now}) then null
          when t.fewer_days = e.days then t.fewer_from else ${fewerFrom} end
      from camera c join hall h on h.id = c.hall_id ${effectivePolicy}
      where c.id = t.camera_id and (e.days <> t.days or t.fewer_days is not null)`.execute(this.#db);
  }
}
