import { WebRtcError, type WebRtcErrorCode } from '../../streams/outputs/webrtc/index.ts';
import { AppError } from '../platform/errors.ts';

const STATUS: Record<WebRtcErrorCode, number> = {
  webrtc_unavailable: 503,
  codec_unsupported_by_webrtc: 409,
  viewer_codec_unsupported: 422,
  signalling_invalid: 400,
  transport_missing: 409,
  consumer_missing: 404,
  too_many_consumers: 429,
  too_many_viewers: 503,
};

/** Words the media plane's faults for the wire; their codes stay. */
export async function worded<T>(run: () => Promise<T> | T): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof WebRtcError)) throw error;
    throw new AppError(STATUS[error.code], error.code, error.message, { cause: error });
  }
}
