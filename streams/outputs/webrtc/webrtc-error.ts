/** What can be wrong on the way to a viewer over WebRTC. `code` is part of the wire contract. */
export type WebRtcErrorCode =
  /** No worker, or its port cannot be opened. The player uses LL-HLS. */
  | 'webrtc_unavailable'
  /** H.265, B-frames, or an H.264 profile that browsers do not take. The player uses LL-HLS. */
  | 'codec_unsupported_by_webrtc'
  /** The viewer does not offer H.264 with packetization-mode 1. */
  | 'viewer_codec_unsupported'
  /** Parameters or SDP that cannot be used; the message names what is wrong with them. */
  | 'signalling_invalid'
  /** Asked out of order: no transport yet, or none any more. */
  | 'transport_missing'
  | 'consumer_missing'
  /** The camera has no sound that we carry, or is not live yet. */
  | 'no_sound'
  /** As many cameras as are allowed are being listened to whose sound must be made anew. */
  | 'sound_busy'
  /** The sound's coding changed, or its encoder failed; worth asking again. */
  | 'sound_ended'
  | 'too_many_consumers'
  | 'too_many_viewers';

export class WebRtcError extends Error {
  readonly code: WebRtcErrorCode;

  constructor(code: WebRtcErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'WebRtcError';
    this.code = code;
  }
}

/** mediasoup's rejection of what a viewer sent (`what`), or of a request to a worker that is going away. */
export function mediasoupFault(error: unknown, what: string): WebRtcError {
  if (error instanceof WebRtcError) return error;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (name === 'UnsupportedError')
    return new WebRtcError(
      'viewer_codec_unsupported',
      'The viewer does not offer H.264 with packetization-mode=1.',
      error,
    );
  if (name === 'InvalidStateError')
    return new WebRtcError('webrtc_unavailable', 'WebRTC unavailable: the media worker is gone.', error);
  return new WebRtcError('signalling_invalid', `${what}: ${message}`, error);
}
