/**
 * What recording adds to a camera of 1.5 Mbit/s that is pulled anyway, at 10 to 40 cameras: CPU, memory, how long a
 * write takes, and how a camera's footage grows. Each step is measured without and with recording, one after the other,
 * in the same process.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OwnProgram, startOwnProgram } from '../factories/own-program.ts';
import { startLoadCameras } from '../fakes/load/load-cameras.ts';
import type { BenchOptions } from './options.ts';
import { type Measure, quantile } from './table.ts';
import { type Measured, measure } from './usage.ts';

const SETTLE_MS = 4000;
const STATE_WITHIN_MS = 60_000;

interface State {
  readonly live: number;
  readonly recording: number;
  readonly bytes: number;
  readonly droppedUnits: number;
  readonly waitingBytes: number;
  readonly lastWriteMs: number;
}

export async function benchRecording(options: BenchOptions): Promise<Measure[]> {
  const counts = options.quick ? [10, 40] : [10, 20, 40];
  const cameras = await startLoadCameras({ count: Math.max(...counts) });
  const folder = await mkdtemp(join(tmpdir(), 'mc-bench-recording-'));
  const program = await startOwnProgram({
    source: 'test/bench/recording-program.ts',
    args: [folder, ...cameras.names.map((name) => cameras.url(name))],
  });
  try {
    const measures: Measure[] = [];
    for (const count of counts) measures.push(...(await step(program, count, options)));
    return measures;
  } finally {
    await program.kill('SIGKILL');
    await cameras.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function step(program: OwnProgram, count: number, options: BenchOptions): Promise<Measure[]> {
  const states: State[] = [];
  program.onLine((line) => states.push(JSON.parse(line) as State));
  const look = () => measure(program.pid, options.windowMs, options.windows);
  const tell = (recorded: number) =>
    program.child.stdin?.write(`${JSON.stringify({ held: count, recorded })}\n`);
  tell(0);
  await until(states, ({ live, recording }) => live === count && recording === 0);
  await wait(SETTLE_MS);
  const pulled = await look();
  tell(count);
  await until(states, ({ recording }) => recording === count);
  await wait(SETTLE_MS);
  const before = states.at(-1);
  const writes = states.length;
  const beganMs = performance.now();
  const recorded = await look();
  const after = states.at(-1);
  const hours = (performance.now() - beganMs) / 3_600_000;
  const grown = ((after?.bytes ?? 0) - (before?.bytes ?? 0)) / count / hours / 2 ** 20;
  return [
    ...costs(count, pulled, recorded),
    {
      what: '– a write until it is on disk',
      unit: 'ms',
      samples: states.slice(writes).map((s) => s.lastWriteMs),
    },
    { what: '– footage a camera and hour', unit: 'MiB', samples: [grown] },
    {
      what: '– pictures left out',
      unit: '',
      samples: [(after?.droppedUnits ?? 0) - (before?.droppedUnits ?? 0)],
      target: '0',
    },
  ];
}

function costs(count: number, pulled: Measured, recorded: Measured): Measure[] {
  const base = quantile(pulled.all, 0.5);
  const judged = count === 40;
  const added = recorded.all.map((value) => (value - base) / count);
  const addedMiB = (recorded.allMiB - pulled.allMiB) / count;
  console.log(
    `  at ${count}: pulled ${(base / count).toFixed(3)} %, recording adds ${quantile(added, 0.5).toFixed(3)} % and ${addedMiB.toFixed(2)} MiB a camera`,
  );
  return [
    {
      what: `CPU a camera at ${count}, pulled`,
      unit: '% of a core',
      samples: pulled.all.map((value) => value / count),
    },
    {
      what: '– recording adds',
      unit: '% of a core',
      samples: added,
      ...(judged && { target: '≤ 0.15' }),
    },
    {
      what: '– memory (PSS) recording adds',
      unit: 'MiB',
      samples: [addedMiB],
      ...(judged && { target: '≤ 1 MB' }),
    },
  ];
}

async function until(states: readonly State[], is: (state: State) => boolean): Promise<void> {
  const deadline = performance.now() + STATE_WITHIN_MS;
  for (;;) {
    const state = states.at(-1);
    if (state && is(state)) return;
    if (performance.now() > deadline) throw new Error(`not in time: ${JSON.stringify(state)}`);
    await wait(200);
  }
}

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
