/** Starts RTSP cameras of every kind (`various.py`) as one child process that ends with us. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { spawnTied } from '../../../streams/process/spawn-tied.ts';
import { type ClipKind, clip } from './media.ts';

const PYTHON = '/usr/bin/python3';
const READY_WITHIN_MS = 60_000;

export interface VariousCamera {
  readonly name: string;
  readonly clip?: ClipKind;
  readonly sound?: 'aac' | 'pcma' | 'pcmu';
  readonly udpOnly?: boolean;
  readonly digest?: boolean;
  /** The first RTP timestamp and sequence number. */
  readonly timestampOffset?: number;
  readonly sequenceOffset?: number;
  readonly mtu?: number;
  /** Parameter sets before every slice of a keyframe, as GStreamer's payloader puts them with `config-interval=-1`. */
  readonly setsBeforeSlices?: boolean;
}

export interface VariousCameras {
  readonly credentials: { readonly username: string; readonly password: string };
  url(name: string): string;
  /** Settles when the process has ended, for whatever reason. */
  stop(): Promise<void>;
}

export async function startVariousCameras(cameras: readonly VariousCamera[]): Promise<VariousCameras> {
  const specs = [];
  // One after the other: ffmpeg takes all cores as it is.
  for (const { clip: kind = {}, sound, ...rest } of cameras) {
    const file = await clip(sound === 'aac' ? { ...kind, aac: true } : kind);
    specs.push({ ...rest, file, codec: kind.codec ?? 'h264', audio: sound });
  }
  const credentials = { username: 'viewer', password: 'p@ss: wörd/1'.normalize() };
  const script = fileURLToPath(new URL('./various.py', import.meta.url));
  const child = spawnTied(PYTHON, [script], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: '/usr/bin:/bin', HOME: process.env.HOME, LANG: 'C.UTF-8', GST_DEBUG: '1' },
  });
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString('utf8')).slice(-4000);
  });
  child.stdin?.on('error', () => undefined);
  child.stdin?.write(
    `${JSON.stringify({ user: credentials.username, password: credentials.password, cameras: specs })}\n`,
  );
  const ended = once(child, 'exit').then(() => undefined);
  if (!child.stdout) throw new Error('various cameras: no stdout');
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line', { signal: AbortSignal.timeout(READY_WITHIN_MS) }),
    ended,
  ]).catch((cause: unknown) => {
    child.kill('SIGKILL');
    throw cause;
  });
  if (line === undefined) throw new Error(`the various cameras ended at once: ${complaints}`);
  const ports = JSON.parse(String(line[0])) as { port: number; digestPort: number };
  const digest = new Set(cameras.filter((camera) => camera.digest).map((camera) => camera.name));
  return {
    credentials,
    url: (name) => `rtsp://127.0.0.1:${digest.has(name) ? ports.digestPort : ports.port}/${name}`,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
