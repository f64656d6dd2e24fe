/**
 * Goes through all open cases of a region whose rules changed (or of everywhere, when calendars did), by what is kept of
 * them: most only get another next instant, and what may have become due is left to the engine, which looks at it whole.
 * In pages, each its own transaction, so memory is flat and a crash costs one page.
 */
import type { Db } from '../platform/db/connect.ts';
import type { DueRow, EngineStore } from './engine.store.ts';
import { isSweepAsked, markSweep, type Sweep, takeSweep } from './sweeps.store.ts';

export interface SweepsOptions {
  readonly db: Db;
  readonly store: EngineStore;
  readonly quickLook: (
    rows: readonly DueRow[],
    nowMs: number,
  ) => Promise<readonly (number | null | undefined)[]>;
  readonly page?: number;
}

/** Small enough that what was just reported does not wait for it, and that what it makes is soon swept away. */
const PAGE = 1000;

interface Ahead {
  readonly sweepId: string;
  readonly afterId: string | null;
  readonly rows: Promise<DueRow[]>;
}

export class Sweeps {
  readonly #options: SweepsOptions;
  /**
   * The next page, read while this one is thought about. What changes a case after it was read goes by the rules as
   * they are now, and is not overwritten.
   */
  #ahead: Ahead | undefined;

  constructor(options: SweepsOptions) {
    this.#options = options;
  }

  /** One page of the sweep asked for first. False: there is none. */
  async run(nowMs: number): Promise<boolean> {
    const { db, store, quickLook, page = PAGE } = this.#options;
    const ahead = this.#ahead;
    this.#ahead = undefined;
    if (!(await isSweepAsked(db, nowMs))) return false;
    return db.transaction().execute(async (trx) => {
      const sweep = await takeSweep(trx, nowMs);
      if (sweep === undefined) return false;
      const isKept = ahead?.sweepId === sweep.id && ahead.afterId === sweep.afterId;
      const rows = await (isKept ? ahead.rows : store.open(sweep.regionCode, sweep.afterId, page));
      if (rows.length === page) this.#ahead = this.#readOn(sweep, rows.at(-1)?.id ?? null, page);
      const nexts = sweep.whole ? [] : await quickLook(rows, nowMs);
      const moved: DueRow[] = [];
      const to: (number | null)[] = [];
      const again: string[] = [];
      for (const [at, row] of rows.entries()) {
        const next = nexts[at];
        if (next === undefined || mayBeInHand(row, nowMs)) again.push(row.id);
        else if (isSooner(next, row.evaluateAt)) {
          moved.push(row);
          to.push(next);
        }
      }
      const half = Math.ceil(moved.length / 2);
      const puts = await Promise.all([
        store.putOff(moved.slice(0, half), to.slice(0, half)),
        store.putOff(moved.slice(half), to.slice(half)),
      ]);
      const put = new Set(puts.flatMap((ids) => [...ids]));
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

  #readOn({ id, regionCode }: Sweep, afterId: string | null, page: number): Ahead {
    const rows = this.#options.store.open(regionCode, afterId, page);
    // Whoever takes it hears of it; nobody may, when another process goes on.
    rows.catch(() => undefined);
    return { sweepId: id, afterId, rows };
  }
}

/** Longer than a page takes. */
const SOON_MS = 5000;

/** What is due an engine may just be judging, by the rules of before, and write when it is to be looked at next. */
const mayBeInHand = ({ evaluateAt }: DueRow, nowMs: number): boolean =>
  evaluateAt !== null && evaluateAt.getTime() <= nowMs + SOON_MS;

/** What would be looked at too early stays as it is: it is put off when its time comes, if the case is open still. */
const isSooner = (nextMs: number | null, kept: Date | null): boolean =>
  nextMs !== null && (kept === null || nextMs < kept.getTime());
