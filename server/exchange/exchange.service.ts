/**
 * Takes a department's batch: each row is answered for itself, good ones are kept whatever the others are, and what is
 * answered `accepted` is on disk. One transaction and a dozen statements, whatever the size of the batch.
 */
import { localTime } from '../calendar/index.ts';
import type { CaseLog } from '../cases/index.ts';
import type { ExchangeAnswer, ExchangeResult } from '../contract/exchange.ts';
import type { WindowStatus } from '../contract/overlays.ts';
import type { WindowStatuses } from '../overlays/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { isForeignKeyViolation, isPassing } from '../platform/db/faults.ts';
import type { Sealer } from '../platform/sealer.ts';
import { checkBatch } from './check-batch.ts';
import { type Machine, plainRows, type Sending, type Submission } from './submission.ts';
import { type BatchToTake, type TakenBatch, takeBatch } from './take-batch.ts';
import { inDurableTransaction } from './transaction.store.ts';
import { Turns } from './turns.ts';
import { ZONE } from './zone.ts';

/** The department's systems together must leave the pool's connections to others. */
const TURNS = { atOnce: 4, mostOfOne: 32 };
const ATTEMPTS = 3;

export interface ExchangeOptions {
  readonly db: Db;
  readonly log: CaseLog;
  readonly windows: WindowStatuses;
  readonly sealer: Sealer;
  readonly publish: (statuses: readonly WindowStatus[]) => void;
  /** Something was taken and stands: whoever computes from cases looks now. */
  readonly onTaken?: () => void;
  readonly now: () => number;
}

export class ExchangeService {
  readonly #options: ExchangeOptions;
  readonly #turns = new Turns(TURNS);

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /** Events as our own interface has them. */
  report(machine: Machine, events: readonly unknown[], sending: Sending = {}): Promise<ExchangeAnswer> {
    return this.submit(machine, plainRows(events), sending);
  }

  /** Rows of whatever layout; a result each. */
  async submit(
    machine: Machine,
    submissions: readonly Submission[],
    sending: Sending = {},
    corrects?: BatchToTake['corrects'],
  ): Promise<ExchangeAnswer> {
    const { now, publish, onTaken } = this.#options;
    const nowMs = now();
    const { day } = localTime(nowMs, ZONE);
    const batch: BatchToTake = {
      ...{ machine, day, corrects, checked: checkBatch(submissions, nowMs) },
      heard: {
        at: new Date(nowMs),
        sentAt: sending.sentAt === undefined ? null : new Date(sending.sentAt),
        sequence: sending.sequence ?? null,
      },
    };
    const { results, statuses } = await this.#turns.take(machine.source, () =>
      unlessChangedMeanwhile(() => this.#transact(batch, sending.dryRun ?? false)),
    );
    if (!sending.dryRun) {
      publish(statuses);
      if (results.some((one) => one.status === 'accepted')) onTaken?.();
    }
    return answer(results, day);
  }

  async #transact(batch: BatchToTake, dryRun: boolean): Promise<TakenBatch> {
    try {
      return await inDurableTransaction(this.#options.db, async (trx) => {
        const taken = await takeBatch(trx, this.#options, batch);
        if (dryRun) throw new OnlyTried(taken);
        return taken;
      });
    } catch (error) {
      if (error instanceof OnlyTried) return error.taken;
      throw error;
    }
  }
}

/** Undoes the transaction of a dry run, and carries out what it came to. */
class OnlyTried extends Error {
  readonly taken: TakenBatch;

  constructor(taken: TakenBatch) {
    super('a dry run');
    this.taken = taken;
  }
}

/**
 * A matter or a window was removed between the look at it and the first row that names it, or somebody else's change
 * stood in the way: taken once more from the start, so that each event gets its own answer.
 */
async function unlessChangedMeanwhile<T>(take: () => Promise<T>): Promise<T> {
  for (let left = ATTEMPTS - 1; ; left -= 1)
    try {
      return await take();
    } catch (error) {
      if (left === 0 || !(isForeignKeyViolation(error) || isPassing(error))) throw error;
    }
}

function answer(results: readonly ExchangeResult[], day: string): ExchangeAnswer {
  const count = (status: ExchangeResult['status']) => results.filter((one) => one.status === status).length;
  return {
    results: [...results],
    ...{ accepted: count('accepted'), duplicate: count('duplicate'), rejected: count('rejected'), day },
  };
}
