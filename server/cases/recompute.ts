/**
 * Deadlines again, for open cases, when a calendar, hours or a matter's terms changed: in batches of their own
 * transaction that mark how far they are, so that a restart goes on and two servers do not do the same.
 */
import type { WorkingClocks } from '../calendar/index.ts';
import { termsOf } from '../matters/index.ts';
import type { Db } from '../platform/db/connect.ts';
import type { Logger } from '../platform/log.ts';
import { type Deadlines, deadlinesOf } from './case-clocks.ts';
import { deadlineColumns } from './kept-states.store.ts';
import {
  addJob,
  type ChangedRow,
  type ClockedRow,
  jobs,
  keptClocks,
  lookAtClosed,
  markChecked,
  moveOn,
  openCases,
  type RecomputeFilter,
  regionsBelow,
  takeJob,
  writeDeadlines,
} from './recompute.store.ts';

const BATCH = 5000;
const LOOK_EVERY_MS = 5000;
/** What was being written with the old calendar while it changed is looked at once more, so much later. */
const STRAGGLERS_MS = 5000;
const LONGEST_BATCH_MS = 60_000;

export interface RecomputeOptions {
  readonly db: Db;
  readonly clocks: WorkingClocks;
  readonly now: () => number;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Cases were moved: there is something to evaluate. */
  readonly onMoved: () => void;
}

export class Recompute {
  readonly #options: RecomputeOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #closed = false;

  constructor(options: RecomputeOptions) {
    this.#options = options;
  }

  /** Takes up what a server that ended left, and looks for what others ask. */
  start(): void {
    this.#timer = setInterval(() => this.nudge(), LOOK_EVERY_MS);
    this.#timer.unref();
    this.#catchUp()
      .catch((error) => this.#options.log.warn({ err: error }, 'versions of calendars were not compared'))
      .finally(() => this.nudge());
  }

  /** A calendar that changed and a server that ended before it could ask: what its clocks were is kept with the cases. */
  async #catchUp(): Promise<void> {
    const { db, clocks } = this.#options;
    const hallIds: string[] = [];
    const regionCodes: string[] = [];
    for (const { key, oldest, checked } of await keptClocks(db)) {
      const [kind, id = ''] = key.split(':');
      const hallId = kind === 'hall' ? id : null;
      const { version } = await clocks.of({ hallId, regionCode: hallId === null ? id : '' });
      if (oldest === version || checked === version) continue;
      (hallId === null ? regionCodes : hallIds).push(id);
    }
    if (hallIds.length + regionCodes.length > 0) await this.ask({ hallIds, regionCodes });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  /** In the unit of work of what changed: it is kept with the change or not at all. `nudge` when that stands. */
  async ask(filter: RecomputeFilter): Promise<void> {
    const at = new Date(this.#options.now());
    await addJob(this.#options.db, filter, at, at);
    const since = new Date(at.getTime() - LONGEST_BATCH_MS);
    await addJob(this.#options.db, { ...filter, since }, at, new Date(at.getTime() + STRAGGLERS_MS));
  }

  /** Clocks of regions with all below them, and of halls, are not what they were. */
  async clocksChanged(of: { readonly regionCodes: string[]; readonly hallIds: string[] }): Promise<void> {
    const regionCodes = await regionsBelow(this.#options.db, of.regionCodes);
    await this.ask(regionCodes === undefined ? {} : { regionCodes, hallIds: of.hallIds });
    this.nudge();
  }

  nudge(): void {
    this.#again = true;
    if (this.#closed) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#again && !this.#closed) this.nudge();
    });
  }

  /** Under way, waiting, and the last that are done. */
  async progress() {
    const all = await jobs(this.#options.db);
    return all.map(({ askedAt, finishedAt, ...job }) => ({
      ...job,
      askedAt: askedAt.toISOString(),
      finishedAt: finishedAt?.toISOString() ?? null,
    }));
  }

  /** Until nothing is asked that is due. */
  async #run(): Promise<void> {
    this.#again = false;
    try {
      while (!this.#closed && (await this.batch()));
    } catch (error) {
      this.#options.log.warn({ err: error }, 'deadlines could not be computed again; tried again soon');
    }
  }

  /** One batch of the oldest that is asked. False: nothing is. */
  async batch(most = BATCH): Promise<boolean> {
    const { db, clocks, now, log, onMoved } = this.#options;
    const nowMs = now();
    const told = await db.transaction().execute(async (trx) => {
      const job = await takeJob(trx, new Date(nowMs));
      if (job === undefined) return undefined;
      // Whichever process asked: what this one knows may be a second old.
      clocks.forget();
      const rows = await openCases(trx, job, most);
      const { changed, faults, versions } = await this.#changed(trx, rows, nowMs);
      const moved = await writeDeadlines(trx, changed, new Date(nowMs));
      await markChecked(trx, versions);
      const last = rows.length < most ? undefined : rows.at(-1);
      const all = await moveOn(
        trx,
        job,
        last,
        { lookedAt: rows.length, changed: moved, faults },
        new Date(nowMs),
      );
      const isWhole = last === undefined && job.since === null;
      const closed = isWhole ? await lookAtClosed(trx, job, new Date(nowMs)) : 0;
      return { ...all, moved: moved + closed, finished: last === undefined };
    });
    if (told === undefined) return false;
    const { moved, finished, ...all } = told;
    if (moved > 0) onMoved();
    if (finished && all.changed + all.faults > 0) log.info(all, 'deadlines of open cases computed again');
    return true;
  }

  async #changed(trx: Db, rows: readonly ClockedRow[], nowMs: number) {
    const book = await termsOf(
      trx,
      rows.map((row) => row.matterId),
    );
    const changed: ChangedRow[] = [];
    let faults = 0;
    const versions = new Map<string, number>();
    for (const row of rows) {
      const terms = book.at(row.matterId, row.acceptedAt);
      const clock = await this.#options.clocks.of(row);
      versions.set(clock.key, clock.version);
      const { promisedLimit, statutoryLimit, version } = terms;
      const { acceptedAt, pauses, extraDays } = row;
      const made = deadlinesOf(
        { acceptedAt, isOver: false, pauses: pauses ?? [], extraDays, promisedLimit, statutoryLimit },
        clock,
        nowMs,
      );
      if (made.fault !== null) faults += 1;
      if (version === row.matterVersion && isAsKept(made, row)) continue;
      changed.push({
        id: row.id,
        matter_version: version,
        clock_key: clock.key,
        clock_version: clock.version,
        read_at: row.updatedAt.toISOString(),
        ...deadlineColumns(made),
      });
    }
    return { changed, faults, versions };
  }
}

function isAsKept(made: Deadlines, kept: ClockedRow): boolean {
  const same = (ms: number | null, at: Date | null) => ms === (at?.getTime() ?? null);
  return (
    same(made.nearMs, kept.nearAt) &&
    same(made.dueMs, kept.dueAt) &&
    same(made.statutoryDueMs, kept.statutoryDueAt) &&
    same(made.suspendedSinceMs, kept.suspendedSince) &&
    same(made.suspendedUntilMs, kept.suspendedUntil) &&
    made.fault?.code === kept.clockFault?.code &&
    made.fault?.day === kept.clockFault?.day
  );
}
