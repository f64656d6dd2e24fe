/** Programs of the tests' own, written in TypeScript and run as children that end with us. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { spawnTied } from '../../streams/process/spawn-tied.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const READY_WITHIN_MS = 30_000;

export interface OwnProgram {
  readonly child: ChildProcess;
  readonly pid: number;
  /** The first line it printed, read as JSON. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** What it prints after that, line by line. */
  onLine(listener: (line: string) => void): void;
  kill(signal?: NodeJS.Signals): Promise<void>;
}

export interface OwnProgramOptions {
  /** From the checkout's root, for example `test/fakes/load/main.ts`. */
  readonly source: string;
  readonly args?: readonly string[];
  /** Written to its stdin as one line, for what does not belong among arguments. */
  readonly line?: string;
  readonly nodeArgs?: readonly string[];
}

/** Bundles the program and waits for its first line. */
export async function startOwnProgram(options: OwnProgramOptions): Promise<OwnProgram> {
  const file = await bundled(options.source);
  const child = spawnTied(process.execPath, [...(options.nodeArgs ?? []), file, ...(options.args ?? [])], {
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: ROOT,
  });
  const complaints: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints.push(chunk.toString('utf8'));
    if (complaints.length > 50) complaints.shift();
  });
  // Writing to a child that is going away is no fault of ours.
  child.stdin?.on('error', () => undefined);
  if (options.line !== undefined) child.stdin?.write(`${options.line}\n`);
  const ended = once(child, 'exit').then(() => undefined);
  if (!child.stdout) throw new Error(`${options.source}: no stdout`);
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([
    once(lines, 'line', { signal: AbortSignal.timeout(READY_WITHIN_MS) }).then(([text]) => String(text)),
    ended,
  ]).catch((cause: unknown) => {
    child.kill('SIGKILL');
    throw cause;
  });
  if (first === undefined) throw new Error(`${options.source} ended at once: ${complaints.join('')}`);
  return {
    child,
    pid: child.pid ?? 0,
    ready: JSON.parse(first) as Record<string, unknown>,
    onLine: (listener) => void lines.on('line', listener),
    kill: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await ended;
    },
  };
}

const known = new Map<string, Promise<string>>();

function bundled(source: string): Promise<string> {
  const name = source.replaceAll(/[^a-z0-9]+/gi, '-').replace(/-ts$/, '');
  const outfile = join(ROOT, `dist/own/${name}-${process.pid}.mjs`);
  const made =
    known.get(source) ??
    build({
      absWorkingDir: ROOT,
      entryPoints: [source],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      logLevel: 'error',
    }).then(() => {
      process.once('exit', () => rmSync(outfile, { force: true }));
      return outfile;
    });
  known.set(source, made);
  return made;
}
