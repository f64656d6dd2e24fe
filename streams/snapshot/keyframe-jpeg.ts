import { runFiniteJob } from '../ffmpeg/finite-job.ts';
import { MediaError } from '../media-error.ts';
import type { Fragment, MediaInfo } from '../types.ts';

export interface KeyframeJpegOptions {
  readonly ffmpegPath: string;
  /** Made smaller to this, never larger. */
  readonly maxWidth?: number | undefined;
}

/**
 * Decodes one keyframe into a JPEG.
 * @throws MediaError `snapshot_failed`
 */
export async function keyframeJpeg(
  { info, fragment }: { info: Pick<MediaInfo, 'init'>; fragment: Pick<Fragment, 'data'> },
  { ffmpegPath, maxWidth }: KeyframeJpegOptions,
): Promise<Buffer> {
  const scale = maxWidth === undefined ? [] : ['-vf', `scale=w=min(iw\\,${Math.round(maxWidth)}):h=-2`];
  let cause: unknown;
  try {
    const jpeg = await runFiniteJob({
      ffmpegPath,
      input: [info.init, fragment.data],
      inputFormat: 'mp4',
      // One thread: a frame is not worth starting more.
      inputOptions: ['-threads', '1'],
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
