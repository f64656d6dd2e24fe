/** Prepares a short H.264 file for looped fake cameras: encoded once, then cheap to serve many times over. */
import { execFile } from 'node:child_process';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface LoopMediaOptions {
  /** Where files are kept for next time; default: a folder under the system's temporary one. */
  readonly folder?: string;
  readonly width?: number;
  readonly height?: number;
  readonly fps?: number;
  readonly kbps?: number;
  readonly gopMs?: number;
  readonly seconds?: number;
}

/**
 * The path of an MP4 as asked for (constant bit rate, no B-frames, no sound); made with ffmpeg unless it is
 * there already. Moving noise keeps the bit rate honest: a still picture would fall far below it.
 */
export async function loopMedia(options: LoopMediaOptions = {}): Promise<string> {
  const { width = 1280, height = 720, fps = 25, kbps = 1500, gopMs = 2000, seconds = 8 } = options;
  const folder = options.folder ?? join(tmpdir(), 'mingchuang-loop-media');
  await mkdir(folder, { recursive: true });
  const name = `${width}x${height}-${fps}fps-${kbps}k-${gopMs}ms-${seconds}s.mp4`;
  const file = join(folder, name);
  if (await exists(file)) return file;
  const gop = Math.max(1, Math.round((fps * gopMs) / 1000));
  const part = join(folder, `${process.pid}-${Date.now()}-${name}`);
  const input = `testsrc2=size=${width}x${height}:rate=${fps}:duration=${seconds},noise=alls=12:allf=t`;
  // biome-ignore format: an option and its value belong on one line
  const args = [
    '-v', 'error', '-y', '-f', 'lavfi', '-i', input,
    '-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'main', '-bf', '0', '-pix_fmt', 'yuv420p',
    '-g', String(gop), '-keyint_min', String(gop), '-sc_threshold', '0',
    '-b:v', `${kbps}k`, '-minrate', `${kbps}k`, '-maxrate', `${kbps}k`, '-bufsize', `${kbps}k`,
    '-an', part,
  ];
  try {
    await run('ffmpeg', args);
    await rename(part, file);
  } catch (cause) {
    await rm(part, { force: true });
    throw cause;
  }
  return file;
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    // Not made yet.
    return false;
  }
}
