/**
 * Runs one target in a worker thread, so that an endless loop or the end of memory is this thread's and not the
 * program's. The input at hand always lies in shared memory, for whoever has to end the thread.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { seeded } from '../soak/random.ts';
import { Coverage } from './coverage.ts';
import { Mutator } from './mutator.ts';
import { TARGETS } from './targets/index.ts';
import { SICK } from './targets/sick.ts';
import { SHARED_HEAD_BYTES, type WorkerStart, type WorkerWord } from './worker-words.ts';

const BATCH = 100;
const MEMORY_EVERY_MS = 3000;
/** Of what is left after a collection. */
const GROWTH_MOST_BYTES = 64 << 20;
/** A few bytes of input that make a parser set so much aside at once are a failure as well. */
const AT_ONCE_MOST_BYTES = 256 << 20;
/** The same fault again and again is told once. */
const SAME_MOST = 1;

const start = workerData as WorkerStart;
const target = [...TARGETS, ...SICK].find(({ name }) => name === start.target);
if (!target) throw new Error(`no target ${start.target}`);
const say = (word: WorkerWord) => parentPort?.postMessage(word);
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const head = new Uint32Array(start.shared, 0, 2);
const bytes = new Uint8Array(start.shared, SHARED_HEAD_BYTES);
const corpus: Buffer[] = start.corpus.map((one) => Buffer.from(one));
const mutator = new Mutator(target, seeded(start.seed));
const told = new Map<string, number>();
let runs = 0;

function run(input: Buffer): void {
  bytes.set(input);
  Atomics.store(head, 1, input.length);
  Atomics.add(head, 0, 1);
  runs += 1;
  try {
    target?.run(Buffer.from(input));
  } catch (error) {
    if (target?.allows?.(error)) return;
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const place = stack.split('\n').slice(0, 2).join(' ');
    const times = (told.get(place) ?? 0) + 1;
    told.set(place, times);
    if (times <= SAME_MOST) say({ kind: 'failure', what: stack, input: Uint8Array.from(input) });
  }
}

/** V8 tells what ran in a batch, not in which of its runs: when something was new, they are run again one by one. */
function keepWhatIsNew(coverage: Coverage, batch: readonly Buffer[]): void {
  let fresh = coverage.takeNew();
  for (const input of batch) {
    if (fresh.length === 0) return;
    run(input);
    const reached = new Set(coverage.ranAny(fresh));
    if (reached.size === 0) continue;
    fresh = fresh.filter((at) => !reached.has(at));
    corpus.push(input);
    say({ kind: 'found', input: Uint8Array.from(input) });
  }
}

const coverage = start.guided ? new Coverage(start.script, start.scriptLength) : undefined;
for (const input of corpus) run(input);
coverage?.takeNew();
collect();
const baseline = held();
let checkedMs = performance.now();

function held(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

for (;;) {
  const batch = Array.from({ length: BATCH }, () => mutator.next(corpus));
  // What making the inputs took is the fuzzer's own.
  const before = process.memoryUsage().arrayBuffers;
  for (const input of batch) run(input);
  if (process.memoryUsage().arrayBuffers - before > AT_ONCE_MOST_BYTES)
    say({
      kind: 'failure',
      what: 'a batch took more than 256 MiB',
      input: Uint8Array.from(batch.at(-1) ?? []),
    });
  if (coverage) keepWhatIsNew(coverage, batch);
  const now = performance.now();
  if (now - checkedMs < MEMORY_EVERY_MS) continue;
  checkedMs = now;
  if (!coverage) collect();
  const grown = coverage ? 0 : held() - baseline;
  if (grown > GROWTH_MOST_BYTES) {
    say({
      kind: 'failure',
      what: `memory grew by ${grown >> 20} MiB`,
      input: Uint8Array.from(batch.at(-1) ?? []),
    });
    break;
  }
  say({ kind: 'progress', runs, corpus: corpus.length, covered: coverage?.covered ?? 0 });
}
