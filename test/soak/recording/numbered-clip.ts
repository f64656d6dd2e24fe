/** A clip whose every picture carries its number in blocks, so that a recording of it can be counted through. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Three of the clock's blocks each way: small enough that a core decodes thousands of pictures a second. */
export const CLIP = { width: 320, height: 180, fps: 10, pictures: 600, gop: 10 } as const;
const BLOCK = 4;
const BITS = 10;
const [BLACK, WHITE] = [30, 215];

/** The path of the MP4; made with ffmpeg unless it is there already. */
export async function numberedClip(folder = join(tmpdir(), 'mingchuang-numbered')): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `numbered-${CLIP.width}x${CLIP.height}-${CLIP.pictures}.mp4`);
  if (await exists(file)) return file;
  const part = join(folder, `${process.pid}-${Date.now()}.mp4`);
  const size = `${CLIP.width}x${CLIP.height}`;
  // biome-ignore format: an option and its value belong on one line
  const child = spawn('ffmpeg', [
    '-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'gray', '-s', size, '-r', String(CLIP.fps), '-i', '-',
    '-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'main', '-pix_fmt', 'yuv420p', '-bf', '0', '-crf', '20',
    '-g', String(CLIP.gop), '-keyint_min', String(CLIP.gop), '-sc_threshold', '0', '-an', part,
  ], { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  for (let number = 0; number < CLIP.pictures; number += 1)
    if (!child.stdin.write(picture(number))) await once(child.stdin, 'drain');
  child.stdin.end();
  const [code] = await ended;
  if (code !== 0) {
    await rm(part, { force: true });
    throw new Error(`ffmpeg made no numbered clip: ${code}`);
  }
  await rename(part, file);
  return file;
}

/** One row of blocks: white, black, then the number's bits from the highest, then whether they are odd in number. */
function picture(number: number): Buffer {
  const pixels = Buffer.alloc(CLIP.width * CLIP.height, 90);
  for (const [column, bit] of bitsOf(number).entries())
    for (let y = 0; y < BLOCK * 2; y += 1)
      pixels.fill(
        bit ? WHITE : BLACK,
        y * CLIP.width + column * BLOCK * 2,
        y * CLIP.width + (column + 1) * BLOCK * 2,
      );
  return pixels;
}

function bitsOf(number: number): boolean[] {
  const bits = Array.from({ length: BITS }, (_, index) => ((number >> (BITS - 1 - index)) & 1) === 1);
  return [true, false, ...bits, bits.filter(Boolean).length % 2 === 1];
}

/** The numbers of all pictures of a file, in the order they are shown; `undefined` for one that cannot be read. */
export async function numbersOf(file: string): Promise<(number | undefined)[]> {
  const columns = BITS + 3;
  const crop = `crop=${columns * BLOCK * 2}:${BLOCK * 2}:0:0,scale=${columns}:1:flags=area`;
  const { stdout } = await run(
    'ffmpeg',
    [
      '-v',
      'error',
      '-i',
      file,
      '-vf',
      crop,
      '-fps_mode',
      'passthrough',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'gray',
      '-',
    ],
    { encoding: 'buffer', maxBuffer: 1 << 26 },
  );
  return Array.from({ length: stdout.length / columns }, (_, index) =>
    readRow(stdout.subarray(index * columns, (index + 1) * columns)),
  );
}

function readRow(row: Buffer): number | undefined {
  const [white = 0, black = 0, ...levels] = row;
  if (white - black < 60) return undefined;
  const bits = levels.map((level) => level * 2 > white + black);
  const odd = bits.pop();
  if ((bits.filter(Boolean).length % 2 === 1) !== odd) return undefined;
  return bits.reduce((number, bit) => number * 2 + (bit ? 1 : 0), 0);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
