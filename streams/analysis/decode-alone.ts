import { runFiniteJob } from '../ffmpeg/finite-job.ts';
import { writeInit } from '../fmp4/write-init.ts';
import { PIXELS_MOST } from '../snapshot/keyframe-jpeg.ts';
import type { MediaFormat } from '../types.ts';
import { COLOUR, type PictureShape } from './picture.ts';

/**
 * One keyframe in an ffmpeg of its own, for what the shared one stumbles over.
 * @throws Error when nothing comes out
 */
export async function decodeAlone(
  { format, fragment }: { readonly format: MediaFormat; readonly fragment: Buffer },
  ffmpegPath: string,
  shape: PictureShape = COLOUR,
): Promise<Buffer> {
  const raw = await runFiniteJob({
    ffmpegPath,
    input: [writeInit({ ...format, timescale: 1000 }), fragment],
    inputFormat: 'mp4',
    inputOptions: ['-threads', '1', '-max_pixels', String(PIXELS_MOST)],
    outputFormat: 'rawvideo',
    outputOptions: [...['-an', '-frames:v', '1', '-vf', shape.filters], ...['-threads', '1']],
    timeoutMs: 8000,
    maxBytes: shape.bytes * 2,
  });
  if (raw.length < shape.bytes) throw new Error('the keyframe cannot be decoded');
  return raw.subarray(0, shape.bytes);
}
