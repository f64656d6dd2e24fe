import { MediaError, type MediaErrorCode } from '../../streams/index.ts';
import { WebRtcError, type WebRtcErrorCode } from '../../streams/outputs/webrtc/index.ts';
import { AppError } from '../platform/errors.ts';

/** What is not listed is the camera's fault, not the asker's: 502. */
const STATUS: Partial<Record<WebRtcErrorCode | MediaErrorCode, number>> = {
  webrtc_unavailable: 503,
  codec_unsupported_by_webrtc: 409,
  viewer_codec_unsupported: 422,
  signalling_invalid: 400,
  transport_missing: 409,
  consumer_missing: 404,
  no_sound: 409,
  sound_busy: 503,
  sound_ended: 409,
  too_many_consumers: 429,
  too_many_viewers: 503,
  media_not_found: 404,
  playlist_out_of_range: 400,
  stream_not_ready: 503,
};

/** Words the media plane's faults for the wire; their codes stay. */
export async function worded<T>(run: () => Promise<T> | T): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof WebRtcError) && !(error instanceof MediaError)) throw error;
    throw new AppError(STATUS[error.code] ?? 502, error.code, error.message, { cause: error });
  }
}
