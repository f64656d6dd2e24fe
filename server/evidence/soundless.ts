/** Footage without its sound: the pictures bit for bit, in a container written anew. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Piece } from './job.ts';
import { runFfmpeg } from './run-ffmpeg.ts';

export interface SoundlessOptions {
  readonly folder: string;
  readonly ffmpegPath?: string | undefined;
  readonly signal: AbortSignal;
}

/** Where it is, within the work folder. */
export async function withoutSound(piece: Piece, options: SoundlessOptions): Promise<string> {
  const { folder, signal, ffmpegPath } = options;
  const output = piece.file.replace(/^raw\//, 'soundless/');
  await mkdir(join(folder, 'soundless'), { recursive: true });
  if (!existsSync(join(folder, output)))
    await runFfmpeg({
      ...{ folder, output, format: 'mp4', signal, ...(ffmpegPath && { ffmpegPath }) },
      args: ['-i', piece.file, '-map', '0:v:0', '-c', 'copy', '-movflags', '+faststart'],
    });
  return output;
}
