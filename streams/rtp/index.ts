export { AudioReceiver } from './audio-receiver.ts';
export { describeAudio } from './audio-track.ts';
export type {
  AudioReceiverOptions,
  PictureClock,
  RtpReceiver,
  RtpStats,
  RtpTrack,
  RtpTransport,
  VideoReceiverOptions,
} from './receiver.ts';
export { VideoReceiver } from './video-receiver.ts';
export { videoCodecOf, videoTrackFault } from './video-track.ts';
