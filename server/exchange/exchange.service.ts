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
import { ChangedMeanwhile, isForeignKeyViolation, isPassing } from '../platform/db/faults.ts';
import { afterCommit, currentScope } from '../platform/db/unit-of-work.ts';
import type { Sealer } from '../platform/sealer.ts';
import { checkBatch, joined } from './check-batch.ts';
import { type Machine, plainRows, type Sending, type Submission } from './submission.ts';
import { type BatchToTake, type TakenBatch, takeBatch } from './take-batch.ts';
import { Turns } from './turns.ts';
import { ZONE } from './zone.ts';

/** The department's systems together must leave the pool's connections to others. */
const TURNS = { atOnce: 4, mostOfOne: 32 };
/** Rows that are taken in one transaction where more of a source wait. */
const TOGETHER_MOST = 1000;
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
  readonly #turns: Turns<Job, TakenBatch>;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#turns = new Turns({
      ...TURNS,
      mayJoin,
      work: (jobs) => unlessChangedMeanwhile(() => this.#transact(jobs)),
    });
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
    const sentAt = sending.sentAt === undefined ? null : new Date(sending.sentAt);
    const heard = { at: new Date(nowMs), sentAt, sequence: sending.sequence ?? null };
    const batch = { machine, day, corrects, checked: checkBatch(submissions, nowMs), heard: [heard] };
    const job = { batch, rows: submissions.length, dryRun: sending.dryRun ?? false };
    const { results, statuses } = await this.#take(machine.source, job);
    if (!sending.dryRun)
      afterCommit(() => {
        publish(statuses);
        if (results.some((one) => one.status === 'accepted')) onTaken?.();
      });
    return answer(results, day);
  }

  /** As a part of a unit of work (the desk's) it waits for nobody's turn: that would be with a connection in hand. */
  async #take(source: string, job: Job): Promise<TakenBatch> {
    if (currentScope() === undefined) return this.#turns.take(source, job);
    const [taken] = await this.#transact([job]);
    if (taken === undefined) throw new Error('a batch was not answered');
    return taken;
  }

  /** What is committed here is on disk: the lock of the source sees to it. */
  async #transact(jobs: readonly Job[]): Promise<TakenBatch[]> {
    const [first] = jobs;
    if (first === undefined) return [];
    const batch: BatchToTake = {
      ...first.batch,
      checked: joined(jobs.map((job) => job.batch.checked)),
      heard: jobs.flatMap((job) => job.batch.heard),
    };
    try {
      const taken = await this.#options.db.transaction().execute(async (trx) => {
        const tried = await takeBatch(trx, this.#options, batch);
        if (first.dryRun) throw new OnlyTried(tried);
        return tried;
      });
      return shared(jobs, taken);
    } catch (error) {
      if (error instanceof OnlyTried) return [error.taken];
      throw error;
    }
  }
}

interface Job {
  readonly batch: BatchToTake;
  readonly rows: number;
  readonly dryRun: boolean;
}

/** Batches of one department and day; what a person put right goes alone, and so does what is only tried. */
function mayJoin(jobs: readonly Job[], next: Job): boolean {
  const [first] = jobs;
  const isPlain = (job: Job) => !job.dryRun && job.batch.corrects === undefined;
  return (
    first !== undefined &&
    isPlain(first) &&
    isPlain(next) &&
    first.batch.day === next.batch.day &&
    first.batch.machine.departmentId === next.batch.machine.departmentId &&
    // What one says is secret is erased before anything is kept: it must not come before what is joined to it.
    next.batch.checked.secretCases.size === 0 &&
    jobs.reduce((sum, job) => sum + job.rows, next.rows) <= TOGETHER_MOST
  );
}

/** Each its own results, counted from 0; the statuses of all of them go with the first. */
function shared(jobs: readonly Job[], { results, statuses }: TakenBatch): TakenBatch[] {
  let from = 0;
  return jobs.map((job, at) => {
    const own = results.slice(from, from + job.rows).map((one) => ({ ...one, index: one.index - from }));
    from += job.rows;
    return { results: own, statuses: at === 0 ? statuses : [] };
  });
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
      const mayPass = isForeignKeyViolation(error) || isPassing(error) || error instanceof ChangedMeanwhile;
      if (left === 0 || !mayPass) throw error;
    }
}

function answer(results: readonly ExchangeResult[], day: string): ExchangeAnswer {
  const count = (status: ExchangeResult['status']) => results.filter((one) => one.status === status).length;
  return {
    results: [...results],
    ...{ accepted: count('accepted'), duplicate: count('duplicate'), rejected: count('rejected'), day },
  };
}
