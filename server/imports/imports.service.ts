/** Imports from the upload to the undo: what may be done when, one after the other, whoever looks on. */
import { createHash } from 'node:crypto';
import type { Access } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';
import {
  type ImportJob,
  type ImportMode,
  type ImportRow,
  importState,
  type Outcome,
  outcome as outcomes,
  type Registry,
  type Verdict,
} from '../contract/imports.ts';
import { outsideUnitOfWork } from '../platform/db/unit-of-work.ts';
import { AppError, conflict, forbidden, notFound } from '../platform/errors.ts';
import type { Actor } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import type { ImportJobsStore, JobChange, StoredJob } from './import-jobs.store.ts';
import type { Counts, ImportRowsStore } from './import-rows.store.ts';
import type { RegistryTable } from './registries/book.ts';
import { applyAll, applyGood, RowsRefused } from './runs/apply-run.ts';
import { runReading } from './runs/reading-run.ts';
import { Cancelled, Progress, type Sealer } from './runs/run.ts';
import { checkUndo, undo } from './runs/undo-run.ts';

export interface ImportsOptions {
  readonly jobs: ImportJobsStore;
  readonly rows: ImportRowsStore;
  readonly tables: ReadonlyMap<Registry, RegistryTable>;
  readonly access: Pick<Access, 'permits'>;
  readonly audit: Audit;
  readonly sealer: Sealer;
  readonly now: () => number;
  readonly log: Logger;
}

type User = Extract<Actor, { kind: 'user' }>;

/** Each waits in memory with its whole file. */
const MOST_WAITING = 4;
/** How long jobs can be looked at and undone after they were last touched. */
const KEPT_MS = 180 * 86_400_000;
const EVERYWHERE = { regionPath: [] };

export class ImportsService {
  readonly #options: ImportsOptions;
  /** What is under way or waits for its turn. */
  readonly #running = new Map<string, Progress>();
  readonly #runs = new Set<Promise<void>>();
  /** Reading and writing each go one after the other; a preview need not wait for somebody's large import. */
  readonly #lanes = { read: Promise.resolve(), write: Promise.resolve() };
  #reading = 0;
  #isClosed = false;

  constructor(options: ImportsOptions) {
    this.#options = options;
  }

  /** What the last process left half done is named so; old jobs go. */
  async start(): Promise<void> {
    const { now } = this.#options;
    await this.#options.jobs.interruptAll(new Date(now()));
    await this.#options.jobs.deleteOlder(new Date(now() - KEPT_MS));
  }

  /** Ends what is under way: batches that stand stay, all-or-nothing leaves nothing. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const progress of this.#running.values()) progress.cancel();
    await Promise.allSettled([...this.#runs]);
  }

  async upload(
    actor: User,
    upload: {
      readonly registry: Registry;
      readonly fileName: string;
      readonly bytes: Buffer;
      readonly from: string;
    },
  ): Promise<ImportJob> {
    const { audit, now } = this.#options;
    const { registry, fileName, bytes, from } = upload;
    if (this.#reading >= MOST_WAITING || this.#isClosed)
      throw new AppError(429, 'imports_busy', 'Other files are being read: try again in a minute.');
    this.#reading += 1;
    let job: StoredJob;
    try {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const about = { registry, fileName, fileBytes: bytes.length, sha256 };
      job = await this.#options.jobs.insertJob(
        { ...about, byUser: actor.id, byName: actor.username, fromAddress: from },
        new Date(now()),
      );
      await audit.append({
        actor,
        from,
        action: 'import.create',
        target: `import:${job.id}`,
        targetName: fileName,
        detail: about,
      });
    } catch (error) {
      this.#reading -= 1;
      throw error;
    }
    this.#run('read', job, (progress) => this.#read(job, actor, bytes, progress));
    return this.#shown(job);
  }

  /** One's own, the newest first. */
  async list(
    actor: User,
    filter: { readonly registry?: Registry | undefined; readonly limit: number },
  ): Promise<ImportJob[]> {
    const { tables, access } = this.#options;
    const wanted = [...tables.values()].filter(
      ({ registry }) => filter.registry === undefined || registry === filter.registry,
    );
    const allowed: Registry[] = [];
    for (const { registry, write } of wanted) if (await access.permits(actor, write)) allowed.push(registry);
    const jobs = await this.#options.jobs.jobs({
      byUser: actor.id,
      registries: allowed,
      limit: filter.limit,
    });
    const counts = await this.#options.rows.counts(jobs.map((one) => one.id));
    return jobs.map((job) => this.#shownWith(job, counts.get(job.id)));
  }

  async get(actor: User, id: string): Promise<ImportJob> {
    return this.#shown(await this.#mine(actor, id));
  }

  async rows(
    actor: User,
    id: string,
    query: {
      readonly cursor?: string | undefined;
      readonly limit: number;
      readonly verdict?: Verdict | undefined;
      readonly outcome?: Outcome | undefined;
      readonly undoFaults?: boolean;
    },
  ): Promise<{ items: ImportRow[]; nextCursor: string | null }> {
    await this.#mine(actor, id);
    const { cursor, limit, ...filter } = query;
    const found = await this.#options.rows.rows(id, {
      ...filter,
      after: Number(cursor ?? 0),
      limit: limit + 1,
    });
    const items = found.slice(0, limit);
    return { items, nextCursor: found.length > limit ? String(items.at(-1)?.row) : null };
  }

  async apply(actor: User, id: string, mode: ImportMode): Promise<ImportJob> {
    const job = await this.#mine(actor, id);
    const counts = (await this.#options.rows.counts([id])).get(id);
    if (mode === 'all' && (counts?.verdicts.get('faulty') ?? 0) > 0)
      throw conflict('import_has_faults', 'All or nothing: there are rows with faults.');
    if (mode === 'all' && job.state === 'stopped')
      throw conflict('import_state', 'Some rows are in already: go on with the good rows, or undo.');
    await this.#move(job, ['ready', 'stopped'], {
      state: 'applying',
      mode,
      fault: null,
      undoCheckedAt: null,
    });
    this.#run('write', job, (progress) => this.#apply(job, actor, mode, progress));
    return this.get(actor, id);
  }

  async undo(actor: User, id: string, onlyCheck: boolean): Promise<ImportJob> {
    const job = await this.#mine(actor, id);
    await this.#move(job, ['applied', 'stopped', 'undone'], { state: 'undoing', fault: null });
    this.#run('write', job, (progress) => this.#undo(job, actor, onlyCheck, progress));
    return this.get(actor, id);
  }

  /** Ends what is under way at the next place where it may; a preview is thrown away. */
  async cancel(actor: User, id: string): Promise<void> {
    const { audit } = this.#options;
    const job = await this.#mine(actor, id);
    const progress = this.#running.get(id);
    if (progress) return progress.cancel();
    if (!(await this.#options.jobs.deleteJob(id, ['ready', 'refused', 'interrupted'])))
      throw conflict('import_state', 'This import has changed things: undo it instead.');
    await audit.append({ actor, from: job.fromAddress, action: 'import.remove', target: `import:${id}` });
  }

  /** First passwords of the people that were made, told once, and only to who made them: they may do more than others. */
  async passwords(
    actor: User,
    id: string,
    from: string,
  ): Promise<{ row: number; cells: ImportRow['cells']; password: string }[]> {
    const { sealer, audit } = this.#options;
    const { byUser } = await this.#mine(actor, id);
    if (byUser !== actor.id) throw notFound('password');
    const taken = await this.#options.rows.takePasswords(id);
    if (taken.length === 0) throw notFound('password');
    await audit.append({
      actor,
      from,
      action: 'import.passwords',
      target: `import:${id}`,
      detail: { people: taken.length },
    });
    return taken.map(({ row, cells, sealed }) => ({ row, cells, password: sealer.open(sealed) }));
  }

  #table(registry: Registry): RegistryTable {
    const table = this.#options.tables.get(registry);
    if (!table) throw notFound('registry');
    return table;
  }

  /** One's own, or anybody's for who may write everywhere; others are as if they were not. */
  async #mine(actor: User, id: string): Promise<StoredJob> {
    const { access } = this.#options;
    const job = await this.#options.jobs.job(id);
    if (!job) throw notFound('import');
    const { write } = this.#table(job.registry);
    if (job.byUser !== actor.id && !(await access.permits(actor, write, EVERYWHERE)))
      throw notFound('import');
    if (!(await access.permits(actor, write))) throw forbidden(write);
    return job;
  }

  async #move(job: StoredJob, from: readonly ImportJob['state'][], change: JobChange): Promise<void> {
    const { now } = this.#options;
    if (
      this.#isClosed ||
      this.#running.has(job.id) ||
      !(await this.#options.jobs.change(job.id, from, change, new Date(now())))
    )
      throw conflict('import_state', 'The import is not in a state for this: look at it again.');
  }

  /** In the background, after those before it; the request that began it is long answered. */
  #run(lane: 'read' | 'write', job: StoredJob, work: (progress: Progress) => Promise<void>): void {
    const progress = new Progress();
    this.#running.set(job.id, progress);
    const run = outsideUnitOfWork(() =>
      this.#lanes[lane]
        .then(() => work(progress))
        .catch((error) => {
          this.#options.log.error({ err: error, importId: job.id }, 'an import could not say how it ended');
        })
        .finally(() => {
          this.#running.delete(job.id);
          this.#runs.delete(run);
        }),
    );
    this.#lanes[lane] = run;
    this.#runs.add(run);
  }

  async #read(job: StoredJob, actor: User, bytes: Buffer, progress: Progress): Promise<void> {
    const { access, sealer } = this.#options;
    const table = this.#table(job.registry);
    try {
      progress.check();
      const { columns, unknownHeaders } = await runReading({
        job,
        bytes,
        table,
        actor,
        access,
        store: this.#options.rows,
        sealer,
        progress,
      });
      await this.#end(job, { state: 'ready', columns, unknownHeaders });
    } catch (error) {
      if (error instanceof Cancelled && !this.#isClosed)
        await this.#options.jobs.deleteJob(job.id, ['reading']);
      else await this.#end(job, faultOf(error, error instanceof Cancelled ? 'interrupted' : 'refused'));
      this.#logUnexpected(job, error);
    } finally {
      this.#reading -= 1;
    }
  }

  async #apply(job: StoredJob, actor: User, mode: ImportMode, progress: Progress): Promise<void> {
    const { access, sealer, audit } = this.#options;
    const options = {
      job,
      table: this.#table(job.registry),
      actor,
      access,
      store: this.#options.rows,
      sealer,
      audit,
      progress,
    };
    try {
      progress.check();
      await (mode === 'all' ? applyAll(options) : applyGood(options));
      await this.#told(job, actor, 'import.apply', { mode });
      await this.#end(job, { state: 'applied' });
    } catch (error) {
      const counts = (await this.#options.rows.counts([job.id])).get(job.id);
      const isIn = (counts?.outcomes.size ?? 0) > 0;
      if (error instanceof RowsRefused) await this.#options.rows.saveFaulty(job.id, error.rows);
      if (isIn) await this.#told(job, actor, 'import.apply', { mode, stopped: true });
      await this.#end(job, faultOf(error, isIn ? 'stopped' : 'ready'));
      this.#logUnexpected(job, error);
    }
  }

  async #undo(job: StoredJob, actor: User, onlyCheck: boolean, progress: Progress): Promise<void> {
    const { access, audit, now } = this.#options;
    const options = {
      job,
      table: this.#table(job.registry),
      actor,
      access,
      store: this.#options.rows,
      audit,
      progress,
    };
    const before = job.state;
    try {
      progress.check();
      if (onlyCheck) {
        await this.#options.rows.saveUndoFaults(job.id, await checkUndo(options));
        await this.#end(job, { state: before, undoCheckedAt: new Date(now()) });
        return;
      }
      await undo(options);
      await this.#told(job, actor, 'import.undo', {});
      await this.#end(job, { state: 'undone', undoCheckedAt: null });
    } catch (error) {
      await this.#end(job, faultOf(error, before));
      this.#logUnexpected(job, error);
    }
  }

  async #told(
    job: StoredJob,
    actor: User,
    action: string,
    more: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { audit } = this.#options;
    const counts = (await this.#options.rows.counts([job.id])).get(job.id);
    await audit.append({
      actor,
      from: job.fromAddress,
      action,
      target: `import:${job.id}`,
      targetName: job.fileName,
      detail: {
        registry: job.registry,
        fileName: job.fileName,
        sha256: job.sha256,
        ...Object.fromEntries(counts?.outcomes ?? []),
        ...more,
      },
    });
  }

  async #end(job: StoredJob, change: JobChange): Promise<void> {
    const { now } = this.#options;
    await this.#options.jobs.change(job.id, ['reading', 'applying', 'undoing'], change, new Date(now()));
  }

  #logUnexpected(job: StoredJob, error: unknown): void {
    if (error instanceof AppError || error instanceof Cancelled || error instanceof RowsRefused) return;
    this.#options.log.error({ err: error, importId: job.id }, 'an import ended early');
  }

  async #shown(job: StoredJob): Promise<ImportJob> {
    return this.#shownWith(job, (await this.#options.rows.counts([job.id])).get(job.id));
  }

  #shownWith(job: StoredJob, counts: Counts | undefined): ImportJob {
    const verdictCount = (name: Verdict) => counts?.verdicts.get(name) ?? 0;
    const verdicts = {
      new: verdictCount('new'),
      changed: verdictCount('changed'),
      unchanged: verdictCount('unchanged'),
      faulty: verdictCount('faulty'),
    };
    const progress = this.#running.get(job.id);
    return {
      id: job.id,
      registry: job.registry,
      fileName: job.fileName,
      fileBytes: job.fileBytes,
      sha256: job.sha256,
      by: job.byName,
      createdAt: job.createdAt.toISOString(),
      updatedAt: job.updatedAt.toISOString(),
      state: importState.parse(job.state),
      mode: job.mode,
      counts: { rows: Object.values(verdicts).reduce((sum, one) => sum + one, 0), ...verdicts },
      outcomes: Object.fromEntries(
        outcomes.options.map((name) => [name, counts?.outcomes.get(name) ?? 0]),
      ) as ImportJob['outcomes'],
      progress: progress?.shown ?? null,
      columns: [...job.columns],
      unknownHeaders: [...job.unknownHeaders],
      undoCheckedAt: job.undoCheckedAt?.toISOString() ?? null,
      undoFaults: counts?.undoFaults ?? 0,
      passwords: counts?.passwords ?? 0,
      fault: job.fault,
    };
  }
}

/** Where a run that did not end well leaves its job, and why. */
function faultOf(error: unknown, state: ImportJob['state']): JobChange {
  if (error instanceof Cancelled)
    return { state, fault: { code: 'cancelled', message: 'It was cancelled.' } };
  if (error instanceof RowsRefused) return { state, fault: { code: 'rows_refused', message: error.message } };
  if (error instanceof AppError) return { state, fault: { code: error.code, message: error.message } };
  return {
    state,
    fault: { code: 'internal_error', message: 'Something went wrong; the server’s log says what.' },
  };
}
