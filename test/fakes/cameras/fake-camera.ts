/** Starts fake RTSP cameras (`camera.py`) as one child process that ends with us. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { spawnTied } from '../../../streams/process/spawn-tied.ts';

/** Debian's own: gi, numpy and cairo are Debian packages, and the first python3 on PATH may be another. */
const PYTHON = '/usr/bin/python3';
const READY_WITHIN_MS = 20_000;

/** A camera of the scenario, drawn (`like` names which, if not its own name), or an MP4 in a loop. */
export type FakeCamera =
  | { readonly name: string; readonly like?: string }
  | { readonly name: string; readonly file: string };

export interface FakeCamerasOptions {
  readonly cameras: readonly FakeCamera[];
  /** Digest authentication. Passed by the environment, never by arguments. */
  readonly auth?: { readonly username: string; readonly password: string };
  /** Somebody else whom the cameras know: user and password that may be told. */
  readonly guest?: { readonly username: string; readonly password: string };
  /** 0 (the default) takes a free one. */
  readonly port?: number;
  readonly fps?: number;
  readonly gopMs?: number;
  readonly mainKbps?: number;
  readonly subKbps?: number;
  /** Where `camera.py` lies; given by the bundled demo, which does not lie beside it. */
  readonly folder?: string;
}

export interface FakeCameras {
  readonly port: number;
  readonly pid: number;
  /** `rtsp://127.0.0.1:port/name/profile`, without credentials. */
  url(name: string, profile?: 'main' | 'sub'): string;
  /** Stops answering and sending but keeps connections open (SIGSTOP), as a hung camera does. */
  pause(): void;
  resume(): void;
  /** As a power cut: at once, connections reset. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
}

export async function startFakeCameras(options: FakeCamerasOptions): Promise<FakeCameras> {
  const folder = options.folder ?? fileURLToPath(new URL('.', import.meta.url));
  const child = spawnTied(PYTHON, cameraArguments(join(folder, 'camera.py'), options), {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: environment(options),
  });
  const complaints: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints.push(chunk.toString('utf8'));
    if (complaints.length > 50) complaints.shift();
  });
  // Writing to, or being cut off from, a child that is going away is no fault of ours.
  child.stdin?.on('error', () => undefined);
  const ended = once(child, 'exit').then(() => undefined);
  const port = await readyPort(child, ended, () => complaints.join(''));
  const signal = async (name: NodeJS.Signals): Promise<void> => {
    // A stopped process takes a signal other than KILL only when it runs again.
    child.kill('SIGCONT');
    child.kill(name);
    await ended;
  };
  return {
    port,
    pid: child.pid ?? 0,
    url: (name, profile = 'main') => `rtsp://127.0.0.1:${port}/${name}/${profile}`,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    kill: () => signal('SIGKILL'),
    stop: () => signal('SIGTERM'),
    ended,
  };
}

function cameraArguments(script: string, options: FakeCamerasOptions): string[] {
  const args = [script, '--tied', '--port', String(options.port ?? 0)];
  const numbers = {
    '--fps': options.fps,
    '--gop-ms': options.gopMs,
    '--main-kbps': options.mainKbps,
    '--sub-kbps': options.subKbps,
  };
  for (const [name, value] of Object.entries(numbers)) {
    if (value !== undefined) args.push(name, String(value));
  }
  for (const camera of options.cameras) {
    if ('file' in camera) args.push('--loop', `${camera.name}=${camera.file}`);
    else args.push('--camera', camera.like ? `${camera.name}=${camera.like}` : camera.name);
  }
  return args;
}

function environment({ auth, guest }: FakeCamerasOptions): NodeJS.ProcessEnv {
  const inherited = { PATH: '/usr/bin:/bin', HOME: process.env.HOME, LANG: 'C.UTF-8' };
  if (!auth) return inherited;
  return {
    ...inherited,
    ...{ MC_FAKE_CAMERA_USER: auth.username, MC_FAKE_CAMERA_PASSWORD: auth.password },
    ...(guest && { MC_FAKE_CAMERA_GUEST: `${guest.username}:${guest.password}` }),
  };
}

async function readyPort(
  child: ChildProcess,
  ended: Promise<void>,
  complaints: () => string,
): Promise<number> {
  const { stdout } = child;
  if (!stdout) throw new Error('fake cameras: no stdout');
  const lines = createInterface({ input: stdout });
  const timeout = AbortSignal.timeout(READY_WITHIN_MS);
  try {
    const line = await Promise.race([
      once(lines, 'line', { signal: timeout }).then(([text]) => String(text)),
      ended.then(() => undefined),
    ]);
    if (line === undefined) throw new Error(`fake cameras ended before they were ready: ${complaints()}`);
    return (JSON.parse(line) as { port: number }).port;
  } catch (cause) {
    child.kill('SIGKILL');
    throw cause;
  }
}
