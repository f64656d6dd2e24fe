import { runFiniteJob } from '../ffmpeg/finite-job.ts';
import { type Sample, writeFragment } from '../fmp4/write-fragment.ts';
import { writeInit } from '../fmp4/write-init.ts';
import { MediaError } from '../media-error.ts';
import type { MediaFormat } from '../types.ts';

/**
 * Beyond what any camera of a hall has (8K is 33 million). A few hundred kilobytes can say that they are a picture of
 * 16384 × 16384, which takes close to a gigabyte to decode.
 */
export const PIXELS_MOST = 40_000_000;

export interface KeyframeJpegOptions {
  readonly ffmpegPath: string;
  /** Made smaller to this, never larger. */
  readonly maxWidth?: number | undefined;
}

/** A keyframe as an MP4 file of its own: a copy, so that the source may use its memory again. */
export function keyframeMp4(format: MediaFormat, unit: Sample): Buffer[] {
  return [writeInit(format), writeFragment({ sequence: 1, units: [unit] })];
}

/**
 * Decodes one keyframe, as `keyframeMp4` made it, into a JPEG.
 * @throws MediaError `snapshot_failed`
 */
export async function keyframeJpeg(
  mp4: readonly Buffer[],
  { ffmpegPath, maxWidth }: KeyframeJpegOptions,
): Promise<Buffer> {
  const scale = maxWidth === undefined ? [] : ['-vf', `scale=w=min(iw\\,${Math.round(maxWidth)}):h=-2`];
  let cause: unknown;
  try {
    const jpeg = await runFiniteJob({
      ffmpegPath,
      input: [...mp4],
      inputFormat: 'mp4',
      // One thread: a frame is not worth starting more.
      inputOptions: ['-threads', '1', '-max_pixels', String(PIXELS_MOST)],
      outputFormat: 'mjpeg',
      outputOptions: ['-an', '-frames:v', '1', ...scale, '-threads', '1', '-q:v', '4'],
      timeoutMs: 8000,
      maxBytes: 16 * 1024 * 1024,
    });
    if (jpeg.length > 0) return jpeg;
  } catch (error) {
    cause = error;
  }
  throw new MediaError({
    code: 'snapshot_failed',
    message: 'No picture could be made of the keyframe.',
    cause,
  });
}
