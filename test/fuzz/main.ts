/**
 * `npm run fuzz [-- SECONDS] [--only NAME,…] [--seed N]`: every parser of what strangers send, SECONDS each (600).
 * `npm run fuzz -- --reproduce FILE` runs one failing input again. Failing inputs are kept under dist/fuzz-failures.
 */
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { corpusOf } from './corpus.ts';
import { type Hunted, hunt } from './hunt.ts';
import { TARGETS } from './targets/index.ts';

const FAILURES = 'dist/fuzz-failures';
const say = (line: string) => void process.stdout.write(`${line}\n`);

async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      seed: { type: 'string', default: String(Date.now() % 1e9) },
      reproduce: { type: 'string' },
    },
  });
  if (values.reproduce !== undefined) return reproduce(values.reproduce);
  const seconds = Number(positionals[0] ?? 600);
  const seed = Number(values.seed);
  if (!(seconds > 0) || !Number.isInteger(seed)) throw new Error('seconds and seed must be numbers');
  const only = values.only?.split(',');
  const unknown = only?.filter((name) => !TARGETS.some((target) => target.name === name)) ?? [];
  if (unknown.length > 0)
    throw new Error(
      `no such target: ${unknown.join(', ')}; there are ${TARGETS.map(({ name }) => name).join(', ')}`,
    );
  const wanted = TARGETS.filter(({ name }) => only?.includes(name) ?? true);
  say(`${wanted.length} targets, ${seconds} s each, seed ${seed}`);
  const hunted: Hunted[] = [];
  for (const { name } of wanted) {
    const corpus = await corpusOf(name);
    const script = resolve('dist/fuzz/worker.js');
    const result = await hunt({ target: name, seconds, seed, corpus, script, failures: resolve(FAILURES) });
    hunted.push(result);
    say(`${name}: ${result.runs} runs, ${result.failures.length} failures`);
    for (const { what, file } of result.failures) say(`  ${what}\n    npm run fuzz -- --reproduce ${file}`);
  }
  say(`\n${table(hunted)}`);
  return hunted.every(({ failures }) => failures.length === 0);
}

function table(hunted: readonly Hunted[]): string {
  const rows = hunted.map(
    ({ target, runs, seconds, corpus, covered, failures }) =>
      `| ${target} | ${runs} | ${Math.round(runs / seconds)} | ${corpus} | ${covered} | ${failures.length} |`,
  );
  return [
    '| target | runs | runs/s | corpus | code reached (characters) | failures |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

async function reproduce(file: string): Promise<boolean> {
  const name = basename(file).split('.', 1)[0];
  const target = TARGETS.find((one) => one.name === name);
  if (!target) throw new Error(`the file's name must begin with a target's: ${name}`);
  try {
    target.run(await readFile(file));
  } catch (error) {
    if (!target.allows?.(error)) throw error;
    say(`refused, as it should be: ${error instanceof Error ? error.message : String(error)}`);
    return true;
  }
  say('nothing happened');
  return true;
}

process.exit((await main()) ? 0 : 1);
