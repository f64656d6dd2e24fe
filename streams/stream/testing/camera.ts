import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { spawnTied } from '../../process/spawn-tied.ts';
import { terminate } from '../../process/terminate.ts';

const SCRIPT = fileURLToPath(new URL('../../../test/fixtures/plain-camera.py', import.meta.url));

export interface Clip {
  readonly file: string;
  readonly codec: 'h264' | 'h265';
  remove(): Promise<void>;
}

export interface ClipOptions {
  readonly codec?: 'h264' | 'h265';
  readonly bFrames?: number;
  readonly fps?: number;
  readonly gop?: number;
  readonly kbps?: number;
  readonly size?: string;
  readonly seconds?: number;
}

/** Encodes a few seconds of ffmpeg's test card for a camera to play in a loop. */
export async function makeClip(options: ClipOptions = {}): Promise<Clip> {
  const {
    codec = 'h264',
    bFrames = 0,
    fps = 25,
    gop = 25,
    kbps = 500,
    size = '320x180',
    seconds = 4,
  } = options;
  const folder = await mkdtemp(join(tmpdir(), 'mc-clip-'));
  const file = join(folder, 'clip.mp4');
  const encoder =
    codec === 'h264'
      ? [
          '-c:v',
          'libx264',
          '-preset',
          'ultrafast',
          '-tune',
          bFrames > 0 ? 'psnr' : 'zerolatency',
          '-bf',
          `${bFrames}`,
        ]
      : ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', `bframes=0:keyint=${gop}:log-level=none`];
  await promisify(execFile)('ffmpeg', [
    ...['-v', 'error', '-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${fps}`, '-t', `${seconds}`, ...encoder],
    ...[
      '-g',
      `${gop}`,
      '-sc_threshold',
      '0',
      '-b:v',
      `${kbps}k`,
      '-maxrate',
      `${kbps}k`,
      '-bufsize',
      `${kbps}k`,
    ],
    ...['-pix_fmt', 'yuv420p', '-y', file],
  ]);
  return { file, codec, remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface CameraOptions {
  readonly clip: Clip;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly basic?: boolean;
  /** Every picture carries its wall clock: see `stampOf`. */
  readonly stamp?: boolean;
  /** Does not interleave. */
  readonly udp?: boolean;
  readonly audio?: 'pcma' | 'pcmu' | 'aac';
  /** Also at `/cam1` … */
  readonly cameras?: number;
}

export interface TestCamera {
  readonly url: string;
  readonly port: number;
  readonly process: ChildProcess;
  close(): Promise<void>;
}

/** Starts a real RTSP server playing the clip, and waits until it listens. */
export async function startCamera(options: CameraOptions): Promise<TestCamera> {
  const { clip, port = 0, user, password, basic, stamp, udp, audio, cameras } = options;
  const args = [SCRIPT, clip.file, '--port', `${port}`, '--codec', clip.codec];
  if (user !== undefined) args.push('--user', user, '--password', password ?? '');
  if (basic) args.push('--basic');
  if (stamp) args.push('--stamp');
  if (udp) args.push('--udp');
  if (audio) args.push('--audio', audio);
  if (cameras) args.push('--cameras', `${cameras}`);
  const child = spawnTied('/usr/bin/python3', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (!child.stdout) throw new Error('no stdout');
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit')])) as [unknown];
  const bound = Number(/^ready (\d+)$/.exec(String(line))?.[1]);
  if (!bound) throw new Error(`the camera did not start: ${String(line)}`);
  return {
    url: `rtsp://127.0.0.1:${bound}/main`,
    port: bound,
    process: child,
    close: () => terminate(child),
  };
}

/** The wall clock (ms) at which a stamping camera sent this picture. */
export function stampOf(accessUnit: Buffer): number | undefined {
  const at = accessUnit.indexOf('mingchuang-clock');
  return at < 0 ? undefined : Number(accessUnit.toString('latin1', at + 16, at + 29));
}
