/**
 * A plain MP4 a camera that plays anywhere: the pieces one after the other. Where nothing is drawn or hidden and all are
 * H.264 of one format, their pictures are copied; else each piece is encoded by itself, so that a restart loses one at
 * most, and every picture of it is kept (no frame rate is forced upon them).
 */
import { existsSync } from 'node:fs';
import { mkdir, open, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type FragmentScan, readFragments } from '../../streams/recorder/index.ts';
import { blurGraph, drawMask, type Mask, type Zone, zoneSpans } from './blur.ts';
import type { Job, JobCamera, Piece } from './job.ts';
import { type OverlayWindow, overlayScript } from './overlay-script.ts';
import { runFfmpeg } from './run-ffmpeg.ts';

export interface CopiesOptions {
  readonly job: Job;
  readonly cameras: readonly JobCamera[];
  readonly pieces: readonly Piece[];
  readonly windows: ReadonlyMap<string, readonly OverlayWindow[]>;
  /** Of applicants, by camera. */
  readonly zones: ReadonlyMap<string, readonly Zone[]>;
  readonly folder: string;
  readonly ffmpegPath?: string | undefined;
  readonly signal: AbortSignal;
  /** 0–1. */
  readonly onProgress: (part: number) => void;
}

export interface Copy {
  readonly cameraId: string;
  /** Within the work folder. */
  readonly file: string;
  readonly name: string;
  /** Each picture is the recorded one, bit for bit. */
  readonly copied: boolean;
  /** What it is made of, as files that stills can be taken from. */
  readonly parts: readonly { readonly file: string; readonly piece: Piece }[];
}

export async function makeCopies(options: CopiesOptions): Promise<Copy[]> {
  const { cameras, pieces, folder, onProgress } = options;
  await mkdir(join(folder, 'copies'), { recursive: true });
  await linkFont(folder);
  const wholeMs = pieces.reduce((sum, one) => sum + one.toMs - one.fromMs, 0);
  let beforeMs = 0;
  const copies: Copy[] = [];
  for (const [index, camera] of cameras.entries()) {
    const own = pieces.filter(({ cameraId }) => cameraId === camera.id);
    if (own.length === 0) continue;
    const scans = await Promise.all(own.map(({ file }) => readFragments(join(folder, file))));
    const copied = await mayBeCopied(options, own, scans);
    const parts: { file: string; piece: Piece }[] = [];
    for (const [at, piece] of own.entries()) {
      const scan = scans[at];
      if (!scan) continue;
      const file = copied ? piece.file : `copies/${index + 1}-${at + 1}.mp4`;
      if (!copied && !existsSync(join(folder, file)))
        await encode(options, {
          ...{ piece, scan, file, camera, size: own[0] ?? piece },
          onTime: (ms) => onProgress((beforeMs + ms) / wholeMs),
        });
      beforeMs += piece.toMs - piece.fromMs;
      parts.push({ file, piece });
    }
    const file = `copies/${index + 1}.mp4`;
    if (!existsSync(join(folder, file))) await joinParts(options, parts, file);
    copies.push({ cameraId: camera.id, file, name: `copies/${camera.folder}.mp4`, copied, parts });
    onProgress(beforeMs / wholeMs);
  }
  return copies;
}

/** All of it H.264 with the same parameter sets, sound in all or none, and nothing to draw or hide. */
async function mayBeCopied(
  { job, folder }: CopiesOptions,
  pieces: readonly Piece[],
  scans: readonly FragmentScan[],
): Promise<boolean> {
  if (job.options.overlay || job.options.blurApplicants) return false;
  if (pieces.some(({ codec }) => codec !== 'h264')) return false;
  const heads = new Set<string>();
  for (const [index, { file }] of pieces.entries()) {
    heads.add(await headOf(join(folder, file), scans[index]?.initBytes ?? 0));
  }
  return heads.size === 1;
}

/** A piece may be gigabytes: its head alone is read. */
async function headOf(file: string, bytes: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

interface Encoding {
  readonly piece: Piece;
  readonly scan: FragmentScan;
  readonly file: string;
  readonly camera: JobCamera;
  /** Of the whole copy. */
  readonly size: Pick<Piece, 'width' | 'height'>;
  readonly onTime: (ms: number) => void;
}

async function encode(options: CopiesOptions, { piece, scan, file, camera, size, onTime }: Encoding) {
  const { job, folder, signal, ffmpegPath } = options;
  const masks = job.options.blurApplicants ? await masksOf(options, piece, file) : [];
  const [width, height] = [even(size.width), even(size.height)];
  const fit = `scale=${width}:${height}:force_original_aspect_ratio=decrease,pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2,setsar=1`;
  const filters = [
    masks.length > 0 ? `[0:v]setpts=PTS[in];${blurGraph(masks, piece)};[out]${fit}` : `[0:v]${fit}`,
  ];
  if (job.options.overlay) {
    const script = `${file}.ass`;
    await writeFile(
      join(folder, script),
      overlayScript({
        title: `${camera.hallName} ${camera.name}`,
        mark: `证据包 ${job.id.slice(0, 8)}`,
        windows: options.windows.get(piece.cameraId) ?? [],
        ...{ fragments: scan.fragments, timescale: scan.timescale },
      }),
    );
    filters.push(`ass=${script}:fontsdir=fonts`);
  }
  const sound = job.options.sound && piece.sound;
  await runFfmpeg({
    ...{ folder, output: file, format: 'mp4', signal, onTime, ...(ffmpegPath && { ffmpegPath }) },
    args: [
      ...['-i', piece.file, ...masks.flatMap((mask) => ['-i', mask.file])],
      ...['-filter_complex', `${filters.join(',')}[v]`, '-map', '[v]'],
      // Half a second of sound that is longer than its pictures must not shift the next piece.
      ...(sound ? ['-map', '0:a:0', '-c:a', 'aac', '-b:a', '64k', '-ac', '1', '-ar', '48000'] : ['-an']),
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '22', '-pix_fmt', 'yuv420p'],
      ...['-fps_mode', 'passthrough', '-video_track_timescale', '90000'],
    ],
  });
}

async function masksOf({ folder, zones }: CopiesOptions, piece: Piece, file: string): Promise<Mask[]> {
  const spans = zoneSpans(zones.get(piece.cameraId) ?? [], piece);
  const masks: Mask[] = [];
  // Better no package than one that shows whom it was to hide.
  if (spans.length === 0)
    throw new Error('a camera has no applicants’ zone any more: nothing could be blurred');
  for (const [index, span] of spans.entries()) {
    const mask = `${file}.${index}.png`;
    await drawMask(folder, mask, span.zones, piece);
    // To the edges of the piece whatever its own clock says of them.
    const fromS = span.fromMs <= piece.fromMs ? -1 : (span.fromMs - piece.fromMs) / 1000;
    const toS = span.toMs >= piece.toMs ? 1e6 : (span.toMs - piece.fromMs) / 1000;
    masks.push({ file: mask, fromS, toS });
  }
  return masks;
}

/** One after the other, by stream copy; the index first, so that it plays while it is downloaded. */
async function joinParts(options: CopiesOptions, parts: Copy['parts'], output: string): Promise<void> {
  const { folder, signal, ffmpegPath, job } = options;
  const list = `${output}.txt`;
  // Names in the list are taken from where the list is.
  await writeFile(join(folder, list), parts.map(({ file }) => `file '../${file}'\n`).join(''));
  const isHeard = job.options.sound && parts.every(({ piece }) => piece.sound);
  await runFfmpeg({
    ...{ folder, output, format: 'mp4', signal, ...(ffmpegPath && { ffmpegPath }) },
    args: [
      ...['-f', 'concat', '-safe', '0', '-i', list, '-map', '0:v:0', ...(isHeard ? ['-map', '0:a:0'] : [])],
      ...['-c', 'copy', '-movflags', '+faststart', '-video_track_timescale', '90000'],
    ],
  });
}

/** The one font of the package `@expo-google-fonts/noto-sans-sc` that we use. */
export const FONT_FILE = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
);

/** In a folder of its own: libass opens whatever lies beside it. */
async function linkFont(folder: string): Promise<void> {
  const link = join(folder, 'fonts/NotoSansSC.ttf');
  await mkdir(dirname(link), { recursive: true });
  if (!existsSync(link)) await symlink(FONT_FILE, link);
}

const even = (pixels: number): number => pixels + (pixels % 2);
