/** What is wrong with a camera's recording after kills: pure, from its files and when what was killed. */
import { CLIP } from './numbered-clip.ts';

export interface Kill {
  readonly what: 'server' | 'ffmpeg' | 'postgres';
  readonly atMs: number;
}

export interface JudgedFile {
  readonly path: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Of its pictures; undefined for a camera without numbers. */
  readonly numbers: readonly (number | undefined)[] | undefined;
}

export interface Hole {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Judgement {
  readonly faults: readonly string[];
  /** Times without a picture, each explained by a kill. */
  readonly holes: readonly Hole[];
  /** The most that was lost before a kill, ms. */
  readonly lostMs: number;
  readonly pictures: number;
}

export interface JudgeOptions {
  readonly files: readonly JudgedFile[];
  readonly kills: readonly Kill[];
  /** Those that may cost this camera pictures. */
  readonly excused: readonly Kill['what'][];
}

/** Written and on disk at least once a second; and a picture is late by some. */
const LAST_MS = 1000 + 250;
/** Where one file ends and the next begins in the same second of the same camera. */
const SEAM_MS = 250;
const PERIOD_MS = 1000 / CLIP.fps;
/** So long after a kill pictures may still be missing: start, sign-in of the camera, its next keyframe. */
const BACK_WITHIN_MS = 30_000;

export function judge({ files, kills, excused }: JudgeOptions): Judgement {
  const faults: string[] = [];
  const holes: Hole[] = [];
  let lostMs = 0;
  let pictures = 0;
  const sorted = [...files].sort((a, b) => a.startedAtMs - b.startedAtMs);
  for (const [index, file] of sorted.entries()) {
    pictures += file.numbers?.length ?? 0;
    faults.push(...insideOf(file));
    const next = sorted[index + 1];
    if (next === undefined) continue;
    const apartMs = next.startedAtMs - file.endedAtMs;
    if (apartMs < -SEAM_MS) faults.push(`${next.path} begins ${-apartMs} ms before the end of ${file.path}`);
    const skipped = skippedBetween(file, next);
    // Without numbers only the clock can tell.
    if (apartMs <= SEAM_MS && (skipped ?? 0) === 0) continue;
    if (apartMs <= SEAM_MS) {
      faults.push(`${skipped} pictures are missing between ${file.path} and ${next.path}, which touch`);
      continue;
    }
    const hole = { fromMs: file.endedAtMs, toMs: next.startedAtMs };
    const kill = kills.find(
      ({ what, atMs }) =>
        excused.includes(what) &&
        hole.toMs > atMs &&
        hole.fromMs < atMs + BACK_WITHIN_MS &&
        hole.toMs < atMs + 2 * BACK_WITHIN_MS,
    );
    if (kill === undefined) {
      faults.push(`no pictures for ${apartMs} ms after ${file.path}, and nothing was killed`);
      continue;
    }
    holes.push(hole);
    lostMs = Math.max(lostMs, kill.atMs - hole.fromMs);
    if (kill.atMs - hole.fromMs > LAST_MS)
      faults.push(
        `${kill.atMs - hole.fromMs} ms before the kill of ${kill.what} are missing after ${file.path}`,
      );
    // Whole rounds of the clip cannot be told from its numbers; the clock can.
    if (skipped !== undefined && clockDiffers(skipped, apartMs))
      faults.push(`${file.path}: by the numbers ${skipped} pictures are missing, by the clock ${apartMs} ms`);
  }
  return { faults, holes, lostMs, pictures };
}

function insideOf({ path, numbers }: JudgedFile): string[] {
  if (numbers === undefined) return [];
  const faults: string[] = [];
  if (numbers.length === 0) faults.push(`${path} has no pictures`);
  for (const [index, number] of numbers.entries()) {
    const before = numbers[index - 1];
    if (number === undefined) faults.push(`${path}: picture ${index} cannot be read`);
    else if (before !== undefined && number !== (before + 1) % CLIP.pictures)
      faults.push(`${path}: ${before} is followed by ${number}`);
  }
  return faults.slice(0, 5);
}

/** Undefined: there are no numbers to tell. */
function skippedBetween(file: JudgedFile, next: JudgedFile): number | undefined {
  const last = file.numbers?.at(-1);
  const first = next.numbers?.[0];
  if (last === undefined || first === undefined) return undefined;
  return (first - last - 1 + CLIP.pictures) % CLIP.pictures;
}

function clockDiffers(skipped: number, apartMs: number): boolean {
  const roundMs = CLIP.pictures * PERIOD_MS;
  const restMs = (((apartMs - skipped * PERIOD_MS) % roundMs) + roundMs) % roundMs;
  return Math.min(restMs, roundMs - restMs) > 1000;
}
