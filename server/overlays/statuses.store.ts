/** Every status a window ever had, numbered without gaps; and what was at a window when. */
import { sql } from 'kysely';
import type { WindowStatus } from '../contract/overlays.ts';
import { type Visible, windowVisibleAt } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import type { Logger } from '../platform/log.ts';
import { type StatusRow, StoredStatuses } from './stored-status.ts';

export interface LockedWindow {
  readonly windowId: string;
  readonly createdAt: Date;
  /** Undefined: nothing was ever reported for it. */
  readonly status: WindowStatus | undefined;
}

export interface Missed {
  readonly windowId: string;
  /** The versions asked for cannot be given one by one: `updates` begin anew. */
  readonly reset: boolean;
  /** In version order. */
  readonly updates: WindowStatus[];
}

/** More missed versions than this and a client begins anew. */
export const REPLAY_MOST = 200;

/** A window with its newest status, if it has one. */
type NewestRow = { windowId: string; createdAt: Date } & (
  | StatusRow
  | { version: null; at: null; status: null }
);

export class StatusesStore {
  readonly #db: Db;
  readonly #stored: StoredStatuses;

  constructor(options: { readonly db: Db; readonly log: Pick<Logger, 'warn'> }) {
    this.#db = options.db;
    this.#stored = new StoredStatuses(options);
  }

  /**
   * Until the transaction ends, nobody else gives these windows a status: so versions have no gaps. Always in the
   * same order, so that two batches never wait for each other.
   */
  async lock(trx: Db, windowIds: readonly string[]): Promise<LockedWindow[]> {
    const ids = [...windowIds];
    await sql`/* prepared */ select 1 from hall_window where id = any(${ids}::uuid[]) order by id for no key update`.execute(
      trx,
    );
    const { rows } = await sql<NewestRow>`/* prepared */
      select w.id as "windowId", w.created_at as "createdAt", s.version, s.at, s.status
      from hall_window w left join lateral (
        select version, at, status from window_status where window_id = w.id order by version desc limit 1) s on true
      where w.id = any(${ids}::uuid[])`.execute(trx);
    return rows.map((row) => this.#windowOf(row));
  }

  async append(trx: Db, statuses: readonly WindowStatus[]): Promise<void> {
    if (statuses.length === 0) return;
    await sql`/* prepared */
      insert into window_status (window_id, version, at, status)
      select * from unnest(${statuses.map((one) => one.windowId)}::uuid[], ${statuses.map((one) => one.version)}::int[],
        ${statuses.map((one) => one.at)}::timestamptz[],
        ${statuses.map((one) => JSON.stringify(one))}::jsonb[])`.execute(trx);
  }

  /** What these windows' statuses were up to and with the given ones is another department's from now on. */
  async handOver(trx: Db, last: readonly { windowId: string; version: number }[]): Promise<void> {
    if (last.length === 0) return;
    await sql`
      insert into window_handover (window_id, version)
      select * from unnest(${last.map((one) => one.windowId)}::uuid[], ${last.map((one) => one.version)}::int[])
      on conflict (window_id) do update set version = excluded.version`.execute(trx);
  }

  /** The newest status; undefined for no such window. */
  async newest(windowId: string): Promise<LockedWindow | undefined> {
    const { rows } = await sql<NewestRow>`
      select w.id as "windowId", w.created_at as "createdAt", s.version, s.at, s.status
      from hall_window w left join lateral (
        select version, at, status from window_status where window_id = w.id order by version desc limit 1) s on true
      where w.id = ${windowId}`.execute(this.#db);
    return rows[0] && this.#windowOf(rows[0]);
  }

  /**
   * Those that began in (from, to], before them the one that was true at `from`. Up to `limit` + 1, by version. A
   * department is told of the time when the window was its own.
   */
  async between(
    windowId: string,
    range: { visible: Visible; from: Date; to: Date; afterVersion: number; limit: number },
  ): Promise<WindowStatus[]> {
    const { rows } = await sql<StatusRow>`
      select window_id as "windowId", version, at, status from window_status
      where window_id = ${windowId} and at <= ${range.to} and version > ${range.afterVersion}
        and version >= coalesce((select version from window_status
          where window_id = ${windowId} and at <= ${range.from} order by at desc, version desc limit 1), 0)
        and ${windowVisibleAt(range.visible, {
          hallId: sql`(select hall_id from hall_window where id = ${windowId})`,
          windowId: sql`window_status.window_id`,
          at: sql`window_status.at`,
        })}
      order by version limit ${range.limit + 1}`.execute(this.#db);
    return rows.map((row) => this.#stored.read(row));
  }

  /**
   * What each follower missed after the version it has. One that has none, or too old a one, gets the newest status
   * and those since `recentFrom`, as its pictures may be some seconds behind. Nothing of before the window's
   * department came is replayed: who follows it now need not have been allowed to see that.
   */
  async missed(wants: readonly { windowId: string; after: number }[], recentFrom: Date): Promise<Missed[]> {
    const ids = wants.map((want) => want.windowId);
    const { rows } = await sql<{ windowId: string; reset: boolean; updates: StatusRow[] | null }>`
      with want as (
        select * from unnest(${ids}::uuid[], ${wants.map((want) => want.after)}::int[]) as want(id, after)
      ), known as (
        select want.*, coalesce((
          select version from window_status where window_id = want.id order by version desc limit 1), 0) as newest,
          coalesce((select version from window_handover where window_id = want.id), 0) as handed
        from want
      ), begin as (
        select *, after > newest or newest > 0
          and (after = 0 or newest - after > ${REPLAY_MOST} or after < handed) as reset from known
      )
      select id as "windowId", reset, (
        select jsonb_agg(to_jsonb(s) order by s.version) from (
          select window_id as "windowId", version, at, status from window_status
          where window_id = begin.id and version > case
            when reset then greatest(handed, newest - ${REPLAY_MOST}, least(newest, coalesce((
              select version from window_status where window_id = begin.id and at <= ${recentFrom}
              order by at desc, version desc limit 1), 0)) - 1)
            else after end
          order by version limit ${REPLAY_MOST * 2}) s) as updates
      from begin`.execute(this.#db);
    return rows.map((row) => ({
      ...row,
      updates: (row.updates ?? []).map((update) => this.#stored.read(update)),
    }));
  }

  #windowOf(row: NewestRow): LockedWindow {
    const { windowId, createdAt } = row;
    return { windowId, createdAt, status: row.version === null ? undefined : this.#stored.read(row) };
  }
}
