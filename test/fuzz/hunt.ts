/** Fuzzes one target for some seconds: starts the worker, watches that it gets on, keeps what fails. */
import { createHash } from 'node:crypto';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { SHARED_HEAD_BYTES, type WorkerStart, type WorkerWord } from './worker-words.ts';

const LONGEST_INPUT = 64 * 1024;
/** V8 keeps what coverage counted: a guided worker does not live long, and its memory and pauses prove nothing. */
const ROUND_MS = 15_000;

export interface HuntOptions {
  readonly target: string;
  readonly seconds: number;
  readonly seed: number;
  readonly corpus: readonly Buffer[];
  /** The bundled worker. */
  readonly script: string;
  /** Where failing inputs go. */
  readonly failures: string;
  /** One input that takes longer is an endless loop. Default 10 s: a busy machine makes pauses, too. */
  readonly stuckMs?: number;
  /** How long a worker lives. Default 15 s. */
  readonly roundMs?: number;
  /** Default 20: after that there is enough to look at. */
  readonly failuresMost?: number;
}

export interface Hunted {
  readonly target: string;
  readonly runs: number;
  readonly seconds: number;
  readonly corpus: number;
  /** Characters of code reached. */
  readonly covered: number;
  readonly failures: readonly { readonly what: string; readonly file: string }[];
}

export async function hunt(options: HuntOptions): Promise<Hunted> {
  const beganMs = performance.now();
  const left = () => options.seconds * 1000 - (performance.now() - beganMs);
  const corpus: Uint8Array[] = [...options.corpus];
  const failures: { what: string; file: string }[] = [];
  const enough = new AbortController();
  let runs = 0;
  let covered = 0;
  const fail = async (what: string, input: Uint8Array): Promise<void> => {
    const file = await save(options, what, input);
    failures.push({ what: what.split('\n', 1)[0] ?? what, file });
    if (failures.length >= (options.failuresMost ?? 20)) enough.abort();
  };
  // Led by coverage, then without it, in turns: what a guided worker came to grief at is judged by the plain one.
  for (let round = 0; left() > 0 && !enough.signal.aborted; round += 1) {
    const guided = round % 2 === 0;
    const outcome = await one(
      { ...options, corpus, seed: options.seed + round, guided },
      Math.min(left(), options.roundMs ?? ROUND_MS),
      fail,
      enough.signal,
    );
    runs += outcome.runs;
    covered = Math.max(covered, outcome.covered);
    corpus.push(...outcome.found);
  }
  const seconds = (performance.now() - beganMs) / 1000;
  return { target: options.target, runs, seconds, corpus: corpus.length, covered, failures };
}

interface Outcome {
  readonly runs: number;
  readonly covered: number;
  readonly found: readonly Uint8Array[];
}

async function one(
  options: Omit<HuntOptions, 'corpus'> & {
    readonly corpus: readonly Uint8Array[];
    readonly guided: boolean;
  },
  forMs: number,
  fail: (what: string, input: Uint8Array) => Promise<void>,
  enough: AbortSignal,
): Promise<Outcome> {
  const shared = new SharedArrayBuffer(SHARED_HEAD_BYTES + LONGEST_INPUT);
  const head = new Uint32Array(shared, 0, 2);
  const atHand = () => Uint8Array.from(new Uint8Array(shared, SHARED_HEAD_BYTES, Atomics.load(head, 1)));
  const { target, seed, corpus, guided, script, stuckMs = 10_000 } = options;
  const workerData: WorkerStart = {
    ...{ target, seed, corpus, guided, shared },
    script: pathToFileURL(script).href,
    scriptLength: (await stat(script)).size,
  };
  const worker = new Worker(script, { workerData, resourceLimits: { maxOldGenerationSizeMb: 512 } });
  const found: Uint8Array[] = [];
  const saving: Promise<void>[] = [];
  let covered = 0;
  worker.on('message', (word: WorkerWord) => {
    if (word.kind === 'progress') covered = word.covered;
    else if (word.kind === 'found') found.push(word.input);
    else saving.push(fail(word.what, word.input));
  });
  const grief = (what: string): void => {
    if (guided) found.push(atHand());
    else saving.push(fail(what, atHand()));
  };
  await new Promise<void>((done) => {
    let last = -1;
    let sinceMs = performance.now();
    const endMs = performance.now() + forMs;
    const watch = setInterval(() => {
      const now = performance.now();
      const runs = Atomics.load(head, 0);
      if (runs !== last) {
        last = runs;
        sinceMs = now;
      } else if (runs > 0 && now - sinceMs > stuckMs) {
        grief(`no end within ${stuckMs / 1000} s`);
        finish();
      }
      if (now > endMs || enough.aborted) finish();
    }, 200);
    const finish = (): void => {
      clearInterval(watch);
      void worker.terminate().then(() => done());
    };
    worker.on('error', (error) => {
      // Out of memory, or a fault of the fuzzer's own: both must be seen.
      grief(`the worker ended: ${error.message}`);
      clearInterval(watch);
      done();
    });
    worker.on('exit', () => {
      clearInterval(watch);
      done();
    });
  });
  await Promise.all(saving);
  return { runs: Atomics.load(head, 0), covered, found };
}

async function save(options: HuntOptions, what: string, input: Uint8Array): Promise<string> {
  await mkdir(options.failures, { recursive: true });
  const hash = createHash('sha256').update(input).digest('hex').slice(0, 12);
  const file = join(options.failures, `${options.target}.${hash}.bin`);
  await writeFile(file, input);
  await writeFile(`${file}.txt`, `seed ${options.seed}\n${what}\n`);
  return file;
}
