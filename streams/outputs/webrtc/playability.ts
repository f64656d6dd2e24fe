import type { AccessUnit, MediaInfo, StreamView } from '../../types.ts';
import { hasBSlice, isBrowserProfile, profileOf } from './h264-nal.ts';
import { WebRtcError } from './webrtc-error.ts';

/** Why pictures of this codec cannot go through WebRTC, or undefined. */
export function codecFault(info: MediaInfo): WebRtcError | undefined {
  if (info.codec !== 'h264') return unsupported(`${info.codec.toUpperCase()} does not go through WebRTC`);
  const profile = profileOf(info.parameterSets);
  if (profile !== undefined && !isBrowserProfile(profile))
    return unsupported(`H.264 profile ${profile} (${info.codecString}) is not one that browsers decode`);
  return undefined;
}

/** Why this picture cannot go through WebRTC, or undefined. */
export function pictureFault(unit: AccessUnit): WebRtcError | undefined {
  if (!hasBSlice(unit.data)) return undefined;
  return unsupported('the stream has B-frames, which do not go through WebRTC');
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

function unsupported(why: string): WebRtcError {
  return new WebRtcError('codec_unsupported_by_webrtc', `${why}; use LL-HLS.`);
}
