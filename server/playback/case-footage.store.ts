/** Where a case's windows were, who came before and after at them, and which cameras looked at them then. */
import { sql } from 'kysely';
import type { Polygon } from '../contract/cameras.ts';
import type { Db } from '../platform/db/connect.ts';
import { ASSUMED_MOST_MS, anchorKey, type Neighbours } from './case-stays.ts';

export interface WindowPlace {
  readonly hallId: string;
  readonly hallName: string;
}

/** A camera in whose picture a window was, within a range asked for: `place` says which. */
export interface SightRow {
  /** Of the ranges asked for, from 0. */
  readonly place: number;
  readonly cameraId: string;
  readonly cameraName: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly clerkZone: Polygon;
  readonly applicantZone: Polygon | null;
}

/** Zones drawn anew all day long would make more; nobody does. */
const SIGHTS_MOST = 500;

export class CaseFootageStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async placesOf(windowIds: readonly string[]): Promise<ReadonlyMap<string, WindowPlace>> {
    if (windowIds.length === 0) return new Map();
    const { rows } = await sql<WindowPlace & { windowId: string }>`/* prepared */
      select w.id as "windowId", h.id as "hallId", h.name as "hallName"
      from hall_window w join hall h on h.id = w.hall_id where w.id = any(${[...windowIds]}::uuid[])`.execute(
      this.#db,
    );
    return new Map(rows.map(({ windowId, ...place }) => [windowId, place]));
  }

  /**
   * What was reported last before and first after these instants at their windows of anybody else, and the roster's
   * ends around them; by {@link anchorKey}.
   */
  async neighbours(
    caseId: string,
    anchors: readonly { readonly windowId: string; readonly atMs: number }[],
  ): Promise<ReadonlyMap<string, Neighbours>> {
    if (anchors.length === 0) return new Map();
    const reach = sql`make_interval(secs => ${ASSUMED_MOST_MS / 1000})`;
    const { rows } = await sql<{
      windowId: string;
      at: Date;
      before: Date | null;
      after: Date | null;
    }>`/* prepared */
      select a.window_id as "windowId", a.at, greatest(b.at, s.starts_at) as before, least(n.at, s.ends_at) as after
      from unnest(${anchors.map((one) => one.windowId)}::uuid[],
          ${anchors.map((one) => new Date(one.atMs).toISOString())}::timestamptz[]) as a(window_id, at)
        left join lateral (select max(e.occurred_at) as at from case_event e
          where e.window_id = a.window_id and e.occurred_at < a.at and e.occurred_at > a.at - ${reach}
            and e.case_id is distinct from ${caseId}
            and e.type in ('called', 'started', 'finished', 'opened')) b on true
        left join lateral (select min(e.occurred_at) as at from case_event e
          where e.window_id = a.window_id and e.occurred_at > a.at and e.occurred_at < a.at + ${reach}
            and e.case_id is distinct from ${caseId} and e.type in ('called', 'started', 'closed')) n on true
        left join lateral (select min(starts_at) as starts_at, max(ends_at) as ends_at from shift
          where window_id = a.window_id and withdrawn_at is null
            and starts_at <= a.at and ends_at > a.at and starts_at > a.at - interval '1 day') s on true`.execute(
      this.#db,
    );
    return new Map(
      rows.map(({ windowId, at, before, after }) => [
        anchorKey(windowId, at.getTime()),
        { beforeMs: before?.getTime() ?? null, afterMs: after?.getTime() ?? null },
      ]),
    );
  }

  /** Through the placements valid then, cut to the ranges; cameras that are gone by now too. */
  async sights(
    ranges: readonly { readonly windowId: string | null; readonly fromMs: number; readonly toMs: number }[],
  ): Promise<SightRow[]> {
    if (ranges.length === 0) return [];
    const instants = (pick: 'fromMs' | 'toMs') => ranges.map((one) => new Date(one[pick]).toISOString());
    const { rows } = await sql<Omit<SightRow, 'fromMs' | 'toMs'> & { from: Date; to: Date }>`/* prepared */
      select (a.place - 1)::int as place, p.camera_id as "cameraId", c.name as "cameraName",
        greatest(p.valid_from, a.from_at) as "from", least(coalesce(p.valid_to, a.to_at), a.to_at) as "to",
        p.clerk_zone as "clerkZone", p.applicant_zone as "applicantZone"
      from unnest(${ranges.map((one) => one.windowId)}::uuid[], ${instants('fromMs')}::timestamptz[],
          ${instants('toMs')}::timestamptz[]) with ordinality as a(window_id, from_at, to_at, place)
        join placement p on p.window_id = a.window_id and p.valid_from < a.to_at
          and (p.valid_to is null or p.valid_to > a.from_at)
        join camera c on c.id = p.camera_id
      order by a.place, "from", c.name, c.id limit ${SIGHTS_MOST}`.execute(this.#db);
    return rows.map(({ from, to, ...row }) => ({ ...row, fromMs: from.getTime(), toMs: to.getTime() }));
  }
}
