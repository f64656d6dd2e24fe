/** Hours of the drawn hall, picture by picture, with what is true at each second by the script that drew them. */
import type { ChildProcess } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FEET, zonesOf } from '../../../test/fakes/demo/zones.ts';
import { GREY, GREY_HEIGHT, GREY_WIDTH } from '../../analysis/index.ts';
import { spawnTied } from '../../process/spawn-tied.ts';
import type { WatchedPlace, Zone } from '../types.ts';

const SCRIPT = fileURLToPath(new URL('../../../test/fakes/cameras/occupancy_hall.py', import.meta.url));
/** Debian's own: numpy and cairo are Debian packages. */
const PYTHON = '/usr/bin/python3';

export interface DrawnHoursOptions {
  readonly seed: number;
  readonly seconds: number;
  /** 1 as in a hall; less: the same happens in less time. */
  readonly pace?: number;
  /** `exposure`: as `changing`, and the camera's exposure jumps and is found again. */
  readonly light?: 'steady' | 'changing' | 'night' | 'exposure';
  /** Standard deviation of the camera's noise at the size looked at, in luma. */
  readonly noise?: number;
  /** Six windows side by side, each a third as large, instead of two. */
  readonly isRow?: boolean;
  /** Drawn at the size of a sub stream, and through H.264: kbit a keyframe. */
  readonly keyframeKbit?: number;
}

/** Bits of `truth`. */
export const CLERK = 1;
export const APPLICANT = 2;

export interface DrawnHours {
  /** By place, a byte a second. */
  readonly truth: readonly Buffer[];
  /** From then on it is dark; null: never. */
  readonly darkFromS: number | null;
  /** By place: what the script planned, `[kind, from, to]`. */
  readonly spells: readonly (readonly (readonly [kind: string, fromS: number, toS: number])[])[];
}

export const drawnPlaces: readonly WatchedPlace[] = [0, 1].map((slot) => {
  const { clerkZone, applicantZone } = zonesOf(slot, FEET);
  return { key: String(slot), clerk: clerkZone, applicant: applicantZone };
});

/** Of `isRow`. A zone of theirs has a ninth of the usual one's pixels. */
export const rowPlaces: readonly WatchedPlace[] = [0, 1, 2, 3, 4, 5].map((window) => {
  const { clerkZone, applicantZone } = zonesOf(window % 2, FEET);
  const small = ({ x, y }: Zone[number]): Zone[number] => ({
    ...{ x: (Math.floor(window / 2) + x) / 3, y: (1 + y) / 3 },
  });
  return { key: String(window), clerk: clerkZone.map(small), applicant: applicantZone.map(small) };
});

/** Calls `onPicture` with each second's picture, which is good during the call. */
export async function drawHours(
  options: DrawnHoursOptions,
  onPicture: (grey: Buffer, second: number) => void,
): Promise<DrawnHours> {
  const truthFile = join(tmpdir(), `mc-truth-${process.pid}-${Math.random().toString(36).slice(2)}.json`);
  let second = 0;
  try {
    for await (const grey of drawnPictures(options, ['--truth', truthFile])) {
      onPicture(grey, second);
      second += 1;
    }
    const told = JSON.parse(await readFile(truthFile, 'utf8')) as {
      places: string[];
      spells: [string, number, number][][];
      light: { darkFrom: number | null };
    };
    return {
      truth: told.places.map((hex) => Buffer.from(hex, 'hex')),
      darkFromS: told.light.darkFrom,
      spells: told.spells,
    };
  } finally {
    await rm(truthFile, { force: true });
  }
}

/** A picture a second; each is good until the next is asked for. `more`: further words for the script. */
export async function* drawnPictures(
  options: DrawnHoursOptions,
  more: readonly string[] = [],
): AsyncGenerator<Buffer, void, undefined> {
  const { seed, seconds, pace = 1, light = 'changing', noise = 1.6, isRow, keyframeKbit } = options;
  const isEncoded = keyframeKbit !== undefined;
  const [width, height] = isEncoded ? SUB_STREAM : [GREY_WIDTH, GREY_HEIGHT];
  const drawing = spawnTied(PYTHON, [
    ...[SCRIPT, '--seed', `${seed}`, '--seconds', `${seconds}`, '--pace', `${pace}`, '--light', light],
    // Halved, noise is halved, too.
    ...['--noise', `${isEncoded ? noise * 2 : noise}`, '--size', `${width}x${height}`],
    ...(isRow === true ? ['--row'] : []),
    ...more,
  ]);
  const children = isEncoded ? [drawing, ...throughH264(drawing, keyframeKbit)] : [drawing];
  const complaints: string[] = [];
  const ended = children.map((child) => {
    child.stderr?.on('data', (chunk: Buffer) => complaints.push(chunk.toString('utf8')));
    return new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
  });
  const out = (children.at(-1) ?? drawing).stdout as AsyncIterable<Buffer> | null;
  if (out === null) throw new Error('children have pipes');
  const picture = Buffer.alloc(GREY_WIDTH * GREY_HEIGHT);
  let [filled, given] = [0, 0];
  try {
    for await (const chunk of out)
      for (let at = 0; at < chunk.length; ) {
        const taken = chunk.copy(picture, filled, at);
        at += taken;
        filled += taken;
        if (filled < picture.length) continue;
        filled = 0;
        given += 1;
        yield picture;
      }
    const codes = await Promise.all(ended);
    if (codes.some((code) => code !== 0) || given !== seconds)
      throw new Error(`no drawn hall (${codes}, ${given} pictures): ${complaints.join('')}`);
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

const SUB_STREAM = [640, 360] as const;

/** Encoder and decoder. Keyframes alone: nothing else of a stream is looked at. */
function throughH264(drawing: ChildProcess, kbit: number): ChildProcess[] {
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', SUB_STREAM.join('x'), '-color_range', 'tv'];
  // biome-ignore format: an option and its value belong on one line
  const encoder = spawnTied('ffmpeg', [
    '-v', 'error', ...raw, '-r', '1', '-i', '-', '-c:v', 'libx264', '-preset', 'veryfast', '-g', '1',
    '-pix_fmt', 'yuv420p', '-color_range', 'tv', '-threads', '1',
    '-b:v', `${kbit}k`, '-maxrate', `${kbit}k`, '-bufsize', `${2 * kbit}k`, '-f', 'h264', '-',
  ]);
  // biome-ignore format: an option and its value belong on one line
  const decoder = spawnTied('ffmpeg', [
    '-v', 'error', '-skip_loop_filter', 'all', '-threads', '1', '-f', 'h264', '-r', '1', '-i', '-',
    '-vf', GREY.filters, '-fps_mode', 'passthrough', '-f', 'rawvideo', '-',
  ]);
  pass(drawing, encoder);
  pass(encoder, decoder);
  return [encoder, decoder];
}

function pass(from: ChildProcess, to: ChildProcess): void {
  if (!from.stdout || !to.stdin) return;
  // Whoever reads may go first.
  to.stdin.on('error', () => from.kill('SIGKILL'));
  from.stdout.pipe(to.stdin);
}
