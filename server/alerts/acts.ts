/**
 * What becomes of cards with time: while nothing is done about one, the next in line is told; an order that is not
 * answered in time is told to who gave it. Each once, as it is written with the next instant in one transaction.
 */
import type { WorkingClocks } from '../calendar/index.ts';
import type { CaseLog } from '../cases/index.ts';
import { again } from '../platform/db/again.ts';
import type { Db } from '../platform/db/connect.ts';
import { afterCommit, inUnitOfWork } from '../platform/db/unit-of-work.ts';
import { type ActRow, setActs, takeActs } from './acts.store.ts';
import { handlerOf } from './card-maker.ts';
import type { CardNotices } from './card-notices.ts';
import { addSteps } from './card-writes.store.ts';
import { inLine, nextInLine } from './deadlines.ts';
import { toldOf } from './told-card.store.ts';

export interface ActsOptions {
  readonly db: Db;
  readonly clocks: WorkingClocks;
  readonly cases: Pick<CaseLog, 'files'>;
  readonly notices: CardNotices;
  readonly publish: (alertIds: readonly string[]) => void;
}

const AT_ONCE = 50;

export class Acts {
  readonly #options: ActsOptions;

  constructor(options: ActsOptions) {
    this.#options = options;
  }

  /** Answers how many came. */
  run(nowMs: number): Promise<number> {
    const { db, publish } = this.#options;
    return again(async () => {
      // Without a unit of work where there is nothing to do, which is most of the time.
      if ((await takeActs(db, nowMs, 1)).length === 0) return 0;
      return inUnitOfWork(async () => {
        const rows = await takeActs(db, nowMs, AT_ONCE);
        const acts = [];
        for (const row of rows) acts.push({ id: row.id, ...(await this.#act(db, row, nowMs)) });
        await setActs(db, acts);
        afterCommit(() => publish(rows.map((row) => row.id)));
        return rows.length;
      });
    });
  }

  async #act(trx: Db, row: ActRow, nowMs: number): Promise<{ told: number; actMs: number | null }> {
    const { told } = row;
    if (row.order === 'ordered') return { told, actMs: await this.#orderIsDue(trx, row, nowMs) };
    const isDone = row.state !== 'issued' || row.order !== 'none' || row.proposed || row.isOver;
    const next = inLine(row.body)[told];
    if (isDone || next === undefined || row.issuedAt === null) return { told, actMs: null };
    return this.#escalate(trx, row, row.issuedAt.getTime(), nowMs);
  }

  async #escalate(
    trx: Db,
    row: ActRow,
    issuedMs: number,
    nowMs: number,
  ): Promise<{ told: number; actMs: number | null }> {
    const { cases, clocks, notices } = this.#options;
    const [file] = await cases.files(trx, [row.caseId]);
    const card = await toldOf(trx, row.id);
    const next = inLine(row.body)[row.told];
    if (file === undefined || card === undefined || next === undefined)
      return { told: row.told, actMs: null };
    const clock = await clocks.of({ hallId: file.hallId, regionCode: file.regionCode });
    const handler = handlerOf(file);
    const one = { card, role: next.to, handler, isFirst: false, appealUntil: null };
    const [reach] = await notices.inLine(trx, [one]);
    const detail = { to: next.to, reached: reach?.reached ?? null, names: reach?.names ?? [] };
    await addSteps(trx, [{ alertId: row.id, action: 'escalate', by: null, reason: null, detail }], nowMs);
    const told = row.told + 1;
    return { told, actMs: nextInLine(row.body, issuedMs, told, clock) };
  }

  /** Told once; from then on it waits for people. */
  async #orderIsDue(trx: Db, row: ActRow, nowMs: number): Promise<number | null> {
    const { orderUntil } = row;
    if (orderUntil === null) return null;
    if (orderUntil.getTime() >= nowMs) return orderUntil.getTime() + 1;
    const card = await toldOf(trx, row.id);
    if (card === undefined) return null;
    const values = { until: orderUntil.toISOString() };
    const key = `due:${values.until}`;
    await this.#options.notices.toDeciders(trx, card, 'orderDue', `${key}:deciders`, values);
    await this.#options.notices.toDepartment(trx, card, 'orderDue', `${key}:department`, values);
    const detail = { until: values.until };
    await addSteps(
      trx,
      [{ alertId: row.id, action: 'escalate', by: null, reason: 'order_overdue', detail }],
      nowMs,
    );
    return null;
  }
}
