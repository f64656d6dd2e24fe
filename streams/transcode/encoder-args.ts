export interface EncoderOptions {
  /** The picture is made no larger than this; it keeps its shape. Default 1280×720. */
  readonly maxWidth?: number;
  readonly maxHeight?: number;
}

/**
 * How ffmpeg encodes a picture that every browser plays, over WebRTC too, and that a viewer gets quickly: H.264
 * baseline, no B-frames, a keyframe a second, nothing held back, each picture with its own time (no frame is made up
 * or left out). One thread: many of these run side by side, and frames decoded ahead would be latency.
 */
export function encoderArgs({ maxWidth = 1280, maxHeight = 720 }: EncoderOptions = {}): string[] {
  const scale = `scale=w='min(${maxWidth},iw)':h='min(${maxHeight},ih)':force_original_aspect_ratio=decrease:force_divisible_by=2`;
  const kbps = Math.round(Math.min(4000, Math.max(400, (maxWidth * maxHeight) / 400)));
  return [
    ...['-vf', `${scale},format=yuv420p`, '-fps_mode', 'passthrough', '-enc_time_base', '1:90000'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency', '-profile:v', 'baseline'],
    ...['-bf', '0', '-sc_threshold', '0', '-g', '600', '-force_key_frames', 'expr:gte(t,n_forced)'],
    ...['-crf', '24', '-maxrate', `${kbps}k`, '-bufsize', `${kbps}k`, '-threads', '1'],
    ...['-video_track_timescale', '90000'],
  ];
}
