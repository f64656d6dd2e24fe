/** Short clips of every kind for the conformance cameras: made once with ffmpeg, kept for next time. */
import { execFile } from 'node:child_process';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface ClipKind {
  readonly codec?: 'h264' | 'h265' | 'mjpeg';
  readonly profile?: 'baseline' | 'main' | 'high';
  readonly slices?: number;
  readonly bFrames?: number;
  readonly fps?: number;
  readonly gopMs?: number;
  readonly aac?: boolean;
  readonly width?: number;
  readonly height?: number;
  /** Noise that stands still: keyframes of about a megabyte at 1280×720, next to nothing between them. */
  readonly hugeKeyframes?: boolean;
}

/** Settings the recipe depends on: changed with it, so that old files are not taken for new ones. */
const RECIPE = 2;

/** The path of the clip, whole GOPs long. */
export async function clip(kind: ClipKind): Promise<string> {
  const folder = join(tmpdir(), 'mingchuang-clips');
  await mkdir(folder, { recursive: true });
  const words = Object.entries(kind).map(([name, value]) => `${name}-${value}`);
  const file = join(folder, `${[`r${RECIPE}`, ...words].join('_')}.mp4`);
  if (await exists(file)) return file;
  const part = `${file}.${process.pid}-${Math.random().toString(36).slice(2)}.mp4`;
  try {
    await run('ffmpeg', ['-v', 'error', '-y', ...inputs(kind), ...video(kind), ...audio(kind), part]);
    await rename(part, file);
  } catch (cause) {
    await rm(part, { force: true });
    throw cause;
  }
  return file;
}

function inputs({
  hugeKeyframes,
  aac,
  width = 320,
  height = 180,
  fps = 25,
  gopMs = 1000,
}: ClipKind): string[] {
  // Two GOPs at least, so that there are P pictures on both sides of a keyframe.
  const seconds = Math.max(4, (2 * gopMs) / 1000);
  const size = `${width}x${height}`;
  const picture = hugeKeyframes
    ? `nullsrc=s=${size}:r=${fps},geq=lum='random(1)*255':cb=128:cr=128,loop=loop=-1:size=1,trim=duration=${seconds}`
    : `testsrc2=size=${size}:rate=${fps}:duration=${seconds}`;
  const sound = aac ? ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=16000:duration=${seconds}`] : [];
  return ['-f', 'lavfi', '-i', picture, ...sound];
}

function video(kind: ClipKind): string[] {
  const { codec = 'h264', profile = 'main', slices = 1, bFrames = 0, fps = 25, gopMs = 1000 } = kind;
  const gop = String(Math.max(1, Math.round((fps * gopMs) / 1000)));
  if (codec === 'mjpeg') return ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-huffman', 'default', '-q:v', '6'];
  const common = ['-pix_fmt', 'yuv420p', '-g', gop, '-bf', String(bFrames), '-preset', 'ultrafast'];
  if (codec === 'h265') {
    const x265 = `keyint=${gop}:min-keyint=${gop}:scenecut=0:log-level=error:pools=1:bframes=${bFrames}`;
    return ['-c:v', 'libx265', ...common, '-tag:v', 'hvc1', '-x265-params', x265];
  }
  const x264 = `keyint=${gop}:min-keyint=${gop}:scenecut=0:slices=${slices}:sliced-threads=0:threads=1`;
  // ultrafast turns off what makes a stream main or high: the tools are asked for by name.
  const tools = { baseline: '', main: ':cabac=1', high: ':cabac=1:8x8dct=1' }[profile];
  const quality = kind.hugeKeyframes ? ['-qp', '12'] : ['-b:v', '300k'];
  return ['-c:v', 'libx264', ...common, '-profile:v', profile, ...quality, '-x264-params', x264 + tools];
}

function audio({ aac }: ClipKind): string[] {
  return aac ? ['-c:a', 'aac', '-b:a', '32k', '-ar', '16000', '-ac', '1', '-shortest'] : ['-an'];
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false; // not made yet
  }
}
