import { formatReason, pictureReason } from '../../transcode/browser-fit.ts';
import type { AccessUnit, MediaInfo, StreamView, TranscodeReason } from '../../types.ts';
import { WebRtcError } from './webrtc-error.ts';

/** Why pictures of this codec cannot go through WebRTC, or undefined. */
export function codecFault(info: MediaInfo): WebRtcError | undefined {
  const reason = formatReason(info);
  return reason && unsupported(reason, info);
}

/** Why this picture of H.264 cannot go through WebRTC, or undefined. */
export function pictureFault(unit: AccessUnit): WebRtcError | undefined {
  const reason = pictureReason(unit);
  return reason && unsupported(reason);
}

/** What can be told of a stream now, from its codec and the newest GOP. A stream that is not live yet passes. */
export function streamFault(stream: StreamView): WebRtcError | undefined {
  let fault: WebRtcError | undefined;
  const stop = stream.subscribe({
    onInit: (info) => {
      fault = codecFault(info);
    },
    onAccessUnit: (unit) => {
      fault ??= pictureFault(unit);
    },
  });
  stop();
  return fault;
}

function unsupported(reason: TranscodeReason, info?: MediaInfo): WebRtcError {
  return new WebRtcError('codec_unsupported_by_webrtc', `${wording(reason, info)}; use LL-HLS.`);
}

function wording(reason: TranscodeReason, info: MediaInfo | undefined): string {
  switch (reason) {
    case 'h265_not_in_browsers':
      return 'H265 does not go through WebRTC';
    case 'b_frames_not_in_webrtc':
      return 'the stream has B-frames, which do not go through WebRTC';
    case 'profile_not_in_browsers':
    case 'codec_not_in_browsers':
      return `${info?.codecString ?? 'this format'} is not one that browsers decode`;
  }
}
