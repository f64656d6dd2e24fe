/** What a person holds at an instant: grants with their roles' permissions, and rights to single cases. */
import { sql } from 'kysely';
import type { Permission, Scope } from '../../contract/access.ts';
import type { Db } from '../../platform/db/connect.ts';
import type { CameraSpan, HeldCase, HeldGrant } from './grants.ts';
import { bundleOf } from './roles.ts';

interface ServedRow {
  case_id: string;
  until: Date;
  window_id: string | null;
  served_from: Date | null;
  served_to: Date | null;
  camera_id: string | null;
  valid_from: Date | null;
  valid_to: Date | null;
}

export class RightsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Those that have not ended. */
  async grants(userId: string, nowMs: number): Promise<HeldGrant[]> {
    const { rows } = await sql<{
      role: string;
      scope: Scope;
      until: Date | null;
      permissions: Permission[] | null;
    }>`select g.role, g.scope, g.until, r.permissions
      from user_grant g left join role r on r.id::text = g.role
      where g.user_id = ${userId} and (g.until is null or g.until > ${new Date(nowMs)})`.execute(this.#db);
    return rows.map(({ role, scope, until, permissions }) => ({
      role,
      scope,
      permissions: bundleOf(role, permissions),
      untilMs: until?.getTime() ?? null,
    }));
  }

  /** Those that hold: neither ended nor taken away. */
  async cases(userId: string, nowMs: number): Promise<HeldCase[]> {
    const { rows } = await sql<ServedRow>`
      with held as (
        select case_id, max(until) as until from viewing_right
        where user_id = ${userId} and until > ${new Date(nowMs)} and revoked_at is null group by case_id
      ), served as (
        select h.case_id, e.window_id, min(e.occurred_at) as served_from, max(e.occurred_at) as served_to
        from held h join case_event e on e.case_id = h.case_id where e.window_id is not null group by 1, 2
      )
      select h.case_id, h.until, s.window_id, s.served_from, s.served_to, p.camera_id, p.valid_from, p.valid_to
      from held h left join served s on s.case_id = h.case_id left join placement p on p.window_id = s.window_id`.execute(
      this.#db,
    );
    const byCase = new Map<string, ServedRow[]>();
    for (const row of rows) byCase.set(row.case_id, [...(byCase.get(row.case_id) ?? []), row]);
    return [...byCase].map(([caseId, served]) => ({
      caseId,
      untilMs: served[0]?.until.getTime() ?? 0,
      windowIds: [...new Set(served.flatMap((row) => row.window_id ?? []))],
      cameras: served.flatMap((row) => spanOf(row) ?? []),
    }));
  }

  /** People some right of whom ended in (fromMs, toMs]. */
  async endedBetween(fromMs: number, toMs: number): Promise<string[]> {
    const [from, to] = [new Date(fromMs), new Date(toMs)];
    const { rows } = await sql<{ user_id: string }>`
      select user_id from user_grant where until > ${from} and until <= ${to}
      union select user_id from viewing_right where until > ${from} and until <= ${to}`.execute(this.#db);
    return rows.map((row) => row.user_id);
  }

  /** When the next right ends; undefined: none does. */
  async nextEndMs(afterMs: number): Promise<number | undefined> {
    const after = new Date(afterMs);
    const { rows } = await sql<{ next: Date | null }>`select least(
      (select min(until) from user_grant where until > ${after}),
      (select min(until) from viewing_right where until > ${after})) as next`.execute(this.#db);
    return rows[0]?.next?.getTime();
  }
}

function spanOf(row: ServedRow): CameraSpan | undefined {
  const { camera_id, valid_from, valid_to, served_from, served_to } = row;
  if (camera_id === null || !valid_from || !served_from || !served_to) return undefined;
  return {
    cameraId: camera_id,
    placedFromMs: valid_from.getTime(),
    placedToMs: valid_to?.getTime() ?? null,
    servedFromMs: served_from.getTime(),
    servedToMs: served_to.getTime(),
  };
}
