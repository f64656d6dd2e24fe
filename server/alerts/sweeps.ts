/**
 * Goes through all open cases of a region whose rules changed (or of everywhere, when calendars did), by what is kept of
 * them: most only get another next instant, and what may have become due is left to the engine, which looks at it whole.
 * In pages, each its own transaction, so memory is flat and a crash costs one page.
 */
import type { Db } from '../platform/db/connect.ts';
import type { DueRow, EngineStore } from './engine.store.ts';
import { markSweep, takeSweep } from './sweeps.store.ts';

export interface SweepsOptions {
  readonly db: Db;
  readonly store: EngineStore;
  readonly quickLook: (
    rows: readonly DueRow[],
    nowMs: number,
  ) => Promise<readonly (number | null | undefined)[]>;
  readonly page?: number;
}

const PAGE = 5000;

export class Sweeps {
  readonly #options: SweepsOptions;

  constructor(options: SweepsOptions) {
    this.#options = options;
  }

  /** One page of the sweep asked for first. False: there is none. */
  async run(nowMs: number): Promise<boolean> {
    const { db, store, quickLook, page = PAGE } = this.#options;
    return db.transaction().execute(async (trx) => {
      const sweep = await takeSweep(trx);
      if (sweep === undefined) return false;
      const rows = await store.open(sweep.regionCode, sweep.afterId, page);
      const nexts = sweep.whole ? [] : await quickLook(rows, nowMs);
      const moved: DueRow[] = [];
      const to: (number | null)[] = [];
      const again: string[] = [];
      for (const [at, row] of rows.entries()) {
        const next = nexts[at];
        if (next === undefined) again.push(row.id);
        else if (next !== (row.evaluateAt?.getTime() ?? null)) {
          moved.push(row);
          to.push(next);
        }
      }
      const put = await store.putOff(moved, to);
      // Somebody had them in hand meanwhile, and may have judged them by what held before.
      for (const { id } of moved) if (!put.has(id)) again.push(id);
      await store.lookAgain(again, nowMs);
      const isLast = rows.length < page;
      await markSweep(trx, sweep.id, {
        afterId: rows.at(-1)?.id ?? sweep.afterId,
        ...{ lookedAt: rows.length, moved: put.size + again.length },
        finishedMs: isLast ? nowMs : null,
      });
      return true;
    });
  }
}
