import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnTied } from '../../process/spawn-tied.ts';
import { terminate } from '../../process/terminate.ts';
import type { Log } from '../../types.ts';

export interface RtmpChildOptions {
  readonly log: Log;
  /** It ended, or could not start: whoever is connected through it is not any more. */
  readonly onDown: () => void;
}

/** Where the running server is reached. */
export interface RtmpSockets {
  readonly rtmp: string;
  readonly http: string;
}

const PROGRAM = fileURLToPath(new URL('./rtmp-child.mjs', import.meta.url));
const READY_MS = 15_000;
const AGAIN_MS = [500, 1000, 2000, 5000, 10_000] as const;
/** Up for this long, the next end is a first one. */
const STEADY_MS = 60_000;

/** Keeps one node-media-server process running, in a folder of sockets that only this user can enter. */
export class RtmpChild {
  readonly #options: RtmpChildOptions;
  #folder: string | undefined;
  #child: ChildProcess | undefined;
  #sockets: RtmpSockets | undefined;
  #again: NodeJS.Timeout | undefined;
  #failures = 0;
  #closed = false;

  constructor(options: RtmpChildOptions) {
    this.#options = options;
  }

  /** Undefined while it is (re)starting. */
  get sockets(): RtmpSockets | undefined {
    return this.#sockets;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when it is up. */
  async start(): Promise<void> {
    if (this.#sockets) return;
    this.#folder ??= await mkdtemp(join(tmpdir(), 'mc-rtmp-'));
    await this.#launch();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#again);
    this.#sockets = undefined;
    if (this.#child) await terminate(this.#child);
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  async #launch(): Promise<void> {
    const folder = this.#folder as string;
    const sockets = { rtmp: join(folder, 'rtmp.sock'), http: join(folder, 'http.sock') };
    // A process that was killed leaves them, and nobody could listen there again.
    await Promise.all(Object.values(sockets).map((file) => rm(file, { force: true })));
    const child = spawnTied(process.execPath, [PROGRAM, folder], { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#child = child;
    const startedMs = performance.now();
    child.once('close', (code, signal) => this.#down(startedMs, signal ?? code));
    try {
      await ready(child);
      this.#sockets = sockets;
      this.#options.log.info({ pid: child.pid }, 'the RTMP server is up');
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  #down(startedMs: number, how: unknown): void {
    this.#sockets = undefined;
    this.#options.onDown();
    if (this.#closed) return;
    this.#failures = performance.now() - startedMs > STEADY_MS ? 0 : this.#failures;
    const waitMs = AGAIN_MS[Math.min(this.#failures, AGAIN_MS.length - 1)] ?? 10_000;
    this.#failures += 1;
    this.#options.log.warn({ how, waitMs }, 'the RTMP server ended; starting it again');
    this.#again = setTimeout(() => {
      // How it fails is told by its end, which comes here again.
      this.#launch().catch((error) =>
        this.#options.log.warn({ err: error }, 'the RTMP server does not start'),
      );
    }, waitMs);
  }
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the RTMP server does not get ready')), READY_MS);
    child.once('error', reject);
    child.once('close', () => reject(new Error('the RTMP server ended as it started')));
    child.stdout?.on('data', (text: Buffer) => {
      if (!text.toString().includes('ready')) return;
      clearTimeout(timer);
      resolve();
    });
  });
}
