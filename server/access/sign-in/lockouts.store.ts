/** Failures by name, and the networks people are known to sign in from. */
import { sql } from 'kysely';
import type { Db } from '../../platform/db/connect.ts';

export interface FailureRule {
  readonly nowMs: number;
  readonly most: number;
  readonly windowMs: number;
  readonly lockMs: number;
}

export interface LockRow {
  readonly network: string;
  readonly untilMs: number;
  readonly failures: number;
}

export class LockoutsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async isKnown(username: string, network: string, sinceMs: number): Promise<boolean> {
    const { rows } = await sql`
      select 1 from known_network k join user_account u on u.id = k.user_id
      where u.username = ${username} and k.network = ${network} and k.last_at > ${new Date(sinceMs)}`.execute(
      this.#db,
    );
    return rows.length > 0;
  }

  async remember(userId: string, network: string, nowMs: number): Promise<void> {
    await sql`
      insert into known_network (user_id, network, last_at) values (${userId}, ${network}, ${new Date(nowMs)})
      on conflict (user_id, network) do update set last_at = excluded.last_at`.execute(this.#db);
  }

  /** Undefined: not locked. */
  async lockedUntil(username: string, network: string, nowMs: number): Promise<number | undefined> {
    const row = await this.#db
      .selectFrom('sign_in_failure')
      .select('locked_until')
      .where('username', '=', username)
      .where('network', '=', network)
      .where('locked_until', '>', new Date(nowMs))
      .executeTakeFirst();
    return row?.locked_until?.getTime();
  }

  /** One more. A count older than the window, or whose lock is over, begins anew. Answers until when it locks. */
  async failed(username: string, network: string, rule: FailureRule): Promise<number | undefined> {
    const now = new Date(rule.nowMs);
    const old = new Date(rule.nowMs - rule.windowMs);
    const stale = sql`(f.locked_until <= ${now} or (f.locked_until is null and f.first_at <= ${old}))`;
    const counted = sql`case when ${stale} then 1 else f.failures + 1 end`;
    const until = new Date(rule.nowMs + rule.lockMs);
    const { rows } = await sql<{ locked_until: Date | null }>`
      insert into sign_in_failure as f (username, network, failures, first_at, locked_until)
      values (${username}, ${network}, 1, ${now}, ${rule.most <= 1 ? until : null}::timestamptz)
      on conflict (username, network) do update set
        failures = ${counted},
        first_at = case when ${stale} then ${now}::timestamptz else f.first_at end,
        locked_until = case when ${counted} >= ${rule.most} then ${until}::timestamptz end
      returning locked_until`.execute(this.#db);
    return rows[0]?.locked_until?.getTime();
  }

  async forget(username: string, network: string): Promise<void> {
    await this.#db
      .deleteFrom('sign_in_failure')
      .where('username', '=', username)
      .where('network', '=', network)
      .execute();
  }

  async locks(username: string, nowMs: number): Promise<LockRow[]> {
    const rows = await this.#db
      .selectFrom('sign_in_failure')
      .select(['network', 'locked_until', 'failures'])
      .where('username', '=', username)
      .where('locked_until', '>', new Date(nowMs))
      .orderBy('network')
      .execute();
    return rows.flatMap(({ network, locked_until, failures }) =>
      locked_until === null ? [] : [{ network, untilMs: locked_until.getTime(), failures }],
    );
  }

  async lift(username: string): Promise<void> {
    await this.#db.deleteFrom('sign_in_failure').where('username', '=', username).execute();
  }

  /** What counts no more. */
  async purge(options: { failuresBeforeMs: number; knownBeforeMs: number; nowMs: number }): Promise<void> {
    const { failuresBeforeMs, knownBeforeMs, nowMs } = options;
    await sql`delete from sign_in_failure where first_at <= ${new Date(failuresBeforeMs)}
      and (locked_until is null or locked_until <= ${new Date(nowMs)})`.execute(this.#db);
    await sql`delete from known_network where last_at <= ${new Date(knownBeforeMs)}`.execute(this.#db);
  }
}
