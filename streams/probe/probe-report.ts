import type { MediaInfo } from '../types.ts';

/** What a connection test saw. Undefined: it could not be told in the time there was. */
export interface ProbeReport {
  readonly codec: MediaInfo['codec'];
  readonly codecString: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number | undefined;
  readonly bitrateKbps: number | undefined;
  /** From one keyframe to the next. */
  readonly gopMs: number | undefined;
  readonly hasBFrames: boolean;
  /** FFmpeg's name, for example `pcm_alaw` or `aac`; undefined when the camera offers no sound. */
  readonly audioCodec: string | undefined;
  /** The first keyframe, at most 1280 wide. */
  readonly picture: Buffer | undefined;
}
