/** Which matters can be applied for at a window, and since when. Rows are closed, never overwritten. */
import { sql } from 'kysely';
import type { WindowMatter } from '../contract/places.ts';
import { lockOpen, type Visible, windowVisible, windowVisibleAt } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';

export class WindowMattersStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Those that held at an instant, by name; of a window as it was then. */
  async at(visible: Visible, windowId: string, at: Date): Promise<WindowMatter[]> {
    const { rows } = await sql<Omit<WindowMatter, 'validFrom' | 'validTo'> & { from: Date; to: Date | null }>`
      select m.id as "matterId", m.code, m.name, s.valid_from as "from", s.valid_to as "to"
      from window_matter s join matter m on m.id = s.matter_id join hall_window w on w.id = s.window_id
      where s.window_id = ${windowId} and s.valid_from <= ${at} and (s.valid_to is null or s.valid_to > ${at})
        and ${windowVisibleAt(visible, { hallId: sql`w.hall_id`, windowId: sql`w.id`, at: sql`${at}::timestamptz` })}
      order by m.name, m.id limit 500`.execute(this.#db);
    return rows.map(({ from, to, ...matter }) => ({
      ...matter,
      validFrom: from.toISOString(),
      validTo: to?.toISOString() ?? null,
    }));
  }

  /** Those that held at an instant at any window of a hall. */
  async inHall(
    visible: Visible,
    hallId: string,
    at: Date,
  ): Promise<(WindowMatter & { readonly windowId: string })[]> {
    const { rows } = await sql<
      Omit<WindowMatter, 'validFrom' | 'validTo'> & { windowId: string; from: Date; to: Date | null }
    >`
      select w.id as "windowId", m.id as "matterId", m.code, m.name, s.valid_from as "from", s.valid_to as "to"
      from hall_window w join window_matter s on s.window_id = w.id join matter m on m.id = s.matter_id
      where w.hall_id = ${hallId} and s.valid_from <= ${at} and (s.valid_to is null or s.valid_to > ${at})
        and ${windowVisible(visible, sql`w.hall_id`, sql`w.department_id`, sql`w.id`)}
      order by w.id, m.name, m.id limit 200000`.execute(this.#db);
    return rows.map(({ from, to, ...matter }) => ({
      ...matter,
      validFrom: from.toISOString(),
      validTo: to?.toISOString() ?? null,
    }));
  }

  /** All of a window's, of before as well. */
  async delete(windowId: string): Promise<void> {
    await this.#db.deleteFrom('window_matter').where('window_id', '=', windowId).execute();
  }

  /** Answers those that are no open matter of the window's department; then nothing was changed. */
  async set(windowId: string, matterIds: readonly string[], at: Date): Promise<string[]> {
    return this.#db.transaction().execute(async (trx) => {
      const { department_id: departmentId } = await lockOpen(trx, 'window', windowId);
      const ids = [...new Set(matterIds)];
      // Held, so that none is closed or removed meanwhile; in one order, so that nobody waits in a circle.
      const { rows: open } = await sql<{ id: string }>`
        select id from matter where id = any(${ids}::uuid[]) and department_id = ${departmentId}
          and closed_at is null order by id for share`.execute(trx);
      const own = new Set(open.map((row) => row.id));
      const foreign = ids.filter((id) => !own.has(id));
      if (foreign.length > 0) return foreign;
      await sql`update window_matter
        set valid_to = greatest(${at}::timestamptz, valid_from + interval '1 millisecond')
        where window_id = ${windowId} and valid_to is null and not matter_id = any(${ids}::uuid[])`.execute(
        trx,
      );
      // Taken off and put back within one instant: it begins when the last one ended.
      await sql`insert into window_matter (window_id, matter_id, valid_from)
        select ${windowId}::uuid, n.id, greatest(${at}::timestamptz, (
          select max(valid_to) from window_matter b where b.window_id = ${windowId} and b.matter_id = n.id))
        from unnest(${ids}::uuid[]) as n(id) where not exists (
          select 1 from window_matter o where o.window_id = ${windowId} and o.matter_id = n.id
            and o.valid_to is null)`.execute(trx);
      return [];
    });
  }
}
