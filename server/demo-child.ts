/** Runs the demo (fake cameras and a fake department) as a child that cannot outlive us, and again if it ends. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { spawnTied } from '../streams/process/spawn-tied.ts';
import type { Logger } from './platform/log.ts';

export interface DemoOptions {
  readonly root: string;
  readonly baseUrl: string;
  readonly username: string;
  /** The certificate we serve with, where no authority of the system vouches for it. */
  readonly caFile?: string;
  /** A session for it, as a Cookie header's text. Passed by stdin: arguments and environment can be read by others. */
  readonly openSession: () => Promise<string>;
  readonly log: Logger;
  /** Prints a line for the person at the terminal: passwords of the demo's accounts, which no log may hold. */
  readonly show: (line: string) => void;
  /** Where it puts footage of the time before its first start; and what is to be done when it has. */
  readonly recordingFolder: string;
  readonly onArchived: () => void;
}

export interface Demo {
  close(): Promise<void>;
}

const AGAIN_AFTER_MS = 3000;
const FOR_THE_TERMINAL = 'for the terminal: ';
const ARCHIVED = 'archived';

export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { root, log, show } = options;
  const seed = randomBytes(24).toString('base64url');
  const script = join(root, 'dist/fakes/demo.js');
  if (!existsSync(script)) throw new Error(`there is no ${script}; "npm start -- --demo" builds it`);
  let closing = false;
  let wake: (() => void) | undefined;
  let endChild: (() => void) | undefined;

  async function runOnce(): Promise<void> {
    const { baseUrl, username, recordingFolder } = options;
    const sessionCookie = await options.openSession();
    if (closing) return;
    const child = spawnTied(process.execPath, ['--enable-source-maps', script], {
      cwd: root,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(options.caFile !== undefined && {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: options.caFile },
      }),
    });
    for (const stream of [child.stdout, child.stderr])
      if (stream)
        createInterface({ input: stream }).on('line', (line) => {
          if (line.startsWith(FOR_THE_TERMINAL)) show(line.slice(FOR_THE_TERMINAL.length));
          else if (line === ARCHIVED) options.onArchived();
          else log.info({ part: 'demo' }, line);
        });
    // It may be gone before it has read this; its exit says so.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(
      `${JSON.stringify({ baseUrl, username, sessionCookie, root, seed, recordingFolder })}\n`,
    );
    endChild = () => {
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 3000).unref();
    };
    const how = await new Promise<unknown>((resolve) => {
      child.once('error', resolve);
      child.once('exit', (code, signal) => resolve(signal ?? code));
    });
    if (!closing) log.error({ how }, 'the demo ended; starting it again');
  }

  async function supervise(): Promise<void> {
    while (!closing) {
      try {
        await runOnce();
      } catch (error) {
        log.error({ err: error }, 'the demo does not start; trying again');
      }
      if (closing) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, AGAIN_AFTER_MS).unref();
      });
    }
  }

  const supervision = supervise();
  return {
    close: async () => {
      closing = true;
      wake?.();
      endChild?.();
      await supervision;
    },
  };
}
