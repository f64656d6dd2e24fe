import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startFakeCameras } from '../../../test/fakes/cameras/fake-camera.ts';
import { PICTURE_BYTES, type Picture, pictureOf } from '../picture.ts';

const run = promisify(execFile);

/** Of the drawn hall's sub picture. */
const FPS = 15;
const KEYFRAME_EVERY = 3;

/** A few seconds of the drawn hall, with people in it and the camera's own noise, as a file to make variants of. */
export interface HallClip {
  readonly file: string;
  /** As it is judged, through ffmpeg's filters: `count` pictures, one every `everyS`. */
  pictures(filters: string, count: number, everyS?: number): Promise<Picture[]>;
  /**
   * The same, encoded for a camera to play in a loop: five keyframes a second. `frozen`: without noise, and so
   * short that there is only one keyframe.
   */
  variant(
    name: string,
    filters: string,
    how?: 'frozen',
  ): Promise<{ readonly file: string; readonly codec: 'h264' }>;
  remove(): Promise<void>;
}

export async function recordHall(camera = 'hall-a', seconds = 4): Promise<HallClip> {
  const folder = await mkdtemp(join(tmpdir(), 'mc-hall-'));
  const file = join(folder, 'hall.mp4');
  const cameras = await startFakeCameras({ cameras: [{ name: camera }], gopMs: 500 });
  try {
    await run('ffmpeg', [
      ...['-v', 'error', '-rtsp_transport', 'tcp', '-i', cameras.url(camera, 'sub'), '-t', `${seconds}`],
      ...['-c', 'copy', '-y', file],
    ]);
  } finally {
    await cameras.stop();
  }
  const noisy = (filters: string) => [filters, 'noise=alls=4:allf=t'].filter(Boolean).join(',');
  return {
    file,
    pictures: async (filters, count, everyS = 0.5) => {
      const { stdout } = await run(
        'ffmpeg',
        [
          ...['-v', 'error', '-stream_loop', '-1', '-i', file],
          ...['-vf', `fps=${1 / everyS},${noisy(filters)},scale=640:360,format=yuv420p`],
          ...['-frames:v', `${count}`, '-f', 'rawvideo', '-'],
        ],
        { encoding: 'buffer', maxBuffer: PICTURE_BYTES * (count + 1) },
      );
      return Array.from({ length: stdout.length / PICTURE_BYTES }, (_, index) =>
        pictureOf(stdout.subarray(index * PICTURE_BYTES, (index + 1) * PICTURE_BYTES)),
      );
    },
    variant: async (name, filters, how) => {
      const out = join(folder, `${name}.mp4`);
      await run('ffmpeg', [
        ...[
          '-v',
          'error',
          '-i',
          file,
          '-vf',
          how === 'frozen' ? filters : noisy(filters),
          '-t',
          how === 'frozen' ? `${KEYFRAME_EVERY / FPS}` : '4',
          '-c:v',
          'libx264',
        ],
        ...[
          '-preset',
          'ultrafast',
          '-tune',
          'zerolatency',
          '-g',
          `${KEYFRAME_EVERY}`,
          '-sc_threshold',
          '0',
          '-crf',
          '26',
        ],
        ...['-pix_fmt', 'yuv420p', '-y', out],
      ]);
      return { file: out, codec: 'h264' };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
