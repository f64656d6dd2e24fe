/** Builds packages, one after the other; goes on after a restart; ends one that is cancelled. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { outsideUnitOfWork } from '../platform/db/unit-of-work.ts';
import type { Logger } from '../platform/log.ts';
import { type BuildNeeds, buildPackage, type Step } from './build-package.ts';
import type { Job } from './job.ts';
import type { PackagesStore } from './packages.store.ts';

export interface WorkerOptions extends BuildNeeds {
  readonly packages: PackagesStore;
  readonly dataDir: string;
  readonly log: Logger;
  /** On the trail, as whoever asked for it is told. */
  readonly onEnded?: (job: Job, outcome: 'ready' | 'failed') => Promise<void>;
}

const TELL_EVERY_MS = 1000;
const RETRY_MS = 30_000;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export class EvidenceWorker {
  readonly #options: WorkerOptions;
  #running: { readonly id: string; readonly abort: AbortController } | undefined;
  #loop: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isWanted = false;
  #isClosed = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /** Takes up what a server that ended left undone. */
  async start(): Promise<void> {
    await this.#sweep();
    this.nudge();
  }

  /** There may be something to build. */
  nudge(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#retry);
    this.#isWanted = true;
    this.#loop ??= outsideUnitOfWork(() => this.#run()).finally(() => {
      this.#loop = undefined;
      if (this.#isWanted) this.nudge();
    });
  }

  /** Its row says already that it is not wanted any more. */
  async cancel(id: string): Promise<void> {
    const running = this.#running;
    if (running?.id !== id) await this.remove(id);
    else running.abort.abort();
  }

  async remove(id: string): Promise<void> {
    await rm(this.#folderOf(id), { recursive: true, force: true });
  }

  fileOf(id: string): string {
    return join(this.#folderOf(id), 'package.zip');
  }

  /** What is under way is ended, and built on at the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isWanted = false;
    clearTimeout(this.#retry);
    this.#running?.abort.abort();
    await this.#loop;
  }

  #folderOf(id: string): string {
    if (!ID.test(id)) throw new Error('not the id of a package');
    return join(this.#options.dataDir, 'evidence', id);
  }

  async #run(): Promise<void> {
    const { packages, log } = this.#options;
    try {
      while (this.#isWanted && !this.#isClosed) {
        this.#isWanted = false;
        for (let job = await packages.next(); job && !this.#isClosed; job = await packages.next())
          await this.#build(job);
      }
    } catch (error) {
      // The database is away: what is under way stands in it, and is taken up again.
      log.warn({ err: error }, 'evidence packages wait');
      if (!this.#isClosed) {
        this.#retry = setTimeout(() => this.nudge(), RETRY_MS);
        this.#retry.unref();
      }
    }
  }

  async #build(job: Job): Promise<void> {
    const { packages, now, log } = this.#options;
    if (!(await packages.begin(job.id))) return;
    const abort = new AbortController();
    this.#running = { id: job.id, abort };
    const folder = join(this.#folderOf(job.id), 'work');
    const output = `${this.fileOf(job.id)}.new`;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const { signal } = abort;
      const onProgress = this.#teller(job.id, abort);
      const made = await buildPackage({ ...this.#options, job, folder, output, signal, onProgress });
      await rename(output, this.fileOf(job.id));
      const isReady = await packages.end(job.id, ['building'], 'ready', new Date(now()), made);
      await rm(isReady ? folder : this.#folderOf(job.id), { recursive: true, force: true });
      if (isReady) await this.#options.onEnded?.(job, 'ready');
    } catch (error) {
      // At the end of the server the row stays as it is, and so does what was made.
      if (this.#isClosed) return;
      await rm(this.#folderOf(job.id), { recursive: true, force: true });
      if (abort.signal.aborted) return;
      log.warn({ err: error, packageId: job.id }, 'an evidence package could not be built');
      const why = error instanceof Error ? error.message.slice(0, 500) : String(error);
      if (await packages.end(job.id, ['building'], 'failed', new Date(now()), { error: why }))
        await this.#options.onEnded?.(job, 'failed');
    } finally {
      this.#running = undefined;
    }
  }

  /** At most once a second; a row that is not to be built any more ends the build. */
  #teller(id: string, abort: AbortController): (step: Step, percent: number) => void {
    const { packages, now, log } = this.#options;
    let toldAtMs = Number.NEGATIVE_INFINITY;
    let told = '';
    return (step, percent) => {
      if (step === told && now() - toldAtMs < TELL_EVERY_MS) return;
      told = step;
      toldAtMs = now();
      packages
        .progress(id, step, Math.round(percent * 10) / 10)
        .then((isWanted) => {
          if (!isWanted) abort.abort();
        })
        .catch((error) => log.debug({ err: error }, 'how far a package is was not told'));
    };
  }

  /** Files that no row wants: of a crash between the two. */
  async #sweep(): Promise<void> {
    const root = join(this.#options.dataDir, 'evidence');
    if (!existsSync(root)) return;
    const ids = (await readdir(root)).filter((name) => ID.test(name));
    const standing = await this.#options.packages.standing(ids);
    for (const id of ids) if (!standing.has(id)) await this.remove(id);
  }
}
