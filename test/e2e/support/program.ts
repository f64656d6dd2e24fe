/** Runs the built program as a user would: its own process, temp folder and ports, ended by signal. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../../factories/free-port.ts';

export interface ProgramOptions {
  /** Keeps this folder across runs; otherwise a temp folder, removed by `dispose`. */
  readonly dataDir?: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly readyWithinMs?: number;
}

export interface Program {
  readonly baseUrl: string;
  readonly port: number;
  readonly dataDir: string;
  readonly pid: number;
  readonly username: string;
  readonly password: string;
  /** Everything printed so far, both streams. */
  output(): string;
  signal(signal: NodeJS.Signals): void;
  /** The exit code, or the signal's name. */
  readonly exited: Promise<number | string>;
  /** SIGTERM, waits for the end, removes its temp folder. */
  dispose(): Promise<void>;
}

const ROOT = resolve(import.meta.dirname, '../../..');

/** Resolves when `/readyz` answers 200. Rejects with the output when it ends or takes too long. */
export async function startProgram(options: ProgramOptions = {}): Promise<Program> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'mc-e2e-')));
  // PostgreSQL runs as an unprivileged user when we are root, and must reach its folder.
  await chmod(dataDir, 0o755);
  const port = options.port ?? (await freePort());
  const password = 'e2e-password-1';
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', join(ROOT, 'dist/server/main.js'), ...(options.args ?? [])],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        MC_HOST: '127.0.0.1',
        MC_CAMERA_NETWORKS: '127.0.0.0/8',
        MC_PORT: String(port),
        MC_DATA_DIR: dataDir,
        MC_WEBRTC_PORT: String(await freePort()),
        MC_WEBRTC_ANNOUNCED_ADDRESS: '127.0.0.1',
        MC_ADMIN_PASSWORD: password,
        // Looked at where a test is about it.
        MC_OCCUPANCY: 'false',
        ...options.env,
      },
    },
  );
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-200_000);
    });
  const exited = new Promise<number | string>((done) =>
    child.once('exit', (code, signal) => done(code ?? signal ?? 'unknown')),
  );
  const baseUrl = `${options.env?.MC_TLS_CERT === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  await untilReady(baseUrl, exited, options.readyWithinMs ?? 60_000, () => printed);
  return {
    baseUrl,
    port,
    dataDir,
    pid: pidOf(child),
    username: 'admin',
    password,
    output: () => printed,
    signal: (signal) => void child.kill(signal),
    exited,
    dispose: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function untilReady(
  baseUrl: string,
  exited: Promise<number | string>,
  withinMs: number,
  output: () => string,
): Promise<void> {
  let ended: number | string | undefined;
  void exited.then((how) => {
    ended = how;
  });
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if (ended !== undefined)
      throw new Error(`the program ended (${ended}) before it was ready:\n${output()}`);
    const response = await fetch(`${baseUrl}/readyz`).catch(() => undefined); // not listening yet
    if (response?.ok) return;
    await new Promise((wait) => setTimeout(wait, 100));
  }
  throw new Error(`the program was not ready within ${withinMs} ms:\n${output()}`);
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('the program did not start');
  return child.pid;
}
