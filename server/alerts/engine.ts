/**
 * Looks at cases when it is time to: after each batch of events and whenever an instant comes at which some rule could
 * say something new. A case is taken with a lock that nobody else waits for, judged purely, and what is to be done about
 * it is done with the next instant in one transaction: so there is exactly one card whatever restarts, and however many
 * processes look.
 */
import type { WorkingClock, WorkingClocks } from '../calendar/index.ts';
import type { CaseLog } from '../cases/index.ts';
import type { WindowStatus } from '../contract/overlays.ts';
import { again } from '../platform/db/again.ts';
import type { Db } from '../platform/db/connect.ts';
import { isPassing } from '../platform/db/faults.ts';
import { afterCommit, inUnitOfWork } from '../platform/db/unit-of-work.ts';
import type { Logger } from '../platform/log.ts';
import type { HeldRule, RuleBook } from '../rules/index.ts';
import type { CardMaker, Made, Work } from './card-maker.ts';
import type { DueRow, EngineStore } from './engine.store.ts';
import { KeptTerms } from './kept-terms.ts';
import { isQuiet, nextOfQuiet, settle } from './settle.ts';
import { maySkim, thinFile } from './thin-file.ts';

export interface EngineOptions {
  readonly db: Db;
  readonly store: EngineStore;
  readonly book: RuleBook;
  readonly clocks: WorkingClocks;
  readonly cases: Pick<CaseLog, 'files'>;
  readonly maker: CardMaker;
  /** Escalations and deadlines that came; answers how many. */
  readonly acts: { run(nowMs: number): Promise<number> };
  /** Cases that are gone through as a rule changed; answers whether there are more. */
  readonly sweeps: { run(nowMs: number): Promise<boolean> };
  readonly publish: (alerts: Made['alerts'], statuses: readonly WindowStatus[]) => void;
  readonly now: () => number;
  readonly log: Logger;
  /** How long it waits at the longest without being told of anything. */
  readonly pollMs?: number;
}

const READ = 1000;
const CHUNK = 250;
const POLL_MS = 1000;
const AFTER_FAULT_MS = 2000;

export class Engine {
  readonly #options: EngineOptions;
  readonly #terms: KeptTerms;
  #isRunning = false;
  #isNudged = false;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#terms = new KeptTerms(options);
  }

  start(): void {
    this.nudge();
  }

  /** There may be something to look at. */
  nudge(): void {
    this.#isNudged = true;
    if (this.#isRunning || this.#isClosed) return;
    this.#isRunning = true;
    clearTimeout(this.#timer);
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** Everything that is due now, for tests and benchmarks: after what is under way. Answers how many cases were looked at. */
  async lookAtAll(): Promise<number> {
    while (this.#isRunning) await this.#running;
    this.#isRunning = true;
    const looking = this.#lookAtAll().finally(() => {
      this.#isRunning = false;
    });
    // Whoever closes waits for it; its failure is its asker's.
    this.#running = looking.then(
      () => undefined,
      () => undefined,
    );
    const looked = await looking;
    if (this.#isNudged) this.nudge();
    return looked;
  }

  async #lookAtAll(): Promise<number> {
    const { now, acts, sweeps } = this.#options;
    let looked = 0;
    for (let more = true; more && !this.#isClosed; ) {
      const { seen, moved } = await this.#pass();
      const isMore = seen === READ && moved > 0;
      looked += seen;
      const acted = await acts.run(now());
      const sweeping = await sweeps.run(now());
      more = isMore || acted > 0 || sweeping;
    }
    return looked;
  }

  async #run(): Promise<void> {
    const { store, now, log, pollMs = POLL_MS } = this.#options;
    let waitMs = pollMs;
    try {
      while (this.#isNudged && !this.#isClosed) {
        this.#isNudged = false;
        await this.#lookAtAll();
      }
      const nextMs = await store.nextMs();
      if (nextMs !== null) waitMs = Math.min(pollMs, Math.max(5, nextMs - now()));
    } catch (error) {
      log.error({ err: error }, 'cases could not be looked at; it is tried again');
      waitMs = AFTER_FAULT_MS;
    }
    this.#isRunning = false;
    if (this.#isClosed) return;
    if (this.#isNudged && waitMs !== AFTER_FAULT_MS) return this.nudge();
    this.#timer = setTimeout(() => this.nudge(), waitMs);
    this.#timer.unref();
  }

  async #pass(): Promise<{ readonly seen: number; readonly moved: number }> {
    const { store, now } = this.#options;
    const nowMs = now();
    const rows = await store.due(nowMs, READ);
    if (rows.length === 0) return { seen: 0, moved: 0 };
    const nexts = await this.quickLook(rows, nowMs);
    const [quiet, full]: [DueRow[], string[]] = [[], []];
    for (const [at, row] of rows.entries())
      if (nexts[at] === undefined) full.push(row.id);
      else quiet.push(row);
    await store.putOff(
      quiet,
      nexts.filter((next) => next !== undefined),
    );
    let moved = quiet.length;
    for (let at = 0; at < full.length && !this.#isClosed; at += CHUNK)
      moved += await this.#lookAt(full.slice(at, at + CHUNK));
    return { seen: rows.length, moved };
  }

  /**
   * By what is kept of cases alone: their next instants, or undefined where the whole file has to be looked at, as
   * something was reported, they have cards, or a mark is behind us.
   */
  async quickLook(rows: readonly DueRow[], nowMs: number): Promise<(number | null | undefined)[]> {
    const { book, clocks, log } = this.#options;
    const rules = await book.current();
    const easy = rows.filter(maySkim);
    const terms = await this.#terms.of(new Set(easy.map((row) => row.matterId)));
    const isEasy = new Set(easy);
    const clockOf = remembered((hallId: string | null, regionCode: string) =>
      clocks.of({ hallId, regionCode }),
    );
    const rulesOf = new Map<string, readonly HeldRule[]>();
    const made: (number | null | undefined)[] = [];
    for (const row of rows) {
      if (!isEasy.has(row)) {
        made.push(undefined);
        continue;
      }
      const { hallId, regionCode } = row;
      const found = clockOf(hallId, regionCode);
      const clock = found instanceof Promise ? await found : found;
      let timed = rulesOf.get(regionCode);
      if (timed === undefined) {
        // What was done is not in the record, and was looked at when it was reported.
        timed = rules
          .heldIn(regionCode)
          .filter(({ body }) => body.enabled && body.threshold.kind !== 'conduct');
        rulesOf.set(regionCode, timed);
      }
      try {
        const file = thinFile(row, terms.at(row.matterId, row.acceptedAt ?? row.updatedAt));
        made.push(nextOfQuiet({ file, rules: timed, clock, nowMs }));
      } catch (error) {
        // One that cannot be read keeps nobody waiting: looked at whole, where it is set apart if it must be.
        log.warn({ err: error, caseId: row.id }, 'a case could not be judged by its record');
        made.push(undefined);
      }
    }
    return made;
  }

  /** Answers how many were seen to. One that cannot be is set apart, so that it keeps nobody else waiting. */
  async #lookAt(caseIds: readonly string[]): Promise<number> {
    const { store, now, log } = this.#options;
    try {
      return await again(() => this.#lookAtOnce(caseIds));
    } catch (error) {
      if (isPassing(error) || this.#isClosed) throw error;
      const [only] = caseIds;
      if (only === undefined) return 0;
      if (caseIds.length > 1) {
        const half = Math.ceil(caseIds.length / 2);
        const first = await this.#lookAt(caseIds.slice(0, half));
        return first + (await this.#lookAt(caseIds.slice(half)));
      }
      log.error({ err: error, caseId: only }, 'a case could not be evaluated; it is tried again later');
      await store.recordFault(only, messageOf(error), now());
      return 1;
    }
  }

  /** First without a unit of work: most cases only get their next instant, and those that get more are few. */
  async #lookAtOnce(caseIds: readonly string[]): Promise<number> {
    const { db, maker, publish, now } = this.#options;
    const nowMs = now();
    const { seen, loud } = await db.transaction().execute(async (trx) => {
      const works = await this.#judged(trx, caseIds, nowMs);
      const quiet = works.filter(({ verdict }) => isQuiet(verdict));
      await this.#done(trx, quiet, nowMs);
      const others = works.filter(({ verdict }) => !isQuiet(verdict)).map(({ file }) => file.id);
      return { seen: works.length, loud: others };
    });
    if (loud.length === 0) return seen;
    await inUnitOfWork(async () => {
      const works = await this.#judged(db, loud, nowMs);
      const made = await maker.make(db, works, nowMs);
      await this.#done(db, works, nowMs);
      afterCommit(() => publish(made.alerts, made.statuses));
    });
    return seen;
  }

  async #judged(trx: Db, caseIds: readonly string[], nowMs: number): Promise<Work[]> {
    const { store, book, clocks, cases } = this.#options;
    const mine = await store.lock(trx, caseIds, nowMs);
    if (mine.length === 0) return [];
    const rules = await book.current();
    const cards = await store.cardsOf(trx, mine);
    const versions = await book.versions([...cards.values()].flat().map((card) => card.ruleId));
    const works: Work[] = [];
    for (const file of await cases.files(trx, mine)) {
      const { regionCode, hallId } = file;
      const clock = await clocks.of({ hallId, regionCode });
      const verdict = settle({
        ...{ file, clock, nowMs, versions },
        rules: rules.heldIn(regionCode),
        cards: cards.get(file.id) ?? [],
      });
      works.push({ file, clock, verdict });
    }
    return works;
  }

  async #done(trx: Db, works: readonly Work[], nowMs: number): Promise<void> {
    const { store } = this.#options;
    const all = works.map(({ file, verdict }) => ({ caseId: file.id, nextMs: verdict.nextMs }));
    await store.evaluated(trx, all, nowMs);
    await store.forgetFaults(
      trx,
      all.map((one) => one.caseId),
    );
  }
}

/** Places are few and asked about over and over: known ones without waiting. */
function remembered(
  find: (hallId: string | null, regionCode: string) => Promise<WorkingClock>,
): (hallId: string | null, regionCode: string) => WorkingClock | Promise<WorkingClock> {
  const known = new Map<string, WorkingClock>();
  return (hallId, regionCode) => {
    const key = hallId ?? regionCode;
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    return find(hallId, regionCode).then((clock) => {
      known.set(key, clock);
      return clock;
    });
  };
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 500);
