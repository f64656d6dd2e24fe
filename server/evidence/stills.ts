/** Pictures for the summary: the first of each range, one of its middle, and the last. */
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobRange } from './job.ts';
import type { Copy } from './make-copies.ts';
import { runFfmpeg } from './run-ffmpeg.ts';

export interface Still {
  readonly cameraId: string;
  readonly atMs: number;
  readonly jpeg: Buffer;
}

export interface StillsOptions {
  readonly ranges: readonly JobRange[];
  readonly copies: readonly Copy[];
  readonly folder: string;
  readonly ffmpegPath?: string | undefined;
  readonly signal: AbortSignal;
}

/** Of more ranges than this, only the picture at each in-point. */
const RANGES_WITH_THREE = 12;
/** So far from a piece's end there is a picture for sure. */
const END_MS = 400;

/** Taken from what the copies are made of: what is hidden there is hidden here. */
export async function takeStills(options: StillsOptions): Promise<Still[]> {
  const { ranges, copies } = options;
  const stills: Still[] = [];
  for (const { cameraId, fromMs, toMs } of ranges) {
    const parts = copies.find((copy) => copy.cameraId === cameraId)?.parts ?? [];
    const wanted =
      ranges.length > RANGES_WITH_THREE ? [fromMs] : [fromMs, (fromMs + toMs) / 2, toMs - END_MS];
    const taken = new Set<number>();
    for (const wantedMs of wanted) {
      const part =
        parts.find(({ piece }) => piece.toMs > wantedMs && piece.fromMs < toMs) ??
        parts.findLast(({ piece }) => piece.fromMs < toMs && piece.toMs > fromMs);
      if (!part) continue;
      const { piece } = part;
      const atMs = Math.round(Math.max(piece.fromMs, Math.min(wantedMs, piece.toMs - END_MS)));
      if (taken.has(atMs)) continue;
      taken.add(atMs);
      const jpeg = await still(options, part.file, atMs - piece.fromMs, `${cameraId}-${atMs}`);
      if (jpeg) stills.push({ cameraId, atMs, jpeg });
    }
  }
  return stills;
}

async function still(
  { folder, signal, ffmpegPath }: StillsOptions,
  file: string,
  offsetMs: number,
  name: string,
): Promise<Buffer | undefined> {
  const output = `stills/${name}.jpg`;
  await mkdir(join(folder, 'stills'), { recursive: true });
  if (!existsSync(join(folder, output)))
    await runFfmpeg({
      ...{ folder, output, format: 'image2', signal, ...(ffmpegPath && { ffmpegPath }) },
      args: [
        ...['-ss', (Math.max(0, offsetMs) / 1000).toFixed(3), '-i', file, '-frames:v', '1', '-an'],
        ...['-vf', 'scale=w=min(iw\\,960):h=-2', '-q:v', '4', '-update', '1', '-c:v', 'mjpeg'],
      ],
    });
  return readFile(join(folder, output));
}
